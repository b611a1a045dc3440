"""Measure linkage beside Splink 5 on the same drawn district, each in a process of its own: quality, time, memory.

Run: make bench-linkage, or .venv/bin/python -m tests.benchmarks.bench_linkage [--size 20k|1m|FEEDxROLLS] [--seed 101]
[--rates usual] [--threads 2] [--only ours|splink] [--folder FOLDER] [--json]
Splink gets, knowing the truth, its best threshold by F1, and beside it the lowest that matches nobody who is on no roll.
hidden: share of the people on no roll who are matched to somebody. In brackets: Wilson's 95 % interval.
A folder that holds feed.parquet, rolls.parquet and truth.parquet is measured as it is; else the district is drawn into it.
"""

import argparse
import json
import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console

from matching.installation import open_installation
from matching.link import link_people, read_linkage
from matching.link.sides import parts_of_names
from matching.pipeline.match import match_files, read_sides
from matching.run import write_table
from matching.shapes import STANDARD
from tests.benchmarks.bench_intake import burnt
from tests.benchmarks.district import keep, make_district
from tests.benchmarks.parts import PART, write_parts
from tests.benchmarks.quality import by_feed, thresholds
from tests.benchmarks.ratios import tables

SIZES = {"20k": (20_000, 24_000), "1m": (1_000_000, 1_500_000)}
SIDES = ("feed", "rolls")
SAMPLE = 100_000
"""Rows of each table that are standardised one by one; the seconds of all are in proportion."""
Figures = dict[str, Any]


def alone(work: Callable[..., Figures], *arguments: Any) -> Figures:
    """The work in a process of its own: its answer with wall, CPU and peak memory."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_measured, work, arguments).result()


def _measured(work: Callable[..., Figures], arguments: tuple[Any, ...]) -> Figures:
    wall, cpu = time.perf_counter(), burnt()
    answer = work(*arguments)
    return answer | {"wall_s": time.perf_counter() - wall, "cpu_s": burnt() - cpu, "peak_gib": _peak()}


def _peak() -> float:
    """The peak memory of this process so far, in GiB, as the kernel counts it: nobody has to look meanwhile."""
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) / 2**20


def ours(folder: Path, threads: int) -> Figures:
    """`zhaoren match` as it is; what its steps take is told by its progress."""
    begun, laps = time.perf_counter(), dict[str, float]()

    def report(stage: str, done: int, total: int) -> None:
        if stage == "比对":
            laps[f"{done}"] = time.perf_counter() - begun

    match_files(
        folder / "feed.parquet", folder / "rolls.parquet", folder / "ours", open_installation(), threads=threads, progress=report
    )
    return {"standardise_s": laps["2"], "link_s": laps["3"] - laps["2"], "write_s": laps["4"] - laps["3"]}


def prepare(folder: Path) -> Figures:
    """Our standardised columns with the sound of the name, for Splink; and the link alone on them."""
    installation = open_installation()
    model = read_linkage(installation.settings.schemas)
    sides = read_sides(folder / "feed.parquet", folder / "rolls.parquet", installation, lambda stage, done, total: None, model)
    for name, table in zip(SIDES, sides, strict=True):
        parts, places = parts_of_names(table, model)
        sounds = pc.take(parts["name_sound"].combine_chunks(), places)
        write_table(table.append_column("name_sound", sounds), folder / f"standard_{name}.parquet")
    return {}


def link_alone(folder: Path, threads: int) -> Figures:
    """Linking on the standardised files, as Splink is given them; and what of it is linking once the tables are at hand, as they are when
    Splink's seconds of predicting begin."""
    sides = [_standard(folder / f"standard_{name}.parquet") for name in SIDES]
    model = read_linkage(open_installation().settings.schemas)
    wall, cpu = time.perf_counter(), burnt()
    linked = link_people(*sides, model, threads=threads)
    return {"pairs": linked.pairs.num_rows, "link_s": time.perf_counter() - wall, "link_cpu_s": burnt() - cpu}


def _standard(path: Path) -> pa.Table:
    """The file without the sound of the name, which linking makes itself."""
    return pq.read_table(path, columns=[name for name in pq.read_schema(path).names if name in STANDARD.names])


def floor(folder: Path, threads: int) -> Figures:
    """What nobody can beat: reading both files as they came, one hash join on the number, writing Parquet."""
    with duckdb.connect(":memory:", config={"threads": threads} if threads else {}) as connection:
        connection.execute(
            f"COPY (SELECT l.*, r.* EXCLUDE (id_number) FROM '{folder}/feed.parquet' AS l LEFT JOIN '{folder}/rolls.parquet' AS r "
            f"USING (id_number)) TO '{folder}/floor.parquet' (FORMAT parquet)"
        )
    return {}


def splink(folder: Path, threads: int) -> Figures:
    """Train and predict."""
    from tests.benchmarks.rival import link

    best, seconds = link(*(folder / f"standard_{name}.parquet" for name in SIDES), threads)
    pq.write_table(best, folder / "splink.parquet")
    return seconds


def per_row(folder: Path) -> Figures:
    """A Splink user's standardising of at most SAMPLE rows of each table. Only the rows' own seconds are there to be multiplied: reading the
    files and loading the libraries happens once."""
    from tests.benchmarks.per_row import standardise_per_row

    district = open_installation().district
    tables = [pq.read_table(folder / f"{name}.parquet") for name in SIDES]
    standardise_per_row(tables[0].slice(0, 1), district)
    wall, cpu = time.perf_counter(), burnt()
    rows = sum(len(standardise_per_row(table.slice(0, SAMPLE), district)) for table in tables)
    seconds = {"rows_s": time.perf_counter() - wall, "rows_cpu_s": burnt() - cpu}
    return {"rows": rows, "of": sum(table.num_rows for table in tables), **seconds}


def draw(folder: Path, size: tuple[int, int], seed: int, rates: str) -> None:
    """Draw the district into the folder, if it is not there."""
    if (folder / "truth.parquet").exists():
        return
    if size[0] > PART:
        report = partial(print, "drawing", file=sys.stderr)
        write_parts(open_installation(), *size, seed, rates, folder, report)
    else:
        keep(folder, *make_district(open_installation(), *size, seed, rates))


def measure(folder: Path, threads: int, only: str | None) -> Figures:
    """All figures of the district in the folder."""
    figures: Figures = {}
    truth = pq.read_table(folder / "truth.parquet").sort_by("record_id")
    feeds = pq.read_table(folder / "feed.parquet", columns=["record_id", "feed"])
    if only != "splink":
        figures["ours"] = alone(ours, folder, threads)
        decisions = pq.read_table(folder / "ours" / "decisions.parquet")
        figures["ours"]["quality"] = by_feed(decisions, truth, feeds)
    alone(prepare, folder)
    figures["floor"] = alone(floor, folder, threads)
    figures["link alone"] = alone(link_alone, folder, threads)
    if only != "ours":
        figures["splink"] = alone(splink, folder, threads)
        figures["per row"] = alone(per_row, folder)
        for name, decisions in thresholds(pq.read_table(folder / "splink.parquet"), truth).items():
            figures["splink"][name] = by_feed(decisions, truth, feeds)
    return figures


def size_of(text: str) -> tuple[int, int]:
    """20k, 1m or FEEDxROLLS."""
    feed, _, rolls = text.partition("x")
    return SIZES[text] if text in SIZES else (int(feed), int(rolls))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=size_of, default=SIZES["20k"])
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--rates", default="usual")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--only", choices=("ours", "splink"))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        draw(folder, options.size, options.seed, options.rates)
        figures = measure(folder, options.threads, options.only)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        Console(width=150).print(*tables(figures))


if __name__ == "__main__":
    main()
