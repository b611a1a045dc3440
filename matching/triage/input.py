"""What triage is given: the tables of one run, and the cases they make.

Belongs here: bringing the tables together, record by record. Does not belong here: any rule (buckets, levels, household, clues).
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.run import Run
from matching.shapes import ASSIGNMENTS, CLUE_STATES, CORRECTED, QUESTIONS, ROLL_CHANGES
from matching.triage.case import Case
from matching.triage.past import History
from matching.triage.rules import TriageRules

Row = dict[str, Any]


@dataclass(frozen=True)
class TriageInput:
    """One run's accepted records and what was decided about them."""

    run: Run
    installation: Installation
    records: pa.Table
    """shapes.RECORDS"""
    people: pa.Table
    """shapes.STANDARD of the same records"""
    roll_decisions: pa.Table
    """shapes.DECISIONS against the rolls; person_id is the roll's person"""
    open_decisions: pa.Table
    """shapes.DECISIONS against the people of open clues; person_id is the clue_id"""
    clusters: pa.Table
    """shapes.CLUSTERS"""
    roll: pa.Table
    """The roll as of the day, one row a person: person_id, household_id, name, sex, birth_date, id_number, phone, township,
    village, address, category (joined with 、), monthly_amount, relation"""
    rules: TriageRules
    questions: pa.Table = field(default_factory=QUESTIONS.empty_table)
    """shapes.QUESTIONS: how each pair of a record stands that people were, or are to be, asked about."""
    corrected: pa.Table = field(default_factory=CORRECTED.empty_table)
    """shapes.CORRECTED: the open clues of what the records correct."""
    assignments: pa.Table = field(default_factory=ASSIGNMENTS.empty_table)
    """shapes.ASSIGNMENTS"""
    roll_changes: pa.Table = field(default_factory=ROLL_CHANGES.empty_table)
    """shapes.ROLL_CHANGES"""
    clue_states: pa.Table = field(default_factory=CLUE_STATES.empty_table)
    """shapes.CLUE_STATES"""
    history: History = field(default_factory=History)


def cases_of(batch: TriageInput) -> dict[str, Case]:
    """Every record with its person, decisions and cluster, by record_id in order."""
    records, people = _by_record(batch.records, "records"), _by_record(batch.people, "people")
    roll, open_clues = _by_record(batch.roll_decisions, "roll_decisions"), _by_record(batch.open_decisions, "open_decisions")
    clusters = _by_record(batch.clusters, "clusters")
    if records.keys() != people.keys():
        raise ProcessingError(f"triage: {len(records.keys() ^ people.keys())} records without a person, or the other way round")
    for name, table in (("roll_decisions", roll), ("open_decisions", open_clues), ("clusters", clusters)):
        if not table.keys() <= records.keys():
            raise ProcessingError(
                f"triage: {name} speak of {len(table.keys() - records.keys())} records that are not in the batch"
            )
    asked: dict[str, list[Row]] = defaultdict(list)
    for row in batch.questions.to_pylist():
        asked[row["record_id"]].append(row)
    ties: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in batch.corrected.to_pylist():
        ties[row["record_id"]].append((row["clue_id"], row["unit"]))
    assigned, changes = _by_record(batch.assignments, "assignments"), _by_record(batch.roll_changes, "roll_changes")
    cases = {}
    for key, record in sorted(records.items()):
        contract = batch.installation.feeds.get(record["feed"])
        if contract is None:
            raise ProcessingError(f"triage: feed={record['feed']}: no such feed")
        cluster = clusters.get(key) or {}
        cases[key] = Case(
            record={**record, "values": json.loads(record["values"] or "{}")},
            person=people[key],
            contract=contract,
            roll_decision=roll.get(key),
            open_decision=open_clues.get(key),
            case_id=cluster.get("cluster_id") or key,
            joined_by=cluster.get("rule"),
            questions=tuple(asked[key]),
            ties=tuple(ties[key]),
            assigned=assigned.get(key),
            change=changes.get(key),
        )
    return cases


def _by_record(table: pa.Table, name: str) -> dict[str, Row]:
    rows = {row["record_id"]: row for row in table.to_pylist()}
    if len(rows) != table.num_rows:
        raise ProcessingError(f"triage: {name}: {table.num_rows - len(rows)} records come twice")
    return rows
