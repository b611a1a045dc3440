"""Which period a delivery is for.

Belongs here: the period by the rows, by the file's name, or by the day of receipt, in this order, and whether a whole
file is of a period that nobody asked for. Does not belong here: when a delivery is due (matching.calendar).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from matching.calendar import period_end, period_in_chinese, period_of
from matching.contracts import Cadence, FeedContract, TableContract
from matching.findings import Finding, Severity

WEEK = re.compile(r"(20\d{2})\s*年?\s*[-_.]?\s*(?:第|W)\s*(\d{1,2})\s*周?", re.IGNORECASE)
DAY = re.compile(r"(20\d{2})\s*[年./_-]\s*(\d{1,2})\s*[月./_-]\s*(\d{1,2})|(20\d{2})(\d{2})(\d{2})(?!\d)")
MONTH = re.compile(r"(20\d{2})\s*[年./_-]\s*(\d{1,2})(?!\d)\s*月?|(?<!\d)(20\d{2})(\d{2})(?!\d)")
MONTH_ALONE = re.compile(r"(?<!\d)(\d{1,2})月(?:份)?(?!\d)")
"""A month without its year; not the month of a day."""
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
ANNUAL_CLOSE = 6
"""An annual delivery received up to this month is the year before's."""

LATE_ON_PURPOSE = re.compile(r"补报|补录|补送|补交|补充|迟报|更正|修正")
LATELY = timedelta(days=62)
"""A period that ended so few days ago may well come now, without a word."""
LONG_AGO = timedelta(days=365)
"""Events older than this are late beyond belief: a year was mistyped, or an old file was sent."""


def cadence_of(contract: TableContract) -> Cadence:
    """A feed's own cadence; the roll counts by months."""
    return contract.cadence if isinstance(contract, FeedContract) else Cadence.MONTHLY


def period_of_file(contract: TableContract, file_name: str, received_on: date) -> str:
    """The period of a file without rows that would tell it; a roll is of the month it names, else of the month it came."""
    cadence = cadence_of(contract)
    named = period_by_name(cadence, file_name) or (_month_alone(file_name, received_on) if cadence is Cadence.MONTHLY else None)
    if named is not None:
        return named
    return period_before(contract.cadence, received_on) if isinstance(contract, FeedContract) else f"{received_on:%Y-%m}"


def period_by_rows(periods: Iterable[str], cadence: Cadence, received_on: date) -> str | None:
    """The period of most rows, the later one of equals; None without rows. Years are mistyped: a period that has not begun, or
    ended a year ago, counts only if there is no other."""
    counts = Counter(periods)
    likely = {period for period in counts if _is_likely(period, cadence, received_on)}
    return max(likely or counts, key=lambda period: (counts[period], period)) if counts else None


def _is_likely(period: str, cadence: Cadence, received_on: date) -> bool:
    begun = period <= period_of(cadence, received_on)
    return begun and (cadence is Cadence.ANNUAL or received_on - period_end(cadence, period) <= LONG_AGO)


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


def wrong_period(contract: TableContract, periods: Iterable[str], said: str, received_on: date) -> Finding | None:
    """What is wrong with the period of a file as a whole, by its newest row that is not in the future. A period that ended
    lately is told; an older one is refused, unless the file says that it is late on purpose (补报) or names its period.
    `said`: the file's name and titles. Rows of the running period are early, not wrong."""
    if not isinstance(contract, FeedContract):
        return None
    running = period_of(contract.cadence, received_on)
    newest = max((period for period in periods if period <= running), default=None)
    event = contract.cadence is Cadence.EVENT
    due = (received_on - LONG_AGO).isoformat() if event else period_before(contract.cadence, received_on)
    if newest is None or newest >= due:
        return None
    told = f"表中数据属于{period_in_chinese(newest)}" + (
        "或更早，距今已超过一年" if event else f"，本期应报{period_in_chinese(due)}"
    )
    named = newest[:4] in said if event else period_by_name(contract.cadence, said) == newest
    lately = not event and received_on - period_end(contract.cadence, newest) <= LATELY
    if named or lately or LATE_ON_PURPOSE.search(said):
        return Finding("LATE_PERIOD", Severity.WARNING, f"{told}，按补报登记", "如放错了文件，请报送本期的表格")
    cure = f"如确为补报，请在文件名中写明「补报」或所属时段（如「{period_in_chinese(newest).split('（')[0]}」）后重新报送；否则请报送本期数据"
    return Finding("WRONG_PERIOD", Severity.FILE, told, cure)


def zero_too_early(contract: TableContract, period: str, received_on: date) -> Finding | None:
    """What is wrong with a zero report for a period that has not ended: one that has not begun is refused, for nobody can know;
    of a running one the sender is told, who may mean the one before. Years close in December, and events have no period."""
    if not isinstance(contract, FeedContract) or contract.cadence is Cadence.EVENT:
        return None
    due = period_before(contract.cadence, received_on)
    if period <= due:
        return None
    said = period_in_chinese(period)
    cure = f"如是{period_in_chinese(due)}的零报告，请在文件名中写明后重新放入"
    if period > period_of(contract.cadence, received_on):
        return Finding("ZERO_AHEAD", Severity.FILE, f"{said}还没有开始，不能登记为零报告", cure)
    return Finding(
        "ZERO_EARLY", Severity.WARNING, f"已登记为{said}的零报告，但{said}还没有结束", f"{cure}；此后又有人员的，请照常报送"
    )


def _month_alone(name: str, received_on: date) -> str | None:
    """The last month of that number: 9月 in a file that came in December is September of the same year."""
    found = MONTH_ALONE.search(unicodedata.normalize("NFKC", name))
    month = int(found.group(1)) if found else 0
    if not 1 <= month <= 12:
        return None
    return f"{received_on.year - (month > received_on.month)}-{month:02d}"


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
