"""Visible progress: bars on a terminal, a line now and then elsewhere.

Belongs here: drawing. Does not belong here: what is waited for.
"""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

QUIET_SECONDS = 10.0


class Steps:
    """Named steps with counts. A context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed}/{task.total} {task.fields[words]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._done: set[str] = set()
        self._begun = self._told = time.monotonic()

    def __enter__(self) -> "Steps":
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()

    def at(self, step: str, done: int, total: int, words: str = "") -> None:
        """Say how far a step is; a new name begins a new step."""
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total, words=words)
        self._bars.update(self._tasks[step], completed=done, total=total, words=words)
        if not self._console.is_terminal:
            self._line(step, done, total, words)

    def _line(self, step: str, done: int, total: int, words: str) -> None:
        now, finished = time.monotonic(), done >= total
        if step in self._done or (not finished and now - self._told < QUIET_SECONDS):
            return
        self._told = now
        if finished:
            self._done.add(step)
        self._console.print(
            f"[{now - self._begun:5.0f} 秒] {step} {done}/{total} {words}".rstrip(), highlight=False, markup=False
        )
