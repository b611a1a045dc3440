"""Which period a delivery is for.

Belongs here: the period by the rows, by the file's name, or by the day of receipt, in this order. Does not belong
here: when a delivery is due (matching.calendar).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from matching.calendar import period_of
from matching.contracts import Cadence, FeedContract, TableContract

WEEK = re.compile(r"(20\d{2})\s*年?\s*[-_.]?\s*(?:第|W)\s*(\d{1,2})\s*周?", re.IGNORECASE)
DAY = re.compile(r"(20\d{2})\s*[年./_-]\s*(\d{1,2})\s*[月./_-]\s*(\d{1,2})|(20\d{2})(\d{2})(\d{2})(?!\d)")
MONTH = re.compile(r"(20\d{2})\s*[年./_-]\s*(\d{1,2})(?!\d)\s*月?|(?<!\d)(20\d{2})(\d{2})(?!\d)")
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
ANNUAL_CLOSE = 6
"""An annual delivery received up to this month is the year before's."""


def cadence_of(contract: TableContract) -> Cadence:
    """A feed's own cadence; the roll counts by months."""
    return contract.cadence if isinstance(contract, FeedContract) else Cadence.MONTHLY


def period_of_file(contract: TableContract, file_name: str, received_on: date) -> str:
    """The period of a file without rows that would tell it; a roll is of the month it names, else of the month it came."""
    named = period_by_name(cadence_of(contract), file_name)
    if named is not None:
        return named
    return period_before(contract.cadence, received_on) if isinstance(contract, FeedContract) else f"{received_on:%Y-%m}"


def period_by_rows(periods: Iterable[str]) -> str | None:
    """The period of most rows, the later one of equals; None without rows."""
    counts = Counter(periods)
    return max(counts, key=lambda period: (counts[period], period)) if counts else None


def period_by_name(cadence: Cadence, file_name: str) -> str | None:
    """The period a file's name tells (2026年11月, 202611, 2026年第47周, 2026-W47, 2026年, 2026-11-05), if it does."""
    name = unicodedata.normalize("NFKC", file_name)
    if cadence is Cadence.WEEKLY and (found := WEEK.search(name)):
        return _week(int(found.group(1)), int(found.group(2)))
    if cadence in (Cadence.WEEKLY, Cadence.EVENT):
        day = _day(name)
        return period_of(cadence, day) if day else None
    if cadence is Cadence.MONTHLY:
        return _month(name)
    found = YEAR.search(name)
    return found.group(1) if found else None


def period_before(cadence: Cadence, received_on: date) -> str:
    """The period that was to be delivered when a file came: last week, last month, the closing year; an event's own day."""
    match cadence:
        case Cadence.EVENT:
            return received_on.isoformat()
        case Cadence.WEEKLY:
            return period_of(cadence, received_on - timedelta(days=7))
        case Cadence.MONTHLY:
            return period_of(cadence, received_on.replace(day=1) - timedelta(days=1))
        case Cadence.ANNUAL:
            return str(received_on.year - (received_on.month <= ANNUAL_CLOSE))


def _week(year: int, week: int) -> str | None:
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return f"{year}-W{week:02d}"


def _day(name: str) -> date | None:
    found = DAY.search(name)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        return None


def _month(name: str) -> str | None:
    day = _day(name)
    if day:
        return f"{day:%Y-%m}"
    found = MONTH.search(name)
    if not found:
        return None
    year, month = (int(part) for part in found.groups() if part)
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None
