"""Drawing workbooks that go back to a sender.

Belongs here: opening a workbook that is the same bytes for the same content, its cell formats, and safe cells.
Does not belong here: what is written into it (receipt, corrections).
"""

import re
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from matching.books import open_book
from matching.cells import neutral
from matching.validate.values.cells import LONGEST

LONG_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{5,}?([\dXx]{4})(?![\dXx])")
FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "align": "center"},
    "label": {"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True, "align": "center"},
    "value": {"border": 1, "text_wrap": True, "num_format": "@"},
    "centre": {"border": 1, "text_wrap": True, "num_format": "@", "align": "center"},
    "number": {"border": 1, "align": "center"},
    "good": {"border": 1, "bold": True, "font_size": 14, "font_color": "#006100", "bg_color": "#C6EFCE", "align": "center"},
    "mixed": {"border": 1, "bold": True, "font_size": 14, "font_color": "#7F6000", "bg_color": "#FFEB9C", "align": "center"},
    "bad": {"border": 1, "bold": True, "font_size": 14, "font_color": "#9C0006", "bg_color": "#FFC7CE", "align": "center"},
    "todo": {"border": 1, "bold": True, "text_wrap": True, "bg_color": "#FFF9E5", "num_format": "@"},
    "plain": {"num_format": "@", "border": 1},
    "fault": {"num_format": "@", "border": 1, "bg_color": "#FFC7CE"},
    "hint": {"num_format": "@", "border": 1, "bg_color": "#FFEB9C"},
    "reason": {"num_format": "@", "border": 1, "text_wrap": True, "font_color": "#9C0006"},
    "head": {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "align": "center", "num_format": "@"},
}


def workbook(path: Path, created: datetime) -> AbstractContextManager[tuple[Any, dict[str, Any]]]:
    """A workbook with its formats; written aside and put in place when all went well."""
    return open_book(path, created, FONT, FORMATS)


def safe(text: str) -> str:
    """Text that a spreadsheet takes for text: what could begin a formula gets an apostrophe before it."""
    return neutral(text[:LONGEST])


def mask_numbers(text: str) -> str:
    """Text in which of every number of 15 or more digits only the first six and last four places are left."""
    return LONG_NUMBER.sub(r"\1********\2", text)


def width_of(texts: list[str], least: int = 8, most: int = 40) -> int:
    """A column's width for these texts; a Chinese character takes two places."""
    longest = max((sum(1 + (ord(character) > 255) for character in text.split("\n")[0]) for text in texts), default=0)
    return max(least, min(longest + 2, most))
