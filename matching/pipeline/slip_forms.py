"""Forms about slips in the ledger: which slip each row means, what it does to it, and the events that follow.

Belongs here: between a checked form and matching.casework, before (findings) and after (events). Does not belong here: what a row of which form
may do (matching.casework), whose form it is (feedback, visiting), reading the file (matching.validate).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from matching.casework import Case, Problem, Taken, Transitions
from matching.codes import parse_slip_number
from matching.contracts import TableContract
from matching.district import District
from matching.drops import Drop
from matching.errors import ProcessingError
from matching.findings import Finding, Severity
from matching.ledger import Ledger, reading
from matching.pipeline.histories import Number, Slip, append_events, read_slips
from matching.settings import Settings
from matching.validate.rows.asked import Asked
from matching.validate.rows.frame import Frame

IDENTIFYING = ("slip", "clue", "name", "id_number")
NOTHING_SAID = ("共 {rows} 行还没有填写，未作登记（计入接收的行数，但不是反馈）", "办理后填好再报送，已登记的行不必重报")
Cells = Mapping[str, str | None]
"""What each column of the form says → its text."""
Slips = Mapping[Number, Slip]
Read = Callable[[Collection[Number]], Slips]
"""From numbers to those of the slips that there are, as they stand."""


@dataclass(frozen=True)
class SlipForm(Asked):
    """A form about slips: how to find them as they stand, and who may speak of which."""

    columns: Mapping[str, str]
    """What a column says → its name; `slip` and `clue` are among them."""
    read: Read
    sender: tuple[str, str] | None
    """unit or department, and its code or key; None: the centre, which may speak of any."""
    take: Callable[[Cells, Case], Taken]
    district: District
    named_otherwise: Callable[[Sequence[tuple[Slip, Cells]]], list[str | None]] = lambda told: [None] * len(told)
    """Of each slip, with what a row says: what the row says that names somebody else than its person, if anything does."""

    def findings(self, frame: Frame, contract: TableContract, titles: Mapping[str, str]) -> list[Finding]:
        return list(self._findings(frame, titles))

    def _findings(self, frame: Frame, titles: Mapping[str, str]) -> Iterator[Finding]:
        rows = self._rows(frame)
        for one, twice, other in zip(rows, _twice(rows), self._others(rows), strict=True):
            for problem in (*other, *twice, *one.judged.problems):
                if problem.column in one.unread:
                    continue
                title = titles.get(self.columns[problem.column])
                yield Finding(problem.rule, Severity(problem.weight), problem.message, problem.cure, one.row, title)
        if blank := sum(not one.says_something and not one.unread for one in rows if one.judged.taken):
            yield Finding("NOTHING_SAID", Severity.WARNING, NOTHING_SAID[0].format(rows=blank), NOTHING_SAID[1])

    def _rows(self, frame: Frame) -> list["Row"]:
        """The rows that name a slip, each laid beside it."""
        held = {name: column for name, column in self.columns.items() if column in frame.values.column_names}
        cells = frame.values.select(list(held.values())).rename_columns(list(held)).to_pylist()
        problems = frame.helpers[[f"{column}__problem" for column in held.values()]].notna().to_numpy()
        slips = self.read({parse_slip_number(row["slip"])[:2] for row in cells if row["slip"]})
        rows = []
        for number, told, faults in zip(frame.rows.tolist(), cells, problems, strict=True):
            said = dict.fromkeys(self.columns) | told
            if said["slip"]:
                unread = frozenset(name for name, fault in zip(held, faults, strict=True) if fault)
                rows.append(Row(number, said, self.judge(said, slips), unread))
        return rows

    def _others(self, rows: Sequence["Row"]) -> list[tuple[Problem, ...]]:
        """What is wrong with each row that has something to say, but names somebody else than its slip."""
        saying = [(one.row, one.judged.slip, one.said) for one in rows if one.judged.slip and one.says_something]
        found = self.named_otherwise([(slip, said) for _, slip, said in saying])
        told = {row: Problem("PERSON_OTHER", column) for (row, _, _), column in zip(saying, found, strict=True) if column}
        return [(told[one.row],) if one.row in told else () for one in rows]

    def judge(self, said: Cells, slips: Slips) -> "Judged":
        """What a row does; `slips`: what `read` found of its slip."""
        year, number, guarded = parse_slip_number(str(said["slip"]))
        slip = slips.get((year, number))
        if slip is None:
            return Judged(None, problems=(Problem("SLIP_UNKNOWN", "slip"),))
        if self.sender not in (None, (slip.recipient_kind, slip.recipient)):
            return Judged(slip, problems=(self._of_another(slip),))
        if said["clue"] and _plain(said["clue"]) != _plain(slip.clue_id):
            return Judged(slip, problems=(Problem("CLUE_OTHER", "clue"),))
        if not said["clue"] and not guarded:
            return Judged(slip, problems=(Problem("SLIP_UNGUARDED", "slip"),))
        taken = self.take(said, slip.case)
        if slip.next_unit and taken.set_aside:
            return Judged(slip, taken, (self._handed_on("SLIP_REDIRECTED", slip),))
        return Judged(slip, taken, taken.problems)

    def _of_another(self, slip: Slip) -> Problem:
        """What is told of a slip that is not the sender's: it may have become the sender's under another number."""
        own = slip.next_unit is not None and self.sender == ("unit", slip.next_unit)
        return self._handed_on("SLIP_BEFORE_REDIRECTED", slip) if own else Problem("SLIP_OF_ANOTHER", "slip")

    def _handed_on(self, rule: str, slip: Slip) -> Problem:
        words = (("unit", self.district.unit(str(slip.next_unit)).name), ("slip_no", str(slip.next_no)))
        return Problem(rule, "slip", words)


@dataclass(frozen=True)
class Judged:
    """A row laid beside its slip. taken None: it is none of the sender's."""

    slip: Slip | None
    taken: Taken | None = None
    problems: tuple[Problem, ...] = ()


class Row(NamedTuple):
    """A row of the form beside its slip. row: of the sender's sheet; unread: what says something that cannot be read, and has a finding of its own."""

    row: int
    said: Cells
    judged: Judged
    unread: frozenset[str]

    @property
    def says_something(self) -> bool:
        return self.judged.taken is not None and not self.judged.taken.blank

    @property
    def content(self) -> tuple[str | None, ...]:
        return tuple(text for name, text in self.said.items() if name not in IDENTIFYING)


def _twice(rows: Sequence[Row]) -> list[tuple[Problem, ...]]:
    """What is wrong with each row because of others about its slip: if they differ, with all of them; if a later one only spells the number
    otherwise, with that one."""
    of_slip = defaultdict[str, list[Row]](list)
    for one in rows:
        if one.judged.slip and one.says_something:
            of_slip[one.judged.slip.slip_no].append(one)
    told = dict[int, Problem]()
    for same in of_slip.values():
        if len({one.content for one in same}) > 1:
            told |= dict.fromkeys((one.row for one in same), Problem("SLIP_SAID_TWICE", "slip"))
        else:
            later = (one.row for one in same if one.said["slip"] != same[0].said["slip"])
            told |= dict.fromkeys(later, Problem("SLIP_TWICE", "slip"))
    return [(told[one.row],) if one.row in told else () for one in rows]


def read_in(ledger: Ledger, table: Transitions) -> Read:
    """Reads in a transaction that is open."""
    return lambda named: {(slip.year, slip.number): slip for slip in read_slips(ledger, table, named=named)}


def read_by_itself(settings: Settings, table: Transitions) -> Read:
    """Opens the ledger for each reading."""

    def read(named: Collection[Number]) -> Slips:
        with reading(settings) as ledger:
            return read_in(ledger, table)(named)

    return read


def enter_rows(ledger: Ledger, form: SlipForm, action: str, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the events of accepted rows, with a line in the audit chain under `action`; returns counts by event.

    Raises ProcessingError if a slip changed since the rows were judged: the drop is then judged again."""
    counts, rows = Counter[str](), records.sort_by("row").to_pylist()
    told = [_cells(form, json.loads(record["values"])) for record in rows]
    slips = form.read({parse_slip_number(str(said["slip"]))[:2] for said in told})
    for record, said in zip(rows, told, strict=True):
        judged = form.judge(said, slips)
        if judged.slip is None or judged.taken is None or judged.taken.set_aside:
            raise ProcessingError(f"drop={drop.drop_id} row={record['row']}: the slip changed while the form was judged")
        append_events(ledger, judged.slip, judged.taken.events, record["record_id"])
        counts.update(event.name for event in judged.taken.events)
    counted = dict(sorted(counts.items()))
    ledger.audit(action, drop.drop_id, **counted)
    return counted


def _cells(form: SlipForm, values: Mapping[str, Any]) -> Cells:
    return {name: values.get(column) for name, column in form.columns.items()}


def _plain(text: str | None) -> str:
    return "".join(char for char in (text or "").upper() if char.isalnum())
