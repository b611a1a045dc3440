"""Writing a run into the ledger, inside one transaction.

Belongs here: what a run leaves in the ledger and how it is counted. Does not belong here: opening the
transaction and trying again (matching.pipeline.runs).
"""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.installation import Installation
from matching.ledger import Ledger
from matching.pipeline.counting import summarise
from matching.pipeline.patrols import answer_handled
from matching.pipeline.roll_news import roll_news
from matching.pipeline.run_folder import read_inputs, read_requests
from matching.run import Run
from matching.shapes import MOVED, Bucket

PERSONAL = [
    "name",
    "sex",
    "age",
    "birth",
    "id_number",
    "phone",
    "address",
    "register_address",
    "household",
    "benefits",
    "source",
    "evidence",
]
"""Columns of a clue that the ledger need not repeat: the record and the roll snapshot hold them."""

RAISED = ["clue_id", "level_before", "level", "level_rule", "reasons", "aid", "hardship"]
"""What the ledger keeps of a supplement."""

ASKED_OF = ["record_id", "pair_no", "subject_key", "person_id", "state", "answer_by", "match_weight", "rule"]
"""What the ledger keeps of a pair: who it is stays in the record, the roll and the run's folder."""


def commit_once(ledger: Ledger, installation: Installation, folder: Path) -> dict[str, Any]:
    """Append outcomes, links, clues and events of a run; returns its summary. A committed run is found done."""
    inputs = read_inputs(folder)
    run = Run.parse(inputs["run_id"])
    done = ledger.query("runs/select_run", run_id=run.run_id).to_pylist()
    if done:
        summary: dict[str, Any] = json.loads(done[0]["summary"])
        return summary
    outcomes, clues = pq.read_table(folder / "outcomes.parquet"), pq.read_table(folder / "clues.parquet")
    summary = summarise(folder)
    row = {"run_id": run.run_id, "cadence": run.cadence.value, "as_of": run.as_of, "sequence": run.sequence}
    row |= {"roll_snapshot": inputs["roll_snapshot"], "summary": json.dumps(summary, ensure_ascii=False, sort_keys=True)}
    ledger.append("runs", pa.Table.from_pylist([row]))
    _append_results(ledger, run, folder, outcomes, clues)
    answer_handled(ledger, installation, folder, run.as_of)
    ledger.audit("commit", run.run_id, **{key: summary[key] for key in ("rows_in", "clues", "slips")})
    return summary


def _append_results(ledger: Ledger, run: Run, folder: Path, outcomes: pa.Table, clues: pa.Table) -> None:
    reopened = pq.read_table(folder / "inputs" / "reopened.parquet")
    after = dict(zip(reopened["record_id"].to_pylist(), reopened["after"].to_pylist(), strict=True))
    followed = pa.array([after.get(name, "") for name in outcomes["record_id"].to_pylist()], pa.string())
    stamped = outcomes.append_column("run_id", _repeat(run.run_id, outcomes.num_rows)).append_column("after", followed)
    ledger.append("outcomes", stamped)
    asked = pq.read_table(folder / "review_pairs.parquet").select(ASKED_OF)
    ledger.append("review_pairs", asked.append_column("run_id", _repeat(run.run_id, asked.num_rows)))
    for against in ("roll", "open"):
        decisions = pq.read_table(folder / f"{against}_decisions.parquet")
        extra = {"run_id": run.run_id, "against": against}
        for name, value in extra.items():
            decisions = decisions.append_column(name, _repeat(value, decisions.num_rows))
        ledger.append("links", decisions)
    kept = clues.drop_columns(PERSONAL)
    ledger.append("clues", kept.append_column("run_id", _repeat(run.run_id, clues.num_rows)))
    evidence = outcomes.filter(pc.is_in(outcomes["bucket"], pa.array([Bucket.NEW.value, Bucket.MERGED.value])))
    ledger.append(
        "clue_evidence", evidence.select(["clue_id", "record_id"]).append_column("run_id", _repeat(run.run_id, evidence.num_rows))
    )
    supplements = pq.read_table(folder / "supplements.parquet").select(RAISED)
    ledger.append("supplements", supplements.append_column("run_id", _repeat(run.run_id, supplements.num_rows)))
    ledger.append("requests", _requests(run, folder))
    ledger.append("clue_events", _events(clues["clue_id"], "立案", run))
    ledger.append("clue_events", _events(_left_behind(ledger, folder, outcomes), "更正另立", run))
    ledger.append("clue_events", roll_news(ledger, folder, run))


def _requests(run: Run, folder: Path) -> pa.Table:
    asked = read_requests(folder).select(["clue_id", "departments"]).to_pylist()
    rows = [
        {"run_id": run.run_id, "clue_id": row["clue_id"], "department": department}
        for row in asked
        for department in row["departments"]
    ]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ("run_id", "clue_id", "department")]))


def _left_behind(ledger: Ledger, folder: Path, outcomes: pa.Table) -> pa.ChunkedArray:
    """The clues whose person a correction moved to another unit. They stay open, with that note once."""
    noted = set(ledger.query("runs/list_clues_left_behind")["clue_id"].to_pylist())
    moved = outcomes.filter(pc.equal(outcomes["rule"], MOVED))["record_id"]
    corrected = pq.read_table(folder / "inputs" / "corrected_clues.parquet")
    left = corrected.filter(pc.is_in(corrected["record_id"], moved.combine_chunks()))
    return pa.chunked_array([sorted(set(left["clue_id"].to_pylist()) - noted)], pa.string())


def _events(ids: pa.ChunkedArray, event: str, run: Run) -> pa.Table:
    size = len(ids)
    return pa.table(
        {
            "clue_id": ids,
            "event": _repeat(event, size),
            "on_day": pa.array([run.as_of] * size, pa.date32()),
            "run_id": _repeat(run.run_id, size),
        }
    )


def _repeat(value: str, size: int) -> pa.Array:
    return pa.array([value] * size, pa.string())
