"""The papers of an office: the forms it got, its list of all that is open, and the file that it hands in.

Belongs here: reading what lies in the outbox, and laying out what goes into the inbox. Does not belong here: what is said (plans) and bytes
(matching.synthetic.formats).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from matching.contracts import TableContract
from matching.synthetic.formats import Sheet
from matching.synthetic.habits import DateStyle, FileFormat
from matching.synthetic.offices.mistakes import Row, code_of
from matching.synthetic.spelling import Cell, write_date

SEARCHED_ROWS = 10
"""A heading stands among the first so many rows of our papers."""
PRINTED = "printed"
"""What a row calls the 文号 of the form, whatever somebody made of it."""
RETYPED = "反馈"


class Line(NamedTuple):
    """One row of a paper: what stands under each heading."""

    cells: Mapping[str, str]

    def day(self, heading: str) -> date | None:
        """A date as our papers print it (2026年12月21日)."""
        parts = re.findall(r"\d+", self.cells[heading])
        return date(*map(int, parts)) if len(parts) == 3 else None


class Paper(NamedTuple):
    """A list that came out of the outbox."""

    path: Path
    above: tuple[str, ...]
    """What stands above its headings."""
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


class Handed(NamedTuple):
    """A file to be dropped. folder: below inbox/; name: without its ending."""

    folder: str
    name: str
    sheet: Sheet
    file_format: FileFormat


def read_paper(path: Path, heading: str) -> Paper:
    """The first sheet of a workbook of ours whose headings hold `heading`; a paper that did not change is read once."""
    return _read(path, heading, path.stat().st_mtime_ns)


@lru_cache(maxsize=4096)
def _read(path: Path, heading: str, _stamp: int) -> Paper:
    rows = [
        [f"{cell:.0f}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ]
    place = next((number for number, row in enumerate(rows[:SEARCHED_ROWS]) if heading in row), len(rows))
    headings = tuple(rows[place]) if place < len(rows) else ()
    lines = (dict(zip(headings, row, strict=True)) for row in rows[place + 1 :])
    above = tuple(row[0] for row in rows[:place])
    return Paper(path, above, headings, tuple(Line(cells) for cells in lines if cells.get(heading)))


class Hand(NamedTuple):
    """How somebody writes: the format of the file, its dates, whether it is a list of their own making, naming slips by their codes."""

    file_format: FileFormat
    dates: DateStyle
    retyped: bool
    by_code: bool

    def cell(self, value: Cell, rng: Random) -> Cell:
        return write_date(value, self.dates, rng, self.file_format in ("xlsx", "xls")) if isinstance(value, date) else value


def compose(paper: Paper, rows: Sequence[Row], titles: Mapping[str, str], hand: Hand, rng: Random) -> Sheet:
    """The paper with these rows filled in, the others left out; or a list of only what is filled in. `titles`: what a row calls a cell → its
    heading; rows name their slip and clue."""
    if hand.retyped:
        return _retyped([_named(row, hand) for row in rows], titles, hand, rng)
    printed = {line.cells[titles["slip"]]: line.cells for line in paper.lines}
    named = {title: name for name, title in titles.items()}
    table: list[list[Cell]] = [[text] for text in paper.above]
    table.append(list(paper.headings))
    for row in rows:
        own = printed[str(row[PRINTED])]
        table.append([hand.cell(row.get(named[title]), rng) if title in named else own[title] for title in paper.headings])
    return Sheet(paper.path.stem, table, len(paper.headings), list(range(len(paper.above))))


def _retyped(rows: Sequence[Row], titles: Mapping[str, str], hand: Hand, rng: Random) -> Sheet:
    used = [name for name in titles if any(row.get(name) is not None for row in rows)]
    told = [[hand.cell(row.get(name), rng) for name in used] for row in rows]
    return Sheet(RETYPED, [[titles[name] for name in used], *told], len(used))


def _named(row: Row, hand: Hand) -> Row:
    """The row with the digits of its square code instead of number and clue, if it is written so."""
    if not hand.by_code or row["slip"] != row[PRINTED]:
        return row
    return {**row, "slip": code_of(str(row["slip"])), "clue": None}


def titles_of(contract: TableContract, columns: Mapping[str, str]) -> dict[str, str]:
    """What a row calls a cell → the form's heading for it."""
    return {name: contract.column(column).header for name, column in columns.items()}
