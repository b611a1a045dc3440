"""Workbooks (xlsx, xlsm, xls, ods) → sheets of text, through calamine.

Belongs here: cells to text without loss, merged cells, and the guard against workbooks that unfold without bounds.
Does not belong here: formats that are text already (textfiles). Formulas and macros never run; their stored results count.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from matching.validate.sheets import Sheet, broken, locked, sheet_of, too_large

BLOCK = 20_000
MAX_UNPACKED = 1 << 30
MAX_CELLS = 25_000_000
READ = 1 << 20
OVERLAP = 4096
WIDE_CELL = re.compile(rb"[\"']([A-Z]{2,3})\d+[\"']")
LOW_CELL = re.compile(rb"[\"'][A-Z]{1,3}(\d{6,7})[\"']")
ROW = re.compile(rb"<(?:\w+:)?row[^>]{0,200}?\sr\s*=\s*[\"'](\d+)")
REPEATED = re.compile(rb"<table:(table-row|table-cell)([^>]{0,2000}?)(/?)>")
TIMES = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d+)")
FIFTEEN_DIGITS = 1e15
"""A spreadsheet keeps 15 digits of a number; from here on the last ones are lost."""


def guard_zip(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, in blocks and into nothing, so that sizes are known before anything is built from them.
    Raises Refused if the parts or the sheets' area are beyond bounds, BadZipFile if a part lies about itself."""
    parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".bin", ".rels"))]
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large()
    for part in parts:
        with archive.open(part) as stream:
            if part.filename.startswith("xl/worksheets/"):
                _guard_area(_blocks(stream))
            elif part.filename == "content.xml":
                _guard_repeats(_blocks(stream))
            else:
                for _ in _blocks(stream):
                    continue


def _blocks(stream: Any) -> Iterator[bytes]:
    """The stream in blocks that overlap a little, so that no tag is cut."""
    tail = b""
    while block := stream.read(READ):
        yield tail + block
        tail = block[-OVERLAP:]


def _guard_area(blocks: Iterator[bytes]) -> None:
    last_row, last_column = 1, 26
    for block in blocks:
        rows = [int(row) for row in (*ROW.findall(block), *LOW_CELL.findall(block))]
        last_row = max(last_row, max(rows, default=1))
        last_column = max(last_column, max(map(_column_number, set(WIDE_CELL.findall(block))), default=1))
        if last_row * last_column > MAX_CELLS:
            raise too_large()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _guard_repeats(blocks: Iterator[bytes]) -> None:
    """An ods cell may stand for thousands; count the filled ones."""
    cells, row_times = 0, 1
    for block in blocks:
        for kind, attributes, _ in REPEATED.findall(block):
            times = min(int(found.group(1)) if (found := TIMES.search(attributes)) else 1, 1 << 24)
            if kind == b"table-row":
                row_times = times
            elif b"value-type" in attributes or b"formula" in attributes:
                cells += times * row_times
                if cells > MAX_CELLS:
                    raise too_large()


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """The visible sheets in the workbook's order. Raises Refused for a broken or locked workbook."""
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            return tuple(_read_sheet(book, name) for name in visible)
    except PasswordError as error:
        raise locked() from error
    except (CalamineError, OSError, ValueError) as error:
        raise broken() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise broken() from error
        raise


def _read_sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    _spread(rows, sheet.merged_cell_ranges or [])
    blocks = (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK))
    return sheet_of(name, ([_row_text(row) for row in block] for block in blocks))


def _spread(rows: list[list[Any]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A merged cell's value stands in each of its cells."""
    width = len(rows[0]) if rows else 0
    spent = 0
    for (top, left), (bottom, right) in ranges:
        bottom, right = min(bottom, len(rows) - 1), min(right, width - 1)
        if top > bottom or left > right:
            continue
        spent += (bottom - top + 1) * (right - left + 1)
        if spent > MAX_CELLS:
            raise too_large()
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * (right - left + 1)


def _row_text(row: list[Any]) -> list[str]:
    return [cell if type(cell) is str else cell_text(cell) for cell in row]


def cell_text(cell: object) -> str:
    """A cell's value as text: whole numbers without a point, numbers beyond 15 digits in scientific notation (their
    last digits are lost already, and must be seen to be), dates as ISO 8601."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """A spreadsheet number as plain decimal text, or like 3.70304199001011E+17 beyond 15 digits."""
    if abs(number) >= FIFTEEN_DIGITS or number != number:
        return f"{number:.14E}"
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")
