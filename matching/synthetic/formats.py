"""Sheets into bytes: xlsx, xls, and text with commas or tabs in the encodings departments use.

Belongs here: writing one sheet to one file, the same bytes every time. Does not belong here: what stands in
the sheet (matching.synthetic.sheets).
"""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from matching.synthetic.habits import ENCODINGS, FileFormat
from matching.synthetic.spelling import Cell

CREATED = datetime(2020, 1, 1)  # noqa: DTZ001  a workbook's property has no zone
DATE_FORMAT = "yyyy-mm-dd"


@dataclass(slots=True)
class Sheet:
    """Rows of cells from the top; `merged` are the 0-based rows whose title spans the table's width."""

    title: str
    rows: list[list[Cell]]
    width: int
    merged: list[int] = field(default_factory=list)
    hidden: list[list[Cell]] | None = None
    """The rows of a second, hidden sheet."""


def extension(file_format: FileFormat) -> str:
    """The file name's ending, without the dot."""
    return file_format if file_format in ("xlsx", "xls") else "csv"


def encodable(text: str, file_format: FileFormat) -> bool:
    """Whether a format's encoding has all characters of a text; those it has not are written as ?."""
    if file_format not in ENCODINGS:
        return True
    encoding = ENCODINGS[file_format][0]
    return text.encode(encoding, "replace").decode(encoding) == text


def write_sheet(sheet: Sheet, file_format: FileFormat, path: Path) -> None:
    """Write one file. The folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if file_format == "xlsx":
        content = _xlsx(sheet)
    elif file_format == "xls":
        content = _xls(sheet)
    else:
        content = _text(sheet, *ENCODINGS[file_format])
    path.write_bytes(content)


def _xlsx(sheet: Sheet) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": CREATED})
    dated, titled = book.add_format({"num_format": DATE_FORMAT}), book.add_format({"bold": True, "align": "center"})
    page = book.add_worksheet("Sheet1")
    for number, row in enumerate(sheet.rows):
        if number in sheet.merged:
            page.merge_range(number, 0, number, sheet.width - 1, row[0], titled)
            continue
        _write_xlsx_row(page, number, row, dated)
    if sheet.hidden is not None:
        second = book.add_worksheet("字典")
        for number, row in enumerate(sheet.hidden):
            _write_xlsx_row(second, number, row, dated)
        second.hide()
    book.close()
    return stream.getvalue()


def _write_xlsx_row(page: Any, number: int, row: list[Cell], dated: Any) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, str) and cell:
            page.write_string(number, place, cell)
        elif isinstance(cell, int | float):
            page.write_number(number, place, cell)
        elif isinstance(cell, date):
            page.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), dated)  # noqa: DTZ001


def _xls(sheet: Sheet) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str=DATE_FORMAT)
    page = book.add_sheet("Sheet1")
    for number, row in enumerate(sheet.rows):
        if number in sheet.merged:
            page.write_merge(number, number, 0, sheet.width - 1, row[0])
            continue
        _write_xls_row(page, number, row, dated)
    if sheet.hidden is not None:
        second = book.add_sheet("字典")
        for number, row in enumerate(sheet.hidden):
            _write_xls_row(second, number, row, dated)
        second.visibility = 1
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_xls_row(page: Any, number: int, row: list[Cell], dated: Any) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, date):
            page.write(number, place, cell, dated)
        elif cell is not None and cell != "":
            page.write(number, place, cell)


def _text(sheet: Sheet, encoding: str, delimiter: str) -> bytes:
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    for row in sheet.rows:
        padded = [*row, *[None] * (sheet.width - len(row))]
        writer.writerow(["" if cell is None else _plain(cell) for cell in padded])
    return stream.getvalue().encode(encoding, "replace")


def _plain(cell: str | int | float | date) -> str:
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.2f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
