"""One cell → canonical text and, where it cannot be read, the code of the problem.

Belongs here: spellings of dates, months, money, whole numbers, enums and phones. Does not belong here: identity
numbers (identity), bounds and policy (suites), and whose column it is. Nothing here guesses: an ambiguous cell is a problem.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from matching.contracts import Column
from matching.validate.sheets import CELL_ERRORS


class Problem(StrEnum):
    """Why a cell has no canonical value."""

    DATE_UNREADABLE = "DATE_UNREADABLE"
    DATE_AMBIGUOUS = "DATE_AMBIGUOUS"
    MONTH_UNREADABLE = "MONTH_UNREADABLE"
    MONTH_AMBIGUOUS = "MONTH_AMBIGUOUS"
    MONEY_UNREADABLE = "MONEY_UNREADABLE"
    INTEGER_UNREADABLE = "INTEGER_UNREADABLE"
    ENUM_UNKNOWN = "ENUM_UNKNOWN"


class Value(NamedTuple):
    """Canonical text (None: blank or unreadable) and the problem (None: none)."""

    text: str | None
    problem: Problem | None = None


BLANK = Value(None)
STROKES = frozenset(
    {*CELL_ERRORS, "", "-", "--", "---", "—", "——", "/", "//", "\\", "#N/A", "N/A", "n/a", "NULL", "null", "None", "nan", "NaN"}
)
"""What departments write into a cell that has no value."""
NO_WORDS = frozenset({"无", "空", "暂无", "不详", "未知"})
"""The same where the column holds no free text."""
NEUTRALISED = "=+-@\t\r"
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
YEARS = range(1880, 2101)
TIME = r"(?:日|号)?[T\s,]*(?:(?:上午|下午|晚上|凌晨)?\s*\d{1,2}[:时点]\s*(?:\d{1,2}[:分]?(?:\s*\d{1,2}(?:\.\d+)?秒?)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
YEAR_FIRST = re.compile(rf"^(\d{{4}})(?:[-/.年_]|(?=\d{{4}}))\s*(\d{{1,2}})[-/.月_]\s*(\d{{1,2}}){TIME}$")
PACKED = re.compile(rf"^(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{4}}|\d{{6}}|{TIME})$")
YEAR_LAST = re.compile(rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){TIME}$")
SHORT_YEAR = re.compile(rf"^\d{{1,2}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}{TIME}$")
SERIAL = re.compile(r"^(\d{5})(?:\.0+|\.\d{4,})?$")
MONTH = re.compile(r"^(\d{4})(?:[-/.年_](\d{1,2})月?(?:份)?|(\d{2}))$")
CUT_MONTH = re.compile(r"^\d{4}\.1$")
MONEY = re.compile(r"^(?:人民币|RMB|CNY|¥|￥)?([-+]?)(?:¥|￥)?([\d,]*\.?\d*)(万|亿)?(?:元|块)?(?:整)?(?:人民币)?$")
GROUPED = re.compile(r"^(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+)?(?:\.\d*)?$")
TIMES = {None: 1, "": 1, "万": 10_000, "亿": 100_000_000}
CENT = Decimal("0.01")
LARGEST = Decimal("1e13")
INTEGER = re.compile(r"^([-+]?\d{1,9})(?:\.0+)?(?:人|口|口人|岁|周岁|次|天|个|户)?$")


def clean(text: str) -> str:
    """Text without outer blanks, without the apostrophe or ="…" that keeps a spreadsheet from reading it as a number,
    and with blanks for line breaks."""
    text = text.strip()
    if len(text) > 3 and text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if len(text) > 1 and text[0] == "'" and (text[1] in NEUTRALISED or text[1].isdigit()):
        text = text[1:]
    return " ".join(text.split()) if ("\n" in text or "\r" in text or "\t" in text) else text.strip()


def narrow(text: str) -> str:
    """Half width, without any blank."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_blank(text: str, free_text: bool) -> bool:
    """True for an empty cell and for the strokes that stand for one; outside free text also for 无 and its kin."""
    return text in STROKES or (not free_text and text in NO_WORDS)


def read_text(text: str) -> Value:
    return Value(text) if text else BLANK


def read_date(text: str) -> Value:
    """ISO date. A year of two digits, or month and day that may be exchanged, is DATE_AMBIGUOUS."""
    text = unicodedata.normalize("NFKC", text).strip()
    squeezed = re.sub(r"\s*([年月日号./\-])\s*", r"\1", text)
    if found := YEAR_FIRST.match(squeezed) or PACKED.match(squeezed):
        return _day(*map(int, found.groups()[:3]))
    if found := YEAR_LAST.match(squeezed):
        return _year_last(*map(int, found.groups()[:3]))
    if found := SERIAL.match(squeezed):
        return _serial(int(found.group(1)))
    return Value(None, Problem.DATE_AMBIGUOUS if SHORT_YEAR.match(squeezed) else Problem.DATE_UNREADABLE)


def _day(year: int, month: int, day: int) -> Value:
    try:
        value = date(year, month, day)
    except ValueError:
        return Value(None, Problem.DATE_UNREADABLE)
    return Value(value.isoformat()) if year in YEARS else Value(None, Problem.DATE_UNREADABLE)


def _year_last(first: int, second: int, year: int) -> Value:
    readings = {_day(year, first, second).text, _day(year, second, first).text} - {None}
    if len(readings) > 1:
        return Value(None, Problem.DATE_AMBIGUOUS)
    return Value(readings.pop()) if readings else Value(None, Problem.DATE_UNREADABLE)


def _serial(days: int) -> Value:
    if days not in SERIALS:
        return Value(None, Problem.DATE_UNREADABLE)
    return Value((EXCEL_EPOCH + timedelta(days=days)).isoformat())


def read_month(text: str) -> Value:
    """YYYY-MM, from a month or from a day in it. 2026.1 is MONTH_AMBIGUOUS: a spreadsheet writes October so, too."""
    text = narrow(text)
    if CUT_MONTH.match(text):
        return Value(None, Problem.MONTH_AMBIGUOUS)
    if found := MONTH.match(text):
        year, month = int(found.group(1)), int(found.group(2) or found.group(3))
        if year in YEARS and 1 <= month <= 12:
            return Value(f"{year}-{month:02d}")
        return Value(None, Problem.MONTH_UNREADABLE)
    day = read_date(text)
    if day.text is not None:
        return Value(day.text[:7])
    return Value(None, Problem.MONTH_AMBIGUOUS if day.problem is Problem.DATE_AMBIGUOUS else Problem.MONTH_UNREADABLE)


def read_money(text: str, times: int = 1) -> Value:
    """Yuan as plain decimal text: no point for whole yuan, else two decimals (more are rounded half up to the fen).
    `times` is the heading's unit (10,000 for 万元) and counts where the cell names no unit of its own."""
    text = narrow(text)
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    found = MONEY.match(text)
    if not found or not GROUPED.match(found.group(2)):
        return Value(None, Problem.MONEY_UNREADABLE)
    try:
        amount = Decimal(found.group(2).replace(",", ""))
    except InvalidOperation:
        return Value(None, Problem.MONEY_UNREADABLE)
    own_unit = found.group(3) or text.endswith(("元", "块", "整", "元人民币"))
    amount *= TIMES[found.group(3)] if own_unit else times
    if amount >= LARGEST:
        return Value(None, Problem.MONEY_UNREADABLE)
    cents = amount.quantize(CENT, ROUND_HALF_UP)
    plain = str(int(cents)) if cents == cents.to_integral_value() else str(cents)
    return Value(f"-{plain}" if found.group(1) == "-" and cents else plain)


def read_integer(text: str) -> Value:
    """A whole number in digits, with or without 人, 岁, 次 …"""
    found = INTEGER.match(narrow(text))
    return Value(str(int(found.group(1)))) if found else Value(None, Problem.INTEGER_UNREADABLE)


def read_phone(text: str) -> Value:
    """The digits as written, in half width without blanks."""
    text = narrow(text).lstrip("'")
    return Value(text.removesuffix(".0")) if text else BLANK


def spellings(column: Column) -> dict[str, str]:
    """Every folded spelling of an enum's values → the value."""
    return {narrow(word).upper(): value for value, others in column.values.items() for word in (*others, value)}


def read_enum(text: str, known: dict[str, str]) -> Value:
    """The value of which this is a spelling."""
    value = known.get(narrow(text).upper())
    return Value(value) if value is not None else Value(None, Problem.ENUM_UNKNOWN)
