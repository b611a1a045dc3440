"""The DuckDB of this process, in memory: made once, because making one costs as much as a hundred short statements.

Belongs here: handing out connections to it. Does not belong here: what they are asked, a database that needs settings of its
own (matching.link.database, matching.triage.cases), and the ledger's file, which is attached to it for a transaction
(matching.ledger).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import duckdb


@lru_cache(maxsize=4)
def _database(process: int, threads: int) -> Any:
    """The database of a process; a fork makes its own, as threads do not cross over."""
    return duckdb.connect(":memory:", config={"threads": threads} if threads else {})


@contextmanager
def memory(threads: int = 0) -> Iterator[Any]:
    """A connection that sees only what is registered with it and made temporary in it. `threads`: 0 means every core."""
    connection = _database(os.getpid(), threads).cursor()
    try:
        yield connection
    finally:
        connection.close()
