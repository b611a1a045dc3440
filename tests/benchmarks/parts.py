"""A district too large to be drawn at once: parts of a town with houses of their own and no number in common.

Belongs here: drawing part after part into files. Does not belong here: what a district is like (tests.benchmarks.district).
The town is three times as large as the roll.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.installation import Installation
from matching.shapes import PERSON
from tests.benchmarks.district import write_district
from tests.benchmarks.rates import RATES
from tests.benchmarks.town import Town

PART = 100_000
"""Rows of the feed in one part, at most."""


def write_parts(
    installation: Installation, feed: int, rolls: int, seed: int, rates: str, folder: Path, report: Callable[[int, int], None]
) -> None:
    """Draw feed.parquet, rolls.parquet and truth.parquet into the folder. `report` is told parts done and parts in all."""
    parts, taken = -(-feed // PART), set[str]()
    shapes = {
        "feed": _text("record_id", "feed", *PERSON),
        "rolls": _text("person_id", *PERSON),
        "truth": _text("record_id", "person_id"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    writers = {name: pq.ParquetWriter(folder / f"{name}.parquet", shape) for name, shape in shapes.items()}
    for part in range(parts):
        report(part, parts)
        rng = Random(f"{rates}/{seed}/{part}")
        town = Town(installation, rng, RATES[rates], taken, part)
        records, people, truth = write_district(town, town.people(3 * rolls // parts), feed // parts, rolls // parts, rng, rates)
        known = pa.table({"record_id": list(truth), "person_id": pa.array(truth.values(), pa.string())})
        for name, table in (("feed", records), ("rolls", people), ("truth", known)):
            writers[name].write_table(_shaped(table, shapes[name], f"{part:02d}-"))
    for writer in writers.values():
        writer.close()
    report(parts, parts)


def _text(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


def _shaped(table: pa.Table, shape: pa.Schema, prefix: str) -> pa.Table:
    """All columns of the shape, ids with the part in front."""
    empty = pa.nulls(table.num_rows, pa.string())
    columns = {name: table[name].cast(pa.string()) if name in table.column_names else empty for name in shape.names}
    for name in {"record_id", "person_id"} & set(shape.names):
        columns[name] = pc.binary_join_element_wise(prefix, columns[name], "")
    return pa.table(columns).cast(shape)
