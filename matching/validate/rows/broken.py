"""Rows of which some bytes could not be read.

Belongs here: finding them, and again where they come back with our mark. Does not belong here: reading the bytes and writing the mark
(reading.encodings). A cell that holds the mark is nobody's name and nobody's number, whatever else it holds.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Severity
from matching.validate.reading.encodings import BROKEN
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import Heading

TOLD = (
    f"这一格有损坏的字节，读不出原来的字（标着「{BROKEN}」的地方）",
    "请对照原始资料补全这一格、删去标记后重新报送本行",
)


def broken(sheet: Sheet, heading: Heading, rows: np.ndarray) -> list[Finding]:
    """A finding for each cell of the data rows (0-based) that holds the mark, in whatever column."""
    taken = pa.array(rows)
    found = []
    for n, column in enumerate(sheet.cells.columns):
        hits = pc.match_substring(column.take(taken), BROKEN).to_numpy(zero_copy_only=False)
        title = heading.titles[n] if n < len(heading.titles) else ""
        found += [
            Finding("ROW_BROKEN", Severity.ROW, *TOLD, row, title or None) for row in (rows[hits.astype(bool)] + 1).tolist()
        ]
    return found
