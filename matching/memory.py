"""The DuckDBs of this process, in memory: each made once, because making one costs as much as a hundred short statements.

Belongs here: handing out connections to them. Does not belong here: what they are asked and what they are set to, and the ledger's file, which
is attached to one for a transaction (matching.ledger).
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import duckdb


@lru_cache(maxsize=8)
def _database(process: int, threads: int, settings: tuple[str, ...]) -> Any:
    """A database of a process, with settings for all of its connections; a fork makes its own, as threads do not cross over."""
    database = duckdb.connect(":memory:", config={"threads": threads} if threads else {})
    for setting in settings:
        database.execute(setting)
    return database


atexit.register(_database.cache_clear)  # a connection that outlives the interpreter is reported as leaked


def connect(threads: int = 0, settings: tuple[str, ...] = ()) -> Any:
    """A connection that sees only what is registered with it and made temporary in it, to be closed. `threads`: 0 means every core."""
    return _database(os.getpid(), threads, settings).cursor()


@contextmanager
def memory(threads: int = 0) -> Iterator[Any]:
    """The same, closed in the end."""
    connection = connect(threads)
    try:
        yield connection
    finally:
        connection.close()
