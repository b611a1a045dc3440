"""待定派单 in the ledger: the records that nobody could place, and the units that people named for them.

Belongs here: reading what waits for a unit, writing what was said. Does not belong here: the form (matching.publish), what a named
unit does to a batch (matching.triage).
"""

import json
from collections import Counter
from typing import Any

import pyarrow as pa

from matching.codes import place_number
from matching.drops import Drop
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.validate.rows.asked import AskedPlaces


def asked_places(installation: Installation, drop: Drop) -> AskedPlaces:
    """What the check of a drop must know: the records that were without a unit, and the words that name one."""
    with reading(installation.settings) as ledger:
        waiting = {place_number(row["record_id"]): row["waiting"] for row in _unplaced(ledger)}
    outside = installation.assignments.assignment.outside
    return AskedPlaces(waiting, frozenset({*installation.district.unit_names, outside}))


def enter_assignments(ledger: Ledger, installation: Installation, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the units of accepted rows, with a line in the audit chain; returns counts by unit."""
    asked = {place_number(row["record_id"]): row["record_id"] for row in _unplaced(ledger)}
    rows = [_assignment(record, asked, installation, drop) for record in records.to_pylist()]
    ledger.append("assignments", pa.Table.from_pylist(rows))
    counts = dict(sorted(Counter(row["unit"] or "outside" for row in rows).items()))
    ledger.audit("assign", drop.drop_id, **counts)
    return counts


def _unplaced(ledger: Ledger) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ledger.query("placing/list_unplaced_records").to_pylist()
    return rows


def _assignment(record: dict[str, Any], asked: dict[str, str], installation: Installation, drop: Drop) -> dict[str, Any]:
    values, columns = json.loads(record["values"]), installation.assignments.assignment
    return {
        "assignment_id": record["record_id"],
        "place_no": values[columns.place],
        "record_id": asked[values[columns.place]],
        "unit": installation.district.unit_names.get(values[columns.unit]),
        "assigned_by": values[columns.assigned_by],
        "note": values.get(columns.note),
        "received_at": drop.received_at.isoformat(),
        "received_on": drop.received_on,
        "drop_id": drop.drop_id,
    }
