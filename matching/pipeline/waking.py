"""Which clue runs should start now instead of at their hour.

Belongs here: when the deliveries of a period are complete or late. Does not belong here: starting a run (the
scheduler) and telling departments that they are late.
"""

from datetime import date
from typing import Any

from matching.calendar import due_before_rolling, period_end
from matching.contracts import Cadence
from matching.installation import Installation
from matching.ledger import reading


def wakeups(installation: Installation, today: date) -> list[str]:
    """Cadences whose clue run should start now instead of at its hour.

    Event feeds: as soon as a record waits. Periodic feeds: when everything due for a waiting record's period has been
    delivered, or when its due date has passed (a late file does not wait for the next period). Of either: when a record in
    review can be settled, because somebody judged it or nobody did in time.
    """
    with reading(installation.settings) as ledger:
        pending = ledger.query("intake/count_pending_records", feeds=list(installation.feeds), as_of=today).to_pylist()
        delivered = {
            (row["table_code"], row["unit"], row["period"])
            for row in ledger.query("intake/list_deliveries", as_of=today).to_pylist()
        }
    waking = {row_cadence for row in pending if (row_cadence := _wakes(installation, row, delivered, today))}
    return [cadence.value for cadence in Cadence if cadence in waking]


def _wakes(
    installation: Installation, row: dict[str, Any], delivered: set[tuple[str, str | None, str]], today: date
) -> Cadence | None:
    feed = installation.feeds[row["feed"]]
    if row["again"]:
        return feed.cadence
    if feed.cadence is Cadence.EVENT or row["period"] is None:
        return feed.cadence
    when = feed.cadence, feed.deadline, period_end(feed.cadence, row["period"])
    # The calendar is asked only once it matters: a list of this year may be due in one that nobody has published yet.
    if due_before_rolling(*when) < today and installation.calendar.due(*when) < today:
        return feed.cadence
    expected = [
        (other.code, unit, row["period"])
        for other in installation.feeds.values()
        if other.cadence is feed.cadence
        for unit in ([unit.code for unit in installation.district.units] if other.per_unit else [None])
    ]
    return feed.cadence if delivered.issuperset(expected) else None
