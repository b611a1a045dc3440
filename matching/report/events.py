"""Punctuality of event feeds: nothing is expected, but what came is late or not, record by record.

Belongs here: lateness against the day of the event and the contract's working days. Does not belong here: feeds with
periods (judge).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matching.calendar import WorkCalendar
from matching.contracts import Cadence, Deadline
from matching.errors import CalendarMissing
from matching.installation import Installation
from matching.report.lines import DELIVERED, Delivery


@dataclass(frozen=True)
class EventRecords:
    """Accepted records of one feed that came on one day about events of one day. event_on None: the row gives none."""

    feed: str
    unit: str | None
    received_on: date
    event_on: date | None
    records: int


@dataclass(frozen=True)
class EventMonth:
    """One event feed in one month of receipt."""

    feed: str
    unit: str | None
    month: str
    deliveries: int
    records: int
    late: int
    """Records that came after the event's day plus the contract's working days."""
    worst: int
    """Working days of the latest record; 0 if none is late."""
    uncounted: int
    """Records whose lateness cannot be counted: no day, or a year without a calendar."""


def count_events(installation: Installation, deliveries: Sequence[Delivery], records: Sequence[EventRecords]) -> list[EventMonth]:
    """Every event feed and month in which something came, by feed and month."""
    feeds = {code: feed for code, feed in installation.feeds.items() if feed.cadence is Cadence.EVENT}
    files: dict[tuple[str, str | None, str], int] = defaultdict(int)
    rows: dict[tuple[str, str | None, str], list[EventRecords]] = defaultdict(list)
    for item in deliveries:
        if item.feed in feeds and item.verdict in DELIVERED:
            files[item.feed, item.unit, f"{item.received_on:%Y-%m}"] += 1
    for each in records:
        rows[each.feed, each.unit, f"{each.received_on:%Y-%m}"].append(each)
    keys = sorted({*files, *rows}, key=lambda key: (key[0], key[1] or "", key[2]))
    return [_month(installation.calendar, feeds[key[0]].deadline, key, files[key], rows[key]) for key in keys]


def _month(
    calendar: WorkCalendar, deadline: Deadline, key: tuple[str, str | None, str], files: int, rows: Sequence[EventRecords]
) -> EventMonth:
    late = worst = uncounted = 0
    for item in rows:
        due = _due(calendar, deadline, item.event_on)
        if due is None:
            uncounted += item.records
        elif item.received_on > due:
            late += item.records
            worst = max(worst, _days(calendar, due, item.received_on))
    return EventMonth(
        *key, deliveries=files, records=sum(item.records for item in rows), late=late, worst=worst, uncounted=uncounted
    )


def _due(calendar: WorkCalendar, deadline: Deadline, event_on: date | None) -> date | None:
    try:
        return calendar.due(Cadence.EVENT, deadline, event_on) if event_on else None
    except CalendarMissing:
        return None


def _days(calendar: WorkCalendar, due: date, received_on: date) -> int:
    """Working days late; 0 where the year's calendar does not tell: the record is late all the same."""
    try:
        return calendar.between(due, received_on)
    except CalendarMissing:
        return 0
