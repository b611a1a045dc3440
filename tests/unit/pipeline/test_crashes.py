"""kill -9 at any moment, then the same work again: the same final state as without the kill."""

import importlib
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import duckdb
import pytest

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.asking import open_pairs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.verifying import verify
from matching.run import sha256_tree
from matching.settings import Settings

DAY = date(2026, 12, 18)
MOMENT = datetime(2026, 12, 18, 9, 30, tzinfo=SHANGHAI)

MOMENTS = [
    ("matching.intake.store", "take", "after"),
    ("matching.pipeline.reception", "record", "before"),
    ("matching.pipeline.reception", "record", "after"),
    ("matching.intake.store", "remove", "after"),
    ("matching.validate.papers.receipt", "write_receipt", "before"),
    ("matching.validate.papers.receipt", "write_receipt", "after"),
    ("matching.pipeline.checking", "check_drop", "after"),
    ("matching.pipeline.runs", "prepare", "after"),
    ("matching.pipeline.stages", "standardise_feed", "after"),
    ("matching.pipeline.stages", "link", "after"),
    ("matching.pipeline.stages", "triage", "before"),
    ("matching.pipeline.committing", "_append_results", "after"),
    ("matching.pipeline.runs", "commit", "after"),
    ("matching.pipeline.stages", "publish", "before"),
    ("matching.pipeline.stages", "publish", "after"),
    ("matching.pipeline.runs", "install", "before"),
    ("matching.pipeline.outbox.shutil", "copytree", "after"),
    ("matching.pipeline.runs", "copy_ledger", "before"),
    ("matching.pipeline.releasing", "_enter", "after"),
    ("matching.pipeline.releasing", "_send", "before"),
    ("matching.pipeline.stages", "release", "after"),
    ("matching.pipeline.releasing", "install", "after"),
    ("matching.run.pq", "write_table", "after"),
]
"""Module, function, and whether the process dies before the call or after it."""
JUDGING = [
    ("matching.validate.papers.receipt", "write_receipt", "after"),
    ("matching.pipeline.roles", "enter_judgements", "after"),
    ("matching.pipeline.stages", "triage", "after"),
    ("matching.pipeline.committing", "_append_results", "after"),
]
"""The same for a form of clerical review that came back, and the run that follows it."""


def work(installation: Installation) -> None:
    """What the scheduler's tasks do, in their order; a repeated call goes on where the last one died."""
    for group in reception.sweep(installation, MOMENT).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    runs.run(installation, "event", DAY)


def die_at(settings: Settings, module: str, function: str, when: str) -> None:
    """Run the work in this process and kill it at the given moment."""
    home = importlib.import_module(module.removesuffix(".shutil").removesuffix(".pq"))
    holder: Any = getattr(home, module.rsplit(".", 1)[1]) if module.endswith((".shutil", ".pq")) else home
    original = getattr(holder, function)

    def fatal(*arguments: Any, **named: Any) -> Any:
        if when == "after":
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(holder, function, fatal)
    work(open_installation(settings))


def state(installation: Installation) -> dict[str, Any]:
    """Everything that counts: the ledger's rows without the inode's clock and the covers that hold it, the outbox and receipts by hash, the inbox."""
    settings = installation.settings
    with duckdb.connect(str(settings.ledger), read_only=True) as ledger:
        tables = [row[0] for row in ledger.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()]
        told = dict.fromkeys(("drops", "repeats"), "* EXCLUDE (ctime_ns)")
        told["audit_log"] = "line, action, subject, CASE WHEN action <> 'cover' THEN detail END"
        chosen = {table: told.get(table, "*") for table in tables}
        rows = {table: sorted(map(str, ledger.execute(f'SELECT {chosen[table]} FROM "{table}"').fetchall())) for table in tables}
    return {
        **rows,
        "faults": verify(installation).faults,
        "outbox": {folder.name: sha256_tree(folder) for folder in settings.outbox.iterdir() if folder.name != "中心"},
        "centre": sha256_tree(settings.outbox / "中心", "*.xlsx"),
        "receipts": sha256_tree(settings.receipts),
        "inbox": [path.name for path in settings.inbox.rglob("*") if path.is_file()],
        "aside": [path.name for path in settings.outbox.rglob(".*")],
    }


@pytest.fixture
def dropped(installation: Installation, roll_file: Path, drop_fire: Callable[..., Path]) -> Installation:
    reception.load_roll(installation, roll_file, MOMENT)
    drop_fire(installation.settings.inbox)
    return installation


@pytest.mark.slow
def test_a_process_killed_at_every_fourth_moment_changes_nothing_in_the_end(dropped: Installation, tmp_path: Path) -> None:
    assert end_of_all(dropped, MOMENTS[::4], tmp_path)["slips"]


@pytest.mark.thorough
def test_a_killed_process_changes_nothing_in_the_end(dropped: Installation, tmp_path: Path) -> None:
    assert end_of_all(dropped, MOMENTS, tmp_path)["slips"]


def test_a_killed_process_loses_and_doubles_no_judgement(dropped: Installation, tmp_path: Path) -> None:
    work(dropped)
    (pair,) = open_pairs(dropped, DAY)
    form = dropped.settings.inbox / "中心" / "人工研判" / "研判.csv"
    form.parent.mkdir(parents=True, exist_ok=True)
    form.write_text(f"配对编号,研判结论,研判人\n{pair['pair_no']},同一人,孙晓梅\n", encoding="utf-8-sig")
    found = end_of_all(dropped, JUDGING, tmp_path)
    assert (len(found["judgements"]), len(found["runs"])) == (1, 2)


def end_of_all(dropped: Installation, moments: list[tuple[str, str, str]], tmp_path: Path) -> dict[str, Any]:
    """The state in the end, the same without a kill and after a kill at each of the moments; two are tried at a time."""
    settings = dropped.settings
    homes = [tmp_path / f"try{number}" for number in range(len(moments) + 1)]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
        expected, *found = processes.map(end_after, repeat(settings), homes, [None, *moments])
    for moment, end in zip(moments, found, strict=True):
        for key in expected:
            assert end[key] == expected[key], f"killed at {moment}: {key} differs"
    assert not expected["inbox"]
    assert not expected["faults"]
    return expected


def end_after(settings: Settings, home: Path, moment: tuple[str, str, str] | None) -> dict[str, Any]:
    """The state of a copy of the installation after the work, which was killed at the moment and done again."""
    shutil.copytree(settings.root, home)
    settings = settings.model_copy(update={"home": home})
    settings.__dict__.pop("root", None)
    if moment is not None:
        child = multiprocessing.get_context("fork").Process(target=die_at, args=(settings, *moment))
        child.start()
        child.join(120)
        assert child.exitcode == -signal.SIGKILL, f"{moment}: the process was not killed there"
    installation = open_installation(settings)
    work(installation)
    return state(installation)
