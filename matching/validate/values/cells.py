"""One cell → canonical text and, where it cannot be read, the code of the problem.

Belongs here: what is blank, what stands for the cell above, enums, phones and numbers of pairs. Does not belong here: names (names), money and whole
numbers (amounts), days and months (dates), identity numbers (identity), bounds and policy (suites), and whose column it is. Nothing here guesses: an ambiguous cell is a problem.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from matching.codes import read_number, read_slip_number
from matching.columns import Column
from matching.validate.reading.sheets import CELL_ERRORS


class Problem(StrEnum):
    """Why a cell has no canonical value."""

    DATE_UNREADABLE = "DATE_UNREADABLE"
    DATE_AMBIGUOUS = "DATE_AMBIGUOUS"
    MONTH_UNREADABLE = "MONTH_UNREADABLE"
    MONTH_AMBIGUOUS = "MONTH_AMBIGUOUS"
    MONEY_UNREADABLE = "MONEY_UNREADABLE"
    MONEY_UNIT_DOUBTFUL = "MONEY_UNIT_DOUBTFUL"
    MONEY_POINT_DOUBTFUL = "MONEY_POINT_DOUBTFUL"
    INTEGER_UNREADABLE = "INTEGER_UNREADABLE"
    ENUM_UNKNOWN = "ENUM_UNKNOWN"
    NOT_A_NAME = "NOT_A_NAME"
    NAME_UNKNOWN = "NAME_UNKNOWN"
    NAME_WITH_DIGITS = "NAME_WITH_DIGITS"
    NAME_DITTO = "NAME_DITTO"
    DITTO = "DITTO"
    SEVERAL_NAMES = "SEVERAL_NAMES"
    PUA_CHARACTER = "PUA_CHARACTER"
    PAIR_MISTYPED = "PAIR_MISTYPED"
    SLIP_MISTYPED = "SLIP_MISTYPED"
    SHORTENED = "SHORTENED"
    MERGED = "MERGED"
    MERGED_PHONE = "MERGED_PHONE"
    SAYS_ENDED = "SAYS_ENDED"
    REMARK_UNKNOWN = "REMARK_UNKNOWN"


class Value(NamedTuple):
    """Canonical text (None: blank or unreadable) and the problem (None: none). A doubtful name keeps its text."""

    text: str | None
    problem: Problem | None = None


LONGEST = 32_000
"""Characters a spreadsheet keeps in one cell, nearly."""
SHORTENED = "……【内容过长，以下未显示】"
"""Ends a cell of a correction workbook that holds only the beginning of a longer text."""
SURPLUS = "【本行多出一列，请把各格放回正确的列，再删去这个标记】"
"""Ends a cell of a correction workbook's row that had more cells than there are headings."""
BLANK = Value(None)
DASHES = frozenset({"", "-", "--", "---", "—", "——", "－", "/", "//", "／", "\\"})
STROKES = DASHES | CELL_ERRORS | {"#N/A", "N/A", "n/a", "NULL", "null", "None", "nan", "NaN"}
"""What departments write into a cell that has no value."""
UNSAID = DASHES | {"NULL", "null", "None", "nan", "NaN"}
"""The same without words and errors, where these may say something."""
NO_WORDS = frozenset({"无", "空", "暂无", "不详", "未知"})
"""The same where the column holds no free text."""
DITTO = re.compile(r"[\"“”'〃″′]+|[(\"“]?(?:同[上前左]|同上[行格例]|同前[行格])[)\"”]?")
"""Said instead of what stands in the row above. Never filled in from there: that row may have been moved, or be left out."""
NEUTRALISED = "=+-@\t\r"
NO_PLAIN_DIGIT = re.compile(
    r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
"""①, ², ½: marks of a footnote as often as numbers. Folding would glue them to the digits before them."""


def clean(text: str) -> str:
    """Text without outer blanks, without the apostrophe or ="…" that keeps a spreadsheet from reading it as a number,
    and with blanks for line breaks."""
    text = text.strip()
    if len(text) > 3 and text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if len(text) > 1 and text[0] == "'" and (text[1] in NEUTRALISED or text[1].isdigit()):
        text = text[1:]
    return " ".join(text.split()) if ("\n" in text or "\r" in text or "\t" in text) else text.strip()


def shortened(text: str) -> str:
    """The text, or as much of it as fits one cell, with the mark that says so."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(SHORTENED)] + SHORTENED


def narrow(text: str) -> str:
    """Half width, without any blank."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_blank(text: str, free_text: bool) -> bool:
    """True for an empty cell and for the strokes that stand for one; outside free text also for 无 and its kin."""
    return text in STROKES or (not free_text and text in NO_WORDS)


def read_text(text: str) -> Value:
    return Value(text) if text else BLANK


def is_ditto(text: str) -> bool:
    """True for 同上 and its marks."""
    return DITTO.fullmatch(narrow(text)) is not None


def read_phone(text: str) -> Value:
    """The digits as written, in half width without blanks."""
    text = narrow(text).lstrip("'")
    return Value(text.removesuffix(".0")) if text else BLANK


def read_pair(text: str) -> Value:
    """The number of a question of ours, as we write it."""
    number = read_number(text)
    return Value(number) if number else Value(None, Problem.PAIR_MISTYPED)


def read_slip(text: str) -> Value:
    """The number of a slip of ours."""
    number = read_slip_number(text)
    return Value(number) if number else Value(None, Problem.SLIP_MISTYPED)


def spellings(column: Column) -> dict[str, str]:
    """Every folded spelling of an enum's values → the value."""
    return {narrow(word).upper(): value for value, others in column.values.items() for word in (*others, value)}


def read_enum(text: str, known: dict[str, str]) -> Value:
    """The value of which this is a spelling."""
    value = known.get(narrow(text).upper())
    return Value(value) if value is not None else Value(None, Problem.ENUM_UNKNOWN)
