"""Measure what playing a run back costs beside the run itself: a month of a synthetic district.

Run: .venv/bin/python -m tests.benchmarks.bench_replay [--people 40000] [--json]
Limit: the replay costs at most 1.2 times the run. Both in a process of their own, like the scheduler's tasks. seconds: of the wall; cpu: of
the process and its children, which is steadier on a shared machine. The share is of CPU seconds.
"""

import argparse
import csv
import multiprocessing
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, replay, runs
from matching.pipeline.clock import SHANGHAI
from matching.settings import Settings
from matching.synthetic import synthesise
from tests.benchmarks.bench_intake import burnt
from tests.benchmarks.printing import show

DAY, MONTH = date(2026, 12, 7), "2026-11"


def deliver(home: Path, people: int) -> dict[str, int]:
    """A district's roll and its lists of a month, received and checked."""
    installation = open_installation(Settings(home=home, stable_seconds=0.05))
    district, moment = home / "synthetic", datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=SHANGHAI)
    synthesise(installation, district, people=people, seed=1, year=DAY.year)
    (roll,) = (district / "rolls").iterdir()
    reception.load_roll(installation, roll, moment)
    for drop in csv.DictReader((district / "drops.csv").open(encoding="utf-8")):
        if installation.feeds[drop["feed"]].cadence.value == "monthly" and drop["period"] == MONTH:
            target = installation.settings.inbox / drop["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(district / "drops" / drop["path"], target)
    groups = reception.sweep(installation, moment).groups
    taken = [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]
    return {"files": len(taken), "rows": sum(drop["rows_accepted"] for drop in taken)}


def run(installation: Installation) -> dict[str, Any]:
    """The run itself, released at its end."""
    summary = runs.run(installation, "monthly", DAY)
    return {name: summary[name] for name in ("run_id", "rows_in", "clues", "slips")}


def play_back(installation: Installation) -> dict[str, Any]:
    """The run played back."""
    (run_id,) = replay.runs_of(installation.settings, DAY)
    done = replay.replay(installation, run_id)
    return {"verdict": done.verdict.value, "tables": done.tables, "papers": done.papers}


def timed(work: str, home: Path) -> dict[str, Any]:
    """What a piece of work comes to, with its seconds."""
    import docxtpl  # noqa: F401 - what is imported once in the life of a process

    installation = open_installation(Settings(home=home))
    begun, cpu = time.perf_counter(), burnt()
    figures = {"run": run, "replay": play_back}[work](installation)
    return figures | {"seconds": round(time.perf_counter() - begun, 1), "cpu": round(burnt() - cpu, 1)}


def measure(people: int) -> dict[str, Any]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        figures: dict[str, Any] = {"people": people, "delivered": deliver(home, people)}
        for work in ("run", "replay"):
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
                figures[work] = process.submit(timed, work, home).result()
    return figures | {"share": round(figures["replay"]["cpu"] / figures["run"]["cpu"], 2)}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    show(measure(options.people), options.json)


if __name__ == "__main__":
    main()
