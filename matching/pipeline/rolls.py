"""The assistance rolls: loading them, changing them, picking them as of a day.

Belongs here: the bitemporal bookkeeping of roll_entries. Does not belong here: whose an entry is and whether a
roll may replace another (entries), what a stop means (stops), reading and checking the file (matching.validate), comparing people with it (matching.link).
"""

from datetime import date

import pyarrow as pa

from matching.contracts import FeedContract, TableContract
from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import Ledger
from matching.pipeline.entries import entries
from matching.pipeline.stops import stops
from matching.run import sha256_file, write_table
from matching.validate.checked import Checked


def apply_roll(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop_id: str, day: date
) -> dict[str, int]:
    """Write the accepted rows of a roll, or of a change of it, into roll_entries. Idempotent by drop.

    A full load (the roll's own table) closes what it no longer says; a weekly change closes only the entries it replaces.
    What a row that was set aside ends is held: it stays on the roll and covers nobody until another row says more. So is what a change ends
    without meeting the entry's key in full, what two rows of the file say differently, and the members' entries of a household of
    which a change stops the head alone.
    """
    full = not isinstance(contract, FeedContract)
    incoming, ending = (entries(installation, contract, rows) for rows in (checked.records, checked.held))
    said = stops(ledger, installation, incoming, ending, full, f"{day:%Y-%m}")
    ledger.query("rolls/close_entries", {"closing": said.replaced}, day=day)
    ledger.append("roll_entries", ledger.query("rolls/select_new_entries", {"incoming": incoming}, day=day, drop_id=drop_id))
    ledger.query("rolls/close_entries", {"closing": said.held}, day=day)
    ledger.append("roll_entries", ledger.query("rolls/select_held_entries", {"held": said.held}, day=day, drop_id=drop_id))
    moved: dict[str, int] = ledger.query("rolls/count_entries", day=day, drop_id=drop_id).to_pylist()[0]
    load = {"drop_id": drop_id, "kind": "full" if full else "change", "recorded_on": day, **moved}
    ledger.append("roll_loads", pa.Table.from_pylist([load]))
    return moved


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
