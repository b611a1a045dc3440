"""Two tables, no ledger: which people of a feed are on the rolls.

Belongs here: reading the two files, handing them to standardise and link, writing decisions and pairs. Does not belong
here: what a match is (matching.link) and what becomes of one (matching.triage).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.errors import UsageError
from matching.installation import Installation
from matching.memory import memory
from matching.run import write_table
from matching.shapes import RAW_PEOPLE, STANDARD

if TYPE_CHECKING:
    from matching.link import LinkageModel

STEPS = 4
BLOCK = 250_000
"""Rows standardised at a time."""
Progress = Callable[[str, int, int], None]
REQUIRED = ("name",)
"""Without a name nobody is identified; any other column may be missing."""


def match_files(
    feed: Path,
    rolls: Path,
    out: Path,
    installation: Installation,
    *,
    threads: int = 0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Link a feed (Parquet with record_id, name and more of the person shape) to rolls (person_id, name and more).

    Writes decisions.parquet and pairs.parquet into `out`; the same input gives the same bytes on any number of threads.
    Returns counts by decision and by rule, and what each blocking rule made. Raises UsageError for a file that cannot be
    read, a missing column, or a record_id that is missing or comes twice.
    """
    from matching.link import link_people, read_linkage

    report = progress or (lambda stage, done, total: None)
    model = read_linkage(installation.settings.schemas)
    report("比对", 0, STEPS)
    counts: dict[str, int] = {}

    def side(name: str, step: int, read: Callable[[], pa.Table]) -> pa.Table:
        table = read()
        counts[name] = table.num_rows
        report("比对", step, STEPS)
        return table

    with ThreadPoolExecutor(1) as reader:
        entries = [reader.submit(_read_rolls, rolls)]  # read while the records are standardised; let go when they are, too
        linked = link_people(
            partial(side, "records", 1, lambda: _left(feed, installation, report, model)),
            partial(side, "people", 2, lambda: _right(entries.pop().result(), installation, report, model)),
            model,
            threads=threads or installation.settings.threads,
            progress=progress,
        )
    report("比对", 3, STEPS)
    write_table(linked.pairs, out / "pairs.parquet")
    write_table(linked.decisions, out / "decisions.parquet")
    report("比对", STEPS, STEPS)
    return {
        **counts,
        "pairs": linked.pairs.num_rows,
        "decisions": _counts(linked.decisions["decision"]),
        "rules": _counts(linked.decisions["rule"]),
        "blocking": linked.blocking,
        "model": model.version,
        "out": str(out),
    }


def read_sides(
    feed: Path, rolls: Path, installation: Installation, report: Progress, model: "LinkageModel | None" = None
) -> tuple[pa.Table, pa.Table]:
    """Both files as STANDARD people, the rolls with one row a person; with a model, only the columns that it asks of each side.

    Raises UsageError as match_files does.
    """
    return _left(feed, installation, report, model), _right(_read_rolls(rolls), installation, report, model)


def _left(feed: Path, installation: Installation, report: Progress, model: "LinkageModel | None") -> pa.Table:
    records = _people(feed, "record_id")
    if records["record_id"].null_count or pc.count_distinct(records["record_id"]).as_py() != records.num_rows:
        raise UsageError(f"{feed.name}: record_id is missing or comes twice")
    return _standard(records, installation, _columns(model, "l"), partial(report, "清洗报送"))


def _right(people: pa.Table, installation: Installation, report: Progress, model: "LinkageModel | None") -> pa.Table:
    return _standard(people, installation, _columns(model, "r"), partial(report, "清洗名册"))


def _read_rolls(rolls: Path) -> pa.Table:
    return _one_row_a_person(_people(rolls, "person_id"))


def _columns(model: "LinkageModel | None", side: str) -> list[str]:
    from matching.link import used

    asked = used(model, side) if model else STANDARD.names
    return [name for name in STANDARD.names if name == "record_id" or name in asked]


def _standard(people: pa.Table, installation: Installation, columns: list[str], report: Callable[[int, int], None]) -> pa.Table:
    """These columns of the people standardised, block by block, two blocks at a time."""
    from matching.standardise import standardise

    def block(start: int) -> pa.Table:
        return standardise(people.slice(start, BLOCK), installation).select(columns)

    blocks, starts = [STANDARD.empty_table().select(columns)], range(0, people.num_rows, BLOCK)
    with ThreadPoolExecutor(1 if installation.settings.threads == 1 else 2) as workers:
        for start, table in zip(starts, workers.map(block, starts), strict=True):
            report(start, people.num_rows)
            blocks.append(table)
    report(people.num_rows, people.num_rows)
    return pa.concat_tables(blocks)


def _people(path: Path, key: str) -> pa.Table:
    """A Parquet file in the shape RAW_PEOPLE, `key` as record_id. Columns outside the shape are left out."""
    if not path.is_file():
        raise UsageError(f"no such file: {path}")
    try:
        file = pq.ParquetFile(path)
        lost = {key, *REQUIRED} - set(file.schema_arrow.names)
        if lost:
            raise UsageError(f"{path.name}: columns missing: {', '.join(sorted(lost))}")
        table = file.read([name for name in file.schema_arrow.names if name in (key, *RAW_PEOPLE.names)])
    except (OSError, pa.ArrowInvalid) as error:
        raise UsageError(f"{path.name}: not a Parquet file that can be read") from error
    columns = {name: table[name].cast(pa.string()) for name in RAW_PEOPLE.names if name in table.column_names}
    columns["record_id"] = table[key].cast(pa.string())
    empty = pa.nulls(table.num_rows, pa.string())
    return pa.table({name: columns.get(name, empty) for name in RAW_PEOPLE.names}).cast(RAW_PEOPLE)


def _one_row_a_person(entries: pa.Table) -> pa.Table:
    """One row a person from rolls that have one for each benefit. Entries without a person_id cannot be named: UsageError.

    The fullest row speaks for the person (ties: the later in order of its text); its open cells are filled from the others.
    """
    if entries["record_id"].null_count:
        raise UsageError("rolls: person_id is missing in some rows")
    cells = [name for name in RAW_PEOPLE.names if name != "record_id"]
    filled = " + ".join(f"CAST({name} IS NOT NULL AS INTEGER)" for name in cells)
    written = ", ".join(f"coalesce({name}, '')" for name in cells)
    place = f"row_number() OVER (PARTITION BY record_id ORDER BY {filled}, [{written}])"
    chosen = ", ".join(f"coalesce(arg_max({name}, place), max({name})) AS {name}" for name in cells)
    with memory() as connection:
        connection.register("entries", entries)
        several = connection.sql("SELECT record_id FROM entries GROUP BY record_id HAVING count(*) > 1").to_arrow_table()
        repeated = pc.is_in(entries["record_id"], several["record_id"].combine_chunks())
        connection.register("rows", entries.filter(repeated))
        joined = connection.sql(
            f"SELECT record_id, {chosen} FROM (SELECT *, {place} AS place FROM rows) GROUP BY record_id"
        ).to_arrow_table()
    return pa.concat_tables([entries.filter(pc.invert(repeated)), joined.select(RAW_PEOPLE.names).cast(RAW_PEOPLE)])


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    counted = pc.value_counts(column).to_pylist()
    return {str(item["values"]): item["counts"] for item in sorted(counted, key=lambda item: str(item["values"]))}


def read_both(feed: Path, rolls: Path) -> tuple[pa.Table, pa.Table]:
    """Records of a feed and people of rolls, one row a person, both RAW_PEOPLE. Raises UsageError for files that cannot be read."""
    return _people(feed, "record_id"), _read_rolls(rolls)
