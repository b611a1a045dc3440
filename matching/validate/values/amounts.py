"""Amounts and whole numbers in a cell → plain decimal text.

Belongs here: units, marks of thousands, footnotes beside digits. Does not belong here: bounds and policy (rules, expectations/) and the unit that a
heading names (matching.validate.table). Nothing here guesses: a number with two readings is a problem.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from matching.validate.values.cells import NO_PLAIN_DIGIT, Problem, Value, narrow

MONEY = re.compile(r"^(?:人民币|RMB|CNY|¥|￥)?([-+]?)(?:¥|￥)?([\d,]*\.?\d*)(万|亿)?(?:元|块)?(?:整)?(?:人民币)?$")
GROUPED = re.compile(r"^(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+)?(?:\.\d*)?$")
TWO_NUMBERS = re.compile(r"\d\s+(?!\d{3}(?!\d))[.,]?\d")
"""A blank between digits that is no mark of thousands: two numbers in one cell."""
DOT_FOR_THOUSANDS = re.compile(r"^[1-9]\d{0,2}\.\d{3}$")
"""30.500: thirty yuan and a half, or thirty thousand and five hundred."""
TIMES = {None: 1, "": 1, "万": 10_000, "亿": 100_000_000}
CENT = Decimal("0.01")
LARGEST = Decimal("1e13")
MOST_OF_A_UNIT = 1_000
"""From 1,000 on, a number under a heading in 万元 is more likely one of yuan."""
INTEGER = re.compile(r"^([-+]?\d{1,9})(?:\.0+)?(?:人|口|口人|岁|周岁|次|天|个|户)?$")


def read_money(text: str, times: int = 1) -> Value:
    """Yuan as plain decimal text: no point for whole yuan, else two decimals (more are rounded half up to the fen).
    `times` is the heading's unit (10,000 for 万元, 0 where it names several) and counts where the cell names none."""
    doubtful, text = _is_no_single_number(text), narrow(text)
    found = MONEY.match(text)
    if doubtful or not found or not GROUPED.match(found.group(2)):
        return Value(None, Problem.MONEY_UNREADABLE)
    try:
        amount = Decimal(found.group(2).replace(",", ""))
    except InvalidOperation:
        return Value(None, Problem.MONEY_UNREADABLE)
    own_unit = found.group(3) or text.endswith(("元", "块", "整", "元人民币"))
    if not own_unit and amount and (not times or (times > 1 and amount >= MOST_OF_A_UNIT)):
        return Value(None, Problem.MONEY_UNIT_DOUBTFUL)
    scale = TIMES[found.group(3)] if own_unit else times
    if scale == 1 and DOT_FOR_THOUSANDS.match(found.group(2)):
        return Value(None, Problem.MONEY_POINT_DOUBTFUL)
    amount *= scale
    if amount >= LARGEST:
        return Value(None, Problem.MONEY_UNREADABLE)
    cents = amount.quantize(CENT, ROUND_HALF_UP)
    plain = str(int(cents)) if cents == cents.to_integral_value() else str(cents)
    return Value(f"-{plain}" if found.group(1) == "-" and cents else plain)


def _is_no_single_number(text: str) -> bool:
    """True where folding would glue a footnote or a second number to the first."""
    return NO_PLAIN_DIGIT.search(text) is not None or TWO_NUMBERS.search(text) is not None


def read_integer(text: str) -> Value:
    """A whole number in digits, with or without 人, 岁, 次 …"""
    found = None if _is_no_single_number(text) else INTEGER.match(narrow(text))
    return Value(str(int(found.group(1)))) if found else Value(None, Problem.INTEGER_UNREADABLE)
