"""The scorecard: how punctual each sender is.

Belongs here: counting lines and event months by sender. Does not belong here: their states (judge), drawing (overview).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.installation import Installation
from matching.report.events import EventMonth
from matching.report.lines import ON_TIME, Line, Recipient, State


@dataclass(frozen=True)
class Score:
    """One sender. expected = on_time + late + missing; an empty report counts as a delivery."""

    recipient: Recipient
    expected: int
    on_time: int
    late: int
    missing: int
    pending: int
    records: int
    """Records of event feeds whose lateness could be counted."""
    records_late: int

    @property
    def on_time_share(self) -> float | None:
        return self.on_time / self.expected if self.expected else None

    @property
    def late_share(self) -> float | None:
        """Share of the event records that came late."""
        return self.records_late / self.records if self.records else None


def score(installation: Installation, lines: Sequence[Line], months: Sequence[EventMonth]) -> list[Score]:
    """Every sender in the order of schemas/district.yml, units last."""
    return [_score(installation, recipient, lines, months) for recipient in senders(installation)]


def senders(installation: Installation) -> list[Recipient]:
    """The departments with a feed of their own, then the units if each has one."""
    feeds = installation.feeds.values()
    keys = {feed.department for feed in feeds if not feed.per_unit}
    departments = [Recipient("department", item.key) for item in installation.district.departments if item.key in keys]
    units = [Recipient("unit", unit.code) for unit in installation.district.units] if any(f.per_unit for f in feeds) else []
    return departments + units


def _score(installation: Installation, recipient: Recipient, lines: Sequence[Line], months: Sequence[EventMonth]) -> Score:
    states = [line.state for line in lines if Recipient.of(installation.feeds[line.feed], line.unit) == recipient]
    events = [month for month in months if Recipient.of(installation.feeds[month.feed], month.unit) == recipient]
    on_time = sum(state in ON_TIME for state in states)
    late = sum(state in (State.LATE, State.ZERO_LATE) for state in states)
    missing = sum(state is State.MISSING for state in states)
    return Score(
        recipient,
        expected=on_time + late + missing,
        on_time=on_time,
        late=late,
        missing=missing,
        pending=sum(state is State.PENDING for state in states),
        records=sum(month.records - month.uncounted for month in events),
        records_late=sum(month.late for month in events),
    )
