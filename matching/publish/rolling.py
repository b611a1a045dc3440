"""Papers of no run: views of the ledger on a day, each put in place all at once. The same rows give the same bytes.

Belongs here: what such papers have in common, and the form of all people who wait for a unit. Does not belong here: who is on them
(matching.pipeline.standing), the other lists (matching.publish.standing, matching.publish.visits).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.outputs import read_outputs
from matching.publish.rows import Row, RowMaker, by_level, numbered
from matching.publish.workbook import Book

WAITING = "待定派单表"


@contextmanager
def paper(path: Path, title: str, installation: Installation, day: date) -> Iterator[Book]:
    """An open workbook that stands at `path` once it is whole."""
    aside, district = path.with_name(f".{path.name}.tmp"), installation.district
    with Book(
        aside, title=title, author=district.centre, run_id=title, day=day, units=[unit.name for unit in district.units]
    ) as book:
        yield book
    aside.replace(path)


def write_waiting(installation: Installation, day: date, waiting: Sequence[tuple[Row, Row, Row]], path: Path) -> None:
    """Write the form on which the centre names units; waiting: outcome, record and person of everybody who has none."""
    rows = RowMaker(day, installation)
    told = sorted((rows.outcome(*row, None) for row in waiting), key=by_level)
    words = {"district": installation.district.name, "day": say_day(day)}
    with paper(path, WAITING, installation, day) as book:
        book.add_list(read_outputs(installation.settings.schemas)["assignment"], numbered(told), words)
