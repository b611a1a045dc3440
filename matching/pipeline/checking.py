"""From an archived drop to verdict, receipt and records.

Belongs here: the order of judging a drop, and what that leaves in the ledger. Does not belong here: taking files
(matching.pipeline.reception) and judging them (matching.validate). The receipt is written first, then one transaction:
a drop without a verdict is judged again, with the same result.
"""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import structlog

from matching.contracts import FeedContract, TableContract
from matching.drops import Drop
from matching.findings import Verdict
from matching.installation import Installation
from matching.ledger import reading, writing
from matching.pipeline.deliveries import waiting_drops
from matching.pipeline.entries import hints, refusal
from matching.pipeline.rolls import apply_roll
from matching.shapes import RECORDS, UNENTERED
from matching.validate.checked import Checked, Failing
from matching.validate.papers import receipt
from matching.validate.rows.earlier import settle
from matching.validate.rules.results import write_result

log = structlog.get_logger()
COUNTED = ("verdict", "period", "rows_in", "rows_accepted", "rows_rejected", "rows_repeated")


def check(installation: Installation, table: str, drop_ids: list[str]) -> dict[str, Any]:
    """Judge drops of one table: receipts first, then one ledger transaction each. A drop already judged is passed over."""
    drops = [drop for drop in waiting_drops(installation) if drop.drop_id in set(drop_ids) and drop.table == table]
    return {"table": table, "drops": [check_drop(installation, drop) for drop in drops]}


def check_drop(installation: Installation, drop: Drop) -> dict[str, Any]:
    """Judge one drop, write its receipt, and write verdict, findings and records (or the roll) into the ledger."""
    from matching.validate.check import check as judge

    settings, contract = installation.settings, installation.tables[str(drop.table)]
    checked = judge(drop.archived(settings.archive), drop, contract, installation)
    if contract is installation.roll and checked.rows_accepted and (finding := refusal(installation, checked, drop)):
        checked = replace(
            checked,
            verdict=Verdict.REJECTED,
            records=RECORDS.empty_table(),
            unentered=UNENTERED.empty_table(),
            failing=Failing(),
            findings=(finding, *checked.findings),
        )
    if contract is not installation.roll and checked.rows_accepted:
        checked = _settled(installation, drop, checked)
    if checked.rows_accepted and not _holds_clues(contract):
        checked = replace(checked, findings=(*checked.findings, *hints(installation, contract, checked, drop.received_on)))
    write_result(checked, drop, settings.checks)
    papers = receipt.write_receipt(checked, drop, contract, installation, settings.receipts)
    moved = _enter(installation, drop, contract, checked)
    log.info("check", table=drop.table, drop=drop.drop_id, verdict=checked.verdict.value, rows=checked.rows_in)
    return {
        **_verdict_row(drop, checked),
        "file": drop.name,
        "feed": drop.table,
        "roll": moved,
        "findings": [{key: item._asdict()[key] for key in ("row", "column", "rule", "severity")} for item in checked.findings],
        "receipt": papers[0].relative_to(settings.root).as_posix(),
        "corrections": papers[1].relative_to(settings.root).as_posix() if len(papers) > 1 else None,
    }


def _settled(installation: Installation, drop: Drop, checked: Checked) -> Checked:
    """The checked drop after a look at what its sender delivered before."""
    fresh = checked.records.select(["record_id", "feed", "source_unit", "row_key", "origin"])
    origins = sorted(set(fresh["origin"].drop_null().to_pylist()))
    with reading(installation.settings) as ledger:
        known = ledger.query("intake/list_known_origins", folder=drop.folder, origins=origins)["origin"].to_pylist()
        earlier = ledger.query("intake/list_earlier_records", {"fresh": fresh})
    return settle(checked, earlier, set(known))


def _verdict_row(drop: Drop, checked: Checked) -> dict[str, Any]:
    return {
        "drop_id": drop.drop_id,
        "verdict": checked.verdict.value,
        "period": checked.period,
        "sheet": checked.sheet,
        "rows_in": checked.rows_in,
        "rows_accepted": checked.rows_accepted,
        "rows_rejected": checked.rows_rejected,
        "rows_repeated": checked.rows_repeated,
    }


def _holds_clues(contract: TableContract) -> bool:
    """False for the roll and its changes."""
    return isinstance(contract, FeedContract) and contract.role == "clues"


def _enter(installation: Installation, drop: Drop, contract: TableContract, checked: Checked) -> dict[str, int]:
    """One transaction: the verdict, the findings, the records; for the roll and its changes, how the roll moved."""
    row = _verdict_row(drop, checked)
    moved: dict[str, int] = {}
    with writing(installation.settings) as ledger:
        ledger.append("checks", pa.Table.from_pylist([row]))
        ledger.append(
            "findings", pa.Table.from_pylist([{"drop_id": drop.drop_id, **item._asdict()} for item in checked.findings])
        )
        ledger.append("records", checked.records)
        ledger.append("unentered_rows", checked.unentered)
        if checked.rows_accepted and not _holds_clues(contract):
            moved = apply_roll(ledger, installation, contract, checked.records, drop.drop_id, drop.received_on)
        ledger.audit("check", drop.drop_id, **{key: row[key] for key in COUNTED})
    return moved
