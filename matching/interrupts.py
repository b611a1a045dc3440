"""Ctrl-C (SIGINT): that it was pressed, and processes of ours that end with it without a word.

Belongs here: the signal. Does not belong here: what a person is told of it (matching.cli). Libraries turn it into errors of their own (DuckDB into a
RuntimeError), so that whoever must tell it from a fault asks whether it was pressed, not what was raised.
"""

import os
import signal
from collections.abc import Callable
from types import FrameType

INTERRUPTED = 130
"""The exit code of whoever was interrupted: 128 and the number of the signal."""


def notice() -> Callable[[], bool]:
    """Raise KeyboardInterrupt at Ctrl-C, as ever; returns what tells whether it was pressed since."""
    pressed = []

    def handle(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, handle)
    return lambda: bool(pressed)


def end_quietly() -> None:
    """Let this process, one of several that work for another, end at Ctrl-C without a traceback: the other says what is to be said."""
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(INTERRUPTED))
