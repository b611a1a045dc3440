"""What two tables of people teach: u from random pairs, m by EM over the candidate pairs, the prior, the shares of given names.

Belongs here: making and counting the pairs, and putting what was learned into a model. Does not belong here: the arithmetic
(matching.link.training.maximise), the new file (writing), and the charts (report).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.link.engine import Engine
from matching.link.evidence import Comparison, Level
from matching.link.model import LinkageModel
from matching.link.names import after_surname, read_name_tables, surnames_of
from matching.link.rarity import GivenNames, count_given
from matching.link.training.maximise import Estimate, Floats, Patterns, maximise

Progress = Callable[[str, int, int], None]
SEEN = 10
"""A level that fewer random pairs show keeps its declared u; one that fewer matches show too keeps its m."""
ROUNDED = 3
"""Digits of what is written."""
LEAST = 0.0005
"""No m is written smaller: a real office errs in ways that the pairs at hand do not show."""
SURE = 10.0
"""Bits from which a random pair is taken for one person and not counted."""


@dataclass(frozen=True)
class Learned:
    """A trained model and how it came about.

    kept: levels whose u stays as declared, for too few random pairs show them. given: counted from the people of the right table
    (empty for a model without Chinese names).
    """

    model: LinkageModel
    estimate: Estimate
    given: GivenNames
    kept: list[tuple[str, str]]
    random_pairs: int
    candidates: int
    blocking: dict[str, dict[str, int]]


def learn(
    left: pa.Table, right: pa.Table, model: LinkageModel, *, seed: int, random_pairs: int, threads: int, progress: Progress
) -> Learned:
    """STANDARD records × STANDARD people → Learned. The same tables and seed teach the same. Thresholds and rules stay as they are."""
    with Engine(model, threads, progress) as engine:
        engine.load("l", left)
        engine.load("r", right)
        engine.block()
        engine.score()
        progress("训练", 1, 4)
        patterns, chance = _patterns(engine)
        begin = [np.array([level.m or 0.0 for level in comparison.levels]) for comparison in model.comparisons]
        estimate = maximise(patterns, begin, chance, lambda number: progress(f"训练 EM 第 {number} 轮", 1, 4))
        blocking, candidates = engine.blocking, int(patterns.counts.sum())
    progress("训练", 2, 4)
    random = _random_counts(left, right, model, seed=seed, pairs=random_pairs, threads=threads)
    progress("训练", 3, 4)
    prior = estimate.share * candidates / max(left.num_rows * right.num_rows, 1)
    trained, kept = _put(model, estimate, random, _rounded(min(0.5, max(prior, 1e-9))))
    given = _given(right, model)
    progress("训练", 4, 4)
    return Learned(trained, estimate, given, kept, int(sum(random[0])) if random else 0, candidates, blocking)


def _patterns(engine: Engine) -> tuple[Patterns, Floats]:
    """The candidate pairs by their levels, and the chance that the declared model gives each pattern."""
    comparisons = engine.model.comparisons
    names = ", ".join(f'"{comparison.name}"' for comparison in comparisons)
    table = engine.table(
        f"SELECT blocking_rule, {names}, standing <= 1 AS known, count(*) AS n, avg(1 / (1 + pow(2, -weight))) AS chance FROM pairs "
        f"GROUP BY ALL ORDER BY blocking_rule, {names}, known"
    )
    codes = [_codes(table[comparison.name], comparison) for comparison in comparisons]
    speaks = [np.array([_speaks(level) for level in comparison.levels]) for comparison in comparisons]
    rules = {rule.name: place for place, rule in enumerate(engine.model.blocking)}
    groups = np.array([rules[name] for name in table["blocking_rule"].to_pylist()], np.int64)
    levels = np.array(codes, np.int64).T.reshape(table.num_rows, len(codes))
    counts, chance = (np.array(table[name].to_pylist(), np.float64) for name in ("n", "chance"))
    return Patterns(levels, counts, groups, np.array(table["known"].to_pylist(), np.bool_), speaks), chance


def _codes(column: pa.ChunkedArray, comparison: Comparison) -> list[int]:
    places = {level.level: place for place, level in enumerate(comparison.levels)}
    return [places[name] for name in column.cast(pa.string()).to_pylist()]


def _speaks(level: Level) -> bool:
    return level.m is not None


def _random_counts(left: pa.Table, right: pa.Table, model: LinkageModel, *, seed: int, pairs: int, threads: int) -> list[Floats]:
    """How many of so many random pairs stand at each level of each comparison. Pairs that are surely of one person are left out."""
    if not left.num_rows or not right.num_rows:
        return []
    rng = np.random.default_rng(seed)
    drawn = pa.table({"l": rng.integers(1, left.num_rows + 1, pairs), "r": rng.integers(1, right.num_rows + 1, pairs)})
    with Engine(model, threads) as engine:
        engine.load("l", left)
        engine.load("r", right)
        engine.run(
            "CREATE TEMP TABLE candidates AS SELECT DISTINCT CAST(l AS INTEGER) AS l, CAST(r AS INTEGER) AS r, CAST(0 AS UTINYINT) AS rule FROM drawn",
            drawn=drawn,
        )
        engine.score()
        counted = []
        for comparison in model.comparisons:
            found = dict(
                engine.rows(
                    f'SELECT CAST("{comparison.name}" AS VARCHAR), count(*) FROM pairs WHERE weight < {SURE} GROUP BY ALL'
                )
            )
            counted.append(np.array([float(found.get(level.level, 0)) for level in comparison.levels]))
    return counted


def _put(
    model: LinkageModel, estimate: Estimate, random: list[Floats], prior: float
) -> tuple[LinkageModel, list[tuple[str, str]]]:
    """The model with what was learned, and the levels whose u was kept."""
    kept: list[tuple[str, str]] = []
    comparisons = []
    for place, comparison in enumerate(model.comparisons):
        speaking = [number for number, level in enumerate(comparison.levels) if _speaks(level)]
        seen = sum(random[place][speaking]) if random else 0.0
        levels = []
        for number, level in enumerate(comparison.levels):
            update: dict[str, float] = {}
            if _speaks(level) and not level.fixed:
                enough = bool(seen) and random[place][number] >= SEEN
                if enough or estimate.expected[place][number] >= SEEN:
                    update["m"] = _rounded(max(LEAST, float(estimate.m[place][number])))
                if enough:
                    update["u"] = _rounded(float(random[place][number] / seen))
                else:
                    kept.append((comparison.name, level.level))
            levels.append(level.model_copy(update=update))
        comparisons.append(comparison.model_copy(update={"levels": tuple(levels)}))
    return model.model_copy(
        update={"version": next_version(model.version), "prior": prior, "comparisons": tuple(comparisons)}
    ), kept


def next_version(version: str) -> str:
    """2026.1 → 2026.2; the last number counts."""
    numbered = re.fullmatch(r"(.*?)(\d+)", version)
    return f"{numbered[1]}{int(numbered[2]) + 1}" if numbered else f"{version}.1"


def _rounded(value: float) -> float:
    return float(f"{value:.{ROUNDED}g}")


def _given(people: pa.Table, model: LinkageModel) -> GivenNames:
    """Shares of given names among the people whose whole name is known."""
    if model.names is None:
        return count_given([])
    names = model.names
    tables = read_name_tables(*(model.folder / file for file in (names.readings, names.look_alikes, names.surnames, names.given)))
    keys = people[names.column].combine_chunks()
    given = after_surname(keys, surnames_of(keys, tables.readings))
    years = (
        pc.utf8_slice_codeunits(people["birth"].combine_chunks(), 0, 4) if "birth" in people.column_names else pa.nulls(len(keys))
    )
    pairs = zip(given.to_pylist(), years.to_pylist(), strict=True)
    return count_given((name, year) for name, year in pairs if name and not set(name) & {"*", "□"})
