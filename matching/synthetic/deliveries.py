"""Happenings gathered into drops: which file of which feed, period and unit, and the day it arrives.

Belongs here: grouping and punctuality. Does not belong here: what a file looks like (sheets).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from matching.calendar import CalendarLookup, WorkCalendar, period_end, period_of
from matching.contracts import Cadence, FeedContract
from matching.errors import CalendarMissing
from matching.installation import Installation
from matching.strict import read_model
from matching.synthetic.crowd import Happening
from matching.synthetic.habits import HABITS
from matching.synthetic.spelling import spell_period


class RehearsalCalendar(WorkCalendar):
    """The calendar of a rehearsal: January's deliveries of December need no published calendar of the next year."""

    def is_working(self, day: date) -> bool:
        """True if offices work that day; in a year nobody published, Monday to Friday."""
        try:
            return super().is_working(day)
        except CalendarMissing:
            return day.weekday() < 5


def rehearsal_calendar(installation: Installation) -> RehearsalCalendar:
    """The installation's calendar, forgiving. Raises ConfigurationError."""
    source = installation.settings.schemas / "lookups" / "calendar.yml"
    return RehearsalCalendar(read_model(source, CalendarLookup), source)


@dataclass(slots=True)
class Delivery:
    """One file to be dropped. `path` is relative to the inbox, without the file's ending."""

    feed: FeedContract
    unit: str | None
    period: str
    arrives_on: date
    path: str
    happenings: list[Happening] = field(default_factory=list)


def deliveries(installation: Installation, happenings: list[Happening], year: int, seed: int) -> list[Delivery]:
    """All drops of the year, in the order in which they arrive; on one day, changes of the rolls come first.

    Weekly, monthly and annual feeds have a drop for every period, if only a zero report.
    """
    calendar, made = rehearsal_calendar(installation), []
    by_feed: dict[str, list[Happening]] = defaultdict(list)
    for happening in happenings:
        by_feed[happening.feed].append(happening)
    for code, feed in installation.feeds.items():
        rng = Random(f"{seed}/deliveries/{code}")
        for (unit, period, single), group in sorted(_groups(installation, feed, by_feed[code], year).items()):
            group.sort(key=lambda one: (one.on, one.event))
            sent_on = _arrival(rng, calendar, feed, period, group[0].on if single else None)
            named = (
                spell_period(Cadence.EVENT, group[0].on.isoformat(), rng) if single else spell_period(feed.cadence, period, rng)
            )
            path = _path(installation, feed, unit, f"{named}当日上报" if single else named)
            made.append(Delivery(feed, unit or None, period, sent_on, path, group))
    _tell_apart(made)
    return sorted(made, key=lambda one: (one.arrives_on, one.feed.role != "roll_changes", one.path))


def _groups(
    installation: Installation, feed: FeedContract, happenings: list[Happening], year: int
) -> dict[tuple[str, str, str], list[Happening]]:
    """(unit or "", period, event of a single find or "") → what the file holds."""
    groups: dict[tuple[str, str, str], list[Happening]] = defaultdict(list)
    if feed.cadence is not Cadence.EVENT:
        units = [unit.code for unit in installation.district.units] if feed.per_unit else [""]
        for unit in units:
            for period in _periods(feed.cadence, year):
                groups[unit, period, ""] = []
    for happening in happenings:
        unit = (happening.unit or "") if feed.per_unit else ""
        groups[unit, period_of(feed.cadence, happening.on), happening.event if happening.single else ""].append(happening)
    return groups


def _periods(cadence: Cadence, year: int) -> list[str]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    return sorted({period_of(cadence, day) for day in days})


def _arrival(rng: Random, calendar: WorkCalendar, feed: FeedContract, period: str, found_on: date | None) -> date:
    """The day on which the department drops the file: up to the deadline mostly, some working days after it if late."""
    if found_on is not None:
        return calendar.roll(found_on)
    end = period_end(feed.cadence, period)
    due = calendar.due(feed.cadence, feed.deadline, end)
    if rng.random() < HABITS[feed.code].late:
        return calendar.add(due, rng.randint(1, 4))
    match feed.cadence:
        case Cadence.EVENT:
            early = calendar.add(end, rng.randint(0, feed.deadline.working_days or 0))
            return min(calendar.roll(early), due)
        case Cadence.WEEKLY:
            return due
        case Cadence.MONTHLY:
            return min(calendar.roll(end + timedelta(days=rng.randint(1, 5))), due)
        case Cadence.ANNUAL:
            return min(calendar.roll(date(end.year, 12, rng.randint(15, 30))), due)


def _path(installation: Installation, feed: FeedContract, unit: str, period: str) -> str:
    """Folder and file name; `period` as the file name carries it."""
    folder = [installation.district.department(feed.department).name]
    if feed.per_unit:
        folder.append(installation.district.unit(unit).name)
    return "/".join([*folder, feed.title, HABITS[feed.code].name.format(title=feed.title, period=period)])


def _tell_apart(made: list[Delivery]) -> None:
    """Number the files that would bear one name."""
    seen: dict[str, int] = defaultdict(int)
    for one in made:
        seen[one.path] += 1
        if seen[one.path] > 1:
            one.path = f"{one.path}{seen[one.path]}"
