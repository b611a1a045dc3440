"""What lies in a run's folder, read.

Belongs here: the layout of the folder and reading of what several rooms ask of it. Does not belong here: making any of it
(matching.pipeline.freezing, matching.pipeline.stages) and what is hashed (matching.pipeline.sealing).

    inputs/inputs.json  inputs/records/<feed>.parquet  inputs/roll.parquet  inputs/open_clues.parquet
    inputs/clue_states.parquet  inputs/corrected_clues.parquet  inputs/history.parquet  inputs/judgements.parquet  inputs/asked_pairs.parquet  inputs/assignments.parquet  inputs/roll_changes.parquet
    inputs/reopened.parquet  inputs/measures.parquet
    standard/<feed>.parquet
    roll_decisions  open_decisions  clusters  pairs  questions  history_people  history_clusters  (.parquet)
    linkage.json: the model's version, and per blocking rule what it counted, made and cut
    outcomes  clues  supplements  requests  overlaps  review_pairs  (.parquet)
    published/: what the centre gets at once
    release.json  slips.parquet (written by the release)   released/: what the recipients get then
"""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from matching.run import Release
from matching.shapes import CLUES, RECORDS, STANDARD


def read_inputs(folder: Path) -> dict[str, Any]:
    """What the run was frozen with: run_id, feeds, roll_snapshot, drops (drop_id, table, sha256, received_on), provenance."""
    content: dict[str, Any] = json.loads((folder / "inputs" / "inputs.json").read_text(encoding="utf-8"))
    return content


def read_linkage_report(folder: Path) -> dict[str, Any]:
    """What linking counted: model, blocking (roll, open_clues, batch, history → rule → counted, cut_blocks, cut_pairs, pairs)."""
    content: dict[str, Any] = json.loads((folder / "linkage.json").read_text(encoding="utf-8"))
    return content


def standardised_feeds(folder: Path) -> list[str]:
    """The feeds whose standardised people are there; one that failed is left for the next run."""
    return [feed for feed in read_inputs(folder)["feeds"] if (folder / "standard" / f"{feed}.parquet").exists()]


def standard_people(folder: Path) -> pa.Table:
    tables = [pq.read_table(folder / "standard" / f"{feed}.parquet") for feed in standardised_feeds(folder)]
    return pa.concat_tables([STANDARD.empty_table(), *tables]).sort_by("record_id")


def records_of(folder: Path) -> pa.Table:
    """The records of the feeds that were standardised: what this run answers for."""
    tables = [pq.read_table(folder / "inputs" / "records" / f"{feed}.parquet") for feed in standardised_feeds(folder)]
    return pa.concat_tables([RECORDS.empty_table(), *tables]).sort_by("record_id")


def read_release(folder: Path) -> Release | None:
    """The release that was written into the folder, if there was one."""
    path = folder / "release.json"
    return Release.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def read_requests(folder: Path) -> pa.Table:
    """CLUES of the open clues for which a run asks further departments; a run from before that step asks none."""
    path = folder / "requests.parquet"
    return pq.read_table(path) if path.exists() else CLUES.empty_table()
