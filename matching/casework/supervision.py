"""Who is to be reminded of which slip on a day: 提醒 before the deadline, 催办 after it, 督办 and the 通报 list when that did not help.

Belongs here: when a step is due. Does not belong here: writing it down (matching.pipeline.supervision) and its words on paper (notice). Each
step is taken once for a deadline; one that fell on a day on which nobody looked is taken on the next working day.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from matching.casework.states import Case, Transitions
from matching.district import Supervision


class Step(StrEnum):
    """What is done, the mildest first."""

    REMIND = "提醒"
    URGE = "催办"
    ESCALATE = "督办"


class Between(Protocol):
    """A calendar that counts working days between two days."""

    def between(self, earlier: date, later: date) -> int: ...


class NoticeLine(NamedTuple):
    """One slip as a notice tells it."""

    slip_no: str
    step: Step
    level: str
    state: str
    opened_on: date
    """The day it was handed over last."""
    due_on: date
    late: int
    """Working days after the deadline."""


def step_due(
    case: Case, day: date, taken: Mapping[Step, date], limits: Supervision, calendar: Between, table: Transitions
) -> Step | None:
    """The step to take for a slip on a working day. `taken`: steps taken for the deadline that runs, and the days of them."""
    if case.state not in table.open or case.due_on is None:
        return None
    if day <= case.due_on:
        near = calendar.between(day, case.due_on) <= limits.remind_working_days
        return Step.REMIND if near and not taken else None
    if Step.ESCALATE in taken:
        return None
    if urged_on := taken.get(Step.URGE):
        return Step.ESCALATE if calendar.between(urged_on, day) >= limits.escalate_working_days else None
    return Step.URGE if calendar.between(case.due_on, day) >= limits.urge_working_days else None
