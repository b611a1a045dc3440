"""The only place that asks the clock; everything below is handed a moment or a day.

Belongs here: what time it is for the business. Does not belong here: counting days (matching.calendar).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from matching.errors import UsageError
from matching.pipeline.rehearsal import rehearsal_day
from matching.settings import Settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def business_moment(settings: Settings, moment: datetime | None = None) -> datetime:
    """The given moment (default: now) in Asia/Shanghai; a rehearsal's date replaces the day and keeps the hour."""
    moment = (moment or datetime.now(SHANGHAI)).astimezone(SHANGHAI).replace(microsecond=0)
    day = rehearsal_day(settings)
    return moment.replace(year=day.year, month=day.month, day=day.day) if day else moment


def business_day(settings: Settings, moment: datetime | None = None) -> date:
    """The business date of the given moment (default: now)."""
    return business_moment(settings, moment).date()


def refuse_the_future(as_of: date, today: date) -> None:
    """Raises UsageError if papers are asked for of a day to come."""
    if as_of > today:
        raise UsageError(f"{as_of} 还没有到,不能办那一天的事(业务日期今天是 {today})")
