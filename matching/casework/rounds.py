"""The rounds of a slip: from each time it was handed over until it was answered, given back, withdrawn or handed on.

Belongs here: cutting a history into rounds. Does not belong here: counting them over a month (completion).
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from matching.casework.states import Event, Transitions, walk

Ending = Literal["反馈", "退回", "作废", "改派"]


class Round(NamedTuple):
    """One time that somebody had to answer."""

    opened_on: date
    due_on: date | None
    """The deadline that ran last."""
    again: bool = False
    """It began with 重办."""
    signed_on: date | None = None
    """The day the sign-off was received."""
    ended_on: date | None = None
    ended_as: Ending | None = None
    late: bool = False
    visited_on: date | None = None
    """The day a return visit was entered."""
    content: bool = False
    """It ended the case."""
    redirected: bool = False
    """Its slip was handed on to another unit (改派), perhaps after it was given back."""
    answer: str | None = None
    """The answer that stands, as JSON (answers.Said.answer)."""

    @property
    def result(self) -> str | None:
        """What that answer says."""
        return json.loads(self.answer)["result"] if self.answer else None

    def is_open(self, day: date) -> bool:
        """Whether somebody had yet to answer at the end of that day."""
        return self.opened_on <= day and (self.ended_on is None or self.ended_on > day)


def answered(one: Round, first: date, last: date) -> bool:
    """Whether a round ended with an answer from `first` to `last`, both included."""
    return one.ended_as == "反馈" and one.ended_on is not None and first <= one.ended_on <= last


def rounds_of(events: Iterable[Event], table: Transitions) -> list[Round]:
    """The rounds of a slip, oldest first. Raises ValueError for a history that the table does not allow."""
    rounds = list[Round]()
    for before, event, after in walk(events, table):
        match event.name:
            case "已转办" | "重办":
                rounds.append(Round(event.on_day, after.due_on, again=event.name == "重办"))
            case "签收":
                rounds[-1] = rounds[-1]._replace(signed_on=event.on_day, due_on=after.due_on or rounds[-1].due_on)
            case "延期":
                rounds[-1] = rounds[-1]._replace(due_on=after.due_on)
            case "反馈":
                rounds[-1] = rounds[-1]._replace(ended_on=event.on_day, ended_as="反馈", late=after.late, answer=after.answer)
            case "已回访":
                rounds[-1] = rounds[-1]._replace(visited_on=event.on_day)
            case "办结":
                rounds[-1] = rounds[-1]._replace(content=rounds[-1].visited_on is not None)
            case "更正":
                rounds[-1] = rounds[-1]._replace(answer=after.answer)
            case "退回" | "作废" | "改派":
                rounds[-1] = _left(rounds[-1], event.name, event.on_day, was_open=before.state in table.open)
    return rounds


def _left(one: Round, ending: Literal["退回", "作废", "改派"], on_day: date, was_open: bool) -> Round:
    """The round after its slip was given back, withdrawn or handed on; what was given back before has ended already."""
    one = one._replace(redirected=ending == "改派")
    return one._replace(ended_on=on_day, ended_as=ending) if was_open else one
