"""Which row of an earlier delivery a row corrects, as a correction workbook says.

Belongs here: reading back the columns that we added to it. Does not belong here: whether that row exists (earlier).
"""

import re

import numpy as np
import pyarrow as pa

from matching.findings import Finding, Severity
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


def drop_of(origin: str) -> str:
    """The delivery of a row set aside."""
    return origin.rpartition("-")[0]


def correction_of_another(folders: list[str]) -> Finding:
    """The finding for a correction workbook whose rows were set aside in other folders."""
    message = "这是另一个文件夹的待更正工作簿，不是本文件夹的，没有登记"
    return Finding("WRONG_FOLDER", Severity.FILE, message, f"请放入文件夹：{' 或 '.join(folders)}")
