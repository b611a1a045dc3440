"""What a weekly change of the rolls says of people with an open clue: an event of the clue, for whoever answers for it.

Belongs here: which changes of which people. Does not belong here: what a row did to the roll (matching.pipeline.roll_changes), and closing
anything: somebody has died, and the family may need more help than before.
"""

from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.ledger import Ledger
from matching.run import Run

SURE = "EXACT_ID"
"""Whoever is told that somebody has died may not go there: only a whole number with a compatible name says so."""
EVENTS = {"died": "名册死亡", "ended": "名册退出", "added": "名册纳入", "moved": "名册迁移"}
"""ROLL_CHANGES.change that is told → the event of the clue; its note says all that the row did to the roll."""
NEWS = pa.schema(
    [
        *((name, pa.string()) for name in ("clue_id", "event")),
        ("on_day", pa.date32()),
        ("run_id", pa.string()),
        ("note", pa.string()),
    ]
)


def roll_news(ledger: Ledger, folder: Path, run: Run) -> pa.Table:
    """NEWS of the run, at most one event of a kind for a clue and day."""
    changes = pq.read_table(folder / "inputs" / "roll_changes.parquet")
    decisions = pq.read_table(folder / "open_decisions.parquet").select(["record_id", "decision", "person_id", "rule"])
    sure = decisions.filter(pc.and_(pc.equal(decisions["decision"], "match"), pc.equal(decisions["rule"], SURE)))
    told = defaultdict[tuple[str, str], dict[str, None]](dict)
    for row in sure.join(changes, "record_id", join_type="inner").sort_by("record_id").to_pylist():
        if event := EVENTS.get(row["change"]):
            told[row["person_id"], event][row["told"]] = None
    known = {(row["clue_id"], row["event"]) for row in ledger.query("runs/list_clue_events_of_day", day=run.as_of).to_pylist()}
    rows = [
        {"clue_id": clue_id, "event": event, "on_day": run.as_of, "run_id": run.run_id, "note": ";".join(notes)}
        for (clue_id, event), notes in sorted(told.items())
        if (clue_id, event) not in known
    ]
    return pa.Table.from_pylist(rows, NEWS)
