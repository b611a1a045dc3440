"""Who is reminded today (催报): on the first working day after the due date, then every so many working days.

Belongs here: when a reminder is due and what stands in it. Does not belong here: its words on paper (letter), writing
it down (the pipeline). A sender gets one reminder a day at most, with everything that is missing; none on a day off.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from matching.installation import Installation
from matching.report.lines import Line, Recipient, State

Key = tuple[Recipient, str, str]
"""Whose, which feed, which period."""


class NoticeLine(NamedTuple):
    """One missing delivery as a reminder tells it."""

    feed: str
    period: str
    due_on: date
    late: int
    times: int
    """How often it has been asked for, this time included."""
    note: str


@dataclass(frozen=True)
class Notice:
    """One reminder to one sender."""

    recipient: Recipient
    issued_on: date
    lines: tuple[NoticeLine, ...]


def due_notices(
    installation: Installation, lines: Sequence[Line], asked: Mapping[Key, Sequence[date]], as_of: date
) -> list[Notice]:
    """The reminders of a day. `asked`: the days on which each missing delivery was asked for before.

    Raises CalendarMissing if nobody knows whether that day is a working day.
    """
    calendar, every = installation.calendar, installation.district.reporting.remind_every_working_days
    if not calendar.is_working(as_of):
        return []
    overdue: dict[Recipient, list[NoticeLine]] = defaultdict(list)
    waking: set[Recipient] = set()
    for line in lines:
        told = _overdue(line)
        if told is None:
            continue
        recipient = Recipient.of(installation.feeds[line.feed], line.unit)
        days = asked.get((recipient, line.feed, line.period), ())
        overdue[recipient].append(NoticeLine(line.feed, line.period, *told, len(days) + 1, line.note))
        if not days or calendar.between(max(days), as_of) >= every:
            waking.add(recipient)
    return [Notice(recipient, as_of, tuple(overdue[recipient])) for recipient in sorted(waking)]


def _overdue(line: Line) -> tuple[date, int] | None:
    """Due date and working days late of what may be asked for. A file that waits for its verdict may be the answer."""
    if line.state is not State.MISSING or line.waiting or line.due_on is None or not line.late:
        return None
    return line.due_on, line.late
