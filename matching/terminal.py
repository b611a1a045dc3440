"""What every command of the command line shares: its consoles, its common options, printing for people or machines.

Belongs here: the terminal. Does not belong here: any command (matching.cli, matching.cli_feeds).
"""

import json
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from matching.installation import Installation

out, err = Console(), Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON,供程序读取")]
Day = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="业务日期,默认今天")]


@contextmanager
def progress() -> Iterator[Any]:
    """A callback (stage, done, total) drawn as bars on a terminal, silent elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as drawn:
        bars: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = drawn.add_task(stage, total=total)
            drawn.update(bars[stage], completed=done, total=total)

        yield report


def emit(content: Any, as_json: bool, *tables: Table) -> None:
    """Print the tables for people, the content as JSON if asked for or if there is no table."""
    if as_json or not tables:
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        out.print(*tables, sep="\n")


def table_of(title: str | None, *headings: str, right: Collection[str] = ()) -> Table:
    """An empty table whose long cells are folded, never cut; `right`: headings of numbers."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return table


def day_of(installation: Installation, as_of: datetime | None) -> date:
    """The business date asked for, by default today's."""
    from matching.pipeline.clock import business_day

    return as_of.date() if as_of else business_day(installation.settings)


def moment_of(installation: Installation, as_of: datetime | None) -> datetime:
    """The moment of a delivery on the business date asked for, by default now."""
    from matching.pipeline.clock import business_moment

    moment = business_moment(installation.settings)
    return moment.replace(year=as_of.year, month=as_of.month, day=as_of.day) if as_of else moment


def pairs_of(content: dict[str, Any]) -> Table:
    """A table of names and what they stand for."""
    table = Table(show_header=False)
    for key, value in content.items():
        table.add_row(str(key), "" if value is None else str(value))
    return table
