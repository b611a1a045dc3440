"""Expected periods and their states, as tables an officer can check against the calendar of 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from matching.contracts import Cadence
from matching.installation import Installation
from matching.report import State
from matching.report.judge import expected_periods, judge
from tests.unit.report.deliveries import START, got

WEEKLY, MONTHLY, ANNUAL, PATROL = "disability_new", "health_inpatient", "medins_annual", "township_patrol"


@pytest.mark.parametrize(
    ("feed", "period", "as_of", "state", "due", "late"),
    [
        (WEEKLY, "2026-W50", "2026-12-13", State.PENDING, "2026-12-14", None),
        (WEEKLY, "2026-W50", "2026-12-14", State.PENDING, "2026-12-14", None),  # the due day itself is not over
        (WEEKLY, "2026-W50", "2026-12-15", State.MISSING, "2026-12-14", 1),
        (WEEKLY, "2026-W40", "2026-10-05", State.PENDING, "2026-10-08", None),  # the Monday is a day off
        (WEEKLY, "2026-W40", "2026-10-08", State.PENDING, "2026-10-08", None),
        (WEEKLY, "2026-W40", "2026-10-09", State.MISSING, "2026-10-08", 1),
        (WEEKLY, "2026-W40", "2026-10-10", State.MISSING, "2026-10-08", 2),  # a Saturday worked
        (WEEKLY, "2026-W40", "2026-10-11", State.MISSING, "2026-10-08", 2),  # a Sunday off
        (WEEKLY, "2026-W37", "2026-09-21", State.MISSING, "2026-09-14", 6),  # 09-20, a Sunday, was worked
        (MONTHLY, "2026-11", "2026-12-07", State.PENDING, "2026-12-07", None),  # the 5th is a Saturday
        (MONTHLY, "2026-11", "2026-12-08", State.MISSING, "2026-12-07", 1),
        (MONTHLY, "2026-09", "2026-10-08", State.PENDING, "2026-10-08", None),
        (ANNUAL, "2026", "2026-12-31", State.PENDING, "2026-12-31", None),
    ],
)
def test_nothing_delivered(
    line_of: Callable, feed: str, period: str, as_of: str, state: State, due: str, late: int | None
) -> None:
    line = line_of(feed, period, as_of)
    assert (line.state, line.due_on, line.late) == (state, date.fromisoformat(due), late)
    assert (line.deliveries, line.delivered_on, line.note) == (0, None, "")


@pytest.mark.parametrize(
    ("verdict", "day", "state", "late"),
    [
        ("accepted", "2026-10-08", State.ON_TIME, None),
        ("accepted", "2026-10-09", State.LATE, 1),
        ("accepted", "2026-10-12", State.LATE, 3),
        ("accepted", "2026-10-11", State.LATE, 2),
        ("partly", "2026-10-08", State.ON_TIME, None),
        ("duplicate", "2026-10-08", State.ON_TIME, None),  # every row came before, with another period's list
        ("zero", "2026-10-08", State.ZERO_ON_TIME, None),
        ("zero", "2026-10-10", State.ZERO_LATE, 2),
        ("rejected", "2026-10-08", State.MISSING, 4),
        ("misplaced", "2026-10-08", State.MISSING, 4),
    ],
)
def test_what_counts_as_delivered(line_of: Callable, verdict: str, day: str, state: State, late: int | None) -> None:
    line = line_of(WEEKLY, "2026-W40", "2026-10-13", got(WEEKLY, "2026-W40", verdict, day))
    assert (line.state, line.late) == (state, late)
    assert line.delivered_on == (date.fromisoformat(day) if state is not State.MISSING else None)


def test_delivered_on_a_day_off_after_the_due_day_is_late_by_no_working_day(line_of: Callable) -> None:
    saturday = got(MONTHLY, "2026-05", "accepted", "2026-06-06")
    line = line_of(MONTHLY, "2026-05", "2026-06-30", saturday, start=date(2026, 5, 1))
    assert (line.state, line.due_on, line.late) == (State.LATE, date(2026, 6, 5), 0)


def test_a_refused_file_is_told_and_a_later_one_counts_from_its_own_day(line_of: Callable) -> None:
    refused = [got(WEEKLY, "2026-W40", "rejected", day) for day in ("2026-10-08", "2026-10-09")]
    line = line_of(WEEKLY, "2026-W40", "2026-10-13", *refused)
    assert (line.refused, line.note) == (2, "已收到2份文件但均被退回，请按回执更正后重报")
    line = line_of(WEEKLY, "2026-W40", "2026-10-13", *refused, got(WEEKLY, "2026-W40", "accepted", "2026-10-10", rows=4))
    assert (line.state, line.late, line.refused, line.rows, line.note) == (State.LATE, 2, 2, 4, "")


def test_the_first_delivery_decides_and_all_of_them_say_what_is_left_to_correct(line_of: Callable) -> None:
    first, second = got(WEEKLY, "2026-W40", "partly", "2026-10-08", 7, 3), got(WEEKLY, "2026-W40", "partly", "2026-10-12", 2, 1)
    line = line_of(WEEKLY, "2026-W40", "2026-10-13", first, second)
    assert (line.state, line.delivered_on, line.deliveries, line.rows) == (State.ON_TIME, date(2026, 10, 8), 2, 9)
    assert (line.rows_to_correct, line.note) == (4, "4行待更正")


def test_an_empty_report_followed_by_people_is_no_empty_report(line_of: Callable) -> None:
    zero, people = got(WEEKLY, "2026-W40", "zero", "2026-10-08"), got(WEEKLY, "2026-W40", "accepted", "2026-10-12", 5)
    line = line_of(WEEKLY, "2026-W40", "2026-10-13", zero, people)
    assert (line.state, line.note) == (State.ON_TIME, "先报零报告，后又报送名单")


def test_a_list_sent_in_the_middle_of_its_month_is_told(line_of: Callable) -> None:
    early = got(MONTHLY, "2026-10", "accepted", "2026-10-20", 1)
    assert line_of(MONTHLY, "2026-10", "2026-11-10", early).note == "时段结束前报送，请核对是否报全"
    last_day = got(MONTHLY, "2026-10", "accepted", "2026-10-30", 1)  # a Friday; the 31st is a Saturday off
    assert line_of(MONTHLY, "2026-10", "2026-11-10", last_day).note == ""
    in_december = got(ANNUAL, "2026", "accepted", "2026-12-10", 1)  # due within its own year
    assert line_of(ANNUAL, "2026", "2026-12-31", in_december).note == ""


def test_a_file_that_waits_for_its_verdict_is_told_where_something_is_missing(line_of: Callable) -> None:
    waiting = got(WEEKLY, None, None, "2026-10-09")
    line = line_of(WEEKLY, "2026-W40", "2026-10-09", waiting)
    assert (line.state, line.waiting, line.note) == (State.MISSING, 1, "另有1份文件正在核验")
    line = line_of(WEEKLY, "2026-W39", "2026-10-09", got(WEEKLY, "2026-W39", "zero", "2026-09-28"), waiting)
    assert (line.waiting, line.note) == (0, "")


def test_periods_run_from_the_one_of_the_first_day_to_todays() -> None:
    assert list(expected_periods(Cadence.WEEKLY, date(2026, 12, 20), date(2027, 1, 4))) == [
        "2026-W51",
        "2026-W52",
        "2026-W53",
        "2027-W01",
    ]
    assert list(expected_periods(Cadence.MONTHLY, date(2026, 11, 30), date(2027, 1, 1))) == ["2026-11", "2026-12", "2027-01"]
    assert list(expected_periods(Cadence.ANNUAL, date(2026, 5, 1), date(2026, 5, 1))) == ["2026"]
    assert list(expected_periods(Cadence.WEEKLY, None, date(2026, 5, 1))) == []
    assert list(expected_periods(Cadence.WEEKLY, date(2026, 5, 2), date(2026, 5, 1))) == []


def test_what_came_for_a_period_nobody_asked_for_is_shown_and_not_counted(line_of: Callable) -> None:
    before = line_of(WEEKLY, "2026-W35", "2026-10-09", got(WEEKLY, "2026-W35", "accepted", "2026-09-02", 2))
    assert (before.state, before.late, before.note) == (State.EXTRA, None, "启用之前的时段")
    ahead = line_of(MONTHLY, "2026-12", "2026-10-09", got(MONTHLY, "2026-12", "accepted", "2026-10-09", 2))
    assert (ahead.state, ahead.note.split("；")[0]) == (State.EXTRA, "时段尚未开始，请核对文件名和日期")


def test_each_township_has_its_own_line(only: Callable[..., Installation]) -> None:
    installation = only(PATROL)
    one = got(PATROL, "2026-09", "zero", "2026-10-08", unit="370304112")
    lines = judge(installation, [one], START, date(2026, 10, 9))
    of_september = {line.unit: line.state for line in lines if line.period == "2026-09"}
    assert set(of_september) == {unit.code for unit in installation.district.units}
    assert of_september.pop("370304112") is State.ZERO_ON_TIME
    assert set(of_september.values()) == {State.MISSING}


def test_event_feeds_have_no_periods(only: Callable[..., Installation]) -> None:
    assert judge(only("fire_loss"), [got("fire_loss", "2026-09-10", "accepted", "2026-09-11", 1)], START, date(2026, 10, 9)) == []


def test_a_year_without_a_calendar_stops_nobody_else(without_2039: Installation) -> None:
    """2038-12's lists are due on 2039-01-05 or later: nobody knows the day, so only what holds on every calendar is said."""
    installation = replace(
        without_2039, feeds={code: without_2039.feeds[code] for code in (MONTHLY, "medins_inpatient", "poverty_monitoring")}
    )
    delivered = [
        got(MONTHLY, "2038-12", "accepted", "2039-01-05", 2),
        got("medins_inpatient", "2038-12", "accepted", "2039-01-06", 2),
    ]
    lines = {(line.feed, line.period): line for line in judge(installation, delivered, date(2038, 11, 1), date(2039, 1, 6))}
    states = {feed: lines[feed, "2038-12"].state for feed in installation.feeds}
    assert states == {MONTHLY: State.ON_TIME, "medins_inpatient": State.UNKNOWN, "poverty_monitoring": State.UNKNOWN}
    missing = lines["poverty_monitoring", "2038-12"]
    assert (missing.due_on, missing.late) == (None, None)
    assert missing.note == "2039年工作日安排尚未录入，应报日期未定"
    of_november = lines["poverty_monitoring", "2038-11"]
    assert (of_november.state, of_november.due_on, of_november.late) == (State.MISSING, date(2038, 12, 6), None)
    assert of_november.note == "2039年工作日安排尚未录入，逾期工作日无法计算"


def test_before_the_earliest_due_day_a_list_is_not_due_whatever_the_calendar(without_2039: Installation) -> None:
    installation = replace(without_2039, feeds={MONTHLY: without_2039.feeds[MONTHLY]})
    (line,) = judge(installation, [], date(2038, 12, 1), date(2038, 12, 31))
    assert (line.state, line.due_on) == (State.PENDING, None)
