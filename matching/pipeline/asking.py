"""Clerical review at the terminal: which pairs are open, and taking answers in.

Belongs here: bringing open pairs together with what the run's folder holds of both sides, and writing answers as the file that a
clerk would drop. Does not belong here: showing and asking (matching.cli_review), what an answer does (matching.pipeline.judging).
"""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline.reception import deliver
from matching.run import Run

SIDES = {"name": "姓名", "sex": "性别", "id_number": "身份证号", "birth": "出生日期", "phone": "电话", "address": "住址"}
"""What is compared of both sides, with its Chinese word."""


def open_pairs(installation: Installation, as_of: date) -> list[dict[str, Any]]:
    """The pairs that nobody judged yet, each once, the most urgent first, those of one record together. Raises ProcessingError if
    a run's folder is gone."""
    with reading(installation.settings) as ledger:
        rows = ledger.query("judging/list_open_pairs", as_of=as_of).to_pylist()
    told: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        run_id = row["run_id"]
        if run_id not in told:
            told[run_id] = _told(installation, run_id)
        pair = told[run_id][row["record_id"], row["pair_no"]]
        found.setdefault(row["pair_no"], _listed(row, pair))
    return list(found.values())


def _told(installation: Installation, run_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    path = installation.settings.runs / Run.parse(run_id).run_id / "review_pairs.parquet"
    if not path.exists():
        raise ProcessingError(f"run={run_id}: its folder is gone, and with it what its pairs look like")
    return {(row["record_id"], row["pair_no"]): row for row in pq.read_table(path).to_pylist()}


def _listed(row: Mapping[str, Any], pair: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("pair_no", "run_id", "answer_by", "match_weight")},
        "record_id": pair["shown"],
        "reason": pair["explanation"],
        "source": {side: pair[side] for side in SIDES},
        "roll": {side: pair[f"roll_{side}"] for side in SIDES},
    }


def answer(
    installation: Installation, answers: Sequence[tuple[str, str, str]], judged_by: str, received_at: datetime
) -> dict[str, Any]:
    """Take answers in: (number of the pair, word of the verdict, note). They go the way of every file: archived, checked, with a
    receipt. Returns the answer of the check. The first line holds the moment, so that a word said again is another file."""
    contract = installation.judgements
    columns = contract.judgement
    names = (columns.pair, columns.verdict, columns.judged_by, columns.note)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{contract.title}_终端_{received_at:%Y%m%d-%H%M%S}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([f"{contract.title} {received_at.isoformat()}"])
            writer.writerow([contract.column(name).header for name in names])
            writer.writerows((pair, word, judged_by, note) for pair, word, note in answers)
        return deliver(installation, contract, path, received_at)
