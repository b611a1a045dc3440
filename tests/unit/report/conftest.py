"""An installation with only the feeds a test speaks of, and single lines of its table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matching.calendar import CalendarLookup, WorkCalendar, YearCalendar
from matching.installation import Installation
from matching.report import Delivery
from matching.report.judge import judge
from matching.report.lines import Line
from tests.unit.report.deliveries import START


@pytest.fixture
def only(installation: Installation) -> Callable[..., Installation]:
    """The project's configuration with these feeds only."""
    return lambda *feeds: replace(installation, feeds={code: installation.feeds[code] for code in feeds})


@pytest.fixture
def line_of(only: Callable[..., Installation]) -> Callable[..., Line]:
    """The line of one feed and period: line_of(feed, period, as_of, *deliveries)."""

    def find(feed: str, period: str, as_of: str, *deliveries: Delivery, unit: str | None = None, start: date = START) -> Line:
        lines = judge(only(feed), deliveries, start, date.fromisoformat(as_of))
        (line,) = (line for line in lines if (line.period, line.unit) == (period, unit))
        return line

    return find


@pytest.fixture
def without_2039(installation: Installation) -> Installation:
    """An installation that knows the calendar of 2038 and not that of 2039."""
    return replace(installation, calendar=WorkCalendar(CalendarLookup(years={2038: YearCalendar()}), Path("calendar.yml")))
