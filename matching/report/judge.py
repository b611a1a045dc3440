"""Which periods are due, and how each stands: missing is not empty.

Belongs here: the expected periods and the state of each. Does not belong here: event feeds (events), counting by
department (scores), telling anybody (reminders).

The first expected period is the one that holds the first day of use; the last holds the day asked for. A period is
due on its contract's day, rolled to a working day. The first delivery decides whether it is late.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matching.calendar import WorkCalendar, due_before_rolling, period_end, period_of
from matching.contracts import Cadence, FeedContract
from matching.errors import CalendarMissing
from matching.findings import Verdict
from matching.installation import Installation
from matching.report.lines import DELIVERED, REFUSED, Delivery, Line, State

NO_CALENDAR = "{year}年工作日安排尚未录入，{what}"


def judge(installation: Installation, deliveries: Sequence[Delivery], start: date | None, as_of: date) -> list[Line]:
    """Every periodic feed and unit in every expected period, and what was delivered beside these.

    `deliveries`: received up to `as_of`, in the order of receipt; `start`: the first day of use, None if nothing ever came.
    """
    by_place: dict[tuple[str, str | None], list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        by_place[delivery.feed, delivery.unit].append(delivery)
    return [
        line
        for feed in installation.feeds.values()
        if feed.cadence is not Cadence.EVENT
        for unit in ([unit.code for unit in installation.district.units] if feed.per_unit else [None])
        for line in _Place(feed, unit, by_place[feed.code, unit], installation.calendar, as_of).lines(start)
    ]


def expected_periods(cadence: Cadence, start: date | None, as_of: date) -> Iterator[str]:
    """From the period that holds the first day of use to the one that holds the day asked for."""
    day = start
    while day is not None and day <= as_of:
        period = period_of(cadence, day)
        yield period
        day = period_end(cadence, period) + timedelta(days=1)


@dataclass(frozen=True)
class _Place:
    """One feed of one sender, with all that came."""

    feed: FeedContract
    unit: str | None
    deliveries: Sequence[Delivery]
    calendar: WorkCalendar
    as_of: date

    def lines(self, start: date | None) -> Iterator[Line]:
        expected = list(expected_periods(self.feed.cadence, start, self.as_of))
        delivered = {item.period for item in self.deliveries if item.period and item.verdict in DELIVERED}
        for period in sorted({*expected, *delivered}):
            yield self._line(period, extra=_why_extra(period, expected) if period not in expected else "")

    def _line(self, period: str, extra: str) -> Line:
        mine = [item for item in self.deliveries if item.period == period]
        good = [item for item in mine if item.verdict in DELIVERED]
        refused = sum(item.verdict in REFUSED for item in mine)
        waiting = 0 if good else sum(item.verdict is None for item in self.deliveries)
        first = good[0].received_on if good else None
        due, missing_year = self._due(period)
        state = State.EXTRA if extra else self._state(period, due, first, zero=all(item.verdict == Verdict.ZERO for item in good))
        late = self._late(due, first) if state in (State.LATE, State.ZERO_LATE, State.MISSING) else None
        to_correct = sum(item.rows_to_correct for item in mine)
        withdrawn = sum(item.rows_withdrawn for item in mine)
        notes = [
            extra,
            NO_CALENDAR.format(year=missing_year, what="应报日期未定") if missing_year and state is not State.EXTRA else "",
            NO_CALENDAR.format(year=self.as_of.year, what="逾期工作日无法计算")
            if state is State.MISSING and late is None
            else "",
            self._refused(refused) if refused and not good else "",
            f"另有{waiting}份文件正在核验" if waiting else "",
            *self._about(period, good),
            f"{to_correct}行待更正" if to_correct else "",
            f"{withdrawn}行已撤回" if withdrawn else "",
        ]
        rows = sum(item.rows_new for item in good)
        note = "；".join(filter(None, notes))
        counts = (len(good), refused, rows, to_correct, withdrawn, waiting)
        return Line(self.feed.code, self.unit, period, state, due, first, late, *counts, note)

    def _due(self, period: str) -> tuple[date | None, int | None]:
        """The due date, or the year whose calendar it would take."""
        try:
            return self.calendar.due(self.feed.cadence, self.feed.deadline, period_end(self.feed.cadence, period)), None
        except CalendarMissing:
            return None, self._earliest(period).year

    def _earliest(self, period: str) -> date:
        return due_before_rolling(self.feed.cadence, self.feed.deadline, period_end(self.feed.cadence, period))

    def _state(self, period: str, due: date | None, first: date | None, zero: bool) -> State:
        """Without a due date only what holds on every calendar is said: days off make it later, never earlier."""
        limit = due or self._earliest(period)
        day = first or self.as_of
        if day <= limit:
            return State.PENDING if first is None else State.ZERO_ON_TIME if zero else State.ON_TIME
        if due is None:
            return State.UNKNOWN
        return State.MISSING if first is None else State.ZERO_LATE if zero else State.LATE

    def _late(self, due: date | None, first: date | None) -> int | None:
        if due is None:
            return None
        try:
            return self.calendar.between(due, first or self.as_of)
        except CalendarMissing:
            return None

    @staticmethod
    def _refused(times: int) -> str:
        return f"已收到{times}份文件但均被退回，请按回执更正后重报"

    def _about(self, period: str, good: Sequence[Delivery]) -> Iterator[str]:
        """What is odd about the deliveries of a period, told and not judged."""
        if not good:
            return
        if good[0].verdict == Verdict.ZERO and any(item.verdict != Verdict.ZERO for item in good):
            yield "先报零报告，后又报送名单"
        end = period_end(self.feed.cadence, period)
        if good[-1].received_on < end < self._earliest(period) and self._workdays_left(good[-1].received_on, end):
            yield "时段结束前报送，请核对是否报全"

    def _workdays_left(self, day: date, end: date) -> bool:
        try:
            return self.calendar.between(day, end) > 0
        except CalendarMissing:
            return False


def _why_extra(period: str, expected: Sequence[str]) -> str:
    """Why a delivered period was not asked for. Labels of one cadence sort by time."""
    return "时段尚未开始，请核对文件名和日期" if expected and period > expected[-1] else "启用之前的时段"
