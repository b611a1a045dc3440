"""Reading a delivery in a process of its own: whatever the file is, this process lives on.

Belongs here: starting that process, waiting for it with a limit, and what its death says about the file. Does not belong
here: reading (reading), and what the process does (child). The child is spawned, never forked, and serves all files of
this process one after another; after a fork each process starts its own. The cells come back in a file without a name, so
that nothing of a list stays behind, whoever is killed when.
"""

import atexit
import json
import mmap
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import structlog

from matching.errors import ProcessingError
from matching.findings import Finding, Severity
from matching.settings import Settings
from matching.validate.reading.sheets import OLE, Book, Refused, Sheet, broken, too_large, too_slow

log = structlog.get_logger()
GLANCE = 0.05
"""Seconds between two looks at how much memory the child holds."""
ASKED_FOR = 2
"""Of the memory a process asks for it touches about half; the bound on what it asks for is so many times the other."""
BYTES_PER_TURN = 64 << 20
"""A file has read_seconds for each of these, begun or full."""
START_SECONDS = 60.0
SMALL = 4 << 20
"""An old workbook (.xls) of so few bytes fits the memory, unless it says sizes that are not true."""
CRASHES = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE")


class _Died(Exception):
    """The child is gone: `signal` is the number of the signal that ended it, 0 if it ended by itself."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


class _Late(Exception):
    """The child has not answered in time."""


class _Swollen(Exception):
    """The child holds more memory than it may."""


class _Child:
    """The reading process and the two pipes to it."""

    def __init__(self, mebibytes: int) -> None:
        self.mebibytes = mebibytes
        self.owner = os.getpid()
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "matching.validate.reading.child", str(ASKED_FOR * mebibytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        )

    def serves(self, mebibytes: int) -> bool:
        """True if the process lives, is ours and has this bound."""
        return (self.owner, self.mebibytes) == (os.getpid(), mebibytes) and self._process.poll() is None

    def ask(self, path: Path, out: Path, seconds: float) -> dict[str, Any]:
        """The child's answer about one file. Raises _Late, _Swollen and _Died; then the child cannot be asked again."""
        self._number += 1
        request = {"n": self._number, "path": str(path), "out": str(out), "seconds": seconds}
        deadline = time.monotonic() + seconds + (START_SECONDS if self._number == 1 else 0)
        try:
            self._send(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise _Died(self.end()) from error
        answer: dict[str, Any] = json.loads(self._line(deadline))
        if answer["n"] != self._number:
            raise ProcessingError("reader: answers another question")
        return answer

    def _send(self, line: bytes) -> None:
        pipe = self._process.stdin
        if pipe is not None:
            pipe.write(line)
            pipe.flush()

    def _line(self, deadline: float) -> bytes:
        pipe = self._process.stdout
        line = b""
        with selectors.DefaultSelector() as waiting:
            if pipe is not None:
                waiting.register(pipe, selectors.EVENT_READ)
            while pipe is not None and not line.endswith(b"\n"):
                if not waiting.select(GLANCE):
                    self._judge(deadline)
                    continue
                block = os.read(pipe.fileno(), 1 << 16)
                if not block:
                    raise _Died(self.end())
                line += block
        return line

    def _judge(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise _Late
        if psutil.Process(self._process.pid).memory_info().rss > self.mebibytes << 20:
            raise _Swollen

    def end(self) -> int:
        """End the process if it still runs; the number of the signal that ended it, 0 if none did."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return max(-(self._process.returncode or 0), 0)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self.end()


_current: _Child | None = None
_one_at_a_time = threading.Lock()


def read_apart(path: Path, settings: Settings) -> Book:
    """All visible sheets of a file, as matching.validate.reading.formats.read gives them, read in a bounded process. Raises Refused
    for what is no table and for what cannot be read within the bounds; ProcessingError if the process cannot work."""
    if not path.is_file():
        raise ProcessingError("reader: no such file")
    settings.root.mkdir(parents=True, exist_ok=True)
    seconds = settings.read_seconds * (1 + path.stat().st_size // BYTES_PER_TURN)
    with _one_at_a_time, tempfile.TemporaryFile(dir=settings.root) as cells:
        answer = _ask(path, Path(f"/proc/{os.getpid()}/fd/{cells.fileno()}"), seconds, settings.read_mib)
        if "refused" in answer:
            raise Refused(*answer["refused"])
        if "memory" in answer:
            raise too_large()
        if "failed" in answer:
            log.warning("read", failed=answer["failed"])
            raise broken()
        names = [*answer["sheets"], *answer["hidden"]]
        sheets = _sheets(cells.fileno(), names, answer["delimited"], answer["merged"])
        seen = len(answer["sheets"])
        return Book(sheets[:seen], tuple(_finding(notice) for notice in answer["notices"]), sheets[seen:])


def _ask(path: Path, out: Path, seconds: float, mebibytes: int) -> dict[str, Any]:
    child = _child(mebibytes)
    try:
        answer = child.ask(path, out, seconds)
    except _Late as late:
        stop()
        log.warning("read", too_slow=seconds)
        raise too_slow() from late
    except _Swollen as swollen:
        stop()
        log.warning("read", too_large=mebibytes)
        raise too_large() from swollen
    except _Died as death:
        _forget()
        log.warning("read", died=death.signal)
        raise _verdict(death, path) from death
    if answer["last"]:
        stop()
    return answer


def _verdict(death: _Died, path: Path) -> Refused:
    """An engine that trips over the file leaves it broken; one that was stopped had asked for too much memory: for what the file
    holds, or for what a small file that is not packed says and cannot hold."""
    if not death.signal:
        raise ProcessingError("reader: ended before it answered")
    number = signal.Signals(death.signal)
    lies = number is signal.SIGABRT and path.stat().st_size <= SMALL and _is_unpacked(path)
    return broken() if lies or number.name in CRASHES else too_large()


def _is_unpacked(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(OLE)) == OLE


def _child(mebibytes: int) -> _Child:
    global _current
    if _current is not None and not _current.serves(mebibytes):
        stop()
    if _current is None:
        _current = _Child(mebibytes)
    return _current


def _forget() -> None:
    global _current
    _current = None


@atexit.register
def stop() -> None:
    """End the reading process, if this process has one. The next file starts a fresh one."""
    if _current is not None and _current.owner == os.getpid():
        _current.kill()
    _forget()


os.register_at_fork(after_in_child=_forget)


def _finding(notice: list[Any]) -> Finding:
    rule, severity, message, cure, row, column = notice
    return Finding(rule, Severity(severity), message, cure, row, column)


def _sheets(source: int, names: list[str], delimited: list[str], merged: list[Any]) -> tuple[Sheet, ...]:
    """The sheets of an answer, mapped into memory: pages nobody looks at are never loaded."""
    if not names:
        return ()
    pages = mmap.mmap(source, 0, access=mmap.ACCESS_READ)
    cells = pa.BufferReader(pa.py_buffer(pages))
    return tuple(
        Sheet(
            name, pa.ipc.open_stream(cells).read_all(), pages, text, tuple((tuple(first), tuple(last)) for first, last in areas)
        )
        for name, text, areas in zip(names, delimited, merged, strict=True)
    )
