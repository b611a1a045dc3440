"""反馈 in the ledger: which slip each row means, what it does to it, and the events that follow.

Belongs here: between a checked form and matching.casework, before (findings) and after (events). Does not belong here: what a row may
do (matching.casework), reading the file (matching.validate).
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from matching.casework import Desk, Problem, Said, Taken, read_transitions, take
from matching.codes import parse_slip_number
from matching.contracts import FeedbackColumns, TableContract
from matching.drops import Drop
from matching.errors import ProcessingError
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.histories import Slip, append_events, read_slips
from matching.validate.rows.asked import Asked
from matching.validate.rows.frame import Frame

DAYS, TEXTS = (
    ("signed_on", "answered_on"),
    ("signed_by", "inquiry", "result", "amount", "reason", "request", "request_reason", "handler"),
)
Key = tuple[int, int]


def desk_of(installation: Installation) -> Desk:
    """The rules by which the installation takes feedback."""
    district = installation.district
    return Desk(
        read_transitions(installation.settings.schemas),
        installation.feedback.feedback,
        district.casework,
        district.limits.feedback_working_days,
        installation.calendar,
    )


@dataclass(frozen=True)
class AskedSlips(Asked):
    """The slips as they stand, and who sent the form."""

    desk: Desk
    slips: Mapping[Key, Slip]
    sender: tuple[str, str]
    """unit or department, and its code or key."""
    received_on: date

    def findings(self, frame: Frame, contract: TableContract, titles: Mapping[str, str]) -> list[Finding]:
        return list(self._findings(frame, titles))

    def _findings(self, frame: Frame, titles: Mapping[str, str]) -> Iterator[Finding]:
        columns = self.desk.columns
        cells = {name: frame.values[getattr(columns, name)].to_pylist() for name in ("slip", "clue", *DAYS, *TEXTS)}
        numbers: dict[Key, str] = {}
        for place, row in enumerate(frame.rows.tolist()):
            said = {name: values[place] for name, values in cells.items()}
            if not said["slip"]:
                continue
            number = numbers.setdefault(parse_slip_number(said["slip"])[:2], said["slip"])
            twice = (Problem("SLIP_TWICE", "slip"),) if number != said["slip"] else ()
            for problem in (*twice, *self.judge(said).problems):
                title = titles.get(getattr(columns, problem.column))
                yield Finding(problem.rule, Severity(problem.weight), problem.message, problem.cure, row, title)

    def judge(self, said: Mapping[str, str | None]) -> "Judged":
        """What a row does; `said`: each of FeedbackColumns → its text."""
        year, number, guarded = parse_slip_number(str(said["slip"]))
        slip = self.slips.get((year, number))
        if slip is None:
            return Judged(None, problems=(Problem("SLIP_UNKNOWN", "slip"),))
        if (slip.recipient_kind, slip.recipient) != self.sender:
            return Judged(slip, problems=(Problem("SLIP_OF_ANOTHER", "slip"),))
        if said["clue"] and _plain(said["clue"]) != _plain(slip.clue_id):
            return Judged(slip, problems=(Problem("CLUE_OTHER", "clue"),))
        if not said["clue"] and not guarded:
            return Judged(slip, problems=(Problem("SLIP_UNGUARDED", "slip"),))
        days = {name: date.fromisoformat(text) if (text := said[name]) else None for name in DAYS}
        taken = take(Said(self.received_on, **days, **{name: said[name] for name in TEXTS}), slip.case, slip.issued_on, self.desk)
        return Judged(slip, taken, taken.problems)


@dataclass(frozen=True)
class Judged:
    """A row laid beside its slip. taken None: it is none of the sender's."""

    slip: Slip | None
    taken: Taken | None = None
    problems: tuple[Problem, ...] = ()


def asked_slips(installation: Installation, drop: Drop) -> AskedSlips:
    """What the check of a drop must know: the slips as they stand."""
    with reading(installation.settings) as ledger:
        return _asked(ledger, installation, drop)


def enter_feedback(ledger: Ledger, installation: Installation, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the events of accepted rows, with a line in the audit chain; returns counts by event.

    Raises ProcessingError if a slip changed since the rows were judged: the drop is then judged again."""
    columns, counts = installation.feedback.feedback, Counter[str]()
    asked = _asked(ledger, installation, drop)
    for record in records.sort_by("row").to_pylist():
        values: dict[str, Any] = json.loads(record["values"])
        judged = asked.judge({name: values.get(column) for name, column in _named(columns).items()})
        if judged.slip is None or judged.taken is None or any(problem.weight == "row" for problem in judged.problems):
            raise ProcessingError(f"drop={drop.drop_id} row={record['row']}: the slip changed while the form was judged")
        append_events(ledger, judged.slip, judged.taken.events, record["record_id"])
        counts.update(event.name for event in judged.taken.events)
    told = dict(sorted(counts.items()))
    ledger.audit("feedback", drop.drop_id, **told)
    return told


def _asked(ledger: Ledger, installation: Installation, drop: Drop) -> AskedSlips:
    desk = desk_of(installation)
    slips = {(slip.year, slip.number): slip for slip in read_slips(ledger, desk.table)}
    return AskedSlips(desk, slips, _sender(installation, drop), drop.received_on)


def _sender(installation: Installation, drop: Drop) -> tuple[str, str]:
    """Whose folder the form lay in."""
    if drop.unit:
        return "unit", drop.unit
    name = drop.folder.split("/")[0]
    return "department", next(department.key for department in installation.district.departments if department.name == name)


def _named(columns: FeedbackColumns) -> dict[str, str]:
    return {name: getattr(columns, name) for name in ("slip", "clue", *DAYS, *TEXTS)}


def _plain(text: str | None) -> str:
    return "".join(char for char in (text or "").upper() if char.isalnum())
