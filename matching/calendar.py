"""Working days and deadlines by the State Council's calendar.

Belongs here: counting days. Does not belong here: which feed is due when (contracts) and what happens to
the late ones (casework). A year that is not published yet fails where a deadline needs it; the message
names schemas/lookups/calendar.yml, which can be filled in by hand.
"""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import chinese_calendar
from pydantic import Field

from matching.contracts import Cadence, Deadline
from matching.errors import CalendarMissing
from matching.strict import Strict, read_model


class YearCalendar(Strict):
    """A year by hand: days off on weekdays and days worked at weekends."""

    days_off: tuple[date, ...] = ()
    days_worked: tuple[date, ...] = ()


class CalendarLookup(Strict):
    years: dict[int, YearCalendar] = Field(default_factory=dict)


class WorkCalendar:
    """The State Council's calendar, with years filled in by hand taking precedence."""

    def __init__(self, lookup: CalendarLookup, source: Path) -> None:
        self._years = lookup.years
        self._source = source

    def is_working(self, day: date) -> bool:
        """True if offices work on that day. Raises CalendarMissing for a year nobody published."""
        by_hand = self._years.get(day.year)
        if by_hand is not None:
            return day in by_hand.days_worked or (day.weekday() < 5 and day not in by_hand.days_off)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError as error:
            raise CalendarMissing(day.year, str(self._source)) from error

    def knows(self, year: int) -> bool:
        """True if the year's calendar is published or filled in."""
        try:
            self.is_working(date(year, 1, 1))
        except CalendarMissing:
            return False
        return True

    def add(self, day: date, working_days: int) -> date:
        """The day on which `working_days` working days have passed, counted from the day after; of fewer than none the working day so many before."""
        step = -1 if working_days < 0 else 1
        while working_days:
            day += timedelta(days=step)
            working_days -= step * self.is_working(day)
        return day

    def roll(self, day: date) -> date:
        """That day, or the next working day if it is a day off."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def between(self, earlier: date, later: date) -> int:
        """Working days after `earlier`, up to and including `later` (0 if not later)."""
        return sum(self.is_working(earlier + timedelta(days=n + 1)) for n in range((later - earlier).days))

    def due(self, cadence: Cadence, deadline: Deadline, period_end: date) -> date:
        """When the delivery of the period that ends on `period_end` is due (event: the day of the event)."""
        nominal = due_before_rolling(cadence, deadline, period_end)
        return self.add(nominal, deadline.working_days or 0) if cadence is Cadence.EVENT else self.roll(nominal)


def due_before_rolling(cadence: Cadence, deadline: Deadline, period_end: date) -> date:
    """The due date before days off are looked at: never later than the due date (event: the day of the event)."""
    match cadence:
        case Cadence.EVENT:
            return period_end
        case Cadence.WEEKLY:
            return period_end + timedelta(days=deadline.weekday or 1)
        case Cadence.MONTHLY:
            return period_end + timedelta(days=deadline.day or 1)
        case Cadence.ANNUAL:
            return date(period_end.year, deadline.month or 12, deadline.day or 31)


def period_of(cadence: Cadence, day: date) -> str:
    """The label of the period a day belongs to: 2026-05-03, 2026-W18, 2026-05 or 2026."""
    match cadence:
        case Cadence.EVENT:
            return day.isoformat()
        case Cadence.WEEKLY:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        case Cadence.MONTHLY:
            return f"{day:%Y-%m}"
        case Cadence.ANNUAL:
            return f"{day:%Y}"


def period_end(cadence: Cadence, period: str) -> date:
    """The last day of a period written by `period_of`."""
    match cadence:
        case Cadence.EVENT:
            return date.fromisoformat(period)
        case Cadence.WEEKLY:
            return date.fromisocalendar(int(period[:4]), int(period[6:]), 7)
        case Cadence.MONTHLY:
            first_of_next = (date.fromisoformat(f"{period}-01").replace(day=28) + timedelta(days=4)).replace(day=1)
            return first_of_next - timedelta(days=1)
        case Cadence.ANNUAL:
            return date(int(period), 12, 31)


def period_in_chinese(period: str) -> str:
    """2026年第47周（11月16日至11月22日）, 2026年11月4日, 2026年11月, 2026年."""
    if "W" in period:
        monday = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        sunday = monday + timedelta(days=6)
        return f"{period[:4]}年第{int(period[6:])}周（{monday.month}月{monday.day}日至{sunday.month}月{sunday.day}日）"
    return "".join(f"{int(part)}{unit}" for part, unit in zip(period.split("-"), "年月日", strict=False) if part)


def say_day(day: str | date | None) -> str:
    """A day as 2026年5月3日; "" for none; text that is no ISO date stays as it is."""
    if not day:
        return ""
    try:
        day = date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return str(day)
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache
def read_calendar(schemas: Path) -> WorkCalendar:
    """The calendar with schemas/lookups/calendar.yml laid over it. Raises ConfigurationError."""
    source = schemas / "lookups" / "calendar.yml"
    return WorkCalendar(read_model(source, CalendarLookup), source)
