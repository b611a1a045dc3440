"""Return visits (回访): whom the centre asks after an answer, and what their words do to the slip.

Belongs here: the choice and the events. Does not belong here: the list on paper (matching.publish), reading it (matching.validate), the ledger
(matching.pipeline.visiting). Nobody is chosen by chance at run time: the sample is drawn by a hash, so that it can be drawn again.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from math import ceil
from typing import NamedTuple, Self

from matching.casework.answers import Desk, Taken
from matching.casework.states import Case, Event, Refused, step
from matching.casework.words import Problem, no_calendar
from matching.district import Visits
from matching.errors import CalendarMissing
from matching.forms import VisitColumns


class Answered(NamedTuple):
    """A slip that was answered in the month."""

    slip_no: str
    level: str
    result: str


class Heard(NamedTuple):
    """What a row of the form says, beside its number. Blank cells are None."""

    received_on: date
    outcome: str | None = None
    note: str | None = None
    visited_by: str | None = None
    visited_on: date | None = None

    @classmethod
    def read(cls, received_on: date, cells: Mapping[str, str | None]) -> Self:
        """From texts by the names of VisitColumns, dates as 2026-11-06."""
        day = date.fromisoformat(text) if (text := cells["visited_on"]) else None
        return cls(received_on, cells["outcome"], cells["note"], cells["visited_by"], day)

    @property
    def says_something(self) -> bool:
        return any(self[1:])

    @property
    def told(self) -> str:
        """What is remembered of it, so that the row that comes back again is known."""
        return json.dumps({"outcome": self.outcome, "on": str(self.visited_on)}, ensure_ascii=False)


def chosen(
    answered: Iterable[Answered], month: str, limits: Visits, aided: Collection[str], reasoned: Collection[str]
) -> dict[str, str]:
    """Number of the slip → why it is visited: everybody who got aid, of pressing levels all who got nothing for a reason, a sample of the others.

    month: seeds the sample, of which there are at least as many as the share says. aided, reasoned: results, as in FeedbackColumns.
    """
    told, others = dict[str, str](), list[str]()
    for one in answered:
        if one.result in aided:
            told[one.slip_no] = "已给予救助"
        elif one.result in reasoned and one.level in limits.unfit_levels:
            told[one.slip_no] = f"{one.level}级{one.result}"
        else:
            others.append(one.slip_no)
    drawn = sorted(others, key=lambda number: hashlib.sha256(f"{month}\n{number}".encode()).hexdigest())
    return told | dict.fromkeys(drawn[: ceil(len(drawn) * limits.sample_percent / 100)], "抽查")


def hear(heard: Heard, case: Case, desk: Desk, columns: VisitColumns) -> Taken:
    """Lay one row of the form beside the case of its slip. Who is not content, or was never visited, is visited again."""
    if not heard.says_something or heard.told in case.heard:
        return Taken(case, blank=not heard.says_something)
    if faults := tuple(_faults(heard, case, columns)):
        return Taken(case, (), faults)
    if heard.outcome not in (*columns.content, *columns.again):
        return Taken(case, (), (Problem("VISIT_TO_COME", "outcome"),))
    try:
        asked = tuple(_events(heard, case, desk, columns))
    except CalendarMissing as missing:
        return Taken(case, (), (no_calendar(missing.year, "outcome"),))
    now, events = case, list[Event]()
    for event in asked:
        after = step(now, event, desk.table)
        if isinstance(after, Refused):
            return Taken(case, (), (Problem("MOVE_REFUSED", "outcome", (("state", after.state), ("event", after.event))),))
        now, events = after, [*events, event]
    return Taken(now, tuple(events))


def _faults(heard: Heard, case: Case, columns: VisitColumns) -> Iterator[Problem]:
    if heard.outcome is None:
        yield Problem("OUTCOME_BLANK", "outcome")
    if heard.visited_by is None or heard.visited_on is None:
        yield Problem("VISITOR_BLANK", "visited_by")
    if heard.outcome in columns.again and not heard.note:
        yield Problem("VISIT_NOTE_BLANK", "note")
    if heard.visited_on is not None and case.answered_on is not None and heard.visited_on < case.answered_on:
        yield Problem("VISIT_BEFORE_ANSWER", "visited_on")


def _events(heard: Heard, case: Case, desk: Desk, columns: VisitColumns) -> Iterator[Event]:
    day = max(heard.received_on, case.last_on or heard.received_on)
    yield Event("已回访", day, None, heard.visited_on, heard.note, heard.visited_by, heard.told)
    if heard.outcome in columns.content:
        yield Event("办结", day, by_whom=heard.visited_by)
    else:
        until = desk.calendar.add(day, desk.working_days)
        yield Event("重办", day, until, note=f"回访{heard.outcome}", by_whom=heard.visited_by)
