"""What a row of a feedback form does to its slip: the events it asks for, and what its sender is told.

Belongs here: from one row and one case to events and problems. Does not belong here: whose slip it is and which are known
(matching.pipeline.feedback), what a row says (said), the table of transitions (states). A row with a problem that sets it aside changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from matching.casework.said import Said
from matching.casework.states import Case, Event, Name, Refused, Transitions, step
from matching.casework.words import Problem, Weight, no_calendar
from matching.district import Casework
from matching.errors import CalendarMissing
from matching.forms import FeedbackColumns

WAITS: Final = "延期待定"


class WorkingDays(Protocol):
    """A calendar that counts working days."""

    def add(self, day: date, working_days: int) -> date: ...


@dataclass(frozen=True)
class Desk:
    """By what rules rows are taken."""

    table: Transitions
    columns: FeedbackColumns
    limits: Casework
    working_days: int
    """To answer a slip."""
    calendar: WorkingDays


@dataclass(frozen=True)
class Taken:
    """What became of a row: the case after it, its events, what is to be told. Set aside: the case as it was, no event."""

    case: Case
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    blank: bool = False
    """Nothing was filled in."""

    @property
    def set_aside(self) -> bool:
        return any(problem.weight is Weight.ROW for problem in self.problems)


def take(said: Said, case: Case, desk: Desk) -> Taken:
    """Lay one row beside the case of its slip. A row in which nothing is filled in does nothing."""
    said = replace(said, received_on=max(said.received_on, case.last_on or said.received_on))
    if said.blank:
        return Taken(case, blank=True)
    if faults := tuple(_faults(said, case, desk)):
        return Taken(case, (), faults)
    try:
        asked = tuple(_events(said, case, desk))
    except CalendarMissing as missing:
        return Taken(case, (), (no_calendar(missing.year, "request" if said.request else "signed_on"),))
    now, events, told = case, list[Event](), list(_told(said, case, desk))
    for event in asked:
        after = step(now, event, desk.table)
        if isinstance(after, Refused):
            return Taken(case, (), (_refusal(after),))
        now, events = after, [*events, event]
    if now.waits and not case.waits:
        told.append(Problem("EXTENSION_WAITS", "request"))
    if now.late and not case.late:
        told.append(Problem("ANSWERED_LATE", "result"))
    return Taken(now, tuple(events), tuple(told))


def _faults(said: Said, case: Case, desk: Desk) -> Iterator[Problem]:
    """What is wrong with the row whatever the state allows."""
    request = _request(said, case, desk)
    if said.result and request:
        yield Problem("RESULT_AND_REQUEST", "request")
    if said.result in desk.columns.reasoned and not said.reason:
        yield Problem("REASON_BLANK", "reason")
    if said.request and not said.request_reason:
        yield Problem("REQUEST_REASON_BLANK", "request_reason")
    if said.request_reason and not (said.request or said.result):
        yield Problem("REQUEST_BLANK", "request")
    elif said.half_answered or (request is None and said.gives_terms):
        yield Problem("RESULT_BLANK", "result")
    if request == "延期" and case.extensions + (case.waits is not None) >= desk.limits.extensions:
        yield Problem("EXTENSION_SPENT", "request")
    for column, day in (("signed_on", said.signed_on), ("answered_on", said.answered_on)):
        if day is not None and case.issued_on is not None and day < case.issued_on:
            yield Problem("DAY_BEFORE_ISSUE", column)
    if said.result and said.answer != case.answer and not _of_this_round(said.answered_on, case):
        yield Problem("ANSWER_BEFORE_AGAIN", "answered_on")


def _of_this_round(day: date | None, case: Case) -> bool:
    """Whether what the sender dates so can belong to the round that runs: a form that comes back after 重办 still holds the rounds
    before, so that only a date tells a new visit from the old one."""
    return case.rounds <= 1 or (day is not None and case.opened_on is not None and day >= case.opened_on)


def _request(said: Said, case: Case, desk: Desk) -> Name | None:
    """The event that the row asks for, unless it was taken before: a form still holds it when it comes back with more."""
    if not said.request or (desk.columns.requests[said.request], said.request_reason) in case.asked:
        return None
    return desk.columns.requests[said.request]


def _events(said: Said, case: Case, desk: Desk) -> Iterator[Event]:
    """The events that the row asks for, in the order in which they can have happened."""
    day = said.received_on
    if said.signed and case.signed_on is None and _of_this_round(said.signed_on, case):
        yield Event("签收", day, _due_from(said.signed_on or day, case, desk), said.signed_on or day, by_whom=said.signed_by)
    request = _request(said, case, desk)
    if request == "延期":
        yield _extension(said, case, desk, day)
    elif request == "退回":
        yield Event("退回", day, note=said.request_reason, by_whom=said.handler)
    if said.result:
        yield from _answer(said, case)
    elif said.inquiry and case.rounds <= 1 and case.answer is None and case.state != "办理中" and not _gives_back(said, desk):
        yield Event("办理", day, by_whom=said.handler)


def _extension(said: Said, case: Case, desk: Desk, day: date) -> Event:
    """What was asked for in time waits for the calendar rather than being refused until it is too late."""
    try:
        until = desk.calendar.add(case.due_on or day, desk.limits.extension_working_days)
    except CalendarMissing:
        if WAITS not in desk.table.events:
            raise
        return Event(WAITS, day, note=said.request_reason, by_whom=said.handler)
    return Event("延期", day, until, note=said.request_reason, by_whom=said.handler)


def extend(case: Case, day: date, desk: Desk) -> Event | None:
    """The extension that a slip waits for (延期待定), on the day on which its end can be counted; None: it waits for none, or still. Whoever
    answered meanwhile needs none."""
    if case.waits is None or case.due_on is None or case.state not in desk.table.open:
        return None
    try:
        until = desk.calendar.add(case.due_on, desk.limits.extension_working_days)
    except CalendarMissing:
        return None
    return Event("延期", day, until, said_on=case.waits, note=case.asked[-1][1])


def _gives_back(said: Said, desk: Desk) -> bool:
    return said.request is not None and desk.columns.requests[said.request] == "退回"


def _due_from(signed_on: date, case: Case, desk: Desk) -> date | None:
    """The deadline that a sign-off sets, if the district counts from there; never one before an extension's."""
    if desk.limits.clock_from == "issue" or case.state not in desk.table.open:
        return None
    due = desk.calendar.add(signed_on, desk.working_days)
    return max(due, case.due_on) if case.extensions and case.due_on else due


def _answer(said: Said, case: Case) -> Iterator[Event]:
    """An answer, or a changed one; one that says the same again is no event."""
    if said.answer != case.answer:
        name: Name = "更正" if case.answer else "反馈"
        yield Event(name, said.received_on, None, said.answered_on, None, said.handler, said.answer)


def _told(said: Said, case: Case, desk: Desk) -> Iterator[Problem]:
    """What is told of a row that is taken."""
    other = said.signed_by not in (None, case.signed_by) or said.signed_on not in (None, case.signed_on)
    if case.signed_on is not None and said.signed and other and _of_this_round(said.signed_on, case):
        yield Problem("SIGNED_OTHERWISE", "signed_by")
    if said.result and case.answer and said.answer != case.answer:
        yield Problem("ANSWER_CHANGED", "result")
    if said.result in desk.columns.aided and not said.amount:
        yield Problem("AMOUNT_BLANK", "amount")
    if said.request and not said.result and case.rounds > 1 and _request(said, case, desk) is None and not case.answer:
        yield Problem("ASKED_BEFORE", "request")


def _refusal(refused: Refused) -> Problem:
    if refused.why == "deadline":
        return Problem("EXTENSION_LATE", "request")
    return Problem("MOVE_REFUSED", "result", (("state", refused.state), ("event", refused.event)))
