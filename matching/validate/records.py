"""Accepted rows → matching.shapes.RECORDS.

Belongs here: the record's id and its JSON. Does not belong here: which rows are accepted (check).
"""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.drops import Drop
from matching.shapes import RECORDS
from matching.validate.frame import Frame


def make_records(frame: Frame, kept: np.ndarray, drop: Drop, contract: TableContract, period: str) -> pa.Table:
    """The kept rows (a mask over the frame's rows) as records, in the order of the sender's sheet."""
    rows = frame.rows[kept]
    count = len(rows)
    columns = {
        "record_id": pa.array([f"{drop.drop_id}-{row:06d}" for row in rows.tolist()], pa.string()),
        "drop_id": _constant(drop.drop_id, count),
        "feed": _constant(contract.code, count),
        "source_unit": _constant(drop.unit, count),
        "period": _constant(period, count),
        "row": pa.array(rows, pa.int32()),
        "values": _json(frame.values.filter(pa.array(kept))),
    }
    return pa.table(columns, schema=RECORDS)


def _constant(text: str | None, count: int) -> pa.Array:
    return pa.array([text] * count, pa.string())


def _json(table: pa.Table) -> pa.Array:
    """One JSON object a row, keys sorted, blank cells left out."""
    members = [_members(name, table.column(name).combine_chunks()) for name in sorted(table.column_names)]
    inner = pc.binary_join_element_wise(*members, ", ", null_handling="skip")
    return pc.binary_join_element_wise("{", inner, "}", "")


def _members(name: str, column: pa.Array) -> pa.Array:
    """`"name": "text"` for each cell, null for a blank one; each distinct text is written once."""
    encoded = column.dictionary_encode()
    key = json.dumps(name)
    written = [f"{key}: {json.dumps(text, ensure_ascii=False)}" for text in encoded.dictionary.to_pylist()]
    return pa.array(written, pa.string()).take(encoded.indices)
