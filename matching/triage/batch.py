"""The triage of one batch: tables in, outcomes and clues out.

Belongs here: bringing the tables together and checking that nobody was lost. Does not belong here: any rule of
its own; see buckets, levels, household and clues.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.run import Run
from matching.shapes import CLUES, CORRECTED, OUTCOMES, QUESTIONS, Bucket
from matching.triage.buckets import Case, Placement, place
from matching.triage.cases import CaseTables, open_cases
from matching.triage.categories import read_categories
from matching.triage.clues import ClueWriter, values_of
from matching.triage.context import context_of
from matching.triage.household import RollView
from matching.triage.levels import Fired, combine, fire
from matching.triage.past import History, Past
from matching.triage.rules import TriageRules
from matching.triage.wording import hardship

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
    history: History = field(default_factory=History)


@dataclass(frozen=True)
class Triaged:
    """Where every record ended, and the clues that were opened; both sorted by id."""

    outcomes: pa.Table
    """shapes.OUTCOMES"""
    clues: pa.Table
    """shapes.CLUES"""


def triage(batch: TriageInput) -> Triaged:
    """Give every record exactly one bucket and open a clue for each new person.

    Raises ProcessingError if tables do not belong together or a record would be lost or doubled.
    """
    cases = _cases(batch)
    rolls = RollView(batch.roll, batch.installation.district, read_categories(batch.installation.settings.schemas))
    placed = place(cases.values())
    past = Past(batch.history, cases, placed, rolls, batch.installation.feeds)
    context = context_of(cases, placed, rolls, past, batch.rules, batch.run.as_of)
    tables = CaseTables(batch.records, batch.people, context, past.events(batch.rules, batch.run.as_of), past.ties())
    with open_cases(batch.installation, tables) as view:
        fired = fire(view, batch.rules, batch.run.as_of)
    outcomes = [_outcome(case, cases, placed[key], fired.get(key, []), rolls, batch.rules) for key, case in cases.items()]
    clues = _clues(batch, cases, placed, fired, rolls, past)
    triaged = Triaged(_table(outcomes, OUTCOMES, "record_id"), _table(clues, CLUES, "clue_id"))
    _check(batch, triaged)
    return triaged


def _cases(batch: TriageInput) -> dict[str, Case]:
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
        )
    return cases


def _by_record(table: pa.Table, name: str) -> dict[str, Row]:
    rows = {row["record_id"]: row for row in table.to_pylist()}
    if len(rows) != table.num_rows:
        raise ProcessingError(f"triage: {name}: {table.num_rows - len(rows)} records come twice")
    return rows


def _outcome(
    case: Case, cases: Mapping[str, Case], placement: Placement, fired: list[Fired], rolls: RollView, rules: TriageRules
) -> Row:
    unit, unit_from = (cases[placement.opener] if placement.opener else case).located()
    roll_unit = rolls.unit_of(rolls.person(placement.person_id))
    if not unit and roll_unit:
        unit, unit_from = roll_unit, "roll"
    is_clue = case.contract.role == "clues"
    return {
        "record_id": case.record_id,
        "feed": case.record["feed"],
        "bucket": placement.bucket.value,
        "rule": placement.rule,
        "person_id": placement.person_id,
        "clue_id": placement.clue_id,
        "unit": unit if placement.bucket != Bucket.OUTSIDE else None,
        "unit_from": unit_from if placement.bucket != Bucket.OUTSIDE else None,
        "level": combine(fired, rules).level if is_clue else None,
        "hardship": hardship(case.contract, values_of(case)),
        "reason": placement.explanation,
    }


def _clues(
    batch: TriageInput,
    cases: Mapping[str, Case],
    placed: Mapping[str, Placement],
    fired: Mapping[str, list[Fired]],
    rolls: RollView,
    past: Past,
) -> list[Row]:
    """The clues of the run: the opening case first, then what joined it."""
    evidence: dict[str, list[Case]] = {key: [cases[key]] for key, placement in placed.items() if placement.opener == key}
    for key in cases:
        opener = placed[key].opener
        if opener and opener != key:
            evidence[opener].append(cases[key])
    writer = ClueWriter(batch.run, batch.installation, rolls, past)
    clues = []
    for opener, joined in evidence.items():
        judgement = combine((item for case in joined for item in fired[case.record_id]), batch.rules)
        household = rolls.household([case.person for case in joined], None)
        clues.append(writer.write(str(placed[opener].clue_id), joined, judgement, household))
    return clues


def _table(rows: Iterable[Row], schema: pa.Schema, key: str) -> pa.Table:
    return pa.Table.from_pylist(sorted(rows, key=lambda row: str(row[key])), schema=schema)


def _check(batch: TriageInput, triaged: Triaged) -> None:
    """Law 1: as many outcomes as records, and a clue for each record that says it opened one."""
    if triaged.outcomes["record_id"].to_pylist() != sorted(batch.records["record_id"].to_pylist()):
        raise ProcessingError("triage: outcomes are not the batch's records, one each")
    opened = Counter(triaged.clues["clue_id"].to_pylist())
    new = Counter(row["clue_id"] for row in triaged.outcomes.to_pylist() if row["bucket"] == Bucket.NEW)
    if new != opened or any(count > 1 for count in opened.values()):
        raise ProcessingError("triage: clues and the records that opened them do not agree")
