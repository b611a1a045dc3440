"""Running a model over two tables of people in a DuckDB of its own.

Belongs here: loading the two sides, making candidate pairs, scoring them. Does not belong here: what is compared
(schemas/linkage.yml), its SQL text (matching.link.compile), and what is decided from the scores (matching.link.decide).
"""

import os
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import ConfigurationError
from matching.link import compile as sql
from matching.link.conditions import Half, asked, halves
from matching.link.database import Database
from matching.link.distances import distances_by_row
from matching.link.model import LinkageModel
from matching.link.sides import parts_of_names, ranked
from matching.link.texts import text

Progress = Callable[[str, int, int], None]
COUNTED = ("counted", "cut_blocks", "cut_pairs", "pairs")
"""What is counted of each blocking rule: pairs that share a key, the blocks and pairs left out by the cap, the pairs made."""
KEPT = frozenset({"record_id", "entity"})
BATCH = 2_000_000
"""Candidates scored at a time."""
CHUNK = 50_000
"""Rows handed to one thread."""


def chunked(table: pa.Table) -> pa.Table:
    """The same table in chunks, so that all threads get some of it."""
    return pa.Table.from_batches(table.to_batches(CHUNK), table.schema)


class Engine(Database):
    """A database with the tables l, r, candidates, pairs.

    l and r hold a row number in order of record_id; results do not depend on the order of the input or on threads. A `whole`
    engine keeps every column and feature, to show them; otherwise a table has those that the model asks of its side.
    """

    def __init__(self, model: LinkageModel, threads: int, progress: Progress | None = None, *, whole: bool = False) -> None:
        super().__init__(threads)
        self.model = model
        self._whole = whole
        self.blocking: dict[str, dict[str, int]] = {}
        self.ids: dict[str, pa.Array] = {}
        self._threads = threads
        self._progress = progress or (lambda stage, done, total: None)

    def load(self, side: str, people: pa.Table, serves: str = "") -> None:
        """Make table l or r from STANDARD people: the columns and features that the model asks of this side (or of all that it serves).

        Raises ProcessingError if a record_id is missing or comes twice.
        """
        made, names = parts_of_names(people, self.model, self._threads)
        used, kept = (names_in(self.model, serves or side) | KEPT for names_in in (sql.used, sql.compared))
        if self._whole:
            used = kept = used | {*people.column_names, *made.column_names, *self.model.features}
        taken = {*people.column_names, *made.column_names} & set(self.model.features)
        if taken:
            raise ConfigurationError(f"linkage.yml: features: {sorted(taken)} are columns already")
        self.ids[side], rows = ranked(people["record_id"])
        source = people.select([name for name in people.column_names if name in used]).append_column("row", rows)
        with ThreadPoolExecutor(self._threads or os.cpu_count()) as pool:
            parts = [name for name in made.column_names if name in used]
            for name, part in zip(parts, pool.map(lambda name: pc.take(made[name].combine_chunks(), names), parts), strict=True):
                source = source.append_column(name, part)
        self._make(side, chunked(source), used, kept)

    def _make(self, side: str, source: pa.Table, used: Collection[str], kept: Collection[str]) -> None:
        """Make table `side` of the kept columns of the source and its features; those over several rows are counted once for each
        group of rows."""
        groups = sql.groups(self.model, used)
        over_groups = {name for features in groups.values() for name in features}
        for column, aggregates in groups.items():
            told = ", ".join(f"{aggregate} AS {name}" for name, aggregate in aggregates.items())
            made = sql.features(self.model, sql.needed(self.model, sql.WORD.findall(f"{column} {told}")) - over_groups)
            self.run(
                f"CREATE TEMP TABLE by_{column} AS SELECT {column}, {told} FROM (SELECT *{made} FROM source) GROUP BY {column}",
                "features",
                source=source,
            )
        featured = f"(SELECT *{sql.features(self.model, set(used) - over_groups)}\nFROM source)"
        over = {name: f"by_{column}.{name}" for column, aggregates in groups.items() for name in aggregates}
        own = [name for name in (*source.column_names, *self.model.features) if name in kept and name not in over]
        columns = ", ".join(["s.row", *(f"s.{name}" for name in own), *over.values()])
        joins = "".join(f" LEFT JOIN by_{column} ON by_{column}.{column} IS NOT DISTINCT FROM s.{column}" for column in groups)
        self.run(f"CREATE TEMP TABLE {side} AS SELECT {columns} FROM {featured} AS s{joins}", "features", source=source)
        for column in groups:
            self.run(f"DROP TABLE by_{column}")

    def block(self, both: str = "true") -> int:
        """Make table candidates(l, r, rule): every pair once, with the first blocking rule that made it; `both` restricts all. Returns how
        many there are."""
        self.run("CREATE TEMP TABLE found (l INTEGER, r INTEGER, rule UTINYINT)")
        self.run("CREATE TEMP TABLE cut (l INTEGER)")
        for number, rule in enumerate(self.model.blocking):
            self._progress("配对", number, len(self.model.blocking))
            counts = [self._block_by(number, half, both) for half in halves(rule)]
            self.blocking[rule.name] = {name: sum(count[name] for count in counts) for name in COUNTED}
        ((size,),) = self.rows("CREATE TEMP TABLE candidates AS SELECT l, r, min(rule) AS rule FROM found GROUP BY l, r")
        self.run("DROP TABLE found; DROP TABLE IF EXISTS key_l; DROP TABLE IF EXISTS key_r; DROP TABLE IF EXISTS large")
        self._progress("配对", len(self.model.blocking), len(self.model.blocking))
        return int(size)

    def _keys(self, side: str, number: int, half: Half, both: str) -> int:
        """Make table key_l or key_r: the rows that have all keys of a rule and meet what its half asks of this side alone, each with one
        number for its keys, and with what the conditions on both ask for. Returns how many there are.

        Keys that share a number by chance only make one pair more to be compared.
        """
        rule = self.model.blocking[number]
        expressions, alone = {"l": (rule.left, half.left), "r": (rule.right, half.right)}[side]
        keys = {f"k{place}": expression for place, expression in enumerate(expressions)}
        selected = ", ".join(f"{expression} AS {key}" for key, expression in keys.items())
        listed = ", ".join(dict.fromkeys(["row", *asked(side, f"{half.both} {both}")]))
        ((size,),) = self.rows(
            f"CREATE OR REPLACE TEMP TABLE key_{side} AS SELECT {listed}, hash({', '.join(keys)}) AS key "
            f"FROM (SELECT *, {selected} FROM {side}) AS {side} WHERE ({alone}) AND {' AND '.join(f'{key} IS NOT NULL' for key in keys)}",
            f"blocking {rule.name}",
        )
        return int(size)

    def _block_by(self, number: int, half: Half, both: str) -> dict[str, int]:
        """Count the blocks of one half of a rule, leave out the oversized ones, add the pairs of the others; returns the counts."""
        counts = dict.fromkeys(COUNTED, 0)
        sizes: dict[str, int] = {}
        for side in ("l", "r"):
            sizes[side] = self._keys(side, number, half, both)
            if not sizes[side]:
                return counts
        part, limit = f"blocking {self.model.blocking[number].name}", self.model.max_block
        few, many = sorted(sizes, key=lambda side: sizes[side])
        blocks = (
            f"(SELECT key, few.n * count(*) AS pairs FROM key_{many} "
            f"JOIN (SELECT key, count(*) AS n FROM key_{few} GROUP BY key) AS few USING (key) GROUP BY key, few.n)"
        )
        told = self.rows(
            f"SELECT CAST(coalesce(sum(pairs), 0) AS BIGINT), count(*) FILTER (pairs > {limit}), "
            f"CAST(coalesce(sum(pairs) FILTER (pairs > {limit}), 0) AS BIGINT) FROM {blocks}"
            if sizes["l"] * sizes["r"] > limit
            else "SELECT count(*), 0, 0 FROM key_l JOIN key_r USING (key)"
        )
        counts |= dict(zip(COUNTED, told[0], strict=False))
        left = "key_l"
        if counts["cut_blocks"]:
            self.run(f"CREATE OR REPLACE TEMP TABLE large AS SELECT key FROM {blocks} WHERE pairs > {limit}")
            self.run("INSERT INTO cut SELECT row FROM key_l SEMI JOIN large USING (key)")
            left = "(FROM key_l ANTI JOIN large USING (key))"
        if counts["counted"] > counts["cut_pairs"]:
            made = f"SELECT l.row, r.row, {number} FROM {left} AS l JOIN key_r AS r USING (key) WHERE ({half.both}) AND ({both})"
            ((counts["pairs"],),) = self.rows(f"INSERT INTO found {made}", part)
        return counts

    def score(self) -> None:
        """Make table pairs(l, r, blocking_rule, a level per comparison, weight, rule, standing) from the candidates, in batches."""
        candidates = self.table("SELECT l, r, rule FROM candidates ORDER BY l, r")
        for start in range(0, max(candidates.num_rows, 1), BATCH):
            self._progress("评分", start, candidates.num_rows)
            batch = self._with_distances(candidates.slice(start, BATCH).combine_chunks())
            into = "INSERT INTO pairs" if start else "CREATE TEMP TABLE pairs AS"
            self.run(f"{into} {self._scoring()}", "comparisons", batch=chunked(batch))
        self._progress("评分", candidates.num_rows, candidates.num_rows)

    def _scoring(self) -> str:
        """The query for the scored pairs of `batch`."""
        names = ", ".join(text(rule.name) for rule in self.model.blocking)
        levels = ", ".join(f'{sql.level(comparison)} AS "{comparison.name}"' for comparison in self.model.comparisons)
        carried = "".join(f", l.{name}" for name in sql.adjustments(self.model))
        dropped = ", ".join(sql.adjustments(self.model))
        return (
            f"WITH compared AS (SELECT c.l, c.r, [{names}][c.rule + 1] AS blocking_rule, {levels}{carried} "
            "FROM batch AS c JOIN l ON l.row = c.l JOIN r ON r.row = c.r), "
            f"weighed AS (SELECT *{f' EXCLUDE ({dropped})' if dropped else ''}, {sql.weight(self.model)} AS weight FROM compared), "
            f"ruled AS (SELECT *, {sql.rule(self.model)} AS rule FROM weighed) "
            f"SELECT *, {sql.standing(self.model)} AS standing FROM ruled"
        )

    def _with_distances(self, batch: pa.Table) -> pa.Table:
        """Candidates with a column for each distance."""
        distances = self.model.distances
        if not distances:
            return batch
        numbered = batch.append_column("n", pa.array(np.arange(batch.num_rows, dtype=np.int32)))
        pairs = ", ".join(
            f"CASE WHEN l.{item.column} <> r.{item.column} AND ({item.when}) THEN {{l: l.{item.column}, r: r.{item.column}}} END AS {name}"
            for name, item in distances.items()
        )
        asked = f"SELECT n, {pairs} FROM numbered AS c JOIN l ON l.row = c.l JOIN r ON r.row = c.r"
        values = self.table(asked, f"distances {', '.join(distances)}", numbered=numbered)
        with ThreadPoolExecutor(self._threads or os.cpu_count()) as pool:
            counted = pool.map(lambda name: distances_by_row(values["n"], values[name]), distances)
        for name, column in zip(distances, counted, strict=True):
            batch = batch.append_column(name, column)
        return batch
