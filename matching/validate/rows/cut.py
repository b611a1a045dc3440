"""Rows of a comma-separated text in which a comma within an amount cut it in two, and cells that were left out hide the one too many.

Belongs here: telling 23,012 in two cells from two values. Does not belong here: rows that are wider than the heading (too_wide).
Nothing is put together again: a doubtful row goes back. A row stands whose later cells fit the columns they stand in, and no others.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.columns import Column
from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import Heading
from matching.validate.values.cells import narrow
from matching.validate.values.readers import PARSED, reader

CUT = "AMOUNT_CUT"
TOLD = (
    "多半是金额里有逗号而没有加引号，被分成了两格，后面的内容都错了位",
    "请核对各格内容，金额去掉逗号后重新报送本行（或改用 xlsx）；内容本来没有错位的，在待更正工作簿里原样放回即可",
)
COMMAS = (",", "，")
BEFORE, BEHIND = r"^[1-9][0-9]{0,2}$", r"^[0-9]{3}(?:\.[0-9]{1,2})?$"
"""What a comma leaves of an amount on its left and right."""
SHORTEST_PHONE = 7


def cut_amounts(sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray) -> list[Finding]:
    """A finding for each data row (0-based) of which an amount may be cut in two. Surplus cells are not looked at."""
    if sheet.delimited not in COMMAS or not len(rows):
        return []
    columns = {place: contract.column(name) for name, place in heading.columns.items()}
    last = max(n for n, title in enumerate(heading.titles) if title)
    cells = sheet.cells.take(pa.array(rows))
    ends = _ends(cells, last)
    found: dict[int, str] = {}
    for place, column in columns.items():
        if column.type == "money" and place < last:
            pairs = _mask(cells.column(place), BEFORE) & _mask(cells.column(place + 1), BEHIND)
            short = pairs & (ends < ends.max())
            usual = bool((_mask(cells.column(place), BEFORE) & ~short).any())
            for n in np.flatnonzero(pairs).tolist():
                row = [cells.column(at)[n].as_py() for at in range(last + 1)]
                doubtful = bool(short[n]) and not usual
                if (doubtful or _misfits(row, place, columns)) and not _is_anchored(row, place + 2, columns):
                    found.setdefault(n, heading.titles[place])
    return [Finding(CUT, Severity.ROW, *TOLD, int(rows[n]) + 1, title) for n, title in sorted(found.items())]


def _ends(cells: pa.Table, last: int) -> np.ndarray:
    """The last column that is filled in each row, up to the last that has a heading; -1: none."""
    ends = np.full(cells.num_rows, -1)
    for n in range(last + 1):
        ends[np.asarray(pc.not_equal(cells.column(n), "").to_numpy(zero_copy_only=False), dtype=bool)] = n
    return ends


def _mask(cells: pa.ChunkedArray, pattern: str) -> np.ndarray:
    return np.asarray(pc.match_substring_regex(cells, pattern).to_numpy(zero_copy_only=False), dtype=bool)


def _misfits(row: list[str], place: int, columns: dict[int, Column]) -> bool:
    """True if one of the two cells is nothing that its column takes, or the second begins with a nought."""
    return row[place + 1].startswith("0") or any(at in columns and not _fits(row[at], columns[at]) for at in (place, place + 1))


def _is_anchored(row: list[str], start: int, columns: dict[int, Column]) -> bool:
    """True if some cell from `start` on fits its own column and not the one before, in which it would stand in truth."""
    return any(
        row[at] and at in columns and at - 1 in columns and _fits(row[at], columns[at]) and not _fits(row[at], columns[at - 1])
        for at in range(start, len(row))
    )


def _fits(cell: str, column: Column) -> bool:
    text = narrow(cell)
    if column.type in ("phone", "id_number", "disability_card"):
        return sum(map(str.isdigit, text)) >= SHORTEST_PHONE
    if column.type in ("name", "address", "unit"):
        return re.search(r"[^\W\d]", text) is not None
    if column.type not in PARSED:
        return True
    value = reader(column)(cell)
    if value.problem is not None:
        return False
    number = float(value.text) if value.text and column.type in ("money", "integer") else None
    return number is None or (column.min or 0) <= number <= (column.max or number)
