"""Rows of a worksheet written straight into its file: XlsxWriter draws the frame, the rows are text.

Belongs here: cells as XML, and the place where they enter the file. Does not belong here: looks and layout (matching.publish.workbook).
XlsxWriter's own cells cost ten times as much, which a run of 50,000 clues feels: five lists, a dozen columns each.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from matching.differences import Piece

NOT_IN_XML = dict.fromkeys([*(code for code in range(32) if chr(code) not in "\t\n\r"), 0xFFFE, 0xFFFF])
LOOKS_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
"""What a spreadsheet would take for a character written as its number."""
Cell = Callable[[int, Any], str]
"""One cell of a column as XML: (number of the row, from 1, what stands in it)."""


class StreamedSheet(Worksheet):  # type: ignore[misc] # the library has no types
    """A worksheet with rows of text below what was written by its own methods."""

    def __init__(self) -> None:
        super().__init__()
        self.dim_rowmax: int
        self._rows: Iterable[str] = ()
        self._last = 0

    def stream(self, rows: Iterable[str], last: int) -> None:
        """Rows as `row` makes them, read once when the workbook is closed; `last`: the place of the last one, from 0."""
        self._rows, self._last = rows, last

    def _write_dimension(self) -> None:
        own = self.dim_rowmax
        self.dim_rowmax = max(own, self._last)
        super()._write_dimension()
        self.dim_rowmax = own

    def _write_rows(self) -> None:
        super()._write_rows()
        for row in self._rows:
            self.fh.write(row)


def row(number: int, height: float, cells: Iterable[str]) -> str:
    """A row: its number from 1, its height in points."""
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'


def text_cell(column: int, form: Any) -> Cell:
    """Cells of text."""
    name, style = _place(column, form)
    return lambda number, text: (
        f'<c r="{name}{number}" s="{style}" t="inlineStr"><is>{_text(text)}</is></c>'
        if text
        else f'<c r="{name}{number}" s="{style}"/>'
    )


def number_cell(column: int, form: Any) -> Cell:
    """Cells of a number."""
    name, style = _place(column, form)
    return lambda number, value: f'<c r="{name}{number}" s="{style}"><v>{value}</v></c>'


def pieces_cell(column: int, form: Any, plain: str, differs: str) -> Cell:
    """Cells of a text in pieces; `plain` and `differs`: the font of either kind, as `font` makes it."""
    name, style = _place(column, form)

    def cell(number: int, pieces: Sequence[Piece]) -> str:
        runs = "".join(f"<r>{differs if piece.differs else plain}{_text(piece.text)}</r>" for piece in pieces)
        return f'<c r="{name}{number}" s="{style}" t="inlineStr"><is>{runs}</is></c>'

    return cell


def font(name: str, points: float, colour: str = "#000000", *, bold: bool = False, underline: bool = False) -> str:
    """The look of a piece of text."""
    marks = ("<b/>" if bold else "") + ("<u/>" if underline else "")
    return f'<rPr>{marks}<sz val="{points:g}"/><color rgb="FF{colour.removeprefix("#")}"/><rFont val="{name}"/></rPr>'


def _place(column: int, form: Any) -> tuple[str, int]:
    return xl_col_to_name(column), form._get_xf_index()


def _text(text: str) -> str:
    if "_x" in text:
        text = LOOKS_ESCAPED.sub(r"_x005F\1", text)
    if not text.replace("\n", "").isprintable():
        text = text.translate(NOT_IN_XML)
    return f'<t xml:space="preserve">{escape(text)}</t>'
