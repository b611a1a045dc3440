"""Records that correct one which a clue was opened for: they are about that clue, whatever the values now say.

Belongs here: putting the sender's own word before the comparison of values. Does not belong here: finding out what a
record corrects (the pipeline asks the ledger), and whether its unit can still answer (matching.triage). Only open clues
are decided so, never the rolls.
"""

import pyarrow as pa

from matching.shapes import DECISIONS

RULE = "CORRECTION"
TOLD = "报送单位更正了此前报送的同一行"


def follow_corrections(decisions: pa.Table, ties: pa.Table) -> pa.Table:
    """DECISIONS against open clues with those of corrected records replaced. `ties`: shapes.CORRECTED."""
    clues: dict[str, str] = {}
    for tie in ties.to_pylist():
        clues.setdefault(tie["record_id"], tie["clue_id"])
    if not clues:
        return decisions
    rows = decisions.to_pylist()
    for row in rows:
        if row["record_id"] in clues:
            row |= {"decision": "match", "person_id": clues[row["record_id"]], "rule": RULE, "explanation": TOLD}
            row |= {"match_weight": None, "match_probability": None}
    return pa.Table.from_pylist(rows, schema=DECISIONS)
