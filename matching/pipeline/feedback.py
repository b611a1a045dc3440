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
from matching.contracts import TableContract
from matching.drops import Drop
from matching.errors import ProcessingError
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.histories import Slip, append_events, close_clue, read_slips
from matching.validate.rows.asked import Asked
from matching.validate.rows.frame import Frame

NOTHING_SAID = ("共 {rows} 行还没有填写签收、调查情况、处理结果或申请，未作登记", "办理后填好再报送，已登记的行不必重报")
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
        columns, numbers, blank = self.desk.columns.columns, dict[Key, str](), 0
        held = {name: column for name, column in columns.items() if column in frame.values.column_names}
        rows = frame.values.select(list(held.values())).rename_columns(list(held)).to_pylist()
        for row, cells in zip(frame.rows.tolist(), rows, strict=True):
            said = dict.fromkeys(columns) | cells
            if not said["slip"]:
                continue
            number = numbers.setdefault(parse_slip_number(said["slip"])[:2], said["slip"])
            twice = (Problem("SLIP_TWICE", "slip"),) if number != said["slip"] else ()
            judged = self.judge(said)
            blank += judged.says_nothing
            for problem in (*twice, *judged.problems):
                title = titles.get(columns[problem.column])
                yield Finding(problem.rule, Severity(problem.weight), problem.message, problem.cure, row, title)
        if blank:
            yield Finding("NOTHING_SAID", Severity.WARNING, NOTHING_SAID[0].format(rows=blank), NOTHING_SAID[1])

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
        row = Said.read(self.received_on, said)
        taken = take(row, slip.case, self.desk)
        return Judged(slip, taken, taken.problems, not row.says_something)


@dataclass(frozen=True)
class Judged:
    """A row laid beside its slip. taken None: it is none of the sender's."""

    slip: Slip | None
    taken: Taken | None = None
    problems: tuple[Problem, ...] = ()
    says_nothing: bool = False


def asked_slips(installation: Installation, drop: Drop) -> AskedSlips:
    """What the check of a drop must know: the slips as they stand."""
    with reading(installation.settings) as ledger:
        return _asked(ledger, installation, drop)


def enter_feedback(ledger: Ledger, installation: Installation, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the events of accepted rows, with a line in the audit chain; returns counts by event. The first answer of the lead slip
    closes its clue: what is reported of the person from then on opens another, which somebody visits.

    Raises ProcessingError if a slip changed since the rows were judged: the drop is then judged again."""
    columns, counts = installation.feedback.feedback.columns, Counter[str]()
    asked = _asked(ledger, installation, drop)
    for record in records.sort_by("row").to_pylist():
        values: dict[str, Any] = json.loads(record["values"])
        judged = asked.judge({name: values.get(column) for name, column in columns.items()})
        if judged.slip is None or judged.taken is None or judged.taken.set_aside:
            raise ProcessingError(f"drop={drop.drop_id} row={record['row']}: the slip changed while the form was judged")
        append_events(ledger, judged.slip, judged.taken.events, record["record_id"])
        answered = [event.on_day for event in judged.taken.events if event.name == "反馈"]
        if answered and judged.slip.is_lead and not judged.slip.was_answered:
            close_clue(ledger, judged.slip, "办结", answered[0])
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


def _plain(text: str | None) -> str:
    return "".join(char for char in (text or "").upper() if char.isalnum())
