"""Working-day-aware starts, as tables an officer can check."""

from datetime import datetime

import pendulum
import pytest
from zhaoren_airflow import timetables
from zhaoren_airflow.timetables import SHANGHAI, WorkdayTimetable

WEEKLY, MONTHLY, ANNUAL = WorkdayTimetable(weekday=1), WorkdayTimetable(day=5), WorkdayTimetable(month=12, day=31)


def at(text: str) -> pendulum.DateTime:
    return pendulum.instance(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("timetable", "moment", "start"),
    [
        (WEEKLY, "2026-12-13 09:00", "2026-12-14 18:00"),  # an ordinary Monday
        (WEEKLY, "2026-12-14 17:59", "2026-12-14 18:00"),
        (WEEKLY, "2026-12-14 18:00", "2026-12-21 18:00"),
        (WEEKLY, "2026-02-15 09:00", "2026-02-24 18:00"),  # Spring Festival: 02-16 and 02-23 both roll here
        (WEEKLY, "2026-02-24 18:00", "2026-03-02 18:00"),  # ... and give one start, not two
        (WEEKLY, "2026-04-05 09:00", "2026-04-07 18:00"),  # 04-06 off
        (WEEKLY, "2026-05-03 09:00", "2026-05-06 18:00"),  # 05-04 off, and so is 05-05
        (WEEKLY, "2026-10-01 09:00", "2026-10-08 18:00"),  # 10-05 off
        (MONTHLY, "2026-11-20 09:00", "2026-12-07 18:00"),  # the 5th is a Saturday
        (MONTHLY, "2026-12-07 18:00", "2027-01-05 18:00"),
        (MONTHLY, "2026-09-08 09:00", "2026-10-08 18:00"),
        (ANNUAL, "2026-12-30 09:00", "2026-12-31 18:00"),
        (ANNUAL, "2025-12-30 09:00", "2025-12-31 18:00"),
    ],
)
def test_first_start_after(timetable: WorkdayTimetable, moment: str, start: str) -> None:
    assert timetable.after(at(moment)) == at(start)


@pytest.mark.parametrize(
    ("timetable", "moment", "start"),
    [
        (WEEKLY, "2026-02-24 17:59", "2026-02-09 18:00"),
        (WEEKLY, "2026-02-24 18:00", "2026-02-24 18:00"),
        (MONTHLY, "2026-12-06 09:00", "2026-11-05 18:00"),
        (ANNUAL, "2026-12-01 09:00", "2025-12-31 18:00"),
    ],
)
def test_last_start_until(timetable: WorkdayTimetable, moment: str, start: str) -> None:
    assert timetable.until(at(moment)) == at(start)


def test_a_year_without_calendar_goes_by_weekdays_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    timetables._warn.cache_clear()
    timetables._is_working.cache_clear()
    assert WEEKLY.after(at("2035-09-30 19:00")) == at("2035-10-01 18:00")
    assert MONTHLY.after(at("2035-05-01 09:00")) == at("2035-05-07 18:00")  # the 5th is a Saturday
    assert caplog.messages == ["no calendar of working days for year=2035: clue runs start by plain weekdays"]


@pytest.mark.parametrize("timetable", [WEEKLY, MONTHLY, ANNUAL])
def test_serialisation_round_trip(timetable: WorkdayTimetable) -> None:
    from airflow.serialization.decoders import decode_timetable
    from airflow.serialization.encoders import encode_timetable

    again = decode_timetable(encode_timetable(timetable))
    assert type(again) is WorkdayTimetable
    assert again.serialize() == timetable.serialize()
    assert again.description == timetable.description


@pytest.mark.parametrize(
    "wrong",
    [{}, {"weekday": 1, "day": 5}, {"month": 12}, {"weekday": 1, "month": 12}],
    ids=lambda wrong: "+".join(wrong) or "none",
)
def test_a_timetable_that_means_nothing_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="needs a weekday"):
        WorkdayTimetable(**wrong)


def info(now: str, last: str | None, *, catchup: bool = False, earliest: str | None = None, latest: str | None = None) -> object:
    from airflow.timetables.base import DataInterval, TimeRestriction

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timetables.pendulum, "now", lambda zone: at(now))
        found = WEEKLY.next_dagrun_info(
            last_automated_data_interval=DataInterval.exact(at(last)) if last else None,
            restriction=TimeRestriction(at(earliest) if earliest else None, at(latest) if latest else None, catchup),
        )
    return found.run_after if found else None


@pytest.mark.parametrize(
    ("now", "last", "limits", "start"),
    [
        ("2026-12-10 09:00", None, {}, "2026-12-14 18:00"),  # a new installation begins with the next start
        ("2026-12-10 09:00", "2026-12-07 18:00", {}, "2026-12-14 18:00"),
        ("2026-12-15 09:00", "2026-12-07 18:00", {}, "2026-12-14 18:00"),  # missed on Monday: made up on Tuesday
        ("2026-12-29 09:00", "2026-12-07 18:00", {}, "2026-12-28 18:00"),  # three missed starts become one
        ("2026-12-29 09:00", "2026-12-07 18:00", {"catchup": True}, "2026-12-14 18:00"),
        ("2026-12-10 09:00", None, {"earliest": "2026-12-21 18:00"}, "2026-12-21 18:00"),
        ("2026-12-10 09:00", None, {"latest": "2026-12-12 00:00"}, None),
    ],
)
def test_next_run(now: str, last: str | None, limits: dict, start: str | None) -> None:
    assert info(now, last, **limits) == (at(start) if start else None)
