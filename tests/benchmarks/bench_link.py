"""Measure linkage: wall time, and quality against the truth.

Run: .venv/bin/python tests/benchmarks/bench_link.py [--feed 20000] [--rolls 24000] [--seed 7] [--threads 0] [--json]
hidden: share of the people on no roll whom a decision matches to somebody; the error that matters.
"""

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from matching.installation import open_installation
from matching.pipeline.match import match_files
from tests.benchmarks.district import make_district


def judge(decisions: pa.Table, truth: dict[str, str | None]) -> dict[str, Any]:
    """Precision and recall of matches, hidden rate, what review adds, and the errors of each rule."""
    rows = decisions.to_pylist()
    on_roll = sum(person is not None for person in truth.values())
    off_roll = len(truth) - on_roll
    matched = [row for row in rows if row["decision"] == "match"]
    review = [row for row in rows if row["decision"] == "review"]
    right = sum(row["person_id"] == truth[row["record_id"]] for row in matched)
    seen = sum(truth[row["record_id"]] is not None and row["person_id"] == truth[row["record_id"]] for row in review)
    hidden = [row for row in matched if truth[row["record_id"]] is None]
    precision, recall = right / max(len(matched), 1), right / max(on_roll, 1)
    return {
        "precision": round(precision, 5),
        "recall": round(recall, 5),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 5),
        "recall_with_review": round((right + seen) / max(on_roll, 1), 5),
        "hidden": round(len(hidden) / max(off_roll, 1), 6),
        "covered_wrongly": sum(row["rule"] == "EXACT_ID" and row["person_id"] != truth[row["record_id"]] for row in matched),
        "review_share": round(len(review) / len(rows), 5),
        "review_right": round(seen / max(len(review), 1), 4),
        "rules": dict(sorted(Counter(row["rule"] for row in rows).items())),
        "wrong_by_rule": dict(
            sorted(Counter(row["rule"] for row in matched if row["person_id"] != truth[row["record_id"]]).items())
        ),
        "missed_by_rule": dict(
            sorted(
                Counter(row["rule"] for row in rows if row["decision"] == "new" and truth[row["record_id"]] is not None).items()
            )
        ),
    }


def main() -> None:
    """Draw a district, link it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("feed", 20_000), ("rolls", 24_000), ("seed", 7), ("threads", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep the files here")
    options = parser.parse_args()
    installation = open_installation()
    feed, rolls, truth = make_district(installation, options.feed, options.rolls, options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(feed, folder / "feed.parquet")
        pq.write_table(rolls, folder / "rolls.parquet")
        pq.write_table(pa.table({"record_id": list(truth), "person_id": list(truth.values())}), folder / "truth.parquet")
        del feed, rolls
        begun, burnt = time.perf_counter(), time.process_time()
        summary = match_files(folder / "feed.parquet", folder / "rolls.parquet", folder, installation, threads=options.threads)
        wall, cpu = time.perf_counter() - begun, time.process_time() - burnt
        figures = judge(pq.read_table(folder / "decisions.parquet"), truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    figures |= {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "peak_gib": round(peak, 2), "pairs": summary["pairs"]}
    figures["blocking"] = {name: counts["pairs"] for name, counts in summary["blocking"].items()}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))  # noqa: T201
        return
    for name, value in figures.items():
        print(f"{name:20} {value}")  # noqa: T201


if __name__ == "__main__":
    main()
