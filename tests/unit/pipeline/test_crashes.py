"""kill -9 at any moment, then the same work again: the same final state as without the kill."""

import importlib
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
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
    ("matching.pipeline.committing", "_append_slips", "after"),
    ("matching.pipeline.runs", "commit", "after"),
    ("matching.pipeline.stages", "publish", "before"),
    ("matching.pipeline.stages", "publish", "after"),
    ("matching.pipeline.runs", "install", "before"),
    ("matching.pipeline.outbox.shutil", "copytree", "after"),
    ("matching.pipeline.runs", "copy_ledger", "before"),
    ("matching.run.pq", "write_table", "after"),
]
"""Module, function, and whether the process dies before the call or after it."""


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
    """Everything that counts: the ledger's rows, the outbox and receipts by hash, the inbox."""
    settings = installation.settings
    with duckdb.connect(str(settings.ledger), read_only=True) as ledger:
        tables = [row[0] for row in ledger.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()]
        clock = {table: " EXCLUDE (ctime_ns)" if table in ("drops", "repeats") else "" for table in tables}
        rows = {table: sorted(map(str, ledger.execute(f'SELECT *{clock[table]} FROM "{table}"').fetchall())) for table in tables}
    return {
        **rows,
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
def test_a_killed_process_changes_nothing_in_the_end(dropped: Installation, tmp_path: Path) -> None:
    start = dropped.settings.root
    expected: dict[str, Any] | None = None
    for number, moment in enumerate([None, *MOMENTS]):
        home = tmp_path / f"try{number}"
        shutil.copytree(start, home)
        settings = dropped.settings.model_copy(update={"home": home})
        settings.__dict__.pop("root", None)
        installation = open_installation(settings)
        if moment is not None:
            child = multiprocessing.get_context("fork").Process(target=die_at, args=(settings, *moment))
            child.start()
            child.join(120)
            assert child.exitcode == -signal.SIGKILL, f"{moment}: the process was not killed there"
        work(installation)
        found = state(installation)
        if expected is None:
            expected = found
            assert found["slips"]
            assert not found["inbox"]
            continue
        for key in expected:
            assert found[key] == expected[key], f"killed at {moment}: {key} differs"
