"""`python -m zhaoren_airflow.demo`: a synthetic district goes through the real thing, from drop folder to slip.

Belongs here: the order of the rehearsal, what is dropped, what must come out. Does not belong here: starting
Airflow (service), showing results (showing), the home it plays in (rehearsal). Only files are moved; the
scheduler does the rest.
"""

import csv
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from matching.errors import ProcessingError, ZhaorenError
from matching.installation import Installation, open_installation
from matching.settings import Settings
from zhaoren_airflow import rehearsal, service, showing
from zhaoren_airflow.api import Client, Unreachable

BUSINESS_DATE = date(2026, 12, 18)
PEOPLE = 12000
SEED = 1
DROPPED = {"weekly": "2026-W50", "monthly": "2026-11", "annual": "2026"}
"""Cadence → the period whose drops are delivered: one week, one month-end, the year-end."""
EVENTS = ("fire_loss", "traffic_accident")
"""The youngest drop of each of these event feeds is delivered too."""
DAGS = ("intake", "clues_event", "clues_weekly", "clues_monthly", "clues_annual")
BY_SCHEDULER = ("scheduled", "asset_triggered")
PATIENCE = 900.0


class Drop(NamedTuple):
    """One line of drops.csv."""

    path: Path
    feed: str
    period: str
    arrives_on: date


def main() -> int:
    """Play the rehearsal; returns the exit code. Whatever happens, Airflow is stopped."""
    os.environ["ZHAOREN_BUSINESS_DATE"] = BUSINESS_DATE.isoformat()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    settings, console, begun = Settings(), Console(), time.monotonic()
    try:
        rehearsal.clear(settings)
        installation = open_installation(settings)
        try:
            with _bars(console) as bars:
                runs = play(installation, bars)
        finally:
            left = service.down(settings, lambda words: None)
        rehearsal.close(installation)
        showing.show(installation, console)
        _verify(installation, runs, left)
    except ZhaorenError as error:
        console.print(f"[red]演示未完成: {error}[/red]", highlight=False)
        return error.exit_code
    console.print(f"演示完成, 用时 {(time.monotonic() - begun) / 60:.1f} 分钟; Airflow 已停止, 没有遗留进程", highlight=False)
    return 0


def play(installation: Installation, bars: Progress) -> list[dict[str, Any]]:
    """Make the district, start Airflow, drop the roll, then the files; wait until all is done. Returns Airflow's runs."""
    settings = installation.settings
    district = settings.root / "synthetic"
    _synthesise(installation, district, bars)
    step = bars.add_task("启动 Airflow", total=1)
    state = service.up(settings, lambda words: bars.update(step, description=f"启动 Airflow: {words}"))
    bars.update(step, completed=1, description=f"Airflow 已启动 {state.address}")
    access = service.client(settings, state)
    rolls = sorted((district / "rolls").iterdir())
    department = installation.district.department(installation.roll.department).name
    for roll in rolls:
        put(roll, settings.inbox / department / installation.roll.title / roll.name)
    step = bars.add_task("名册收件", total=len(rolls))
    _await_receipts(installation, len(rolls), lambda count: bars.update(step, completed=count), "名册的回执")
    drops = chosen(district)
    for drop in drops:
        put(district / "drops" / drop.path, settings.inbox / drop.path)
    step = bars.add_task("报送收件", total=len(drops))
    total = len(rolls) + len(drops)
    _await_receipts(installation, total, lambda count: bars.update(step, completed=count - len(rolls)), "报送文件的回执")
    return _await_runs(access, bars)


def chosen(district: Path) -> list[Drop]:
    """The drops of the rehearsal, from drops.csv."""
    with (district / "drops.csv").open(encoding="utf-8", newline="") as stream:
        lines = [
            Drop(Path(line["path"]), line["feed"], line["period"], date.fromisoformat(line["arrives_on"]))
            for line in csv.DictReader(stream)
        ]
    events = [
        max((line for line in lines if line.feed == feed and line.arrives_on <= BUSINESS_DATE), key=lambda line: line.arrives_on)
        for feed in EVENTS
    ]
    return [line for line in lines if line.period in DROPPED.values()] + events


def put(source: Path, target: Path) -> None:
    """Deliver a file the way a careful department does: written aside, then renamed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.tmp")
    shutil.copyfile(source, aside)
    aside.replace(target)


def _synthesise(installation: Installation, district: Path, bars: Progress) -> None:
    from matching.synthetic import synthesise

    steps: dict[str, TaskID] = {}

    def told(stage: str, done: int, total: int) -> None:
        if stage not in steps:
            steps[stage] = bars.add_task(f"生成虚构的区: {stage}", total=total)
        bars.update(steps[stage], completed=done, total=total)

    synthesise(installation, district, people=PEOPLE, seed=SEED, year=BUSINESS_DATE.year, progress=told)


def _await_receipts(installation: Installation, wanted: int, show: Callable[[int], None], what: str) -> None:
    def done() -> bool:
        count = rehearsal.checked_drops(installation)
        show(count)
        return count >= wanted

    _await(done, what)


def _await(done: Callable[[], bool], what: str) -> None:
    """Raises ProcessingError if it takes longer than PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise ProcessingError(f"{PATIENCE / 60:.0f} 分钟内没有等到{what}")
        time.sleep(2)


def _await_runs(access: Client, bars: Progress) -> list[dict[str, Any]]:
    """Wait until every DAG has a run that the scheduler made, and none is under way any more."""
    steps = {dag: bars.add_task(f"流程 {dag}", total=1) for dag in DAGS}
    runs: list[dict[str, Any]] = []

    def done() -> bool:
        nonlocal runs
        try:
            runs = access.runs()
        except Unreachable:
            return False
        busy = {run["dag_id"] for run in runs if run["state"] in ("queued", "running")}
        for dag in set(DAGS) - busy:
            bars.update(steps[dag], completed=int(_by_wake(runs, dag)))
        return not busy and all(_by_wake(runs, dag) for dag in DAGS)

    _await(done, "全部流程结束")
    return runs


def _by_wake(runs: list[dict[str, Any]], dag: str) -> bool:
    """True if an asset woke that DAG: a run by the clock alone may have found nothing to do."""
    return any(run["dag_id"] == dag and run["run_type"] == "asset_triggered" for run in runs)


def _verify(installation: Installation, runs: list[dict[str, Any]], left: list[int]) -> None:
    """Raises ProcessingError naming what is missing."""
    failed = sorted({run["dag_id"] for run in runs if run["state"] == "failed"})
    good = {run["dag_id"] for run in runs if run["state"] == "success" and run["run_type"] in BY_SCHEDULER}
    problems = [
        *(f"流程失败: {dag}" for dag in failed),
        *(f"没有成功的运行: {dag}" for dag in DAGS if dag not in good),
        *(f"进程没有停止: {pid}" for pid in left),
        *showing.missing(installation),
    ]
    if problems:
        raise ProcessingError("; ".join(problems))


def _bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=console,
    )


if __name__ == "__main__":
    sys.exit(main())
