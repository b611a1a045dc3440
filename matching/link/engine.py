"""Running a model over two tables of people in a DuckDB of its own.

Belongs here: loading the two sides, making candidate pairs, scoring them. Does not belong here: what is compared
(schemas/linkage.yml), its SQL text (matching.link.compile), and what is decided from the scores (matching.link.decide).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.errors import ConfigurationError, ProcessingError
from matching.link import compile as sql
from matching.link.model import LinkageModel
from matching.link.names import name_parts, read_name_tables

Progress = Callable[[str, int, int], None]
DISTANT = 3
"""Stands for any edit distance that no test asks for."""


@contextmanager
def _naming(part: str) -> Iterator[None]:
    """SQL that DuckDB cannot bind comes from the model: a ConfigurationError naming the part of it."""
    try:
        yield
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
        raise ConfigurationError(f"linkage.yml: {part or 'model'}: {str(error).splitlines()[0]}") from error


class Engine:
    """An in-memory DuckDB with the tables l, r, candidates, pairs. Use as a context manager.

    l and r hold a row number in order of record_id; results do not depend on the order of the input or on threads.
    """

    def __init__(self, model: LinkageModel, threads: int, progress: Progress | None = None) -> None:
        self.model = model
        self.blocking: dict[str, dict[str, int]] = {}
        self._threads = threads
        self._progress = progress or (lambda stage, done, total: None)
        self._connection = duckdb.connect(":memory:", config={"threads": threads} if threads else {})
        self.run("SET preserve_insertion_order = false")

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def run(self, statement: str, part: str = "", **tables: pa.Table) -> None:
        """Execute SQL with the given tables at hand. A part of the model that DuckDB cannot bind is a ConfigurationError naming the part."""
        for name, table in tables.items():
            self._connection.register(name, table)
        with _naming(part):
            self._connection.execute(statement)
        for name in tables:
            self._connection.unregister(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query as tuples."""
        found: list[tuple[Any, ...]] = self._connection.sql(query).fetchall()
        return found

    def table(self, query: str, part: str = "") -> pa.Table:
        """The rows of a query as an Arrow table."""
        with _naming(part):
            return self._connection.sql(query).to_arrow_table()

    def load(self, side: str, people: pa.Table) -> None:
        """Make table l or r from STANDARD people. Raises ProcessingError if a record_id is missing or comes twice."""
        ids = people["record_id"]
        if ids.null_count or pc.count_distinct(ids).as_py() != people.num_rows:
            raise ProcessingError("record_id is missing or comes twice in a table to be linked")
        source, tables, given = "people", {"people": people}, set(people.column_names)
        if self.model.names is not None:
            names, folder = self.model.names, self.model.folder
            keys = pc.drop_null(pc.unique(people[names.column].combine_chunks()))
            files = (names.readings, names.look_alikes, names.surnames, names.given)
            lookups = read_name_tables(*(folder / file for file in files))
            parts = name_parts(keys, lookups).rename_columns({"name_key": "part_key"})
            given |= set(parts.column_names)
            source, tables = f"people LEFT JOIN parts ON people.{names.column} = parts.part_key", tables | {"parts": parts}
        if given & set(self.model.features):
            raise ConfigurationError(f"linkage.yml: features: {sorted(given & set(self.model.features))} are columns already")
        self.run(
            f"CREATE TABLE {side} AS SELECT CAST(row_number() OVER (ORDER BY record_id) AS INTEGER) AS row, *"
            f"{sql.features(self.model)}\nFROM {source}",
            "features",
            **tables,
        )

    def block(self, both: str = "true") -> None:
        """Make table candidates(l, r, rule): every pair once, with the first blocking rule that made it; `both` restricts all."""
        self.run("CREATE TABLE found (l INTEGER, r INTEGER, rule UTINYINT)")
        self.run("CREATE TABLE cut (l INTEGER)")
        for number in range(len(self.model.blocking)):
            self._progress("配对", number, len(self.model.blocking))
            self._block_by(number, both)
        self.run("CREATE TABLE candidates AS SELECT l, r, min(rule) AS rule FROM found GROUP BY l, r")
        self.run("DROP TABLE found")
        self._progress("配对", len(self.model.blocking), len(self.model.blocking))

    def _block_by(self, number: int, both: str) -> None:
        """Count the blocks of one rule, leave out and report the oversized ones, add the pairs of the others."""
        rule = self.model.blocking[number]
        part = f"blocking {rule.name}"
        keys = [f"k{place}" for place in range(len(rule.left))]
        using, listed = f"USING ({', '.join(keys)})", ", ".join(keys)
        for side, expressions in (("l", rule.left), ("r", rule.right)):
            selected = ", ".join(f"{expression} AS {key}" for key, expression in zip(keys, expressions, strict=True))
            filled = " AND ".join(f"{key} IS NOT NULL" for key in keys)
            self.run(
                f"CREATE OR REPLACE TEMP TABLE key_{side} AS SELECT * FROM (SELECT row, {selected} FROM {side}) WHERE {filled}",
                part,
            )
        self.run(
            f"CREATE OR REPLACE TEMP TABLE blocks AS SELECT {listed}, l.n * r.n AS pairs "
            f"FROM (SELECT {listed}, count(*) AS n FROM key_l GROUP BY ALL) AS l "
            f"JOIN (SELECT {listed}, count(*) AS n FROM key_r GROUP BY ALL) AS r {using}"
        )
        limit = self.model.max_block
        (counted,) = self.rows(
            f"SELECT CAST(coalesce(sum(pairs), 0) AS BIGINT), count(*) FILTER (pairs > {limit}), "
            f"CAST(coalesce(sum(pairs) FILTER (pairs > {limit}), 0) AS BIGINT) FROM blocks"
        )
        self.run(f"INSERT INTO cut SELECT row FROM key_l SEMI JOIN (FROM blocks WHERE pairs > {limit}) {using}")
        before = self._count("found")
        self.run(
            "INSERT INTO found SELECT l.row, r.row, " + str(number) + f" FROM (SELECT row AS pl, {listed} FROM key_l) AS kl "
            f"JOIN (SELECT row AS pr, {listed} FROM key_r ANTI JOIN (FROM blocks WHERE pairs > {limit}) {using}) AS kr {using} "
            f"JOIN l ON l.row = pl JOIN r ON r.row = pr WHERE ({rule.only}) AND ({both})",
            part,
        )
        made = self._count("found") - before
        self.blocking[rule.name] = dict(zip(("counted", "cut_blocks", "cut_pairs"), counted, strict=True)) | {"pairs": made}

    def _count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def score(self) -> None:
        """Make table pairs(l, r, blocking_rule, a level per comparison, weight, rule, standing) from the candidates."""
        joins, columns = self._distances()
        names = ", ".join(f"'{rule.name}'" for rule in self.model.blocking)
        levels = ", ".join(f'{sql.level(comparison)} AS "{comparison.name}"' for comparison in self.model.comparisons)
        carried = "".join(f", l.{name}" for name in sql.adjustments(self.model))
        dropped = ", ".join(sql.adjustments(self.model))
        self.run(
            f"CREATE TABLE pairs AS WITH compared AS (SELECT c.l, c.r, [{names}][c.rule + 1] AS blocking_rule, {levels}{carried} "
            f"FROM (SELECT c.*{columns} FROM candidates AS c {joins}) AS c JOIN l ON l.row = c.l JOIN r ON r.row = c.r), "
            f"weighed AS (SELECT *{f' EXCLUDE ({dropped})' if dropped else ''}, {sql.weight(self.model)} AS weight FROM compared), "
            f"ruled AS (SELECT *, {sql.rule(self.model)} AS rule FROM weighed) "
            f"SELECT *, {sql.standing(self.model)} AS standing FROM ruled",
            "comparisons",
        )

    def _distances(self) -> tuple[str, str]:
        """Count every distance once for each distinct pair of values; returns the joins and columns that bring them to a candidate."""
        joins, columns = "", ""
        for name, distance in self.model.distances.items():
            self._progress("编辑距离", list(self.model.distances).index(name), len(self.model.distances))
            column = distance.column
            values = self.table(
                f"SELECT DISTINCT l.{column} AS a, r.{column} AS b FROM candidates AS c JOIN l ON l.row = c.l "
                f"JOIN r ON r.row = c.r WHERE l.{column} <> r.{column} AND ({distance.when})",
                f"distances {name}",
            )
            left, right = values["a"].to_pylist(), values["b"].to_pylist()
            counted = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=DISTANT - 1, workers=self._threads or -1)
            scored = values.append_column("d", pa.array(counted, pa.int32()))
            self.run(f"CREATE TABLE {name} AS SELECT * FROM scored", scored=scored)
            joins += (
                f" LEFT JOIN (SELECT row, {column} AS {name}_a FROM l) AS {name}_l ON {name}_l.row = c.l"
                f" LEFT JOIN (SELECT row, {column} AS {name}_b FROM r) AS {name}_r ON {name}_r.row = c.r"
                f" LEFT JOIN {name} AS {name}_d ON {name}_d.a = {name}_a AND {name}_d.b = {name}_b"
            )
            columns += f", coalesce({name}_d.d, {DISTANT}) AS {name}"
        return joins, columns
