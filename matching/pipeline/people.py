"""From a contract's columns to the person shape.

Belongs here: following a contract's `person` mapping over accepted records. Does not belong here: cleaning
(matching.standardise) and reading (matching.validate).
"""

import json
from typing import Any

import pyarrow as pa

from matching.contracts import RollContract, TableContract
from matching.shapes import PERSON, RAW_PEOPLE


def raw_people(records: pa.Table, contract: TableContract) -> pa.Table:
    """RECORDS of one table → RAW_PEOPLE in the same order. A field the contract does not map is null."""
    mapping = contract.person.used()
    rows: list[dict[str, Any]] = [json.loads(text) for text in records["values"].to_pylist()]
    people = {field: [row.get(mapping[field]) for row in rows] if field in mapping else None for field in PERSON}
    columns = {name: records[name] for name in ("record_id", "feed", "source_unit")}
    for field, cells in people.items():
        columns[field] = pa.nulls(len(rows), pa.string()) if cells is None else pa.array(cells, pa.string())
    return pa.table(columns).cast(RAW_PEOPLE)


def roll_rows(records: pa.Table, contract: TableContract, roll: RollContract) -> pa.Table:
    """RECORDS of a roll, or of its changes → the columns of roll_entries that a row itself says, its status, what else ends it and its row."""
    people = raw_people(records, contract)
    rows: list[dict[str, Any]] = [json.loads(text) for text in records["values"].to_pylist()]
    table = people.drop_columns(["record_id", "feed", "source_unit", "age", "register_address", "guardian_name", "guardian_id"])
    said = {
        "valid_from": roll.benefit_from,
        "valid_to": roll.benefit_to,
        "monthly_amount": roll.amount,
        "status": roll.status,
        "ended": roll.ended,
    }
    for field, column in said.items():
        table = table.append_column(field, pa.array([row.get(column) for row in rows], pa.string()))
    return table.append_column("row", records["row"])


def roll_people(roll: pa.Table) -> pa.Table:
    """A roll as of a day (one row a person) → RAW_PEOPLE with person_id in record_id and 'roll' in feed."""
    size = roll.num_rows
    columns: dict[str, Any] = {
        "record_id": roll["person_id"],
        "feed": pa.array(["roll"] * size, pa.string()),
        "source_unit": pa.nulls(size, pa.string()),
    }
    for field in PERSON:
        columns[field] = roll[field] if field in roll.column_names else pa.nulls(size, pa.string())
    return pa.table(columns).cast(RAW_PEOPLE)
