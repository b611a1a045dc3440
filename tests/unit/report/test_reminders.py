"""When a sender is reminded, of what, and when again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from matching.errors import CalendarMissing
from matching.installation import Installation
from matching.report import Delivery, Notice, Recipient, due_notices
from matching.report.judge import judge
from tests.unit.report.deliveries import START, got

WEEKLY, HEALTH, PATROL = "disability_new", "health_inpatient", "township_patrol"
DELIVERED = [got(WEEKLY, f"2026-W{week}", "zero", "2026-09-07") for week in range(36, 40)]
"""Everything up to W39, so that W40 (due on 2026-10-08) is the first that is missing."""
Days = dict[tuple[Recipient, str, str], list[date]]


def issue(installation: Installation, first: str, last: str, *deliveries: Delivery) -> list[Notice]:
    """The reminders of every day from first to last, each day knowing those before."""
    asked: Days = {}
    notices: list[Notice] = []
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        received = [item for item in deliveries if item.received_on <= day]
        fresh = due_notices(installation, judge(installation, received, START, day), asked, day)
        for notice in fresh:
            for line in notice.lines:
                asked.setdefault((notice.recipient, line.feed, line.period), []).append(day)
        notices += fresh
        day += timedelta(days=1)
    return notices


def told(notices: list[Notice]) -> list[tuple[str, list[tuple[str, int, int]]]]:
    return [(str(notice.issued_on), [(line.period, line.late, line.times) for line in notice.lines]) for notice in notices]


def test_the_first_working_day_after_then_every_fifth(only: Callable[..., Installation]) -> None:
    """W40 is due on 10-08, W41 on 10-12, W42 on 10-19: each asks on its own first day, with all that is missing."""
    notices = issue(only(WEEKLY), "2026-10-01", "2026-10-28", *DELIVERED, got(WEEKLY, "2026-W42", "accepted", "2026-10-19", 1))
    assert told(notices) == [
        ("2026-10-09", [("2026-W40", 1, 1)]),
        ("2026-10-13", [("2026-W40", 4, 2), ("2026-W41", 1, 1)]),
        ("2026-10-20", [("2026-W40", 9, 3), ("2026-W41", 6, 2)]),
        ("2026-10-27", [("2026-W40", 14, 4), ("2026-W41", 11, 3), ("2026-W43", 1, 1)]),
    ]


def test_a_single_list_is_asked_for_every_five_working_days_until_it_comes(only: Callable[..., Installation]) -> None:
    came = got(HEALTH, "2026-09", "accepted", "2026-10-26", 1)
    notices = issue(only(HEALTH), "2026-10-01", "2026-11-05", came)
    assert told(notices) == [
        ("2026-10-09", [("2026-09", 1, 1)]),
        ("2026-10-15", [("2026-09", 6, 2)]),
        ("2026-10-22", [("2026-09", 11, 3)]),
    ]


def test_none_on_a_day_off_and_one_on_a_weekend_that_is_worked(only: Callable[..., Installation]) -> None:
    installation = only(HEALTH)
    for day, notices in (("2026-10-09", 1), ("2026-10-10", 1), ("2026-10-11", 0), ("2026-10-17", 0)):
        lines = judge(installation, [], START, date.fromisoformat(day))
        assert len(due_notices(installation, lines, {}, date.fromisoformat(day))) == notices, day


def test_a_day_without_reminders_is_made_up_for_on_the_next(only: Callable[..., Installation]) -> None:
    assert told(issue(only(HEALTH), "2026-10-12", "2026-10-14")) == [("2026-10-12", [("2026-09", 3, 1)])]


def test_only_who_is_late_is_asked_townships_one_by_one(only: Callable[..., Installation]) -> None:
    installation = only(PATROL, WEEKLY)
    codes = [unit.code for unit in installation.district.units]
    came = [got(PATROL, "2026-09", "zero", "2026-10-08", unit=code) for code in codes[2:]]
    refused = got(PATROL, "2026-09", "rejected", "2026-10-08", unit=codes[0])
    on_time = got(WEEKLY, "2026-W40", "zero", "2026-10-08")
    notices = issue(installation, "2026-10-09", "2026-10-09", *DELIVERED, *came, refused, on_time)
    assert {notice.recipient.code: notice.lines[0].note for notice in notices} == {
        codes[0]: "已收到1份文件但均被退回，请按回执更正后重报",
        codes[1]: "",
    }


def test_who_has_sent_a_file_that_is_not_judged_yet_is_not_asked(only: Callable[..., Installation]) -> None:
    assert issue(only(HEALTH), "2026-10-09", "2026-10-09", got(HEALTH, None, None, "2026-10-09")) == []


def test_a_day_of_an_unknown_year_is_no_day_to_ask_on(without_2039: Installation) -> None:
    with pytest.raises(CalendarMissing, match=r"calendar\.yml"):
        due_notices(without_2039, [], {}, date(2039, 1, 6))
