"""Special aid that new evidence asks for beside an open clue: its departments get slips of their own (协办).

Belongs here: what joined an open clue in a run, and which departments must be told of it. Does not belong here: the unit's sheet of a
clue whose level rose (matching.triage.supplements), new clues (matching.triage.clues).
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from matching.triage.buckets import Placement
from matching.triage.case import Case
from matching.triage.clues import ClueWriter
from matching.triage.household import RollView
from matching.triage.levels import Fired, combine
from matching.triage.rules import Level, TriageRules

Row = dict[str, Any]


def joined_evidence(cases: Mapping[str, Case], placed: Mapping[str, Placement]) -> dict[str, list[Case]]:
    """The cases that joined each open clue in this run."""
    joined: dict[str, list[Case]] = defaultdict(list)
    for key, case in cases.items():
        if placed[key].clue_id and placed[key].opener is None:
            joined[str(placed[key].clue_id)].append(case)
    return joined


def requests_of(
    states: pa.Table,
    joined: Mapping[str, list[Case]],
    fired: Mapping[str, list[Fired]],
    rules: TriageRules,
    writer: ClueWriter,
    rolls: RollView,
) -> list[Row]:
    """CLUES rows of the open clues (CLUE_STATES) for which what joined them asks departments that have no slip of it to answer: told by the
    new evidence alone, with these departments, the clue's own unit, and the more pressing level of both."""
    rows = []
    for state in states.to_pylist():
        evidence = joined.get(state["clue_id"], [])
        judgement = combine((item for case in evidence for item in fired[case.record_id]), rules)
        departments = [key for key in writer.departments(judgement.aid) if key not in state["asked"]]
        if evidence and departments:
            told = writer.write(state["clue_id"], evidence, judgement, rolls.household([case.person for case in evidence], None))
            level = min(state["level"], judgement.level, key=lambda name: Level(name).rank)
            lead = f"(原文号{state['slip_no']})" if state["slip_no"] else ""
            own = {"unit": state["unit"], "unit_from": None, "level": level, "departments": departments, "follows": None}
            rows.append({**told, **own, "basis": f"本线索已由承办单位在办{lead},因下列新情况请协办;{told['basis']}"})
    return rows
