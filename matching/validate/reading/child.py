"""The process that reads what strangers sent: python -m matching.validate.reading.child <MiB it may use>.

Belongs here: answering requests, one JSON line each on stdin and stdout, and the bounds the process sets itself. Does not
belong here: who asks (apart). Imports only what reading needs, so that it starts in a fraction of a second.
A request: {"n": number, "path": file, "out": file to write, "seconds": longest time}. An answer: {"n", …} with one of
"sheets" (names; their cells are in `out`, one Arrow stream each), "delimited" (the delimiters of text), "merged" (their merged areas of several rows), "notices" and "hidden" (names); "refused" (rule, message, cure);
"memory" (it does not fit); "failed" (name of an error that nobody foresaw).
"""

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from matching.validate.reading.formats import read
from matching.validate.reading.sheets import Book, Refused

GRACE = 5
"""Seconds beyond the limit after which the process ends itself, should nobody be left to end it."""
ENOUGH = 300
"""A process that once used so many MiB gives them back by ending after its answer."""


def bound(mebibytes: int) -> None:
    """Never use more memory than this, never leave a core dump of somebody's list."""
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Read one file."""
    try:
        book = read(Path(request["path"]))
        _write(book, Path(request["out"]))
    except Refused as refusal:
        finding = refusal.finding
        return {"refused": [finding.rule, finding.message, finding.cure]}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001 - whatever a file brings about, the next one is read
        return {"failed": type(error).__name__}
    return {
        "sheets": [sheet.name for sheet in book.sheets],
        "delimited": [sheet.delimited for sheet in (*book.sheets, *book.hidden)],
        "merged": [sheet.merged for sheet in (*book.sheets, *book.hidden)],
        "notices": [list(notice) for notice in book.notices],
        "hidden": [sheet.name for sheet in book.hidden],
    }


def _write(book: Book, out: Path) -> None:
    with pa.OSFile(str(out), "wb") as sink:
        for sheet in (*book.sheets, *book.hidden):
            with pa.ipc.new_stream(sink, sheet.cells.schema) as stream:
                stream.write_table(sheet.cells)


def peak() -> int:
    """The most memory this process ever held, in MiB. (getrusage would tell that of the process that started it.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer until nobody asks any more, or until much memory was used."""
    for line in requests:
        request = json.loads(line)
        signal.alarm(int(request["seconds"]) + GRACE)
        told = answer(request)
        signal.alarm(0)
        last = peak() > ENOUGH
        answers.write(json.dumps({"n": request["n"], "last": last, **told}) + "\n")
        answers.flush()
        if last:
            return


if __name__ == "__main__":
    bound(int(sys.argv[1]))
    replies = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    serve(sys.stdin, replies)
