"""Extensions that were asked for in time and whose end nobody could count (延期待定): granted once the calendar of that year is there.

Belongs here: finding them in the ledger and writing 延期 down. Does not belong here: when one waits, and until when it then is (matching.casework).
"""

from datetime import date

import structlog

from matching.casework import extend
from matching.installation import Installation
from matching.ledger import reading, writing
from matching.pipeline.feedback import desk_of
from matching.pipeline.histories import append_events, read_slips

log = structlog.get_logger()


def grant_extensions(installation: Installation, day: date) -> int:
    """Extend every slip that waits for it, if the calendar allows; returns how many. Once each: a slip that was extended waits no more."""
    desk, granted = desk_of(installation), 0
    with reading(installation.settings) as ledger:
        numbers = [(slip.year, slip.number) for slip in read_slips(ledger, desk.table, day) if extend(slip.case, day, desk)]
    if not numbers:  # on most days there is nothing to be written down
        return 0
    with writing(installation.settings) as ledger:
        for slip in read_slips(ledger, desk.table, named=numbers):
            event = extend(slip.case, day, desk)
            if event and day >= (slip.case.last_on or day):
                append_events(ledger, slip, [event])
                granted += 1
        ledger.audit("extend", day.isoformat(), slips=granted)
    log.info("extend", slips=granted)
    return granted
