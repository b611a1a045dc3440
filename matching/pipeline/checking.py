"""From an archived drop to verdict, receipt and records.

Belongs here: the order of judging a drop, and what that leaves in the ledger. Does not belong here: taking files
(matching.pipeline.reception) and judging them (matching.validate). The receipt is written first, then one transaction:
a drop without a verdict is judged again, with the same result.
"""

from typing import Any

import pyarrow as pa
import structlog
from filelock import FileLock

from matching.contracts import TableContract
from matching.drops import Drop
from matching.installation import Installation
from matching.ledger import writing
from matching.pipeline.deliveries import waiting_drops
from matching.pipeline.roles import HANDLING
from matching.validate.checked import Checked
from matching.validate.papers import receipt
from matching.validate.rules.results import write_result

log = structlog.get_logger()
COUNTED = ("verdict", "period", "rows_in", "rows_accepted", "rows_rejected", "rows_repeated", "rows_withdrawn")


def check(installation: Installation, table: str, drop_ids: list[str]) -> dict[str, Any]:
    """Judge drops of one table: receipts first, then one ledger transaction each. A drop already judged is passed over, also if
    another process judged it meanwhile: of one table, one drop is judged at a time, so that each sees what came before it."""
    settings, answers = installation.settings, []
    asked = [drop for drop in waiting_drops(installation) if drop.drop_id in set(drop_ids) and drop.table == table]
    for named in asked:
        with FileLock(settings.ledger.with_name(f"check-{table}.lock")):
            waiting = [drop for drop in waiting_drops(installation) if drop.drop_id == named.drop_id]
            answers += [check_drop(installation, drop) for drop in waiting]
    if answers:
        last = max(drop.received_on for drop in asked)
        HANDLING[installation.tables[table].role].after(installation, last)
    return {"table": table, "drops": answers}


def check_drop(installation: Installation, drop: Drop) -> dict[str, Any]:
    """Judge one drop, write its receipt, and write verdict, findings, records and what they change into the ledger."""
    from matching.validate.check import check as judge

    settings, contract = installation.settings, installation.tables[str(drop.table)]
    handling = HANDLING[contract.role]
    checked = judge(drop.archived(settings.archive), drop, contract, installation, handling.ask(installation, drop))
    if checked.rows_accepted or checked.held.num_rows or checked.rows_withdrawn:
        checked = handling.settle(installation, drop, checked)
    write_result(checked, drop, settings.checks)
    papers = receipt.write_receipt(checked, drop, contract, installation, settings.receipts)
    moved = _enter(installation, drop, contract, checked)
    log.info("check", table=drop.table, drop=drop.drop_id, verdict=checked.verdict.value, rows=checked.rows_in)
    return {
        **_verdict_row(drop, checked),
        "file": drop.name,
        "feed": drop.table,
        **({"roll": {}} | {handling.counts: moved}),
        "findings": [{key: item._asdict()[key] for key in ("row", "column", "rule", "severity")} for item in checked.findings],
        "receipt": papers[0].relative_to(settings.root).as_posix(),
        "corrections": papers[1].relative_to(settings.root).as_posix() if len(papers) > 1 else None,
    }


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
        "rows_withdrawn": checked.rows_withdrawn,
    }


def _enter(installation: Installation, drop: Drop, contract: TableContract, checked: Checked) -> dict[str, int]:
    """One transaction: the verdict, the findings, the records; what they change, in counts."""
    row = _verdict_row(drop, checked)
    moved: dict[str, int] = {}
    with writing(installation.settings) as ledger:
        ledger.append("checks", pa.Table.from_pylist([row]))
        ledger.append(
            "findings", pa.Table.from_pylist([{"drop_id": drop.drop_id, **item._asdict()} for item in checked.findings])
        )
        ledger.append("records", checked.records)
        ledger.append("unentered_rows", checked.unentered)
        if checked.rows_accepted or checked.held.num_rows:
            moved = HANDLING[contract.role].enter(ledger, installation, contract, checked, drop)
        ledger.audit("check", drop.drop_id, **{key: row[key] for key in COUNTED})
    return moved
