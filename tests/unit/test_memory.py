"""The DuckDB of the process: connections that know nothing of each other."""

import duckdb
import pyarrow as pa
import pytest

from matching.memory import memory


def test_what_is_registered_with_one_connection_is_unknown_to_the_next() -> None:
    with memory(2) as one:
        one.register("people", pa.table({"name": ["孔甲"]}))
        one.execute("CREATE TEMP TABLE kept AS SELECT * FROM people")
        with memory(2) as other:
            for table in ("people", "kept"):
                with pytest.raises(duckdb.CatalogException):
                    other.execute(f"SELECT * FROM {table}")
    with memory(2) as later, pytest.raises(duckdb.CatalogException):
        later.execute("SELECT * FROM kept")


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_is_that_asked_for(threads: int) -> None:
    with memory(threads) as connection:
        assert connection.execute("SELECT current_setting('threads')").fetchone() == (threads,)
