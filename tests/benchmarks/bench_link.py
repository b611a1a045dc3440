"""Measure linkage: wall time, and quality against the truth, with 95 % intervals.

Run: .venv/bin/python tests/benchmarks/bench_link.py [--feed 20000] [--rolls 24000] [--seed 7 8 9] [--rates usual|other|hard] [--threads 0]
[--json]. Several seeds are several districts, counted together. hidden: share of the people on no roll whom a decision matches to
somebody; the error that matters.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from matching.installation import Installation, open_installation
from matching.pipeline.match import match_files
from tests.benchmarks.district import keep, make_district
from tests.benchmarks.figures import judge, judge_feeds
from tests.benchmarks.rates import RATES

__all__ = ["judge"]


def measure(options: argparse.Namespace, installation: Installation) -> dict[str, Any]:
    """Draw and link a district for every seed; the figures of all of them."""
    decisions, feeds, truth, summary = [], {}, {}, {"pairs": 0, "blocking": {}}
    wall, cpu = 0.0, 0.0
    for seed in options.seed:
        with tempfile.TemporaryDirectory() as scratch:
            folder = options.keep / f"{options.rates}-{seed}" if options.keep else Path(scratch)
            feed, rolls, known = make_district(installation, options.feed, options.rolls, seed, options.rates)
            keep(folder, feed, rolls, known)
            feeds |= {
                f"{seed}/{row}": kind for row, kind in zip(feed["record_id"].to_pylist(), feed["feed"].to_pylist(), strict=True)
            }
            truth |= {f"{seed}/{row}": person and f"{seed}/{person}" for row, person in known.items()}
            del feed, rolls
            begun, burnt = time.perf_counter(), time.process_time()
            done = match_files(folder / "feed.parquet", folder / "rolls.parquet", folder, installation, threads=options.threads)
            wall, cpu = wall + time.perf_counter() - begun, cpu + time.process_time() - burnt
            summary["pairs"] += done["pairs"]
            for name, counts in done["blocking"].items():
                summary["blocking"][name] = summary["blocking"].get(name, 0) + counts["pairs"]
            decisions += [
                row | {"record_id": f"{seed}/{row['record_id']}", "person_id": row["person_id"] and f"{seed}/{row['person_id']}"}
                for row in pq.read_table(folder / "decisions.parquet").to_pylist()
            ]
    table = pa.Table.from_pylist(decisions)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    times = {"wall_s": round(wall / len(options.seed), 2), "cpu_s": round(cpu / len(options.seed), 2), "peak_gib": round(peak, 2)}
    return judge(table, truth) | times | summary | {"feeds": judge_feeds(table, truth, feeds)}


def main() -> None:
    """Draw districts, link them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("feed", 20_000), ("rolls", 24_000), ("threads", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, nargs="+", default=[7])
    parser.add_argument("--rates", choices=tuple(RATES), default="usual")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep the files below this folder")
    options = parser.parse_args()
    figures = {"rates": options.rates, "seeds": options.seed} | measure(options, open_installation())
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))  # noqa: T201
        return
    feeds = figures.pop("feeds")
    for name, value in figures.items():
        print(f"{name:24} {value}")  # noqa: T201
    for feed, told in feeds.items():
        print(  # noqa: T201
            f"{feed:24} recall {told['recall']:.4f} {told['recall_95']} with review {told['recall_with_review']:.4f} "
            f"hidden {told['hidden_people']} of {told['off_roll']} {told['hidden_95']}"
        )


if __name__ == "__main__":
    main()
