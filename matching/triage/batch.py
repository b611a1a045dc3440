"""The triage of one batch: tables in, outcomes and clues out.

Belongs here: bringing the tables together and checking that nobody was lost. Does not belong here: any rule of
its own; see buckets, levels, household and clues.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from matching.errors import ProcessingError
from matching.shapes import CLUES, OUTCOMES, OVERLAPS, SUPPLEMENTS, Bucket
from matching.triage.buckets import Placement, place
from matching.triage.case import Case
from matching.triage.cases import CaseTables, open_cases
from matching.triage.categories import read_categories
from matching.triage.clues import ClueWriter, values_of
from matching.triage.context import context_of
from matching.triage.household import RollView
from matching.triage.input import TriageInput, cases_of
from matching.triage.levels import Fired, combine, fire
from matching.triage.past import Past
from matching.triage.requests import joined_evidence, requests_of
from matching.triage.rules import TriageRules
from matching.triage.supplements import supplements_of
from matching.triage.wording import hardship

Row = dict[str, Any]


@dataclass(frozen=True)
class Triaged:
    """Where every record ended, and the clues that were opened; both sorted by id."""

    outcomes: pa.Table
    """shapes.OUTCOMES"""
    clues: pa.Table
    """shapes.CLUES"""
    supplements: pa.Table
    """shapes.SUPPLEMENTS"""
    requests: pa.Table
    """shapes.CLUES: of open clues, for the departments that must be asked now"""
    overlaps: pa.Table
    """shapes.OVERLAPS"""


def triage(batch: TriageInput) -> Triaged:
    """Give every record exactly one bucket and open a clue for each new person.

    Raises ProcessingError if tables do not belong together or a record would be lost or doubled.
    """
    cases = cases_of(batch)
    rolls = RollView(batch.roll, batch.installation.district, read_categories(batch.installation.settings.schemas))
    placed = place(cases.values())
    past = Past(batch.history, cases, placed, rolls, batch.installation.feeds)
    context = context_of(cases, placed, rolls, past, batch.rules, batch.run.as_of)
    tables = CaseTables(batch.records, batch.people, context, past.events(batch.rules, batch.run.as_of), past.ties())
    with open_cases(batch.installation, tables) as view:
        fired = fire(view, batch.rules, batch.run.as_of)
    outcomes = [_outcome(case, cases, placed[key], fired.get(key, []), rolls, batch.rules) for key, case in cases.items()]
    writer, joined = ClueWriter(batch.run, batch.installation, rolls, past), joined_evidence(cases, placed)
    clues = _clues(batch.rules, cases, placed, fired, rolls, writer)
    raised = supplements_of(batch.clue_states, joined, fired, past, batch.rules, batch.installation.district)
    requests = requests_of(batch.clue_states, joined, fired, batch.rules, writer, rolls)
    triaged = Triaged(
        _table(outcomes, OUTCOMES, "record_id"),
        _table(clues, CLUES, "clue_id"),
        _table(raised, SUPPLEMENTS, "clue_id"),
        _table(requests, CLUES, "clue_id"),
        _table(rolls.overlaps(), OVERLAPS, "person_id"),
    )
    _check(batch, triaged)
    return triaged


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
        "reason": ";".join(filter(None, [placement.explanation, rolls.say_overlap(placement.person_id)])),
    }


def _clues(
    rules: TriageRules,
    cases: Mapping[str, Case],
    placed: Mapping[str, Placement],
    fired: Mapping[str, list[Fired]],
    rolls: RollView,
    writer: ClueWriter,
) -> list[Row]:
    """The clues of the run: the opening case first, then what joined it."""
    evidence: dict[str, list[Case]] = {key: [cases[key]] for key, placement in placed.items() if placement.opener == key}
    for key in cases:
        opener = placed[key].opener
        if opener and opener != key:
            evidence[opener].append(cases[key])
    clues = []
    for opener, joined in evidence.items():
        judgement = combine((item for case in joined for item in fired[case.record_id]), rules)
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
