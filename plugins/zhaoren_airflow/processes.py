"""Processes that outlive their starter: start in a session of their own, find again, stop for good.

Belongs here: signals and process ids. Does not belong here: what the processes do.
A process is known by its id and the time it was made, so that a stale id in a file never hits a stranger.
Its children, their children, and those that made a process group of their own share its session.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from matching.strict import Strict

REAPING = 10.0
"""Seconds within which the system's first process has taken the dead off its list."""


class Leader(Strict):
    """The first process of a session."""

    name: str
    pid: int
    made: float
    """Seconds since 1970, by the system's process table."""


def start(name: str, command: Sequence[str], environment: dict[str, str], folder: Path, log: Path) -> Leader:
    """Start a command in a session of its own; its output goes to `log`, the output before that to `log`.1."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Leader(name=name, pid=process.pid, made=psutil.Process(process.pid).create_time())


def _listed(leader: Leader) -> bool:
    """True while the process table still names it, if only as a zombie; our own children are reaped by asking."""
    with suppress(ChildProcessError):
        os.waitpid(leader.pid, os.WNOHANG)
    try:
        return bool(abs(psutil.Process(leader.pid).create_time() - leader.made) < 1)
    except psutil.NoSuchProcess:
        return False


def alive(leader: Leader) -> bool:
    """True if that very process runs (a zombie does not)."""
    try:
        process = psutil.Process(leader.pid)
        return bool(abs(process.create_time() - leader.made) < 1 and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def members(leader: Leader) -> list[int]:
    """Ids of all running processes of the leader's session, also after the leader itself has died."""
    try:
        if abs(psutil.Process(leader.pid).create_time() - leader.made) >= 1:
            return []
    except psutil.NoSuchProcess:
        pass
    return [process.pid for process in psutil.process_iter() if _in_session(process, leader.pid)]


def _in_session(process: psutil.Process, session: int) -> bool:
    try:
        return os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, PermissionError, psutil.NoSuchProcess):
        return False


def stop(leaders: Sequence[Leader], patience: float) -> list[int]:
    """Ask the leaders to end, give them `patience` seconds, then end what is left of their sessions.

    Returns the ids of processes that would not end."""
    for leader in leaders:
        if alive(leader):
            _signal(leader.pid, signal.SIGTERM)
    _wait(lambda: not any(alive(leader) for leader in leaders), patience)
    for how, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        for pid in _all(leaders):
            _signal(pid, how)
        if _wait(lambda: not _all(leaders), seconds):
            break
    _wait(lambda: not any(_listed(leader) for leader in leaders), REAPING)
    return _all(leaders)


def _all(leaders: Sequence[Leader]) -> list[int]:
    return [pid for leader in leaders for pid in members(leader)]


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, how)


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    """Wait until `done`; True if it came true in time."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
