"""Punctuality as a whole: lines, event months and scores of one day, and how machines read them.

Belongs here: putting the parts together, narrowing, plain dictionaries. Does not belong here: the parts (judge, events,
scores), tables for people (overview, the command line).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from matching.installation import Installation
from matching.report.events import EventMonth, EventRecords, count_events
from matching.report.judge import judge
from matching.report.lines import LATE, Delivery, Line, Recipient, WithdrawnRow
from matching.report.scores import Score, score


@dataclass(frozen=True)
class Punctuality:
    """How every feed stood at the end of a day, by what had been received up to that day."""

    as_of: date
    start: date | None
    """The first day of use; None: nothing was ever received."""
    lines: Sequence[Line]
    months: Sequence[EventMonth]
    scores: Sequence[Score]
    withdrawn: Sequence[WithdrawnRow] = ()
    """Rows given up; they name people, and are for the centre's workbook alone."""

    def narrowed(self, period: str | None, late: bool) -> "Punctuality":
        """Only the lines and months of a period (None: of all), only those that are late or missing; the scores stay whole."""
        lines = [line for line in self.lines if period in (None, line.period) and (not late or line.state in LATE)]
        months = [month for month in self.months if period in (None, month.month) and (not late or month.late)]
        return replace(self, lines=lines, months=months)


def measure(
    installation: Installation,
    deliveries: Sequence[Delivery],
    records: Sequence[EventRecords],
    start: date | None,
    as_of: date,
) -> Punctuality:
    """Judge what was received up to `as_of`, given in the order of receipt. `start` as in Punctuality."""
    lines, months = judge(installation, deliveries, start, as_of), count_events(installation, deliveries, records)
    return Punctuality(as_of, start, lines, months, score(installation, lines, months))


def as_json(found: Punctuality, installation: Installation) -> dict[str, Any]:
    """{"as_of", "start_on", "feeds", "events", "senders"}; dates in ISO form."""
    return {
        "as_of": found.as_of.isoformat(),
        "start_on": _iso(found.start),
        "feeds": [_line(line, installation) for line in found.lines],
        "events": [_month(month, installation) for month in found.months],
        "senders": [_score(each, installation) for each in found.scores],
    }


def _line(line: Line, installation: Installation) -> dict[str, Any]:
    return {
        **_whose(installation, line.feed, line.unit),
        "period": line.period,
        "due_on": _iso(line.due_on),
        "state": line.state.value,
        "state_text": line.state.chinese,
        "delivered_on": _iso(line.delivered_on),
        "late_working_days": line.late,
        **{
            key: getattr(line, key)
            for key in ("deliveries", "refused", "rows", "rows_to_correct", "rows_withdrawn", "waiting", "note")
        },
    }


def _month(month: EventMonth, installation: Installation) -> dict[str, Any]:
    return {
        **_whose(installation, month.feed, month.unit),
        **{key: value for key, value in asdict(month).items() if key != "feed"},
    }


def _score(each: Score, installation: Installation) -> dict[str, Any]:
    counts = {key: value for key, value in asdict(each).items() if key != "recipient"}
    shares = {"on_time_share": each.on_time_share, "late_share": each.late_share}
    return {
        "kind": each.recipient.kind,
        "code": each.recipient.code,
        "sender": each.recipient.name(installation.district),
        **counts,
        **shares,
    }


def _whose(installation: Installation, feed: str, unit: str | None) -> dict[str, Any]:
    contract = installation.feeds[feed]
    sender = Recipient.of(contract, unit).name(installation.district)
    return {"feed": feed, "title": contract.title, "sender": sender, "unit": unit, "cadence": contract.cadence.value}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
