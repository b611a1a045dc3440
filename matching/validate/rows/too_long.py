"""Cells that do not fit into the correction workbook.

Belongs here: finding them in rows that go back. Does not belong here: cutting them (values, papers) and refusing a cut one that
comes back (rules). A long cell is no fault: only its sender must know that the workbook holds the beginning alone.
"""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import Heading
from matching.validate.values.cells import LONGEST, SHORTENED

MESSAGE = f"这一格超过 {LONGEST:,} 字，待更正工作簿里放不下，只有开头，末尾标着「{SHORTENED}」"
CURE = "请把全文粘贴到这一格（放不下的请精简），并删去这个标记；留着标记的会再次退回"


def too_long(sheet: Sheet, heading: Heading, rows: Iterable[int]) -> list[Finding]:
    """A finding for each such cell of the columns that are used; `rows`: 1-based rows that go back."""
    numbers = sorted(rows)
    place = pa.array([row - 1 for row in numbers], pa.int64())
    found = []
    for n in sorted(heading.columns.values()):
        long = pc.greater(pc.utf8_length(sheet.cells.column(n).take(place)), LONGEST).to_pylist()
        found += [
            Finding("CELL_TOO_LONG", Severity.ROW, MESSAGE, CURE, row, heading.titles[n])
            for row, cut in zip(numbers, long, strict=True)
            if cut
        ]
    return found
