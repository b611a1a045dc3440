"""A connection to a DuckDB in memory for one run of a model.

Belongs here: running SQL and handing tables in and out. Does not belong here: any statement (matching.link.engine, matching.link.compile).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from matching.errors import ConfigurationError
from matching.memory import connect

SETTINGS = (
    "SET preserve_insertion_order = false",
    "SET enable_progress_bar = false",
    "SET disabled_optimizers = 'in_clause'",  # a rule's lists of levels are short, and seldom reached
)


@contextmanager
def _naming(part: str) -> Iterator[None]:
    """SQL that DuckDB cannot bind comes from the model: a ConfigurationError naming the part of it."""
    try:
        yield
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
        raise ConfigurationError(f"linkage.yml: {part or 'model'}: {str(error).splitlines()[0]}") from error


class Database:
    """Statements over tables of its own, which are temporary, and given ones. A part of the model that DuckDB cannot bind is a ConfigurationError naming
    the part. Use as a context manager. `threads`: 0 means every core."""

    def __init__(self, threads: int) -> None:
        self._connection = connect(threads, SETTINGS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    @contextmanager
    def _at_hand(self, tables: dict[str, pa.Table], part: str) -> Iterator[None]:
        for name, table in tables.items():
            self._connection.register(name, table)
        with _naming(part):
            yield
        for name in tables:
            self._connection.unregister(name)

    def run(self, statement: str, part: str = "", **tables: pa.Table) -> None:
        """Execute SQL with the given tables at hand."""
        with self._at_hand(tables, part):
            self._connection.execute(statement)

    def rows(self, query: str, part: str = "") -> list[tuple[Any, ...]]:
        """The rows of a query as tuples; of an INSERT, how many rows it made."""
        with _naming(part):
            found: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        return found

    def table(self, query: str, part: str = "", **tables: pa.Table) -> pa.Table:
        """The rows of a query as an Arrow table, with the given tables at hand."""
        with self._at_hand(tables, part):
            return self._connection.sql(query).to_arrow_table()
