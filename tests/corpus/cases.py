"""What a case of the corpus is, and the small makers that its files are built with.

Belongs here: the shape of a case and building blocks. Does not belong here: any nasty file (the modules beside this one)
and judging one (test_corpus).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from matching.contracts import TableContract, read_feeds, read_roll
from matching.settings import PROJECT
from tests.tables import Row, Rows, as_text, as_xlsx, sample_rows

Cells = list[list[Any]]
Told = tuple[int | None, str | None, str, Literal["file", "row", "warning"]]
"""A finding: row of the sender's sheet, column as the sender wrote it, rule, severity."""


@dataclass(frozen=True)
class Case:
    """A file and what must become of it."""

    name: str
    about: str
    """What is nasty about it, in a sentence."""
    feed: str
    """The table in whose folder it is dropped."""
    make: Callable[[], bytes]
    verdict: Literal["accepted", "partly", "rejected", "zero", "misplaced"]
    rows: tuple[int, int] = (0, 0)
    """Rows in, rows accepted."""
    told: Sequence[Told] = ()
    """Every finding, in any order."""
    values: dict[int, dict[str, str | None]] = field(default_factory=dict)
    """Row of the sender's sheet → column → the value that must stand in the record (None: none)."""
    file: str = "报送.xlsx"
    period: str | None = None
    dropped: tuple[str, ...] | None = None
    sheet: str | None = None
    cure: str = ""
    """Words that one of the findings must tell the sender."""
    unit: str | None = None


@cache
def contract(code: str) -> TableContract:
    schemas = PROJECT / "schemas"
    return read_roll(schemas) if code == "roll" else read_feeds(schemas)[code]


def table(code: str, count: int = 3, change: dict[tuple[int, str], Any] | None = None) -> Cells:
    """Heading row and good rows; `change`: {(row from 0, column name): cell}."""
    return sample_rows(contract(code), count, change)


def column(code: str, name: str, cells: Sequence[Any]) -> Cells:
    """A table whose rows are good but for one column, which holds these cells."""
    return table(code, len(cells), {(n, name): cell for n, cell in enumerate(cells)})


def retitled(rows: Cells, titles: dict[str, str]) -> Cells:
    """The same table under other headings."""
    return [[titles.get(title, title) for title in rows[0]], *rows[1:]]


def beside(rows: Cells, extra: Sequence[Any], at: int | None = None) -> Cells:
    """The table with one more column; `extra` holds its heading and cells."""
    place = len(rows[0]) if at is None else at
    return [[*row[:place], cell, *row[place:]] for row, cell in zip(rows, extra, strict=True)]


def blank(rows: Cells) -> list[str]:
    return [""] * len(rows[0])


def line(rows: Cells, *cells: Any) -> list[Any]:
    """A row as wide as the table that begins with these cells."""
    return [*cells, *[""] * (len(rows[0]) - len(cells))]


def xlsx(rows: Rows) -> Callable[[], bytes]:
    return lambda: as_xlsx(rows)


def csv(rows: Rows, encoding: str = "gb18030", delimiter: str = ",") -> Callable[[], bytes]:
    return lambda: as_text(rows, encoding, delimiter)


def of(rows: list[Row], *picked: int) -> list[Row]:
    return [rows[n] for n in picked]
