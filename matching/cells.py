"""Text that goes into a cell of any workbook or table we write.

Belongs here: what every workbook must do to a text, and how much room a text takes. Does not belong here: layout
(matching.validate.papers.pages, matching.publish, matching.sheets).
"""

import math
from functools import lru_cache

FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")
REMEMBERED = 50_000


def neutral(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet could take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


@lru_cache(maxsize=REMEMBERED)
def width(text: str) -> float:
    """Width in Chinese characters; an ASCII character takes 0.6 of one."""
    return len(text) - 0.4 * len(text.encode("ascii", "ignore"))


def lines_of(text: str, chars: float) -> int:
    """Lines that a text takes at so many Chinese characters a line; an empty one takes one."""
    if len(text) <= chars and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(width(line) / chars)) for line in text.split("\n"))
