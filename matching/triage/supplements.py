"""Supplements: what new evidence adds to an open clue whose level it raises.

Belongs here: which clues rise, and the words of their supplements. Does not belong here: the sheet (matching.publish), new clues
(matching.triage.clues).
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from matching.district import District
from matching.triage.case import Case
from matching.triage.clues import distinct, identity, residence, say_before, say_source, values_of
from matching.triage.levels import Fired, combine
from matching.triage.past import Past
from matching.triage.rules import Level, TriageRules
from matching.triage.wording import hardship

Row = dict[str, Any]
SHOWN = ("name", "sex", "id_number", "phone")


def supplements_of(
    states: pa.Table,
    joined: Mapping[str, list[Case]],
    fired: Mapping[str, list[Fired]],
    past: Past,
    rules: TriageRules,
    district: District,
) -> list[Row]:
    """SUPPLEMENTS rows: the open clues (CLUE_STATES) for which what `joined` them in this run says a higher level than they have."""
    rows = []
    for state in states.to_pylist():
        evidence = joined.get(state["clue_id"], [])
        judgement = combine((item for case in evidence for item in fired[case.record_id]), rules)
        if evidence and Level(judgement.level).rank < Level(state["level"]).rank:
            people = [case.person for case in evidence]
            told = {name: text for name, text in identity(people).items() if name in SHOWN}
            rows.append(
                {
                    **{name: state[name] for name in ("clue_id", "unit", "slip_no")},
                    "level_before": state["level"],
                    **judgement._asdict(),
                    **told,
                    "address": residence(people),
                    "hardship": ";".join(distinct(hardship(case.contract, values_of(case)) for case in evidence)),
                    "source": ";".join(distinct(say_source(case, district) for case in evidence)),
                    "before": ";".join(say_before(past, evidence[0].case_id, district)),
                    "evidence": [case.record_id for case in evidence],
                }
            )
    return rows
