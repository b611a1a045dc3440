"""Which row of an earlier delivery a row corrects, as a correction workbook says.

Belongs here: reading back the columns that we added to it. Does not belong here: whether that row exists (earlier).
"""

import re

import numpy as np
import pyarrow as pa

from matching.validate.reading.sheets import Sheet
from matching.validate.rows.records import record_id
from matching.validate.table.layout import RECEIPT_TITLE, ROW_TITLE, Heading
from matching.validate.values.cells import narrow

RECEIPT_NUMBER = re.compile(r"^[0-9a-f]{16}$")
ROW_NUMBER = re.compile(r"^\d{1,7}(?:\.0)?$")


def origins_of(sheet: Sheet, heading: Heading, rows: np.ndarray) -> pa.Array:
    """For each data row (0-based) the row set aside that it corrects, as drop_id-row; null where it names none."""
    if not {RECEIPT_TITLE, ROW_TITLE} <= set(heading.titles):
        return pa.nulls(len(rows), pa.string())
    taken = pa.array(rows)
    receipts, numbers = (
        sheet.cells.column(heading.titles.index(title)).take(taken).to_pylist() for title in (RECEIPT_TITLE, ROW_TITLE)
    )
    return pa.array(
        [_origin(narrow(receipt).lower(), narrow(row)) for receipt, row in zip(receipts, numbers, strict=True)], pa.string()
    )


def _origin(receipt: str, row: str) -> str | None:
    if not (RECEIPT_NUMBER.match(receipt) and ROW_NUMBER.match(row)):
        return None
    return record_id(receipt, int(float(row)))
