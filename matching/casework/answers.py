"""What a row of a feedback form does to its slip: the events it asks for, and what its sender is told.

Belongs here: from one row and one case to events and problems. Does not belong here: whose slip it is and which are known
(matching.pipeline.feedback), the table of transitions (states). A row with a problem that sets it aside changes nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from matching.casework.states import Case, Event, Name, Refused, Transitions, step
from matching.casework.words import Problem
from matching.contracts import FeedbackColumns
from matching.district import Casework


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
class Said:
    """What a row says, beside its number. Blank cells are None."""

    received_on: date
    signed_by: str | None = None
    signed_on: date | None = None
    inquiry: str | None = None
    result: str | None = None
    amount: str | None = None
    reason: str | None = None
    request: str | None = None
    request_reason: str | None = None
    handler: str | None = None
    answered_on: date | None = None

    @property
    def signed(self) -> bool:
        return bool(self.signed_by or self.signed_on)

    @property
    def answer(self) -> str:
        said = {"result": self.result, "amount": self.amount, "reason": self.reason}
        return json.dumps({name: text for name, text in said.items() if text}, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Taken:
    """What became of a row: the case after it, its events, what is to be told. Set aside: the case as it was, no event."""

    case: Case
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()


def take(said: Said, case: Case, issued_on: date, desk: Desk) -> Taken:
    """Lay one row beside the case of its slip."""
    faults = tuple(_faults(said, case, issued_on, desk))
    if faults:
        return Taken(case, (), faults)
    now, events, told = case, [], list(_told(said, case, desk))
    for event in _events(said, case, desk):
        after = step(now, event, desk.table)
        if isinstance(after, Refused):
            return Taken(case, (), (_refusal(after),))
        now, events = after, [*events, event]
    if now.late and not case.late:
        told.append(Problem("ANSWERED_LATE", "result"))
    return Taken(now, tuple(events), tuple(told))


def _faults(said: Said, case: Case, issued_on: date, desk: Desk) -> Iterator[Problem]:
    """What is wrong with the row whatever the state allows."""
    request = _request(said, case, desk)
    if not any(case.state in move.moves for move in desk.table.events.values()):
        yield Problem("MOVE_REFUSED", "result", (("state", case.state), ("event", "反馈")))
    if not (said.signed or said.inquiry or said.result or said.request):
        yield Problem("NOTHING_SAID", "result")
    if said.result and request:
        yield Problem("RESULT_AND_REQUEST", "request")
    if said.result in desk.columns.reasoned and not said.reason:
        yield Problem("REASON_BLANK", "reason")
    if said.request and not said.request_reason:
        yield Problem("REQUEST_REASON_BLANK", "request_reason")
    if request == "延期" and case.extensions >= desk.limits.extensions:
        yield Problem("EXTENSION_SPENT", "request")
    for column, day in (("signed_on", said.signed_on), ("answered_on", said.answered_on)):
        if day is not None and day < issued_on:
            yield Problem("DAY_BEFORE_ISSUE", column)


def _request(said: Said, case: Case, desk: Desk) -> Name | None:
    """The event that the row asks for, unless it was taken before: a form still holds it when it comes back with more."""
    if not said.request or (desk.columns.requests[said.request], said.request_reason) in case.asked:
        return None
    return desk.columns.requests[said.request]


def _events(said: Said, case: Case, desk: Desk) -> Iterator[Event]:
    """The events that the row asks for, in the order in which they can have happened."""
    day = said.received_on
    if said.signed and case.signed_on is None:
        yield Event("签收", day, _due_from(said.signed_on or day, case, desk), said.signed_on or day, by_whom=said.signed_by)
    request = _request(said, case, desk)
    if request == "延期":
        until = desk.calendar.add(case.due_on or day, desk.limits.extension_working_days)
        yield Event("延期", day, until, note=said.request_reason, by_whom=said.handler)
    elif request == "退回":
        yield Event("退回", day, note=said.request_reason, by_whom=said.handler)
    if said.result:
        yield from _answer(said, case)
    elif said.inquiry and not said.request and case.state not in ("办理中", "已反馈"):
        yield Event("办理", day, by_whom=said.handler)


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
    if case.signed_on is not None and said.signed and other:
        yield Problem("SIGNED_OTHERWISE", "signed_by")
    if said.result and case.answer and said.answer != case.answer:
        yield Problem("ANSWER_CHANGED", "result")
    if said.result in desk.columns.aided and not said.amount:
        yield Problem("AMOUNT_BLANK", "amount")


def _refusal(refused: Refused) -> Problem:
    if refused.too_late:
        return Problem("EXTENSION_LATE", "request")
    return Problem("MOVE_REFUSED", "result", (("state", refused.state), ("event", refused.event)))
