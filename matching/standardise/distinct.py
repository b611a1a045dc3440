"""Doing a thing once for each distinct value of a column.

Belongs here: going from a column to its distinct values and back. Does not belong here: what is done to them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
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


class Database:
    """The statements of one call over a connection in memory. Statements order their rows themselves."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def query(self, text: str, **tables: pa.Table) -> pa.Table:
        """Run one SQL statement over Arrow tables."""
        for name, table in tables.items():
            self._connection.register(name, table)
        result = self._connection.sql(text).to_arrow_table()
        for name in tables:
            self._connection.unregister(name)
        return result

    def cells(self, text: str) -> Callable[[pa.Array], dict[str, pa.Array]]:
        """A `work` that runs a statement over the table `cells` (position, raw in NFKC); its rows come in order of position."""

        def work(values: pa.Array) -> dict[str, pa.Array]:
            position = pa.array(np.arange(len(values)))
            result = self.query(text, cells=pa.table({"position": position, "raw": pc.utf8_normalize(values, form="NFKC")}))
            return {name: result[name].combine_chunks() for name in result.column_names}

        return work
