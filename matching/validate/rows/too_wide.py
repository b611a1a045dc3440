"""Rows of a text file that have more cells than there are headings.

Belongs here: finding them, and again where they come back with our mark. Does not belong here: writing the mark (papers). A comma
within an amount or a text cuts the cell in two: each value behind it stands one column too far to the right.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import Heading
from matching.validate.values.cells import SURPLUS

TOLD = (
    "多出一列，多半是金额或文字里有逗号而没有加引号，逗号后面的内容都错了位",
    "请去掉逗号或改用 xlsx 后重新报送本行；在待更正工作簿里改的，请把各格内容放回正确的列，并删去标记",
)
TOO_WIDE = "ROW_TOO_WIDE"
"""The rule of such a row. Of what it says only a valid number, and the name beside it, certainly stand in their columns."""


def _surplus_columns(sheet: Sheet, heading: Heading) -> range:
    """Columns behind the last heading; none in a workbook, where they are notes beside the table."""
    last = max((n for n, title in enumerate(heading.titles) if title), default=-1)
    return range(last + 1, sheet.cells.num_columns) if sheet.delimited else range(0)


def too_wide(sheet: Sheet, heading: Heading, rows: np.ndarray) -> list[Finding]:
    """A finding for each data row (0-based) that has something there, or of which a cell still bears the mark of it."""
    taken = pa.array(rows)
    found = np.zeros(len(rows), dtype=bool)
    for n in _surplus_columns(sheet, heading):
        found |= _mask(pc.not_equal(sheet.cells.column(n).take(taken), ""))
    for n in heading.columns.values():
        found |= _mask(pc.match_substring(sheet.cells.column(n).take(taken), SURPLUS))
    return [Finding(TOO_WIDE, Severity.ROW, *TOLD, row) for row in (rows[found] + 1).tolist()]


def _mask(cells: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(cells.to_numpy(zero_copy_only=False), dtype=bool)
