"""Which taken files are new deliveries: the ledger's memory of drops.

Belongs here: telling a new delivery from a repeat and from a leftover of a crash, also where bytes that are known are a
new delivery all the same. Does not belong here: taking files (matching.intake) and judging them (matching.validate).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from matching.drops import Drop, drop_id
from matching.findings import Verdict
from matching.installation import Installation
from matching.ledger import Ledger, reading, writing
from matching.validate.rows.period import period_of_file


@dataclass
class Sorted:
    """Taken drops by what they are. `settled` may leave the inbox: new ones, repeats and leftovers of a crash."""

    settled: set[str] = field(default_factory=set)
    """Paths below inbox/, folder and name."""
    repeats: list[Drop] = field(default_factory=list)


def record(installation: Installation, drops: list[Drop]) -> Sorted:
    """Write new deliveries into the ledger and sort the rest. A drop whose twin has no verdict yet waits for the next sweep."""
    found = Sorted()
    if not drops:
        return found
    with writing(installation.settings) as ledger:
        memory = _Memory(ledger, drops)
        for taken in drops:
            drop = taken if memory.is_leftover(taken) else _named_afresh(installation, memory, taken)
            if memory.is_leftover(drop):
                found.settled.add(path_of(drop))
            elif not memory.knows(drop):
                ledger.append("drops", pa.Table.from_pylist([_row(drop)]))
                ledger.audit("drop", drop.drop_id, table=drop.table, sha256=drop.sha256)
                memory.add(drop)
                found.settled.add(path_of(drop))
            elif memory.verdict(drop):
                repeat = {key: _row(drop)[key] for key in ("drop_id", "name", "ctime_ns", "received_at")}
                ledger.append("repeats", pa.Table.from_pylist([repeat]))
                ledger.audit("repeat", drop.drop_id, table=drop.table, sha256=drop.sha256)
                found.settled.add(path_of(drop))
                found.repeats.append(drop)
    return found


def path_of(drop: Drop) -> str:
    """The file below inbox/ that a drop was taken from."""
    return f"{drop.folder}/{drop.name}"


class _Memory:
    """What the ledger knows of some drops."""

    def __init__(self, ledger: Ledger, drops: Iterable[Drop]) -> None:
        self._ledger = ledger
        self._asked: set[str] = set()
        self._verdicts: dict[str, str | None] = {}
        self._empty: dict[str, str] = {}
        self._overtaken: set[str] = set()
        self._seen: set[tuple[str, str, int]] = set()
        self.recall(drops)

    def recall(self, drops: Iterable[Drop]) -> None:
        ids = sorted({drop.drop_id for drop in drops} - self._asked)
        self._asked.update(ids)
        for row in self._ledger.query("intake/list_drops", drop_ids=ids).to_pylist() if ids else []:
            self._verdicts[row["drop_id"]] = self._verdicts.get(row["drop_id"]) or row["verdict"]
            if row["overtaken"]:
                self._overtaken.add(row["drop_id"])
            if row["verdict"] == Verdict.ZERO:
                self._empty[row["drop_id"]] = row["period"]
            self._seen.add((row["drop_id"], row["name"], row["ctime_ns"]))

    def add(self, drop: Drop) -> None:
        self._verdicts[drop.drop_id] = None

    def knows(self, drop: Drop) -> bool:
        return drop.drop_id in self._verdicts

    def verdict(self, drop: Drop) -> str | None:
        return self._verdicts.get(drop.drop_id)

    def is_open(self, drop: Drop) -> bool:
        """True if these bytes say something that does not stand in the ledger: rows sent back, or rows overtaken since."""
        return self.verdict(drop) in (Verdict.REJECTED, Verdict.MISPLACED, Verdict.PARTLY) or drop.drop_id in self._overtaken

    def empty_period(self, drop: Drop) -> str | None:
        """The period that these bytes were an empty report of; None if they were none."""
        return self._empty.get(drop.drop_id)

    def is_roll_in_force(self, drop: Drop) -> bool:
        """True if the roll in force came from these bytes."""
        loads = self._ledger.query("rolls/select_load_in_force").to_pylist()
        return bool(loads) and loads[0]["sha256"] == drop.sha256

    def is_leftover(self, drop: Drop) -> bool:
        return (drop.drop_id, drop.name, drop.ctime_ns) in self._seen


def _named_afresh(installation: Installation, memory: _Memory, drop: Drop) -> Drop:
    """Known bytes that are a delivery all the same: an empty report for another period (it has the same bytes every week),
    a file of which rows were sent back (the sender must not read that all is well, and our configuration may have changed
    since), one whose rows a later file replaced (the sender returns to them), or a roll that another roll has replaced."""
    known = memory.empty_period(drop)
    mark: str | None = None
    if known is not None:
        period = period_of_file(installation.tables[str(drop.table)], drop.name, drop.received_on)
        mark = period if period != known else None
    elif memory.is_open(drop) or (memory.verdict(drop) and drop.table == installation.roll.code):
        mark = str(drop.ctime_ns)
    if mark is None:
        return drop
    renamed = replace(drop, drop_id=drop_id(f"{drop.folder}\0{mark}", drop.sha256))
    memory.recall([renamed])
    in_force = drop.table == installation.roll.code and not memory.is_open(drop) and memory.is_roll_in_force(drop)
    return drop if in_force and not memory.is_leftover(renamed) else renamed


def _row(drop: Drop) -> dict[str, Any]:
    return {
        "drop_id": drop.drop_id,
        "sha256": drop.sha256,
        "size": drop.size,
        "table_code": drop.table,
        "unit": drop.unit,
        "folder": drop.folder,
        "name": drop.name,
        "ctime_ns": drop.ctime_ns,
        "received_at": drop.received_at.isoformat(),
        "received_on": drop.received_on,
    }


def waiting_drops(installation: Installation) -> list[Drop]:
    """Deliveries without a verdict, in the order of their taking."""
    with reading(installation.settings) as ledger:
        rows = ledger.query("intake/list_unchecked_drops").to_pylist()
    return [_drop(row) for row in rows]


def _drop(row: dict[str, Any]) -> Drop:
    table, received_at = row.pop("table_code"), datetime.fromisoformat(row.pop("received_at"))
    return Drop(table=table, received_at=received_at, **row)
