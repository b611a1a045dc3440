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

from matching.contracts import Cadence
from matching.errors import ProcessingError, ZhaorenError
from matching.installation import Installation, open_installation
from matching.settings import Settings
from matching.synthetic import synthesise
from zhaoren_airflow import rehearsal, service, showing
from zhaoren_airflow.api import Client, Unreachable
from zhaoren_airflow.state import client
from zhaoren_airflow.steps import Steps

BUSINESS_DATE = date(2026, 12, 18)
PEOPLE = 40000
SEED = 1
DROPPED = {"weekly": "2026-W50", "monthly": "2026-11", "annual": "2026"}
"""Cadence → the period whose drops are delivered: one week, one month-end, the year-end."""
EVENTS = ("fire_loss", "traffic_accident")
"""The youngest drop of each of these event feeds is delivered too."""
DAGS = {"intake": "收件"} | {f"clues_{cadence.value}": f"找人·{cadence.chinese}" for cadence in Cadence}
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
        with rehearsal.alone(settings):
            _rehearse(settings, console)
    except ZhaorenError as error:
        console.print(f"[red]演示未完成: {error}[/red]", highlight=False, soft_wrap=True)
        return error.exit_code
    except KeyboardInterrupt:
        console.print("[red]演示被中断, Airflow 已停止。想重来, 请再运行 make demo[/red]")
        return 130
    console.print(f"演示完成, 用时 {(time.monotonic() - begun) / 60:.1f} 分钟; Airflow 已停止, 没有遗留进程", highlight=False)
    console.print("以上人员全部是虚构的。继续演练: make up; 正式使用: 先 make begin, 再 make up", highlight=False)
    return 0


def _rehearse(settings: Settings, console: Console) -> None:
    """The whole rehearsal on a cleared home. Raises ZhaorenError if it did not come to its end or something is missing."""
    rehearsal.clear(settings, BUSINESS_DATE)
    installation = open_installation(settings)
    try:
        with Steps(console) as steps:
            runs = play(installation, steps)
    finally:
        left = service.down(settings, lambda words: None)
    showing.show(installation, console)
    _verify(installation, runs, left)
    rehearsal.finish(settings)


def play(installation: Installation, steps: Steps) -> list[dict[str, Any]]:
    """Make the district, start Airflow, drop the roll, then the files; wait until all is done. Returns Airflow's runs."""
    settings = installation.settings
    district = settings.root / "synthetic"
    synthesise(
        installation,
        district,
        people=PEOPLE,
        seed=SEED,
        year=BUSINESS_DATE.year,
        progress=lambda stage, done, total: steps.at(f"虚构一个区: {stage}", done, total),
    )
    rehearsal.record(settings, [district / "rolls", district / "drops"])
    steps.at("启动 Airflow", 0, 1)
    state = service.up(settings, lambda words: steps.at("启动 Airflow", 0, 1, words))
    steps.at("启动 Airflow", 1, 1, state.address)
    rolls = sorted((district / "rolls").iterdir())
    department = installation.district.department(installation.roll.department).name
    for roll in rolls:
        put(roll, settings.inbox / department / installation.roll.title / roll.name)
    _await(lambda: _all_checked(installation, steps, "名册收件", 0, len(rolls)), "名册的回执")
    drops = chosen(district)
    for drop in drops:
        put(district / "drops" / drop.path, settings.inbox / drop.path)
    _await(lambda: _all_checked(installation, steps, "报送收件", len(rolls), len(drops)), "报送文件的回执")
    access, runs = client(settings, state), Runs()
    _await(lambda: runs.finished(access, steps), "全部流程结束")
    return runs.seen


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
    """Deliver a file the way a careful department does: written aside, then renamed. Never half a file in the inbox."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = source.with_name(f".{target.name}.tmp")
    shutil.copyfile(source, aside)
    aside.replace(target)


def _all_checked(installation: Installation, steps: Steps, step: str, before: int, wanted: int) -> bool:
    count = rehearsal.checked_drops(installation) - before
    steps.at(step, count, wanted)
    return count >= wanted


def _await(done: Callable[[], bool], what: str) -> None:
    """Raises ProcessingError if it takes longer than PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise ProcessingError(f"{PATIENCE / 60:.0f} 分钟内没有等到{what}")
        time.sleep(2)


class Runs:
    """Airflow's runs, as last seen."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def finished(self, access: Client, steps: Steps) -> bool:
        """True if an asset woke every DAG (a run by the clock alone may have found nothing) and none is under way."""
        try:
            self.seen = access.runs()
        except Unreachable:
            return False
        busy = {run["dag_id"] for run in self.seen if run["state"] in ("queued", "running")}
        woken = {run["dag_id"] for run in self.seen if run["run_type"] == "asset_triggered"}
        for dag, title in DAGS.items():
            steps.at(f"流程 {title}", int(dag in woken - busy), 1)
        return not busy and woken.issuperset(DAGS)


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


if __name__ == "__main__":
    sys.exit(main())
