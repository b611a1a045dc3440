"""The assistance rolls: loading them, changing them, picking them as of a day.

Belongs here: the bitemporal bookkeeping of roll_entries. Does not belong here: reading and checking the file
(matching.validate) and comparing people with it (matching.link).
"""

from datetime import date

import duckdb
import pyarrow as pa

from matching.contracts import FeedContract, TableContract
from matching.errors import ProcessingError
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.people import roll_rows
from matching.run import sha256_file, write_table
from matching.statements import statement


def apply_roll(
    ledger: Ledger, installation: Installation, contract: TableContract, records: pa.Table, drop_id: str, day: date
) -> dict[str, int]:
    """Write the accepted rows of a roll, or of a change of it, into roll_entries. Idempotent by drop.

    A full load (the roll's own table) closes what it no longer says; a weekly change closes only the entries it replaces.
    """
    roll = installation.roll
    full = not isinstance(contract, FeedContract)
    rows = roll_rows(records, contract, roll.benefit_from, roll.benefit_to, roll.amount)
    incoming = _identified(installation, rows)
    close = "close_entries_not_in_load" if full else "close_entries_changed"
    ledger.query(f"rolls/{close}", {"incoming": incoming}, day=day)
    ledger.query("rolls/insert_entries", {"incoming": incoming}, day=day, drop_id=drop_id)
    moved: dict[str, int] = ledger.query("rolls/count_entries", day=day, drop_id=drop_id).to_pylist()[0]
    load = {"drop_id": drop_id, "kind": "full" if full else "change", "recorded_on": day, **moved}
    ledger.append("roll_loads", pa.Table.from_pylist([load]))
    return moved


def too_small(installation: Installation, records: pa.Table) -> Finding | None:
    """The finding that refuses a whole roll with far fewer people than the one in force; None if it may replace it.

    Half a roll, loaded as if it were whole, would make everybody in the other half look new.
    """
    roll, limit = installation.roll, installation.district.limits.roll_shrink_percent
    incoming = _identified(installation, roll_rows(records, roll, roll.benefit_from, roll.benefit_to, roll.amount))
    people = len(set(incoming["person_id"].to_pylist()))
    with reading(installation.settings) as ledger:
        known: int = ledger.query("status/count_roll")["people"][0].as_py()
    if people * 100 >= known * (100 - limit):
        return None
    message = f"名册只有 {people} 人,现有名册 {known} 人,减少超过 {limit}%,未装载"
    cure = "请核对是否漏了人并报送完整名册;确实减少时,请中心先调整 schemas/district.yml 的 roll_shrink_percent,再重新报送"
    return Finding("ROLL_SHRANK", Severity.FILE, message, cure)


def _identified(installation: Installation, rows: pa.Table) -> pa.Table:
    with duckdb.connect() as connection:
        connection.register("roll_rows", rows)
        return connection.sql(statement(installation.settings.sql, "rolls/identify_entries")).to_arrow_table()


def snapshot(ledger: Ledger, installation: Installation, as_of: date) -> tuple[str, pa.Table]:
    """The roll as of a day, archived under the hash of its content: (snapshot id, one row a person).

    Raises ProcessingError if no roll was known on that day: against an empty roll everybody would look new.
    """
    roll = ledger.query("rolls/select_roll_as_of", as_of=as_of)
    if roll.num_rows == 0:
        raise ProcessingError(f"no roll is known as of {as_of}: load one first (zhaoren rolls load FILE)")
    folder = installation.settings.archive / "rolls"
    aside = folder / f".snapshot-{as_of}.parquet"
    write_table(roll, aside)
    snapshot_id = sha256_file(aside)[:16]
    aside.replace(folder / f"{snapshot_id}.parquet")
    return snapshot_id, roll
