"""The real Airflow on a fresh home: from a dropped file to its receipt and its slips, with nobody touching anything."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from zhaoren_airflow import processes
from zhaoren_airflow.processes import Leader
from zhaoren_airflow.state import client, read_state

from matching.installation import open_installation
from matching.ledger import reading
from matching.pipeline.rehearsal import Mark, mark_file
from matching.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
DAY = "2026-12-18"
ROLL = "区民政局/救助对象名册"
FIRE = "区消防救援大队/火灾损失人员"
POLICE = "公安110/警情困难线索"
KILLED = ("sweep", "check", "link", "commit", "publish", "let_go")
"""Tasks whose process is killed, in the order in which they come."""
RECEIPT_SECONDS, SLIP_SECONDS = 60, 240


class Home:
    """A running installation in a temporary folder, marked as a rehearsal's: its mark alone fixes the date."""

    def __init__(self, root: Path) -> None:
        self.root = root
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "ZHAOREN"))}
        self._environment = {**clean, "ZHAOREN_HOME": str(root)}
        mark_file(Settings(home=root)).write_text(Mark(business_date=date.fromisoformat(DAY)).model_dump_json(), encoding="utf-8")

    def service(self, action: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "zhaoren_airflow.service", action]
        return subprocess.run(command, env=self._environment, cwd=self.root, capture_output=True, text=True, check=False)

    def drop(self, source: Path, folder: str) -> float:
        """Put a file into a drop folder; returns when."""
        target = self.root / "inbox" / folder / source.name
        shutil.copyfile(source, target.with_name(f".{target.name}.tmp"))
        target.with_name(f".{target.name}.tmp").replace(target)
        return time.monotonic()

    def receipts(self, folder: str) -> list[Path]:
        return sorted((self.root / "receipts" / folder).glob("回执_*.xlsx"))

    def slips(self) -> list[Path]:
        return sorted(path for path in (self.root / "outbox").rglob("*.docx") if not any(p.startswith(".") for p in path.parts))

    def status(self) -> dict[str, Any]:
        """What `zhaoren status --json` says."""
        command = [str(Path(sys.executable).with_name("zhaoren")), "status", "--json"]
        done = subprocess.run(command, env=self._environment, cwd=self.root, capture_output=True, text=True, check=True)
        content: dict[str, Any] = json.loads(done.stdout)
        return content

    def busy(self) -> bool:
        """True if Airflow has a run under way, or one that failed."""
        settings = Settings(home=self.root)
        state = read_state(settings)
        return any(run["state"] != "success" for run in client(settings, state).runs())

    def kill_task(self, name: str) -> bool:
        """kill -9 the process of a running task. False if that task does not run now."""
        with closing(sqlite3.connect(f"file:{self.root}/airflow/airflow.db?mode=ro", uri=True, timeout=60)) as database:
            query = "SELECT pid FROM task_instance WHERE task_id = ? AND state = 'running' AND pid IS NOT NULL"
            running = [pid for (pid,) in database.execute(query, [name])]
        for pid in running[:1]:
            os.kill(pid, signal.SIGKILL)
        return bool(running)

    def leaders(self) -> list[Leader]:
        """The first processes of the components, while they run."""
        return [Leader.model_validate(one) for one in json.loads((self.root / "airflow" / "service.json").read_text())["leaders"]]


def within(seconds: float, since: float, done: Callable[[], object], pace: float = 0.5) -> float:
    """Wait for `done`; returns the seconds it took, or fails."""
    while not done():
        assert time.monotonic() - since < seconds, f"not within {seconds} s"
        time.sleep(pace)
    return time.monotonic() - since


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from matching.synthetic import synthesise

    folder = tmp_path_factory.mktemp("district")
    synthesise(open_installation(Settings(home=folder / "home")), folder / "out", people=3000, seed=1, year=2026)
    return folder / "out"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("home"))
    started = made.service("up")
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        assert "make begin" in started.stdout
        leaders = made.leaders()
        assert all(processes.members(leader) for leader in leaders)
        yield made
    finally:
        stopped = made.service("down")
        assert stopped.returncode == 0, stopped.stdout
        assert [pid for leader in leaders for pid in processes.members(leader)] == []


def test_from_drop_to_slip(home: Home, district: Path, record_property: Callable[[str, object], None]) -> None:
    roll = next((district / "rolls").iterdir())
    began = home.drop(roll, ROLL)
    record_property("receipt_of_roll_seconds", within(RECEIPT_SECONDS, began, lambda: home.receipts(ROLL)))
    with (district / "drops.csv").open(encoding="utf-8", newline="") as stream:
        fires = [line["path"] for line in csv.DictReader(stream) if line["feed"] == "fire_loss" and line["arrives_on"] <= DAY]
    began = max(home.drop(district / "drops" / path, FIRE) for path in fires)
    record_property("receipts_seconds", within(RECEIPT_SECONDS, began, lambda: len(home.receipts(FIRE)) >= len(fires)))
    record_property("slip_seconds", within(SLIP_SECONDS, began, home.slips))


def test_tasks_killed_midway_leave_the_same_end(home: Home, district: Path) -> None:
    """kill -9 of running task processes: the retries find the work done or do it; nobody is lost or doubled."""
    with (district / "drops.csv").open(encoding="utf-8", newline="") as stream:
        calls = [line["path"] for line in csv.DictReader(stream) if line["feed"] == "police_110" and line["arrives_on"] <= DAY]
    before = home.status()
    began = home.drop(district / "drops" / calls[0], POLICE)
    for path in calls[1:]:
        home.drop(district / "drops" / path, POLICE)
    for name in KILLED:
        within(SLIP_SECONDS, began, partial(home.kill_task, name), pace=0.02)
    within(SLIP_SECONDS, began, lambda: len(home.receipts(POLICE)) >= len(calls))
    within(SLIP_SECONDS, began, lambda: not home.status()["pending"] and not home.busy())
    after = home.status()
    taken = [line for line in after["drops"] if line["table_code"] == "police_110"]
    assert sum(line["drops"] for line in taken) == len(calls)
    fresh = [run for run in after["runs"] if run not in before["runs"]]
    assert sum(run["feeds"]["police_110"]["rows_in"] for run in fresh) == sum(line["rows_accepted"] for line in taken) > 0
    assert all(len(list((home.root / "outbox").rglob(run["run_id"]))) > 0 for run in fresh)


def test_status_says_healthy_and_a_second_start_changes_nothing(home: Home) -> None:
    before = json.loads(home.service("status").stdout)
    assert before["healthy"] is True
    assert before["running"] == ["api-server", "scheduler", "dag-processor", "triggerer"]
    assert home.service("up").returncode == 0
    assert json.loads(home.service("status").stdout) == before


def test_nothing_listens_beyond_this_machine(home: Home) -> None:
    listening = [
        connection.laddr.ip
        for leader in home.leaders()
        for pid in processes.members(leader)
        for connection in psutil.Process(pid).net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_secrets_are_for_the_owner_only(home: Home) -> None:
    airflow = home.root / "airflow"
    assert airflow.stat().st_mode & 0o077 == 0
    assert {(airflow / name).stat().st_mode & 0o777 for name in ("secrets.json", "passwords.json")} == {0o600}


def test_pages_begin_in_chinese(home: Home) -> None:
    from urllib.request import urlopen

    address = json.loads(home.service("status").stdout)["address"]
    with urlopen(address) as page:
        text = page.read().decode()
    assert "localStorage.setItem('i18nextLng','zh-CN')" in text
    assert text.index("zh-CN") < text.index("<script type=")


def test_nobody_is_named_in_any_log_or_in_the_database(home: Home) -> None:
    """Logs of all components and tasks, and Airflow's database: counts, codes and rules, never a person."""
    with reading(Settings(home=home.root)) as ledger:
        records = ledger.query("runs/select_open_clue_records").to_pylist()
    assert len(records) >= 10
    personal = {
        text.encode()
        for record in records
        for column, text in json.loads(record["values"]).items()
        if column in ("name", "id_number", "phone", "address") and len(text) >= 2
    }
    personal |= {text.decode().encode("unicode_escape") for text in personal}
    files = [
        path for path in (home.root / "airflow").rglob("*") if path.is_file() and (".log" in path.name or ".db" in path.name)
    ]
    assert len(files) > 5
    found = []
    for path in files:
        content = path.read_bytes()
        found += [path.name for text in personal if text in content]
    assert found == []
