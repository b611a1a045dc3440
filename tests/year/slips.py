"""Slips as the test's own count sees them: the rounds of each, the working days, and which figures of a month a round counts in.

Like the count it imports nothing of the product.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

DAYS_TO_ANSWER, DAYS_OF_EXTENSION = 5, 5
FIGURES = (
    *("carried", "handed", "again", "signed", "done", "on_time", "late"),
    *("open", "overdue", "returned", "withdrawn", "redirected", "visited", "content"),
)
"""What is counted in a month, beside the results."""


def later(day: date, working_days: int) -> date:
    """So many working days after (before) a day."""
    step = 1 if working_days > 0 else -1
    while working_days:
        day += timedelta(days=step)
        working_days -= step * chinese_calendar.is_workday(day)
    return day


def read_day(cell: object) -> date | None:
    """A date that somebody wrote; None for what is none."""
    if isinstance(cell, date):
        return cell
    parts = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", str(cell))
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


@dataclass
class Round:
    """One time that a slip was handed over."""

    opened: date
    due: date
    again: bool = False
    signed: date | None = None
    """The day its sign-off was received."""
    extended: bool = False
    ended: date | None = None
    how: str = ""
    late: bool = False
    answers: list[tuple[date, tuple[object, ...]]] = field(default_factory=list)
    """Day received; result, amount, reason."""
    redirected: bool = False
    """The centre handed its slip on to another unit."""
    visited: date | None = None
    content: bool = False


@dataclass
class Slip:
    number: str
    clue: str
    recipient: str
    person: str
    level: str
    rounds: list[Round]
    state: str = "open"
    worked: bool = False
    asked: set[tuple[object, object]] = field(default_factory=set)
    heard: set[tuple[object, object]] = field(default_factory=set)

    @property
    def last(self) -> Round:
        return self.rounds[-1]

    @property
    def is_lead(self) -> bool:
        return "/" in self.recipient

    def end(self, day: date, how: str) -> None:
        self.last.ended, self.last.how, self.state = day, how, how

    def open_again(self, day: date) -> None:
        self.rounds.append(Round(day, later(day, DAYS_TO_ANSWER), again=True))
        self.state = "open"


def figures(one: Round, first: date, last: date) -> Iterator[str]:
    """The figures of a month in which a round counts."""
    if one.visited and first <= one.visited <= last:
        yield from ("visited", "content")[: 1 + one.content]
    if one.ended and one.ended < first:
        return
    yield "carried" if one.opened < first else "handed"
    if one.again and one.opened >= first:
        yield "again"
    if one.signed:
        yield "signed"
    if one.ended is None:
        yield from ("open", "overdue")[: 1 + (one.due < last)]
    elif one.how == "answered":
        yield from ("done", "late" if one.late else "on_time", f"result {one.answers[-1][1][0]}")
    else:
        yield from ("returned", "withdrawn")[: 1 + (one.how == "withdrawn")]
        if one.redirected:
            yield "redirected"
