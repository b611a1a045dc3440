"""The wake-up call of intake: a trigger that watches the drop folders.

Belongs here: noticing that something lies in the inbox that has come to rest. Does not belong here: what is
new (intake asks the ledger by hash). An event is only a wake-up: a lost or doubled one changes nothing.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

Entry = tuple[str, int, int]
"""Path, size in bytes, time of change in nanoseconds."""


class InboxTrigger(BaseEventTrigger):
    """Fires once for each change of the inbox that has settled: two looks in a row saw the same files, and at least
    one of them is new or changed since the last event. After a restart it fires once for whatever lies there."""

    def __init__(self, inbox: str = "", seconds: float = 3.0) -> None:
        """`inbox`: the folder to watch ("": the installation's own); `seconds` between two looks."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.inbox = inbox
        self.seconds = seconds

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return "zhaoren_airflow.triggers.InboxTrigger", {"inbox": self.inbox, "seconds": self.seconds}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        inbox = Path(self.inbox) if self.inbox else await asyncio.to_thread(_own_inbox)
        announced: frozenset[Entry] = frozenset()
        before: frozenset[Entry] = frozenset()
        while True:
            seen = await asyncio.to_thread(look, inbox)
            fresh = seen - announced
            if seen == before and fresh:
                announced = seen
                yield TriggerEvent(payload={"files": len(fresh)})  # type: ignore[no-untyped-call]  # a count only: a file's name may hold anything
            before = seen
            await asyncio.sleep(self.seconds)


def look(folder: Path) -> frozenset[Entry]:
    """Every file below `folder` with its size and time; empty if there is no such folder."""
    return frozenset(_walk(str(folder)))


def _walk(folder: str) -> Iterator[Entry]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            else:
                state = entry.stat(follow_symlinks=False)
                yield entry.path, state.st_size, state.st_mtime_ns
        except FileNotFoundError:
            continue


def _own_inbox() -> Path:
    from matching.settings import Settings

    return Settings().inbox
