"""Drawing lists into workbooks: one look for all of them, the same bytes every time.

Belongs here: fonts, borders, colours, printing, drop-downs, protection. Does not belong here: columns
(schemas/outputs) and what stands in them (matching.publish.rows).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from matching.cells import neutral
from matching.differences import differences
from matching.publish.outputs import FillIn, ListColumn, ListLayout
from matching.publish.rows import Row
from matching.publish.wording import lines_of, number_text

CONSTANT_MEMORY_ROWS = 5_000
"""From so many rows on, a workbook is written row by row to disk; below, shared strings make a smaller file."""
HEADER_ROW = 2
"""Title, note, headings; data follow."""
A4, FONT, HEAD_FONT, TITLE_FONT = 9, "宋体", "黑体", "方正小标宋简体"
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
DIFFERS: dict[str, Any] = {"font_color": "#C00000", "bold": True, "underline": 1}
LOCKED_COLOUR, HEAD_COLOUR, FILL_HEAD_COLOUR = "#F2F2F2", "#D9E2F3", "#E2EFDA"


class Book:
    """One workbook, open for writing. Use in a `with`."""

    def __init__(self, path: Path, *, title: str, author: str, run_id: str, day: date, units: Sequence[str], rows: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        options = {"constant_memory": rows > CONSTANT_MEMORY_ROWS, "strings_to_formulas": False, "strings_to_urls": False}
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
        look = {"font_name": FONT, "font_size": 10, "valign": "vcenter", **look}
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def add_sheet(self, name: str, pages_wide: int = 1, pages_tall: int = 0) -> Any:
        """A new sheet set up for printing: A4 landscape, so many pages wide and tall (0: as many as it takes), page numbers."""
        sheet = self.book.add_worksheet(name)
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
        for place, (row, look) in enumerate(zip(rows, _looks(layout, rows), strict=True), start=HEADER_ROW + 1):
            sheet.set_row(place, _height(layout, row))
            for number, column in enumerate(layout.columns):
                self._write(sheet, place, number, column, row, look)
        self._help(sheet, layout, last_row)
        sheet.freeze_panes(HEADER_ROW + 1, layout.frozen_columns)
        sheet.autofilter(HEADER_ROW, 0, last_row, last_column)
        sheet.repeat_rows(HEADER_ROW)
        if layout.pages_wide > 1 and layout.frozen_columns:
            sheet.repeat_columns(0, layout.frozen_columns - 1)
        sheet.print_area(0, 0, last_row, last_column)
        if layout.protected:
            sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})

    def _head(self, column: ListColumn) -> Any:
        colour = FILL_HEAD_COLOUR if column.fill else HEAD_COLOUR
        return self.format(font_name=HEAD_FONT, align="center", text_wrap=True, border=1, bg_color=colour)

    def _write(self, sheet: Any, place: int, number: int, column: ListColumn, row: Row, shade: dict[str, Any]) -> None:
        """One cell; `shade`: what all cells of the row look like."""
        if column.field is None:
            look = {name: value for name, value in shade.items() if name != "bg_color"}
            look |= {"num_format": "yyyy-mm-dd"} if column.fill and column.fill.kind == "date" else {}
            sheet.write_blank(place, number, None, self.format(text_wrap=True, border=1, locked=False, **look))
            return
        value = row[column.field]
        if column.against and value and row[column.against]:
            self._write_marked(sheet, place, number, column, (value, row[column.against]), shade)
            return
        match column.format:
            case "integer":
                sheet.write_number(place, number, value, self.format(align="center", border=1, **shade))
            case "number":
                form = self.format(num_format="@", align="center", text_wrap=True, border=1, **shade)
                sheet.write_string(place, number, number_text(value), form)
            case "level":
                back, front = LEVEL_COLOURS.get(value, (LOCKED_COLOUR, "#000000"))
                shade = {"bg_color": back, "font_color": front, "bold": True} if value else shade
                sheet.write_string(place, number, value, self.format(align="center", border=1, **shade))
            case "centre":
                sheet.write_string(place, number, neutral(value), self.format(align="center", text_wrap=True, border=1, **shade))
            case "text":
                sheet.write_string(place, number, neutral(value), self.format(text_wrap=True, border=1, **shade))

    def _write_marked(
        self, sheet: Any, place: int, number: int, column: ListColumn, texts: tuple[str, str], shade: dict[str, Any]
    ) -> None:
        """A text beside the one it is compared with: what differs is red and underlined."""
        align = {} if column.format == "text" else {"align": "center"}
        look = {"num_format": "@", "text_wrap": True, "border": 1, **align} | shade
        pieces, _ = differences(*(number_text(text) for text in texts))
        if len(pieces) == 1:
            sheet.write_string(place, number, pieces[0].text, self.format(**(look | (DIFFERS if pieces[0].differs else {}))))
            return
        form = self.format(**look)
        cells: list[Any] = [part for piece in pieces for part in (self.format(**(DIFFERS if piece.differs else {})), piece.text)]
        sheet.write_rich_string(place, number, *cells, form)

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
    """What all cells of each row have in common: the shade of locked cells; in bands, two shades in turn below a thick line."""
    if layout.banded_by is None:
        return [{"bg_color": LOCKED_COLOUR} if layout.protected else {} for _ in rows]
    looks: list[dict[str, Any]] = []
    band = -1
    for place, row in enumerate(rows):
        first = place == 0 or rows[place - 1][layout.banded_by] != row[layout.banded_by]
        band += first
        last = place + 1 == len(rows) or rows[place + 1][layout.banded_by] != row[layout.banded_by]
        looks.append({"bg_color": BAND_COLOURS[band % 2], **({"top": 2} if first else {}), **({"bottom": 2} if last else {})})
    return looks


def _height(layout: ListLayout, row: Row) -> float:
    """The height a row needs in points: not every spreadsheet program finds it by itself."""
    lines = max(lines_of(str(row[column.field]), (column.width - 1) / CHINESE_WIDTH) for column in layout.columns if column.field)
    return min(HIGHEST_POINTS, max(layout.row_height, lines * LINE_POINTS + PADDING_POINTS))
