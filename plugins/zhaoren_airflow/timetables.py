"""When the periodic clue runs start: a day of the week, month or year, rolled to the next working day.

Belongs here: start times of runs. Does not belong here: deadlines that are printed anywhere; those come from
matching.calendar and fail where a year's calendar is missing. A start may be a day early, a deadline may not:
a year that nobody published yet is scheduled by plain weekdays, with a warning in the scheduler's log.
"""

import logging
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

import pendulum
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

log = logging.getLogger(__name__)
SHANGHAI = pendulum.timezone("Asia/Shanghai")
ONE_TICK = timedelta(microseconds=1)


class WorkdayTimetable(Timetable):
    """Once a period at `hour`:00 Asia/Shanghai: on `weekday` (1 = Monday) of each week, on `day` of each month, or on
    `day` of `month` of each year; if that is a day off, on the next working day."""

    def __init__(self, *, weekday: int | None = None, day: int | None = None, month: int | None = None, hour: int = 18) -> None:
        if (weekday is None) == (day is None) or (month is not None and day is None):
            raise ValueError("a timetable needs a weekday, or a day, or a day and a month")
        self.weekday, self.day, self.month, self.hour = weekday, day, month, hour
        self.description = f"{self.summary}, 遇休息日顺延至下一工作日"

    def serialize(self) -> dict[str, Any]:
        return {"weekday": self.weekday, "day": self.day, "month": self.month, "hour": self.hour}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "WorkdayTimetable":
        return cls(**data)

    @property
    def summary(self) -> str:
        """In Chinese, as the schedule column of the browser shows it."""
        if self.weekday is not None:
            when = f"每周{'一二三四五六日'[self.weekday - 1]}"
        else:
            when = f"每年{self.month}月{self.day}日" if self.month else f"每月{self.day}日"
        return f"{when} {self.hour}:00"

    def infer_manual_data_interval(self, *, run_after: pendulum.DateTime) -> DataInterval:
        return DataInterval.exact(run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The first start after the last run. Without catch-up, starts missed while the scheduler was down become one;
        a DAG that never ran begins with the next start, not with a past one."""
        now = pendulum.now(SHANGHAI)
        if last_automated_data_interval is not None:
            start = self.after(last_automated_data_interval.end)
            start = start if restriction.catchup else max(start, self.until(now))
        else:
            start = self.after(now)
        if restriction.earliest is not None and start < restriction.earliest:
            start = self.after(restriction.earliest - ONE_TICK)
        if restriction.latest is not None and start > restriction.latest:
            return None
        return DagRunInfo.exact(start)

    def after(self, moment: datetime) -> pendulum.DateTime:
        """The first start later than `moment`."""
        day = moment.astimezone(SHANGHAI).date()
        starts = (self._start(day, periods) for periods in count(-2))
        return next(start for start in starts if start > moment)

    def until(self, moment: datetime) -> pendulum.DateTime:
        """The last start not later than `moment`. A holiday is shorter than a fortnight: two periods back suffice."""
        day = moment.astimezone(SHANGHAI).date()
        return max(start for start in (self._start(day, periods) for periods in range(-3, 1)) if start <= moment)

    def _start(self, day: date, periods: int) -> pendulum.DateTime:
        """The start in the period `periods` after the one that holds `day`."""
        start = roll(self._nominal(day, periods))
        return pendulum.datetime(start.year, start.month, start.day, self.hour, tz=SHANGHAI)

    def _nominal(self, day: date, periods: int) -> date:
        """The same before days off are looked at. A day past a month's end is the month's last."""
        if self.weekday is not None:
            return day + timedelta(days=self.weekday - day.isoweekday(), weeks=periods)
        months = day.year * 12 + (self.month or day.month) - 1 + periods * (12 if self.month else 1)
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(self.day or 1, monthrange(year, month)[1]))


def roll(day: date) -> date:
    """That day, or the next working day if it is a day off; by plain weekdays in a year nobody published."""
    while not _is_working(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def _is_working(day: date) -> bool:
    from matching.calendar import read_calendar
    from matching.settings import Settings

    calendar = read_calendar(Settings().schemas)
    if calendar.knows(day.year):
        return calendar.is_working(day)
    _warn(day.year)
    return day.weekday() < 5


@lru_cache
def _warn(year: int) -> None:
    log.warning("no calendar of working days for year=%s: clue runs start by plain weekdays", year)
