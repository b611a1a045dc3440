"""The states of a slip as a fold over its events, by the table of schemas/casework.yml.

Belongs here: the table, one step, a whole history. Does not belong here: which events a row asks for (answers), and counting
working days: an event that sets a deadline carries it (`until`), so that a changed configuration changes no history.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import model_validator

from matching.strict import Strict, read_model

Name = Literal[
    "已转办", "签收", "办理", "反馈", "更正", "延期", "退回", "重办", "回访", "已回访", "办结", "作废", "改派", "延期待定"
]
State = Literal["待签发", "已转办", "已签收", "办理中", "已反馈", "回访中", "办结", "退回", "作废", "已改派"]


ANEW = {"signed_by": None, "signed_on": None, "answer": None, "answered_on": None, "late": False, "extensions": 0, "waits": None}
"""What a new round forgets of the one before."""


class Move(Strict):
    """What one event may do."""

    moves: dict[State, State]
    stops: bool = False
    """The clock stands still afterwards."""
    in_time: bool = False
    """Only if it was asked for on or before the deadline."""


OPEN: tuple[State, ...] = ("已转办", "已签收", "办理中")
LATER: dict[Name, Move] = {
    "改派": Move(moves=dict.fromkeys((*OPEN, "退回"), "已改派"), stops=True),
    "延期待定": Move(moves={state: state for state in OPEN}, in_time=True),
}
"""Events that tables of before do not hold. Nobody may ask for one where the table lacks it, but a history may hold it: a run reads the
ledger by the table with which it was prepared."""


class Transitions(Strict):
    """The table: which event leads from which state to which."""

    begin: State
    open: tuple[State, ...]
    """States in which somebody has to answer."""
    events: dict[Name, Move]

    def move(self, name: Name) -> Move:
        """What an event may do."""
        return self.events.get(name) or LATER[name]

    @model_validator(mode="after")
    def _every_state_is_reached(self) -> "Transitions":
        reached = {self.begin}
        for _ in self.events:
            reached |= {after for move in self.events.values() for before, after in move.moves.items() if before in reached}
        named = {*self.open, *(state for move in self.events.values() for state in move.moves)}
        if not named <= reached:
            raise ValueError(f"states that no event leads to: {sorted(named - reached)}")
        return self


class Event(NamedTuple):
    """Something that happened to a slip. Dates are business days."""

    name: Name
    on_day: date
    """When the centre came to know it."""
    until: date | None = None
    """The deadline from then on; None: the one before."""
    said_on: date | None = None
    """The day that the sender says it happened."""
    note: str | None = None
    by_whom: str | None = None
    answer: str | None = None
    """反馈, 更正: result, reason and amount as JSON. 已回访: what was heard."""


class Case(NamedTuple):
    """Where a slip stands."""

    state: State
    issued_on: date | None = None
    opened_on: date | None = None
    """The day it was handed over last: issued, or sent again."""
    rounds: int = 0
    """So many times it was handed over."""
    last_on: date | None = None
    """Of its last event."""
    due_on: date | None = None
    """None: not begun, or the clock stands still."""
    signed_by: str | None = None
    signed_on: date | None = None
    answer: str | None = None
    answered_on: date | None = None
    """The day the first answer of this round was received."""
    late: bool = False
    """That answer came after the deadline."""
    extensions: int = 0
    """Of the deadline that runs now."""
    waits: date | None = None
    """The day on which one was asked for whose end nobody can count yet (延期待定)."""
    asked: tuple[tuple[str, str | None], ...] = ()
    """Requests (退回, 延期) with their reasons that were taken: a form that comes back again still holds them."""
    heard: tuple[str | None, ...] = ()
    """What return visits heard, as JSON: their form, too, comes back with what it held before."""

    @property
    def result(self) -> str | None:
        """What the answer that stands says."""
        return json.loads(self.answer)["result"] if self.answer else None


@dataclass(frozen=True)
class Refused:
    """An event that cannot be: of this state, too late for the deadline, or on a day before the last event's."""

    state: State
    event: Name
    why: Literal["state", "deadline", "order"] = "state"


def is_overdue(case: Case, day: date, table: Transitions) -> bool:
    """Whether somebody has yet to answer and should have before that day."""
    return case.state in table.open and case.due_on is not None and case.due_on < day


def is_living(case: Case, table: Transitions) -> bool:
    """Whether somebody has yet to answer, or the centre to decide about what was given back."""
    return case.state == "退回" or case.state in table.open


def returned_on(case: Case) -> date | None:
    """Since when a slip that was given back waits for the centre to decide; None: it does not. Nothing but that decision follows on 退回."""
    return case.last_on if case.state == "退回" else None


def step(case: Case, event: Event, table: Transitions) -> Case | Refused:
    """The case after an event, or why it cannot be."""
    move = table.move(event.name)
    after = move.moves.get(case.state)
    if after is None:
        return Refused(case.state, event.name)
    if case.last_on is not None and event.on_day < case.last_on:
        return Refused(case.state, event.name, "order")
    if move.in_time and (case.due_on is None or (event.said_on or event.on_day) > case.due_on):
        return Refused(case.state, event.name, "deadline")
    due = None if move.stops else event.until or case.due_on
    return case._replace(state=after, due_on=due, last_on=event.on_day, **_said(case, event))


def _said(case: Case, event: Event) -> dict[str, Any]:
    """What the event says beside state and deadline."""
    match event.name:
        case "已转办":
            return {"issued_on": event.on_day, "opened_on": event.on_day, "rounds": 1}
        case "签收":
            return {"signed_by": event.by_whom, "signed_on": event.said_on or event.on_day}
        case "反馈":
            late = case.due_on is not None and event.on_day > case.due_on
            return {"answer": event.answer, "answered_on": event.on_day, "late": late}
        case "更正":
            return {"answer": event.answer}
        case "已回访":
            return {"heard": (*case.heard, event.answer)}
        case "延期待定":
            return {"waits": event.on_day, "asked": (*case.asked, ("延期", event.note))}
        case "延期":
            return {"extensions": case.extensions + 1, "waits": None, "asked": (*case.asked, ("延期", event.note))}
        case "退回":
            return {"asked": (*case.asked, ("退回", event.note))}
        case "重办":
            return ANEW | {"opened_on": event.on_day, "rounds": case.rounds + 1}
        case _:
            return {}


def walk(events: Iterable[Event], table: Transitions) -> Iterator[tuple[Case, Event, Case]]:
    """Each event, oldest first, with the case before and after it. Raises ValueError for a history that the table does not allow."""
    case = Case(table.begin)
    for event in events:
        after = step(case, event, table)
        if isinstance(after, Refused):
            raise ValueError(f"a history holds {event.name} in the state {case.state}")
        yield case, event, after
        case = after


def replay(events: Iterable[Event], table: Transitions) -> Case:
    """The case after its events. Raises as `walk`."""
    case = Case(table.begin)
    for _, _, after in walk(events, table):
        case = after
    return case


@lru_cache
def read_transitions(schemas: Path) -> Transitions:
    """Read schemas/casework.yml. Raises ConfigurationError."""
    return read_model(schemas / "casework.yml", Transitions)
