"""Doing a thing once for each distinct value of a column.

Belongs here: going from a column to its distinct values and back. Does not belong here: what is done to them.
"""

from collections.abc import Callable, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc


def over_distinct(column: pa.ChunkedArray, work: Callable[[pa.Array], Mapping[str, pa.Array]]) -> dict[str, pa.Array]:
    """Apply `work` (an array of distinct non-null texts → named arrays of the same length) to a whole column.

    Returns arrays as long as the column; a null stays null in each of them.
    """
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = pc.dictionary_encode(flat)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return {name: pc.take(values, encoded.indices) for name, values in work(encoded.dictionary).items()}


def query(text: str, threads: int, **tables: pa.Table) -> pa.Table:
    """Run one SQL statement over Arrow tables in a DuckDB of its own. The statement orders its rows itself."""
    connection = duckdb.connect(":memory:", config={"threads": threads} if threads else {})
    try:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(text).to_arrow_table()
    finally:
        connection.close()


def by_sql(text: str, threads: int) -> Callable[[pa.Array], dict[str, pa.Array]]:
    """A `work` that runs an SQL statement over the table `cells` (position, raw); its rows come in order of position."""

    def work(values: pa.Array) -> dict[str, pa.Array]:
        cells = pa.table({"position": pa.array(range(len(values)), pa.int64()), "raw": pc.utf8_normalize(values, form="NFKC")})
        result = query(text, threads, cells=cells)
        return {name: result[name].combine_chunks() for name in result.column_names}

    return work
