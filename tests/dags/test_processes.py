"""Stopping for good: groups of their own, deaf ones, orphans, and ids that now belong to strangers."""

import os
import sys
import time
from pathlib import Path

import psutil
import pytest
from zhaoren_airflow import processes
from zhaoren_airflow.processes import Leader

CHILD = "import os, time; os.setpgid(0, 0); time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def started(tmp_path: Path, code: str) -> Leader:
    return processes.start("x", [sys.executable, "-c", code], dict(os.environ), tmp_path, tmp_path / "logs" / "x.log")


def family(tmp_path: Path, child: str, after: str) -> Leader:
    """A leader with one child, once the child runs."""
    leader = started(tmp_path, f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); {after}")
    end = time.monotonic() + 10
    while len(processes.members(leader)) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.3)
    return leader


def test_a_whole_session_ends_also_its_groups(tmp_path: Path) -> None:
    leader = family(tmp_path, CHILD, "time.sleep(60)")
    assert len(processes.members(leader)) == 2
    assert processes.stop([leader], 2) == []
    assert (processes.alive(leader), processes.members(leader)) == (False, [])
    assert not psutil.pid_exists(leader.pid)


def test_orphans_of_a_dead_leader_are_found_and_deaf_ones_killed(tmp_path: Path) -> None:
    leader = family(tmp_path, DEAF, "time.sleep(1)")
    time.sleep(1.5)
    assert not processes.alive(leader)
    assert len(processes.members(leader)) == 1
    assert processes.stop([leader], 1) == []
    assert processes.members(leader) == []


def test_a_stale_id_never_hits_a_stranger(tmp_path: Path) -> None:
    stranger = started(tmp_path, "import time; time.sleep(60)")
    stale = Leader(name="x", pid=stranger.pid, made=stranger.made - 100)
    try:
        assert not processes.alive(stale)
        assert processes.stop([stale], 0.2) == []
        assert processes.alive(stranger)
    finally:
        assert processes.stop([stranger], 2) == []


def test_the_output_before_is_kept_once(tmp_path: Path) -> None:
    for words in ("first", "second"):
        leader = started(tmp_path, f"print({words!r})")
        end = time.monotonic() + 10
        while processes.alive(leader) and time.monotonic() < end:
            time.sleep(0.05)
    log = tmp_path / "logs" / "x.log"
    assert log.read_text(encoding="utf-8") == "second\n"
    assert log.with_name("x.log.1").read_text(encoding="utf-8") == "first\n"


@pytest.mark.parametrize("pid", [2**22 - 1])
def test_an_id_nobody_has(pid: int) -> None:
    gone = Leader(name="x", pid=pid, made=0)
    assert (processes.alive(gone), processes.members(gone), processes.stop([gone], 0.1)) == (False, [], [])
