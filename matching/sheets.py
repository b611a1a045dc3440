"""Sheets of the centre's reports: title, what it is about, headings, a row each, perhaps their sum.

Belongs here: the look that they share. Does not belong here: what stands in them (matching.report, matching.audit).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from matching.cells import lines_of, neutral

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
GOOD, WAIT, WARN, BAD, GREY = (
    ("#C6EFCE", "#006100"),
    ("#FFFFFF", "#595959"),
    ("#FFEB9C", "#7F6000"),
    ("#FFC7CE", "#9C0006"),
    ("#EDEDED", "#595959"),
)
CENTRED = {"border": 1, "align": "center"}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "align": "center"},
    "about": {"font_color": "#595959", "align": "center", "text_wrap": True},
    "head": {**CENTRED, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True},
    "text": {"border": 1, "text_wrap": True},
    "centre": CENTRED,
    "day": {**CENTRED, "num_format": "yyyy-mm-dd"},
    "count": {**CENTRED, "num_format": "#,##0"},
    "some": {**CENTRED, "num_format": "#,##0;;"},
    "warn": {**CENTRED, "num_format": "#,##0;;", "bg_color": WARN[0], "font_color": WARN[1]},
    "bad": {**CENTRED, "num_format": "#,##0;;", "bg_color": BAD[0], "font_color": BAD[1], "bold": True},
    "share": {**CENTRED, "num_format": "0%"},
    "number": {**CENTRED, "num_format": "#,##0.00"},
    "word": {**CENTRED, "bg_color": WARN[0], "font_color": WARN[1]},
}
HEAD_ROW, NONE = 2, "（无）"
ABOUT_POINTS, LINE_POINTS, CHINESE_WIDTH = 18, 15, 1.9
"""Height of a line of what a sheet is about, and of a line in a cell; width of a Chinese character. Not every spreadsheet program finds the
height of a row by itself."""


class Column(NamedTuple):
    """One column of a sheet: heading, width, and for a row its value and its style."""

    heading: str
    width: float
    cell: Callable[[Any], tuple[Any, str]]


def draw(sheet: Any, title: str, about: str, columns: Sequence[Column], rows: Sequence[Any], formats: dict[str, Any]) -> None:
    """Fill a sheet and set it up for printing."""
    last = len(columns) - 1
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    sheet.set_row(1, ABOUT_POINTS * _lines(about, sum(column.width for column in columns)))
    sheet.merge_range(1, 0, 1, last, about, formats["about"])
    sheet.set_row(HEAD_ROW, 32)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(HEAD_ROW, place, column.heading, formats["head"])
    for number, row in enumerate(rows, start=HEAD_ROW + 1):
        cells = [column.cell(row) for column in columns]
        lines = max(_lines(value, column.width) for column, (value, _) in zip(columns, cells, strict=True))
        if lines > 1:
            sheet.set_row(number, LINE_POINTS * lines)
        for place, (value, style) in enumerate(cells):
            _write(sheet, number, place, value, formats[style])
    if not rows:
        sheet.write_string(HEAD_ROW + 1, 0, NONE, formats["centre"])
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(len(rows), 1), last)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页  共 &N 页")


def _lines(value: Any, width: float) -> int:
    return lines_of(value, (width - 1) / CHINESE_WIDTH) if isinstance(value, str) else 1


def _write(sheet: Any, number: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(number, place, None, form)
    elif isinstance(value, date):
        sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
    elif isinstance(value, str):
        sheet.write_string(number, place, neutral(value), form)
    else:
        sheet.write_number(number, place, value, form)
