"""A person found on the doorstep whose case the unit has already handled: it answers the slip that the unit was sent for the same person.

Belongs here: which records of a run do so. Does not belong here: what an answer does to a slip (matching.casework). A wrong answer would keep a
family from being visited, so much is asked: one whole number, the unit's own slip, and a result in the words of the form of feedback.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from matching.casework import Said, take
from matching.installation import Installation
from matching.ledger import Ledger
from matching.pipeline.feedback import desk_of
from matching.pipeline.histories import append_events, read_slips
from matching.pipeline.run_folder import records_of
from matching.shapes import Bucket
from matching.validate.values.cells import read_enum, spellings

Row = dict[str, Any]
SURE = "EXACT_ID"


def answer_handled(ledger: Ledger, installation: Installation, folder: Path, day: date) -> int:
    """Answer the slips of clues that handled records of a run joined; returns how many."""
    handled = {code for code, feed in installation.feeds.items() if feed.handled}
    sure = {row["record_id"] for row in pq.read_table(folder / "open_decisions.parquet").to_pylist() if row["rule"] == SURE}
    outcomes = {row["record_id"]: row for row in pq.read_table(folder / "outcomes.parquet").to_pylist()}
    joined = [
        record
        for record in records_of(folder).to_pylist()
        if record["feed"] in handled and record["record_id"] in sure and outcomes[record["record_id"]]["bucket"] == Bucket.MERGED
    ]
    if not joined:
        return 0
    desk = desk_of(installation)
    leads = {slip.clue_id: slip for slip in read_slips(ledger, desk.table) if slip.is_lead}
    answered = 0
    for record in joined:
        slip = leads.get(outcomes[record["record_id"]]["clue_id"])
        if slip is None or slip.recipient != record["source_unit"] or slip.case.state not in desk.table.open:
            continue
        said = _said(installation, record, day)
        taken = take(said, slip.case, desk) if said else None
        if taken and not taken.set_aside:
            append_events(ledger, slip, taken.events, record["record_id"])
            del leads[slip.clue_id]
            answered += 1
    ledger.audit("patrol", folder.name, answered=answered)
    return answered


def _said(installation: Installation, record: Row, day: date) -> Said | None:
    """What a handled record says, if it says a result that the form of feedback knows."""
    terms, form = installation.feeds[record["feed"]].handled, installation.feedback
    values = json.loads(record["values"])
    if terms is None or values.get(terms.column) != terms.word:
        return None
    result = read_enum(values.get(terms.result, ""), spellings(form.column(form.feedback.result))).text
    return Said(day, result=result, answered_on=date.fromisoformat(values[terms.visited_on])) if result else None
