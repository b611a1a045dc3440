"""Measure intake on one core: read + validate + receipt of a big table.

Run: .venv/bin/python tests/benchmarks/bench_intake.py [--rows 100000] [--csv-rows 1000000] [--json]
Yardstick, in the same run: pandas.read_excel and the same suite on the same columns. The yardstick is spared what we do
beside that: reading values, records, receipt and correction workbook. One row in a hundred has a fault.
Shares are of CPU seconds, children's included: on a core of one's own they are the wall's, on a shared machine steadier.
peak_gib: the largest resident memory of this process and its children together, seen every 20 ms.
"""

import argparse
import csv
import multiprocessing
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import xlsxwriter
from stdnum.cn.ric import calc_check_digit

from matching.contracts import FeedContract
from matching.drops import Drop
from matching.installation import Installation, open_installation
from matching.settings import Settings
from matching.validate.check import check
from matching.validate.papers.receipt import write_receipt
from matching.validate.reading.apart import read_apart, stop
from matching.validate.rows.frame import build_frame
from matching.validate.rules.generated import generated
from matching.validate.rules.suites import judge, read_suite
from matching.validate.table.body import data_rows
from matching.validate.table.choose import choose
from tests.benchmarks.printing import show

RECEIVED = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
FEED = "health_inpatient"
AMOUNTS = {"total_cost": 400_000, "burden": 20_000, "pooled_paid": 50_000}


def rows_of(contract: FeedContract, count: int) -> Iterator[list[str]]:
    """Heading and rows of a month of synthetic inpatients."""
    yield [column.header for column in contract.columns]
    for n in range(count):
        born = date(1940, 1, 1) + timedelta(days=n % 20_000)
        body = f"370399{born:%Y%m%d}{(2 * (n // 20_000) + 1) % 1000:03d}"
        number = body + calc_check_digit(f"{body}?")
        faulty = n % 100 == 99
        cells = {
            "name": f"张{chr(0x4E00 + n % 20_000)}",
            "id_number": f"{number[:15]}000" if faulty else number,
            "insurance": "城乡居民基本医疗保险",
            "hospital": "区医院",
            "stay_no": f"ZY{n:08d}",
            "admitted_on": f"2026-10-{n % 14 + 1:02d}",
            "discharged_on": f"2026-10-{n % 14 + 15:02d}",
            "diagnosis": f"诊断{n % 300}",
            "address": f"城东街道双山路{n}号",
            "phone": f"138{n % 10**8:08d}",
        }
        yield [cells.get(column.name, str(AMOUNTS.get(column.name, 1000) + n % 100_000)) for column in contract.columns]


def write_tables(contract: FeedContract, folder: Path, rows: int, csv_rows: int) -> tuple[Path, Path]:
    """The workbook (amounts as numbers) and the text file."""
    workbook, text = folder / "table.xlsx", folder / "table.csv"
    amounts = {n for n, column in enumerate(contract.columns) if column.type == "money"}
    with xlsxwriter.Workbook(workbook) as book:
        page = book.add_worksheet()
        for line, row in enumerate(rows_of(contract, rows)):
            for n, cell in enumerate(row):
                if line and n in amounts:
                    page.write_number(line, n, float(cell))
                else:
                    page.write_string(line, n, cell)
    with text.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows_of(contract, csv_rows))
    return workbook, text


@contextmanager
def watched(pace: float = 0.02) -> Iterator[Callable[[], float]]:
    """The peak memory of this process and its children so far, in GiB; seen every `pace` seconds, and looking costs CPU too."""
    own, over, peak = psutil.Process(), threading.Event(), [0]

    def watch() -> None:
        while not over.wait(pace):
            total = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], total)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield lambda: round(peak[0] / 2**30, 3)
    over.set()
    watcher.join()


def ready(home: Path) -> tuple[Installation, FeedContract]:
    """One core, and what is imported once in the life of a process."""
    import great_expectations  # noqa: F401 - its import is nobody's work

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    installation = open_installation(Settings(home=home, threads=1))
    return installation, installation.feeds[FEED]


def burnt() -> float:
    """CPU seconds of this process and of its ended children so far."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def take(path: Path, home: Path) -> dict[str, Any]:
    """Read, validate and answer one file as intake does, in this process and its reading process."""
    installation, contract = ready(home)
    folder = f"{installation.district.department(contract.department).name}/{contract.title}"
    drop = Drop("0123456789abcdef", "0" * 64, path.stat().st_size, contract.code, None, folder, path.name, 0, RECEIVED)
    with watched() as peak:
        wall, cpu = time.perf_counter(), burnt()
        checked = check(path, drop, contract, installation)
        write_receipt(checked, drop, contract, installation, installation.settings.receipts)
        wall = time.perf_counter() - wall
        stop()
        cpu = burnt() - cpu
        counts = {"rows": checked.rows_in, "rejected": checked.rows_rejected}
        return {"seconds": round(wall, 2), "cpu_seconds": round(cpu, 2), **counts, "peak_gib": peak()}


def yardstick(path: Path, home: Path) -> dict[str, float]:
    """CPU seconds of pandas.read_excel with its own engine and with ours, and of the suite."""
    installation, contract = ready(home)
    choice = choose(read_apart(path, installation.settings), contract)
    rows = data_rows(choice.sheet, choice.heading, contract)
    helpers = build_frame(choice.sheet, choice.heading, contract, rows, RECEIVED.date()).helpers
    rules = generated(contract, frozenset(choice.heading.columns), RECEIVED.date(), "2026-10")
    rules += read_suite(installation.settings.expectations, contract.code)
    seconds = {}
    for name, work in (
        ("read_excel", lambda: pd.read_excel(path, dtype=str)),
        ("read_excel_calamine", lambda: pd.read_excel(path, dtype=str, engine="calamine")),
        ("suite", lambda: judge(helpers, rules)),
    ):
        begun = burnt()
        work()
        seconds[name] = round(burnt() - begun, 2)
    return seconds


def alone(work: Callable[[Path, Path], dict[str, Any]], path: Path, home: Path) -> dict[str, Any]:
    """The work in a process of its own, so that no measure holds memory of another."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(work, path, home).result()


def measure(rows: int, csv_rows: int) -> dict[str, Any]:
    """All figures."""
    contract = open_installation(Settings()).feeds[FEED]
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        workbook, text = write_tables(contract, Path(scratch), rows, csv_rows)
        if csv_rows:
            figures["csv"] = alone(take, text, Path(scratch))
        figures["xlsx"] = alone(take, workbook, Path(scratch))
        figures["yardstick"] = parts = alone(yardstick, workbook, Path(scratch))
    seconds = figures["xlsx"]["cpu_seconds"]
    figures["share"] = round(seconds / (parts["read_excel"] + parts["suite"]), 3)
    figures["share_of_calamine"] = round(seconds / (parts["read_excel_calamine"] + parts["suite"]), 3)
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    show(measure(options.rows, options.csv_rows), options.json)


if __name__ == "__main__":
    main()
