"""Drawing lists into workbooks: one look for all of them, the same bytes every time.

Belongs here: fonts, borders, colours, printing, drop-downs, protection. Does not belong here: columns
(schemas/outputs) and what stands in them (matching.publish.rows).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from matching.cells import lines_of, neutral
from matching.differences import differences
from matching.publish.outputs import FillIn, ListColumn, ListLayout
from matching.publish.rows import Row
from matching.publish.streaming import StreamedSheet, font, number_cell, pieces_cell, text_cell
from matching.publish.streaming import row as draw
from matching.publish.wording import number_text

FOOT_ROWS, FOOT_POINTS = 2, 30
"""How far below a list its foot stands, and how high."""
HEADER_ROW = 2
"""Title, note, headings; data follow."""
A4, POINTS = 9, 10
FONT, HEAD_FONT, TITLE_FONT = "宋体", "黑体", "方正小标宋简体"
LINE_POINTS, PADDING_POINTS, HIGHEST_POINTS = 13.5, 9, 400
CHINESE_WIDTH = 1.9
"""Column widths that a Chinese character of ten points takes."""
LEVEL_COLOURS = {
    "红": ("#C00000", "#FFFFFF"),
    "橙": ("#ED7D31", "#FFFFFF"),
    "黄": ("#FFD966", "#000000"),
    "蓝": ("#9DC3E6", "#000000"),
}
BAND_COLOURS = ("#F2F2F2", "#DDE7F3")
DIFFERS_COLOUR = "#C00000"
DIFFERS: dict[str, Any] = {"font_color": DIFFERS_COLOUR, "bold": True, "underline": 1}
LOCKED_COLOUR, HEAD_COLOUR, FILL_HEAD_COLOUR = "#F2F2F2", "#D9E2F3", "#E2EFDA"

Pen = Callable[[int, Row], str]
"""Draws one cell: (number of the row on the sheet, what the row says)."""


class Book:
    """One workbook, open for writing. Use in a `with`."""

    def __init__(self, path: Path, *, title: str, author: str, run_id: str, day: date, units: Sequence[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        self.path = path
        self.book = xlsxwriter.Workbook(str(path), options)
        noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (a workbook's dates have no zone)
        self.book.set_properties({"title": title, "author": author, "created": noon, "comments": f"批次 {run_id}"})
        self._run_id, self._day, self._units = run_id, day, units
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.book.close()

    def format(self, **look: Any) -> Any:
        """A cell format, made once."""
        look = {"font_name": FONT, "font_size": POINTS, "valign": "vcenter", **look}
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def add_sheet(self, name: str, pages_wide: int = 1, pages_tall: int = 0) -> Any:
        """A new sheet set up for printing: A4 landscape, so many pages wide and tall (0: as many as it takes), page numbers."""
        sheet = self.book.add_worksheet(name, StreamedSheet)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(pages_wide, pages_tall)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer(f"&L&8 {self._run_id}&C&9 第 &P 页  共 &N 页&R&8 {self._day}")
        sheet.hide_gridlines(2)
        return sheet

    def add_list(self, layout: ListLayout, rows: Sequence[Row], words: Mapping[str, str]) -> None:
        """One sheet with title, note, headings and a row for each of `rows`."""
        sheet = self.add_sheet(layout.sheet, layout.pages_wide)
        last_row, last_column = HEADER_ROW + len(rows), len(layout.columns) - 1
        for number, column in enumerate(layout.columns):
            sheet.set_column(number, number, column.width, None, {"hidden": True} if column.hidden else {})
        words = {**words, "count": str(len(rows))}
        sheet.set_row(0, 34)
        across = {"align": "center"} if layout.pages_wide == 1 else {"align": "left", "indent": 1}
        sheet.merge_range(
            0, 0, 0, last_column, layout.title.format(**words), self.format(font_name=TITLE_FONT, font_size=18, **across)
        )
        sheet.set_row(1, 18)
        sheet.merge_range(1, 0, 1, last_column, layout.note.format(**words), self.format(font_color="#595959", **across))
        sheet.set_row(HEADER_ROW, 30)
        for number, column in enumerate(layout.columns):
            sheet.write_string(HEADER_ROW, number, column.header, self._head(column))
        end = last_row + FOOT_ROWS if layout.foot else last_row
        if layout.empty and not rows:
            end = max(end, HEADER_ROW + 1)
            sheet.set_row(HEADER_ROW + 1, layout.row_height)
            look = self.format(align="center", border=1, font_color="#595959")
            sheet.merge_range(HEADER_ROW + 1, 0, HEADER_ROW + 1, last_column, layout.empty, look)
        sheet.stream(chain(self._rows(layout, rows), self._foot(layout, end)), end)
        self._help(sheet, layout, last_row)
        sheet.freeze_panes(HEADER_ROW + 1, layout.frozen_columns)
        sheet.autofilter(HEADER_ROW, 0, last_row, last_column)
        sheet.repeat_rows(HEADER_ROW)
        if layout.pages_wide > 1 and layout.frozen_columns:
            sheet.repeat_columns(0, layout.frozen_columns - 1)
        sheet.print_area(0, 0, end, last_column)
        if layout.protected:
            sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})

    def _head(self, column: ListColumn) -> Any:
        colour = FILL_HEAD_COLOUR if column.fill else HEAD_COLOUR
        return self.format(font_name=HEAD_FONT, align="center", text_wrap=True, border=1, bg_color=colour)

    def _rows(self, layout: ListLayout, rows: Sequence[Row]) -> Iterator[str]:
        """The rows as XML, made while they are written; the formats are made at once, before the workbook counts them."""
        looks, height = _looks(layout, rows), _heights(layout)
        kinds = {id(look): look for look in looks}
        pens = {
            key: [self._pen(number, column, look) for number, column in enumerate(layout.columns)] for key, look in kinds.items()
        }
        numbered = enumerate(zip(rows, looks, strict=True), start=HEADER_ROW + 2)
        return (draw(number, height(row), [pen(number, row) for pen in pens[id(look)]]) for number, (row, look) in numbered)

    def _foot(self, layout: ListLayout, place: int) -> list[str]:
        """The line to be signed, over all columns to its right; it stands on the row at `place`, from 0."""
        line = text_cell(0, self.format(font_size=11))
        return [draw(place + 1, FOOT_POINTS, [line(place + 1, layout.foot)])] if layout.foot else []

    def _pen(self, number: int, column: ListColumn, shade: dict[str, Any]) -> Pen:
        """What draws the cells of one column; `shade`: what all cells of a row look like."""
        name, against = column.field, column.against
        if name is None:
            look = {key: value for key, value in shade.items() if key != "bg_color"}
            look |= {"num_format": "yyyy-mm-dd"} if column.fill and column.fill.kind == "date" else {}
            blank = text_cell(number, self.format(text_wrap=True, border=1, locked=False, **look))
            return lambda place, row: blank(place, "")
        plain = self._plain_pen(number, column.format, name, shade)
        if against is None:
            return plain
        align = {} if column.format == "text" else {"align": "center"}
        form = self.format(**{"num_format": "@", "text_wrap": True, "border": 1, **align} | shade)
        marked = pieces_cell(number, form, font(FONT, POINTS), font(FONT, POINTS, DIFFERS_COLOUR, bold=True, underline=True))

        def pen(place: int, row: Row) -> str:
            if not (row[name] and row[against]):
                return plain(place, row)
            pieces, _ = differences(number_text(row[name]), number_text(row[against]))
            return marked(place, pieces)

        return pen

    def _plain_pen(self, number: int, kind: str, name: str, shade: dict[str, Any]) -> Pen:
        centred = {"align": "center", "border": 1}
        match kind:
            case "integer":
                count = number_cell(number, self.format(**centred, **shade))
                return lambda place, row: count(place, row[name])
            case "number":
                digits = text_cell(number, self.format(num_format="@", text_wrap=True, **centred, **shade))
                return lambda place, row: digits(place, number_text(row[name]))
            case "level":
                levels = {
                    level: text_cell(
                        number, self.format(**centred, **shade | {"bg_color": back, "font_color": front, "bold": True})
                    )
                    for level, (back, front) in LEVEL_COLOURS.items()
                }
                none = text_cell(number, self.format(**centred, **shade))
                return lambda place, row: levels.get(row[name], none)(place, row[name])
            case "centre":
                words = text_cell(number, self.format(text_wrap=True, **centred, **shade))
            case _:
                words = text_cell(number, self.format(text_wrap=True, border=1, **shade))
        return lambda place, row: words(place, neutral(row[name]))

    def _help(self, sheet: Any, layout: ListLayout, last_row: int) -> None:
        """Drop-downs, date checks and hints over the columns to fill in."""
        for number, column in enumerate(layout.columns):
            if column.fill and last_row > HEADER_ROW:
                rule = self._rule(column.fill) | {"input_title": column.header[:32], "input_message": column.fill.hint}
                sheet.data_validation(HEADER_ROW + 1, number, last_row, number, rule)

    def _rule(self, fill: FillIn) -> dict[str, Any]:
        match fill.kind:
            case "choice":
                return {"validate": "list", "source": list(fill.choices), "error_message": "请从下拉框选择"}
            case "units":
                return {"validate": "list", "source": [*self._units, *fill.also], "error_message": "请从下拉框选择"}
            case "date":
                first = date(self._day.year, 1, 1)
                return {"validate": "date", "criteria": ">=", "value": first, "error_message": "请填写日期，如 2026-05-12"}
            case "text":
                return {"validate": "any"}


def _looks(layout: ListLayout, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What all cells of each row have in common: the shade of locked cells; in bands, two shades in turn below a thick line.
    Rows that look the same share one object."""
    if layout.banded_by is None:
        return [{"bg_color": LOCKED_COLOUR} if layout.protected else {}] * len(rows)
    shared: dict[tuple[int, bool, bool], dict[str, Any]] = {}
    looks: list[dict[str, Any]] = []
    band = -1
    for place, row in enumerate(rows):
        first = place == 0 or rows[place - 1][layout.banded_by] != row[layout.banded_by]
        band += first
        last = place + 1 == len(rows) or rows[place + 1][layout.banded_by] != row[layout.banded_by]
        look = {"bg_color": BAND_COLOURS[band % 2], **({"top": 2} if first else {}), **({"bottom": 2} if last else {})}
        looks.append(shared.setdefault((band % 2, first, last), look))
    return looks


def _heights(layout: ListLayout) -> Callable[[Row], float]:
    """The height a row needs in points: not every spreadsheet program finds it by itself."""
    chars = [
        (column.field, (column.width - 1) / CHINESE_WIDTH)
        for column in layout.columns
        if column.field and column.format != "integer"
    ]

    def height(row: Row) -> float:
        lines = max([1, *(lines_of(row[name], share) for name, share in chars if len(row[name]) > share or "\n" in row[name])])
        return min(HIGHEST_POINTS, max(layout.row_height, lines * LINE_POINTS + PADDING_POINTS))

    return height
