"""Working days by the State Council's calendar, and the deadlines of the four cadences."""

from datetime import date

import pytest

from matching.calendar import CalendarLookup, WorkCalendar, YearCalendar, period_end, period_in_chinese, period_of, read_calendar
from matching.contracts import Cadence, Deadline
from matching.errors import CalendarMissing
from matching.settings import PROJECT

CALENDAR = read_calendar(PROJECT / "schemas")


@pytest.mark.parametrize(
    ("received", "due"),
    [("2021-04-30", "2021-05-11"), ("2026-09-30", "2026-10-13"), ("2026-12-18", "2026-12-25"), ("2026-05-04", "2026-05-09")],
)
def test_five_working_days_start_the_day_after(received: str, due: str) -> None:
    days = 5 if received != "2026-05-04" else 4
    assert CALENDAR.add(date.fromisoformat(received), days) == date.fromisoformat(due)


def test_working_days_are_counted_back_too() -> None:
    assert CALENDAR.add(date(2026, 10, 13), -5) == date(2026, 9, 30)
    assert CALENDAR.add(date(2026, 10, 4), 0) == date(2026, 10, 4)
    assert CALENDAR.add(date(2026, 10, 4), -1) == date(2026, 9, 30)


@pytest.mark.parametrize("day", ["2026-02-16", "2026-02-23", "2026-04-06", "2026-05-04", "2026-10-05"])
def test_mondays_off_in_2026_roll_to_a_working_day(day: str) -> None:
    monday = date.fromisoformat(day)
    assert not CALENDAR.is_working(monday)
    assert CALENDAR.roll(monday) > monday
    assert CALENDAR.is_working(CALENDAR.roll(monday))


@pytest.mark.parametrize("day", ["2026-05-09", "2026-09-20", "2026-10-10"])
def test_weekends_worked_in_2026(day: str) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day))


def test_a_year_nobody_published_fails_where_a_deadline_needs_it_and_names_the_file() -> None:
    with pytest.raises(CalendarMissing, match=r"calendar\.yml"):
        CALENDAR.add(date(2039, 12, 31), 1)
    assert not CALENDAR.knows(2039)
    assert CALENDAR.knows(2026)


def test_a_year_by_hand_is_used() -> None:
    year = YearCalendar(days_off=(date(2039, 1, 3),), days_worked=(date(2039, 1, 8),))
    calendar = WorkCalendar(CalendarLookup(years={2039: year}), PROJECT)
    assert not calendar.is_working(date(2039, 1, 3))
    assert calendar.is_working(date(2039, 1, 8))
    assert not calendar.is_working(date(2039, 1, 9))
    assert calendar.add(date(2039, 1, 2), 4) == date(2039, 1, 7)
    assert calendar.between(date(2039, 1, 2), date(2039, 1, 7)) == 4


@pytest.mark.parametrize(
    ("cadence", "deadline", "period", "due"),
    [
        (Cadence.EVENT, Deadline(working_days=3), "2026-09-30", "2026-10-10"),
        (Cadence.WEEKLY, Deadline(weekday=1), "2026-W40", "2026-10-08"),
        (Cadence.WEEKLY, Deadline(weekday=1), "2026-W50", "2026-12-14"),
        (Cadence.MONTHLY, Deadline(day=5), "2026-11", "2026-12-07"),
        (Cadence.ANNUAL, Deadline(month=12, day=31), "2026", "2026-12-31"),
    ],
)
def test_due_dates_roll_over_days_off(cadence: Cadence, deadline: Deadline, period: str, due: str) -> None:
    assert CALENDAR.due(cadence, deadline, period_end(cadence, period)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("cadence", "label", "last"),
    [
        (Cadence.EVENT, "2026-02-28", "2026-02-28"),
        (Cadence.WEEKLY, "2026-W09", "2026-03-01"),
        (Cadence.MONTHLY, "2026-02", "2026-02-28"),
        (Cadence.ANNUAL, "2026", "2026-12-31"),
    ],
)
def test_periods_have_a_label_and_an_end(cadence: Cadence, label: str, last: str) -> None:
    assert period_of(cadence, date(2026, 2, 28)) == label
    assert period_end(cadence, label) == date.fromisoformat(last)


def test_periods_in_chinese() -> None:
    assert period_in_chinese("2026-W47") == "2026年第47周（11月16日至11月22日）"
    assert [period_in_chinese(text) for text in ("2026-11-04", "2026-11", "2026")] == ["2026年11月4日", "2026年11月", "2026年"]
