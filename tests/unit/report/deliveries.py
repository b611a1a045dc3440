"""Deliveries in one line each."""

from datetime import date

from matching.report import Delivery

START = date(2026, 9, 1)


def got(
    feed: str, period: str | None, verdict: str | None, day: str, rows: int = 0, to_correct: int = 0, unit: str | None = None
) -> Delivery:
    """A file of that feed for that period, with that verdict, received that day."""
    return Delivery(feed, unit, period, verdict, date.fromisoformat(day), rows, to_correct)
