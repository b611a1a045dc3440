"""kill -9 of intake at random moments, then intake again: every file archived once, one receipt each, no record twice."""

import hashlib
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import duckdb
import pytest

import matching
from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI
from matching.run import sha256_tree
from matching.settings import Settings
from tests.unit.pipeline.conftest import FIRE

MOMENT = datetime(2026, 12, 18, 9, 30, tzinfo=SHANGHAI)
OURS = str(Path(matching.__file__).parent)


def intake(installation: Installation) -> None:
    """What the intake tasks do; a file that waits for its twin's check is answered by the second sweep."""
    for _ in range(2):
        for group in reception.sweep(installation, MOMENT).groups:
            checking.check(installation, group["table"], group["drop_ids"])


def intake_until(settings: Settings, last: int, told: Path) -> None:
    """Run intake in this process; at the call of ours with number `last` the process is killed. Leaves the count of calls."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            calls += 1
            if calls == last:
                os.kill(os.getpid(), signal.SIGKILL)

    installation = open_installation(settings)
    sys.setprofile(count)
    intake(installation)
    sys.setprofile(None)
    told.write_text(str(calls), encoding="ascii")


def run_apart(settings: Settings, last: int, told: Path) -> int | None:
    child = multiprocessing.get_context("fork").Process(target=intake_until, args=(settings, last, told))
    child.start()
    child.join(120)
    return child.exitcode


def state(installation: Installation) -> dict[str, Any]:
    """What the ledger holds without the inode's clock and the order of the audit's lines and their covers (which file was told first
    depends on the moment of the kill), every receipt, the archive, and what is left in the inbox."""
    settings = installation.settings
    apart = {"drops": "ctime_ns", "repeats": "ctime_ns", "audit_log": "line, previous, hash"}
    with duckdb.connect(str(settings.ledger), read_only=True) as ledger:
        tables = [name for (name,) in ledger.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()]
        chosen = {table: f"* EXCLUDE ({apart[table]})" if table in apart else "*" for table in tables}
        told = dict.fromkeys(tables, "") | {"audit_log": "WHERE action <> 'cover'"}
        rows = {
            table: sorted(map(str, ledger.execute(f'SELECT {columns} FROM "{table}" {told[table]}').fetchall()))
            for table, columns in chosen.items()
        }
    return {
        **rows,
        "receipts": sha256_tree(settings.receipts),
        "papers": sorted(path.name for path in settings.receipts.rglob("*.xlsx")),
        "archive": sorted(path.name for path in (settings.archive / "drops").rglob("*") if path.is_file()),
        "inbox": sorted(path.name for path in settings.inbox.rglob("*") if path.is_file()),
    }


@pytest.fixture
def dropped(installation: Installation, drop_fire: Callable[..., Path]) -> Installation:
    """A list with its control file, the same list again, one with a faulty row, a zero report and a stray."""
    inbox = installation.settings.inbox
    whole = drop_fire(inbox)
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    whole.with_name(f"{whole.name}.sha256").write_text(f"{digest}  {whole.name}\n", encoding="utf-8")
    shutil.copy(whole, whole.with_name("同一份.xlsx"))
    drop_fire(inbox, [FIRE[2], [*FIRE[3][:7], "约五万"]], "另一份.xlsx")
    zero = inbox / "区残联" / "新认定残疾人员" / "零报告.txt"
    zero.parent.mkdir(parents=True, exist_ok=True)
    zero.write_text("本周无新增", encoding="gb18030")
    (inbox / "区残联" / "散放.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return installation


@pytest.mark.slow
@pytest.mark.parametrize("kills", [4, pytest.param(10, marks=pytest.mark.thorough)])
def test_intake_killed_at_random_moments_loses_and_doubles_nothing(dropped: Installation, tmp_path: Path, kills: int) -> None:
    start, told = dropped.settings.root, tmp_path / "calls"

    def home(name: str) -> Settings:
        shutil.copytree(start, tmp_path / name)
        return Settings(**{**dropped.settings.model_dump(), "home": tmp_path / name})

    clean = open_installation(home("clean"))
    intake(clean)  # here first: the processes that follow are copies of this one and find its caches warm, each alike
    expected = state(clean)
    assert len(expected["archive"]) == len(expected["drops"]) == 4
    assert len(expected["papers"]) == 6
    assert not expected["inbox"]
    counted = home("counted")
    assert run_apart(counted, 0, told) == 0
    assert state(open_installation(counted)) == expected
    for number, last in enumerate(sorted(Random(20261218).sample(range(1, int(told.read_text())), kills))):
        settings = home(f"try{number}")
        assert run_apart(settings, last, told) == -signal.SIGKILL
        installation = open_installation(settings)
        intake(installation)
        assert state(installation) == expected, f"killed at call {last}"
