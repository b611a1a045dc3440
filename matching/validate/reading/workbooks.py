"""Workbooks (xlsx, xlsm, xlsb, xls, ods) → sheets of text, through calamine.

Belongs here: cells to text without loss, merged cells, which sheets count. Does not belong here: what calamine does not
tell (unfold) and formats that are text already (textfiles, markup). Formulas and macros never run; their stored results
count. Hidden sheets are kept apart; hidden rows and columns are data like any other.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from matching.findings import Finding, Severity
from matching.validate.reading.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    RESAVE,
    Book,
    Range,
    Sheet,
    broken,
    locked,
    sheet_of,
    tall,
    too_large,
)
from matching.validate.reading.unfold import Extras

BLOCK = 20_000
MAX_SHEETS = 250
MAX_MERGED = 5_000_000
"""Cells that all merged areas of a sheet may cover together."""
FIFTEEN_DIGITS = 1e15
"""A spreadsheet keeps 15 digits of a number; from here on the last ones are lost."""
NAMED_ROWS = 5


def read_workbook(path: Path, extras: dict[str, Extras] | None = None) -> Book:
    """The visible sheets, and the hidden ones apart, in the workbook's order. Raises Refused for a broken, locked or boundless workbook."""
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            if len(book.sheet_names) > MAX_SHEETS:
                raise too_large()
            read = [_read_sheet(book, name, (extras or {}).get(name, Extras())) for name in visible]
            hidden = [_read_sheet(book, name, Extras())[0] for name in book.sheet_names if name not in visible]
            notices = tuple(notice for _, found in read for notice in found)
            return Book(tuple(sheet for sheet, _ in read), notices, tuple(hidden))
    except PasswordError as error:
        raise locked() from error
    except (CalamineError, OSError, ValueError) as error:
        raise broken() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise broken() from error
        raise


def _read_sheet(book: CalamineWorkbook, name: str, extras: Extras) -> tuple[Sheet, tuple[Finding, ...]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return sheet_of(name, []), ()
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise too_large()
    areas: list[Range] = [*(sheet.merged_cell_ranges or []), *extras.merged]
    merged = _Merged(areas)
    marks = _by_row(extras.marks)
    marked: dict[str, list[int]] = defaultdict(list)

    def rows() -> Iterator[list[str]]:
        margin = [""] * (sheet.start or (0, 0))[1]
        for n, cells in enumerate(sheet.iter_rows()):
            row = margin + [cell if type(cell) is str else cell_text(cell) for cell in cells]
            for column, text in marks.get(n, ()) if any(row) else ():
                if column < len(row) and not row[column]:
                    row[column] = text
                    marked[text].append(n + 1)
            merged.spread(n, row)
            yield row

    read = sheet_of(name, _in_blocks(rows()))
    return replace(read, merged=tall(areas)), _notices(name, marked)


def _in_blocks(rows: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    yield block


def _by_row(marks: dict[tuple[int, int], str]) -> dict[int, list[tuple[int, str]]]:
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in marks.items():
        rows[row].append((column, text))
    return rows


def _notices(name: str, marked: dict[str, list[int]]) -> tuple[Finding, ...]:
    """One notice a kind of cell that has no value to read, with the first rows it stands in."""
    notices = []
    for text, rows in sorted(marked.items()):
        where = "、".join(map(str, sorted(set(rows))[:NAMED_ROWS]))
        message = f"工作表「{name}」第 {where} 行等共 {len(rows)} 个单元格是「{text}」，没有可读的内容，按未填处理"
        notices.append(Finding("CELL_WITHOUT_VALUE", Severity.WARNING, message, f"请改为填写数值或文字；{RESAVE}"))
    return tuple(notices)


class _Merged:
    """A merged cell's value stands in each of its cells, row after row."""

    def __init__(self, areas: list[Range]) -> None:
        if (
            sum(
                (min(bottom, MAX_ROWS) - top + 1) * (min(right, MAX_COLUMNS) - left + 1) for (top, left), (bottom, right) in areas
            )
            > MAX_MERGED
        ):
            raise too_large()
        self._coming = sorted(areas, reverse=True)
        self._open: list[tuple[int, int, int, str]] = []

    def spread(self, n: int, row: list[str]) -> None:
        """Fill a row's cells from the areas that reach into it; rows must come in order."""
        while self._coming and self._coming[-1][0][0] <= n:
            (top, left), (bottom, right) = self._coming.pop()
            if top == n and left < len(row) and right >= left:
                self._open.append((bottom, left, right, row[left]))
        if self._open:
            for _, left, right, text in self._open:
                width = min(right + 1, len(row)) - left
                row[left : left + width] = [text] * width
            self._open = [area for area in self._open if area[0] > n]


def cell_text(cell: object) -> str:
    """A cell's value as text: whole numbers without a point, numbers beyond 15 digits in scientific notation (their
    last digits are lost already, and must be seen to be), dates as ISO 8601."""
    if type(cell) is float:
        return number_text(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """A spreadsheet number as plain decimal text, or like 3.70304199001011E+17 beyond 15 digits."""
    if abs(number) >= FIFTEEN_DIGITS or number != number:
        return f"{number:.14E}"
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")
