"""Rows of a roll, or of a change of it, as entries: whose they are, of which benefit, and for which months.

Belongs here: the keys of an entry and the refusals and hints that follow from comparing rows with the roll in force. Does
not belong here: what rows that end a benefit mean (stops), writing roll_entries (rolls), reading and checking the file (matching.validate).
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import FeedContract, TableContract
from matching.drops import Drop
from matching.endings import read_endings
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.ledger import reading
from matching.memory import memory
from matching.pipeline.people import roll_rows
from matching.pipeline.stops import contradictions, stop_hints
from matching.standardise import identify
from matching.statements import statement
from matching.triage.categories import read_categories
from matching.validate.checked import Checked
from matching.validate.rows.period import LATE_ON_PURPOSE
from matching.validate.values.dates import NOT_BEGUN


def entries(installation: Installation, contract: TableContract, records: pa.Table) -> pa.Table:
    """RECORDS → one entry a row and benefit that it names (of a row set aside perhaps with the category ""): its keys, the columns of
    roll_entries that the row says, the category's group, the row."""
    rows = roll_rows(records, contract, installation.roll)
    rows = rows.set_column(rows.schema.get_field_index("category"), "category", pc.fill_null(rows["category"], ""))
    keys = identify(rows, installation)
    for name in ("name_key", "id_clean", "id_status"):
        rows = rows.append_column(name, keys[name])
    schemas = installation.settings.schemas
    categories, endings = read_categories(schemas), read_endings(schemas)
    spelt = sorted(set(rows["category"].to_pylist()))
    read = [{"spelling": text, **asdict(reading)} for text in spelt for reading in categories.readings(text, endings)]
    spellings = pa.Table.from_pylist(read, pa.schema(SPELLING))
    with memory(installation.settings.threads) as connection:
        connection.register("roll_rows", rows)
        connection.register("spellings", spellings)
        text = statement(installation.settings.sql, "rolls/identify_entries")
        return connection.sql(text, params={"in_force": installation.roll.in_force}).to_arrow_table()


SPELLING = [
    ("spelling", pa.string()),
    ("name", pa.string()),
    ("group", pa.string()),
    ("general", pa.bool_()),
    ("drawn", pa.bool_()),
    ("undecided", pa.bool_()),
]


def hints(installation: Installation, contract: TableContract, checked: Checked, day: date) -> tuple[Finding, ...]:
    """Findings for rows that name two benefits of which nobody draws both, or contradict each other; of a weekly change also for
    those that end what the roll in force does not know, or a householder's benefit alone."""
    incoming, ending = (entries(installation, contract, rows) for rows in (checked.records, checked.held))
    with reading(installation.settings) as ledger:
        found = [*_undecided(installation, incoming), *_contradict(contradictions(ledger, incoming)["against"].to_pylist())]
        if isinstance(contract, FeedContract):
            found += stop_hints(ledger, installation, contract, incoming, ending, f"{day:%Y-%m}")
    return tuple(found)


def _undecided(installation: Installation, incoming: pa.Table) -> Iterator[Finding]:
    message = "一格里写了两种不能同时享受的救助，分不清是哪一种，更正以前都不算在册"
    cure = "请只写实际享受的一种；其余已停止的，另起一行写明停止月份，再重新报送"
    column = installation.roll.column(str(installation.roll.person.category)).header
    rows = incoming.filter(incoming["undecided"])["row"].unique().to_pylist()
    return (Finding("CATEGORY_UNDECIDED", Severity.WARNING, message, cure, row, column) for row in sorted(rows))


def _contradict(rows: list[int]) -> Iterator[Finding]:
    message = "同一人的同一项救助，本表另有一行写着已停止，与本行矛盾；更正以前不算在册"
    cure = "请核对后只保留正确的一行，再重新报送"
    return (Finding("ROWS_CONTRADICT", Severity.WARNING, message, cure, row) for row in sorted(set(rows)))


def refusal(installation: Installation, checked: Checked, drop: Drop) -> Finding | None:
    """The finding that refuses a whole roll beside the one in force; None if it may replace it."""
    return _outdated(installation, checked, drop) or _too_small(installation, checked, drop.received_on)


def _outdated(installation: Installation, checked: Checked, drop: Drop) -> Finding | None:
    """An older roll would bring back whoever has left since."""
    with reading(installation.settings) as ledger:
        loads = ledger.query("rolls/select_load_in_force").to_pylist()
    if not loads or checked.period >= loads[0]["period"] or LATE_ON_PURPOSE.search(drop.name):
        return None
    message = f"名册写明是 {checked.period} 的，现有名册是 {loads[0]['period']} 的，比现有名册旧，未装载"
    cure = "请报送最新的名册；确要以这份名册为准时，请在文件名中写明「更正」或「补报」后重新报送"
    return Finding("ROLL_OUTDATED", Severity.FILE, message, cure)


def _too_small(installation: Installation, checked: Checked, day: date) -> Finding | None:
    """Half a roll, loaded as if it were whole, would make everybody in the other half look new. Counted are the people
    whose benefits have a start that could be read, and have not ended."""
    limit, month = installation.district.limits.roll_shrink_percent, f"{day:%Y-%m}"
    incoming = entries(installation, installation.roll, checked.records)
    people = len({entry["person_id"] for entry in incoming.to_pylist() if _in_force(entry, month)})
    with reading(installation.settings) as ledger:
        known: int = ledger.query("rolls/count_in_force", month=month)["people"][0].as_py()
    if people * 100 >= known * (100 - limit):
        return None
    message = f"名册只有 {people} 人在享,现有名册 {known} 人,减少超过 {limit}%,未装载"
    cure = "请核对是否漏了人并报送完整名册;确实减少时,请中心先调整 schemas/district.yml 的 roll_shrink_percent,再重新报送"
    return Finding("ROLL_SHRANK", Severity.FILE, message, cure)


def _in_force(entry: dict[str, Any], month: str) -> bool:
    return entry["valid_from"] != NOT_BEGUN and (not entry["valid_to"] or entry["valid_to"] >= month)
