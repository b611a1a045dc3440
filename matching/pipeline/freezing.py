"""Freezing what a run may read: pending records, the roll, the open clues, what people said of pairs.

Belongs here: what goes into runs/<run_id>/inputs/. Does not belong here: anything that computes
(matching.pipeline.stages) or counts (matching.pipeline.committing).
"""

import json
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import structlog

from matching.casework import is_living, read_transitions
from matching.contracts import Cadence
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline import in_force
from matching.pipeline.histories import read_slips
from matching.pipeline.inspection import require_fresh_rolls
from matching.pipeline.measuring import earlier_measures
from matching.pipeline.people import raw_people
from matching.pipeline.provenance import provenance
from matching.pipeline.roll_changes import roll_changes
from matching.pipeline.rolls import snapshot
from matching.pipeline.run_folder import read_inputs
from matching.run import Run, write_table, write_text
from matching.shapes import ASKED, ASSIGNMENTS, CLUE_STATES, CORRECTED, HISTORY, RAW_PEOPLE, RECORDS, VERDICTS

log = structlog.get_logger()


def freeze(installation: Installation, cadence: Cadence, as_of: date) -> dict[str, Any] | None:
    """Freeze the inputs of the next run of that cadence and day; None if no accepted record waits.

    Raises ProcessingError where there is no roll, or none that is fresh enough to say who is covered.
    Writes runs/<run_id>/inputs/ and nothing into the ledger. What an earlier attempt left in the folder is removed. The configuration
    in force is kept first; the run reads nothing else from then on.
    """
    settings = installation.settings
    with reading(settings) as ledger:
        records, again = _pending(ledger, installation, cadence, as_of)
        if records.num_rows == 0:
            return None
        require_fresh_rolls(ledger, installation, as_of)
        made_with = provenance(settings, in_force.keep(settings))
        own = in_force.recall(settings, made_with.configuration)
        done = ledger.query("runs/count_runs", cadence=cadence.value, as_of=as_of)["runs"][0].as_py()
        run = Run(cadence=cadence, as_of=as_of, sequence=done + 1)
        snapshot_id, roll = snapshot(ledger, own, as_of)
        frozen = {
            "roll": roll,
            "reopened": again,
            "measures": earlier_measures(ledger, own, cadence, as_of),
            **moving_inputs(ledger, own, records, as_of),
            **_said(ledger, own, records, as_of),
        }
        drops = ledger.query("runs/select_drops", {"taken": records.select(["drop_id"])}).to_pylist()
    folder = settings.runs / run.run_id
    shutil.rmtree(folder, ignore_errors=True)
    feeds = sorted(set(records["feed"].to_pylist()))
    frozen |= {f"records/{feed}": records.filter(pc.equal(records["feed"], feed)) for feed in feeds}
    for name, table in frozen.items():
        write_table(table, folder / "inputs" / f"{name}.parquet")
    inputs = {
        "run_id": run.run_id,
        "feeds": feeds,
        "roll_snapshot": snapshot_id,
        "drops": drops,
        "provenance": made_with.model_dump(),
    }
    write_text(json.dumps(inputs, indent=2, sort_keys=True) + "\n", folder / "inputs" / "inputs.json")
    log.info("prepare", run=run.run_id, records=records.num_rows, roll=snapshot_id)
    return {"run_id": run.run_id, "feeds": feeds}


def _said(ledger: Ledger, installation: Installation, records: pa.Table, as_of: date) -> dict[str, pa.Table]:
    """What people and lists said up to the day: tables by the name of their file in inputs/."""
    return {
        "judgements": ledger.query("judging/select_verdicts", as_of=as_of).cast(VERDICTS),
        "asked_pairs": ledger.query("judging/select_asked_pairs").cast(ASKED),
        "assignments": ledger.query("placing/select_assignments", as_of=as_of).cast(ASSIGNMENTS),
        "roll_changes": roll_changes(ledger, installation, records),
    }


def _pending(ledger: Ledger, installation: Installation, cadence: Cadence, as_of: date) -> tuple[pa.Table, pa.Table]:
    """RECORDS that wait, and those of them that a run placed before: record_id, after (that run)."""
    feeds = [feed.code for feed in installation.feeds.values() if feed.cadence is cadence]
    pending = ledger.query("intake/list_pending_records", feeds=feeds, as_of=as_of)
    again = pending.filter(pc.not_equal(pending["after"], "")).select(["record_id", "after"])
    return pending.select(RECORDS.names).cast(RECORDS), again


def moving_inputs(ledger: Ledger, installation: Installation, records: pa.Table, as_of: date) -> dict[str, pa.Table]:
    """What other runs may change until this one commits: tables by the name of their file in inputs/.

    open_clues: RAW_PEOPLE and clue_id; clue_states: CLUE_STATES; corrected_clues: CORRECTED; history: HISTORY, never with one of the
    run's own records.
    """
    return {
        "open_clues": open_clues_now(ledger, installation),
        "clue_states": _clue_states(ledger, installation),
        "corrected_clues": _corrected_clues(ledger, records),
        "history": _history(ledger, installation, records, as_of),
    }


def _history(ledger: Ledger, installation: Installation, records: pa.Table, as_of: date) -> pa.Table:
    feeds = [feed.code for feed in installation.feeds.values() if feed.role == "clues"]
    taken = {"taken": records.select(["record_id", "replaces"])}
    return ledger.query("runs/select_history", taken, feeds=feeds, as_of=as_of, since=date(as_of.year - 1, 1, 1)).cast(HISTORY)


def _clue_states(ledger: Ledger, installation: Installation) -> pa.Table:
    """CLUE_STATES. Asked are the departments that have a slip to answer, or get one with a release to come."""
    table, asked = read_transitions(installation.settings.schemas), defaultdict[str, set[str]](set)
    for row in ledger.query("runs/list_requests_to_come").to_pylist():
        asked[row["clue_id"]].add(row["department"])
    for slip in read_slips(ledger, table):
        if slip.recipient_kind == "department" and is_living(slip.case, table):
            asked[slip.clue_id].add(slip.recipient)
    states = ledger.query("runs/select_clue_states").to_pylist()
    return pa.Table.from_pylist([state | {"asked": sorted(asked[state["clue_id"]])} for state in states], CLUE_STATES)


def open_clues_now(ledger: Ledger, installation: Installation) -> pa.Table:
    """The evidence of the clues that are open: RAW_PEOPLE and clue_id."""
    rows = ledger.query("runs/select_open_clue_records")
    parts = [RAW_PEOPLE.empty_table().append_column("clue_id", pa.array([], pa.string()))]
    for feed in sorted(set(rows["feed"].to_pylist())):
        of_feed = rows.filter(pc.equal(rows["feed"], feed))
        parts.append(raw_people(of_feed, installation.tables[feed]).append_column("clue_id", of_feed["clue_id"]))
    return pa.concat_tables(parts).sort_by("record_id")


def _corrected_clues(ledger: Ledger, records: pa.Table) -> pa.Table:
    """CORRECTED: for each of the records that corrects an earlier one, the open clues of that one."""
    pending = records.select(["record_id", "replaces"])
    return ledger.query("runs/select_corrected_clues", {"pending": pending}).cast(CORRECTED)


def is_stale(ledger: Ledger, installation: Installation, folder: Path) -> bool:
    """True if the open clues, or the units that answer for them, are no longer those the run was frozen with (a committed run is never stale)."""
    inputs = read_inputs(folder)
    if ledger.query("runs/select_run", run_id=inputs["run_id"]).num_rows:
        return False
    frozen = {name: pq.read_table(folder / "inputs" / f"{name}.parquet") for name in ("open_clues", "clue_states")}
    if not open_clues_now(ledger, installation).equals(frozen["open_clues"]):
        return True
    then, now = frozen["clue_states"], ledger.query("runs/select_clue_states")
    return any(then[name].to_pylist() != now[name].to_pylist() for name in ("clue_id", "unit"))


def refreeze(folder: Path, moving: dict[str, pa.Table]) -> None:
    """Replace what other runs changed; linking and triage must follow."""
    for name, table in moving.items():
        write_table(table, folder / "inputs" / f"{name}.parquet")
