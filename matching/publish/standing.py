"""The rolling lists: everything that is still to be answered, over all runs, and the slips that were withdrawn.

Belongs here: the sheets of 全部在办. Does not belong here: which clues are open (matching.pipeline.standing) and when the
lists are made anew (matching.pipeline.standing).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.outputs import read_outputs
from matching.publish.rolling import paper
from matching.publish.rows import Row, RowMaker, by_level, numbered
from matching.publish.wording import typeset

NAME = "全部在办"
LAST = "9999"
"""Sorts what has no deadline behind what has one."""


class StandingLists:
    """The lists of one day, one workbook a recipient."""

    def __init__(self, installation: Installation, day: date, clues: Mapping[str, Row]) -> None:
        """`clues`: the CLUES rows, by id, of all that the lists name."""
        self._installation, self._day = installation, day
        self._layouts = read_outputs(installation.settings.schemas)
        rows = RowMaker(day, installation)
        self._rows, self._told = rows, {clue_id: rows.clue(clue) for clue_id, clue in clues.items()}

    def write(self, path: Path, owner: str, open_clues: Sequence[Row], withdrawn: Sequence[Row]) -> None:
        """One workbook, put in place all at once. open_clues: rows of list_clue_leads with the slip's `state` and `due_on`; withdrawn: of
        list_slips."""
        pages = {
            "standing": sorted(map(self._open, open_clues), key=self._pressing),
            "withdrawn": [self._withdrawn(slip) for slip in withdrawn],
        }
        words = {"unit": owner, "day": say_day(self._day)}
        with paper(path, NAME, self._installation, self._day) as book:
            for name, rows in pages.items():
                book.add_list(self._layouts[name], numbered(rows), words)

    def _open(self, clue: Row) -> Row:
        told = self._told[clue["clue_id"]]
        days = {name: say_day(clue[name]) if clue[name] else "" for name in ("issued_on", "due_on")}
        return {
            **told,
            **days,
            "slip_no": clue["slip_no"] or "",
            "state": clue["state"],
            "roll_news": typeset(clue["roll_news"]),
            "due": clue["due_on"] or LAST,
        }

    def _withdrawn(self, slip: Row) -> Row:
        days = {"withdrawn_on": say_day(slip["withdrawn_on"]), "withdrawn_why": slip["reason"]}
        return self._rows.slip(slip, self._told[slip["clue_id"]]) | days

    @staticmethod
    def _pressing(row: Row) -> tuple[str, tuple[int, str, str]]:
        """The first to be answered first; what waits for a release or was given back last."""
        return row["due"], by_level(row)
