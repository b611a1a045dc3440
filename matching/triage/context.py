"""What a triage rule may ask about a record and the row itself does not say: the CONTEXT of a batch.

Belongs here: filling CONTEXT. Does not belong here: its columns (matching.triage.cases), earlier records (matching.triage.past).
"""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from matching.shapes import Bucket
from matching.triage.buckets import Placement
from matching.triage.case import Case
from matching.triage.cases import CONTEXT
from matching.triage.clues import age_on, amount_of, values_of
from matching.triage.household import RollView
from matching.triage.past import Past
from matching.triage.rules import TriageRules


def context_of(
    cases: Mapping[str, Case],
    placed: Mapping[str, Placement],
    rolls: RollView,
    past: Past,
    rules: TriageRules,
    as_of: date,
) -> pa.Table:
    """CONTEXT, one row a record."""
    rows = []
    for key, case in cases.items():
        household = rolls.household([case.person], placed[key].person_id)
        rows.append(
            {
                "record_id": key,
                "case_id": case.case_id,
                "kind": case.contract.clue.kind,
                "cadence": case.contract.cadence.value,
                "event_date": values_of(case).get(case.contract.clue.event_date),
                "amount": amount_of(case),
                "age": age_on(case.person, as_of),
                "is_plea": case.contract.code in rules.plea_feeds,
                "is_shock": case.contract.code in rules.shock_feeds,
                "closed_before": past.closed_clue(case.case_id) is not None,
                "on_roll": placed[key].bucket == Bucket.ENROLLED,
                "on_roll_household": bool(household.members),
                "household_groups": rolls.groups(household),
            }
        )
    return pa.Table.from_pylist(rows, CONTEXT)
