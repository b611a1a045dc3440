"""Data rows → matching.shapes.RECORDS for the accepted, matching.shapes.UNENTERED for the others.

Belongs here: the record's id and its JSON. Does not belong here: which rows are accepted (check).
"""

import json
import re
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.drops import Drop
from matching.shapes import RECORDS, UNENTERED
from matching.validate.rows.frame import Frame
from matching.validate.rows.repeats import SERIAL
from matching.validate.rows.too_wide import TOO_WIDE
from matching.validate.values.identity import IdStatus, classify

BLOCK = 50_000
ESCAPED = r'["\\\x00-\x1f]'


def record_id(drop_id: str, row: int) -> str:
    """The name of a data row: its drop and its 1-based row of the sender's sheet."""
    return f"{drop_id}-{row:06d}"


def make_records(frame: Frame, kept: np.ndarray, origins: pa.Array, drop: Drop, contract: TableContract, period: str) -> pa.Table:
    """The kept rows (a mask over the frame's rows) as records, in the order of the sender's sheet; `origins` as in RECORDS."""
    rows = frame.rows[kept]
    count = len(rows)
    written, keys = _written(frame, kept, contract)
    columns = {
        "record_id": _record_ids(drop.drop_id, rows),
        "drop_id": _constant(drop.drop_id, count),
        "feed": _constant(contract.code, count),
        "source_unit": _constant(drop.unit, count),
        "period": _constant(period, count),
        "row": pa.array(rows, pa.int32()),
        "values": written,
        "row_key": keys,
        "origin": origins.filter(pa.array(kept)),
        "replaces": _constant(None, count),
    }
    return pa.table(columns, schema=RECORDS)


def make_unentered(
    frame: Frame,
    repeated: np.ndarray,
    kept: np.ndarray,
    origins: pa.Array,
    drop: Drop,
    contract: TableContract,
    faults: Mapping[int, set[str]],
) -> pa.Table:
    """The rows that are not kept: repeated ones and (all others) those set aside. `faults`: row → its columns at fault."""
    left = ~kept
    count = int(left.sum())
    columns = {
        "drop_id": _constant(drop.drop_id, count),
        "row": pa.array(frame.rows[left], pa.int32()),
        "fate": pc.if_else(pa.array(repeated[left]), "repeated", "set_aside"),
        "origin": origins.filter(pa.array(left)),
        "same_as": _constant(None, count),
        "said": pa.array(_said(frame, left, contract, faults), pa.string()),
        "reason": _constant(None, count),
    }
    return pa.table(columns, schema=UNENTERED)


def _said(frame: Frame, left: np.ndarray, contract: TableContract, faults: Mapping[int, set[str]]) -> Iterator[str | None]:
    """What each of these rows says beside its faults, as JSON; null where that names nobody, or the row has no fault. A
    number that only counts the rows is left out: it changes with the list."""
    telling = [name for name in (contract.person.name, contract.person.id_number) if name]
    serial = re.compile(SERIAL)
    for start in range(0, len(left), BLOCK):
        mask = left[start : start + BLOCK]
        rows = frame.values.slice(start, BLOCK).filter(pa.array(mask)).to_pylist()
        for row, cells in zip(frame.rows[start : start + BLOCK][mask].tolist(), rows, strict=True):
            wrong = faults.get(row, ())
            if TOO_WIDE in wrong:
                sure = classify(cells.get(contract.person.id_number or "") or "") is IdStatus.VALID
                cells = {name: cells.get(name) for name in telling} if sure else {}
            said = {name: cell for name, cell in cells.items() if cell and name not in wrong and not serial.match(cell)}
            named = row in faults and any(name in said for name in telling)
            yield json.dumps(said, ensure_ascii=False, sort_keys=True) if named else None


def _written(frame: Frame, kept: np.ndarray, contract: TableContract) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """JSON and key of the kept rows, block by block: what they are made of never stands in memory for all rows."""
    kept_columns = [column.name for column in contract.columns if column.kept and column.name in frame.values.column_names]
    strings = pa.schema([(name, pa.string()) for name in kept_columns])
    written, keys = [], []
    for start in range(0, len(kept), BLOCK):
        block = frame.values.select(kept_columns).slice(start, BLOCK).filter(pa.array(kept[start : start + BLOCK])).cast(strings)
        written.append(_json(block))
        keys.append(_row_key(block, contract, written[-1]))
        pa.default_memory_pool().release_unused()
    return pa.chunked_array(written, pa.string()), pa.chunked_array(keys, pa.string())


def _constant(text: str | None, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _record_ids(drop_id: str, rows: np.ndarray) -> pa.Array:
    """`record_id` of many rows."""
    numbers = pc.utf8_lpad(pa.array(rows).cast(pa.string()), len(record_id("", 0)) - 1, "0")
    return pc.binary_join_element_wise(drop_id, numbers, "-")


def _json(table: pa.Table) -> pa.Array:
    """One JSON object a row, keys sorted, blank cells left out."""
    members = [_members(name, table.column(name).combine_chunks()) for name in sorted(table.column_names)]
    inner = pc.binary_join_element_wise(*members, ", ", null_handling="skip")
    return pc.binary_join_element_wise("{", inner, "}", "")


def _row_key(values: pa.Table, contract: TableContract, written: pa.Array) -> pa.Array:
    """The values of contract.unique as a JSON array; the whole row where one of them is blank, or only counts the rows."""
    if not contract.unique or not set(contract.unique) <= set(values.column_names):
        return written
    cells = [_telling(values.column(name).combine_chunks(), contract.column(name).type) for name in contract.unique]
    key = pc.binary_join_element_wise("[", pc.binary_join_element_wise(*cells, ", ", null_handling="emit_null"), "]", "")
    return pc.coalesce(key, written)


def _telling(column: pa.Array, kind: str) -> pa.Array:
    counts = pc.match_substring_regex(column, SERIAL) if kind == "text" else pa.scalar(False)
    return pc.if_else(counts, pa.scalar(None, pa.string()), _quoted(column))


def _quoted(column: pa.Array) -> pa.Array:
    """Texts as JSON strings. Where no text needs escaping, quotes around it are all."""
    if not pc.any(pc.match_substring_regex(column, ESCAPED)).as_py():
        return pc.binary_join_element_wise('"', column, '"', "", null_handling="emit_null")
    encoded = column.dictionary_encode()
    written = [json.dumps(text, ensure_ascii=False) for text in encoded.dictionary.to_pylist()]
    return pa.array(written, pa.string()).take(encoded.indices)


def _members(name: str, column: pa.Array) -> pa.Array:
    """`"name": "text"` for each cell, null for a blank one; each distinct text is written once."""
    return pc.binary_join_element_wise(json.dumps(name), _quoted(column), ": ", null_handling="emit_null")
