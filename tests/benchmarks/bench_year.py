"""Measure how long a year of a district takes to play back: every list of every cadence, dropped on its day, and every run of it replayed.

Run: .venv/bin/python -m tests.benchmarks.bench_year --home FOLDER [--people 40000] [--until 2025-12-31] [--threads 2] [--json]
Limit: a year of 40,000 people is played back in under ten minutes. A home that holds runs already is only played back, so that several
ways of playing it back can be laid beside each other; making it takes the better part of an hour. No office answers, so that clues stay
open and every run has more to compare than it would have.
"""

import argparse
import csv
import shutil
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, replay, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.waking import wakeups
from matching.settings import Settings
from matching.synthetic import synthesise
from tests.benchmarks.bench_intake import burnt
from tests.benchmarks.printing import show

YEAR = 2025
"""Slips of its last days are due in the next, whose calendar is known."""


def make(home: Path, people: int, until: date) -> dict[str, Any]:
    """A district and its year until a day, day by day as the scheduler would play it."""
    installation = open_installation(Settings(home=home, stable_seconds=0))
    district = home / "synthetic"
    synthesise(installation, district, people=people, seed=1, year=YEAR)
    (roll,) = (district / "rolls").iterdir()
    reception.load_roll(installation, roll, _moment(date(YEAR, 1, 1)))
    drops = defaultdict[str, list[str]](list)
    for drop in csv.DictReader((district / "drops.csv").open(encoding="utf-8")):
        drops[drop["arrives_on"]].append(drop["path"])
    begun, cpu, day = time.perf_counter(), burnt(), date(YEAR, 1, 1)
    with Console(stderr=True).status("") as status:
        while day <= until:
            status.update(f"{day}")
            _play(installation, district, drops[day.isoformat()], day)
            day += timedelta(days=1)
    return {"seconds": round(time.perf_counter() - begun), "cpu": round(burnt() - cpu)}


def _play(installation: Installation, district: Path, drops: list[str], day: date) -> None:
    for path in drops:
        target = installation.settings.inbox / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(district / "drops" / path, target)
    if drops:
        for group in reception.sweep(installation, _moment(day)).groups:
            checking.check(installation, group["table"], group["drop_ids"])
    for cadence in wakeups(installation, day):
        runs.run(installation, cadence, day)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def play_back(home: Path, threads: int) -> dict[str, Any]:
    """Every run of a home played back by so many processes."""
    installation = open_installation(Settings(home=home, threads=threads))
    run_ids = replay.runs_of(installation.settings, date(YEAR, 1, 1))
    begun, cpu = time.perf_counter(), burnt()
    verdicts = Counter(done.verdict.value for done in replay.replays(installation, run_ids))
    seconds = time.perf_counter() - begun
    figures = {"runs": len(run_ids), "seconds": round(seconds), "cpu": round(burnt() - cpu)}
    return figures | {"seconds_a_run": round(seconds / max(len(run_ids), 1), 2), "verdicts": dict(sorted(verdicts.items()))}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--until", type=date.fromisoformat, default=date(YEAR, 12, 31))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures: dict[str, Any] = {"people": options.people}
    if not (options.home / "runs").exists():
        figures["year"] = make(options.home, options.people, options.until)
    figures[f"replay, {options.threads} threads"] = play_back(options.home, options.threads)
    show(figures, options.json)


if __name__ == "__main__":
    main()
