"""Event feeds: late or not, record by record, and the scorecard."""

from collections.abc import Callable
from datetime import date

import pytest

from matching.installation import Installation
from matching.report import EventRecords, measure
from matching.report.events import EventMonth, count_events
from tests.unit.report.deliveries import START, got

FIRE, WEEKLY, PATROL = "fire_loss", "disability_new", "township_patrol"


def records(event: str | None, received: str, count: int = 1) -> EventRecords:
    return EventRecords(FIRE, None, date.fromisoformat(received), date.fromisoformat(event) if event else None, count)


@pytest.mark.parametrize(
    ("event", "received", "late", "worst"),
    [
        ("2026-09-30", "2026-10-10", 0, 0),  # three working days over the holiday: 10-08, 10-09, 10-10 (a Saturday worked)
        ("2026-09-30", "2026-10-12", 1, 1),
        ("2026-12-14", "2026-12-17", 0, 0),
        ("2026-12-14", "2026-12-18", 1, 1),
        ("2026-12-14", "2026-12-21", 1, 2),
        ("2026-12-16", "2026-12-16", 0, 0),
        ("2026-12-16", "2026-12-21", 0, 0),
    ],
)
def test_three_working_days_after_the_event(installation: Installation, event: str, received: str, late: int, worst: int) -> None:
    (month,) = count_events(installation, [], [records(event, received)])
    assert (month.late, month.worst, month.uncounted) == (late, worst, 0)


def test_months_of_receipt_with_deliveries_records_and_the_worst(installation: Installation) -> None:
    deliveries = [
        got(FIRE, "2026-11-30", "accepted", "2026-11-30"),
        got(FIRE, "2026-12-01", "partly", "2026-12-02"),
        got(FIRE, "2026-12-03", "zero", "2026-12-03"),
        got(FIRE, "2026-12-04", "rejected", "2026-12-04"),
        got(WEEKLY, "2026-W49", "accepted", "2026-12-07"),
    ]
    rows = [
        records("2026-11-27", "2026-11-30", 2),
        records("2026-11-16", "2026-12-02", 3),
        records("2026-12-01", "2026-12-02", 4),
    ]
    assert count_events(installation, deliveries, rows) == [
        EventMonth(FIRE, None, "2026-11", deliveries=1, records=2, late=0, worst=0, uncounted=0),
        EventMonth(FIRE, None, "2026-12", deliveries=2, records=7, late=3, worst=9, uncounted=0),
    ]


def test_what_no_calendar_tells_is_counted_apart(without_2039: Installation) -> None:
    """Due in 2039: unknown. Due in 2038 and received in 2039: late for certain, by how much is unknown."""
    rows = [records("2038-12-30", "2039-01-10", 2), records("2038-12-20", "2039-01-10", 1), records(None, "2039-01-10", 4)]
    (month,) = count_events(without_2039, [], rows)
    assert (month.records, month.late, month.worst, month.uncounted) == (7, 1, 0, 6)


def test_the_scorecard(only: Callable[..., Installation]) -> None:
    deliveries = [
        got(WEEKLY, "2026-W36", "accepted", "2026-09-07", 1),
        got(WEEKLY, "2026-W37", "zero", "2026-09-14"),
        got(WEEKLY, "2026-W38", "accepted", "2026-09-23", 1),
        got(WEEKLY, "2026-W39", "rejected", "2026-09-28"),
        got(PATROL, "2026-09", "zero", "2026-10-09", unit="KFQ"),
    ]
    rows = [records("2026-09-01", "2026-09-02", 6), records("2026-09-01", "2026-09-10", 2)]
    found = measure(only(WEEKLY, FIRE, PATROL), deliveries, rows, START, date(2026, 10, 9))
    scores = {each.recipient.code: each for each in found.scores}
    federation = scores["disability"]  # W36 to W40 fell due, W41 runs
    assert (federation.expected, federation.on_time, federation.late, federation.missing, federation.pending) == (5, 2, 1, 2, 1)
    assert (federation.on_time_share, federation.late_share) == (0.4, None)
    assert (scores["fire"].expected, scores["fire"].on_time_share, scores["fire"].late_share) == (0, None, 0.25)
    assert (scores["KFQ"].expected, scores["KFQ"].late, scores["370304112"].missing) == (1, 1, 1)
    assert set(scores) == {"fire", "disability"} | {unit.code for unit in only(WEEKLY).district.units}


def test_narrowing_leaves_the_scores_whole(only: Callable[..., Installation]) -> None:
    rows = [records("2026-09-01", "2026-09-02", 6), records("2026-09-30", "2026-10-20", 2)]
    found = measure(only(WEEKLY, FIRE), [got(WEEKLY, "2026-W36", "zero", "2026-09-07")], rows, START, date(2026, 10, 21))
    late = found.narrowed(None, late=True)
    assert {line.period for line in late.lines} == {"2026-W37", "2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42"}
    assert [month.month for month in late.months] == ["2026-10"]
    assert [line.period for line in found.narrowed("2026-W36", late=False).lines] == ["2026-W36"]
    assert late.scores == found.scores
