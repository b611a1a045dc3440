"""The rolling lists: everything that is still to be answered, over all runs, and the slips that were withdrawn or handed on to another unit.

Belongs here: the sheets of 全部在办. Does not belong here: which clues are open (matching.pipeline.standing) and when the
lists are made anew (matching.pipeline.standing).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
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
SHOWN = 5
"""So many pieces of later news stand on a line."""
RETURNED, RETURNED_WITH_NEWS = "退回已{days}天，请核定", "退回后又有新情况，请核定（已{days}天）"


class StandingLists:
    """The lists of one day, one workbook a recipient."""

    def __init__(self, installation: Installation, day: date, clues: Mapping[str, Row]) -> None:
        """`clues`: the CLUES rows, by id, of all that the lists name."""
        self._installation, self._day = installation, day
        self._layouts = read_outputs(installation.settings.schemas)
        rows = RowMaker(day, installation)
        self._rows, self._told = rows, {clue_id: rows.clue(clue) for clue_id, clue in clues.items()}

    def write(
        self, path: Path, owner: str, open_clues: Sequence[Row], gone: Sequence[Row], returned: Sequence[Row] | None = None
    ) -> None:
        """One workbook, put in place all at once. open_clues: rows of list_clue_leads with the slip's `state`, `due_on` and `returned_on`, and what
        was `added` later; gone: rows of list_slips that were withdrawn or handed on; returned: the same with `returned_on`, `returned_why` and what was
        `added`, for the one who decides about what was given back: it then comes first. The page of what was handed on is there once something was."""
        decides = returned is not None
        pages = {
            "standing": sorted((self._open(clue, decides) for clue in open_clues), key=itemgetter("turn")),
            **({"returned": sorted(map(self._returned, returned), key=itemgetter("turn"))} if returned is not None else {}),
            "withdrawn": [self._withdrawn(slip) for slip in gone if slip["withdrawn_on"]],
        }
        if handed_on := [self._redirected(slip) for slip in gone if slip["redirected_on"]]:
            pages["redirected"] = handed_on
        words = {"unit": owner, "day": say_day(self._day)}
        with paper(path, NAME, self._installation, self._day) as book:
            for name, rows in pages.items():
                book.add_list(self._layouts[name], numbered(rows), words)

    def _open(self, clue: Row, decides: bool) -> Row:
        told = self._told[clue["clue_id"]]
        days = {name: say_day(clue[name]) if clue[name] else "" for name in ("issued_on", "due_on")}
        row = {
            **told,
            **days,
            "slip_no": clue["slip_no"] or "",
            "state": clue["state"],
            "news": self._news(clue["added"]),
            "roll_news": typeset(clue["roll_news"]),
        }
        if decides and clue["returned_on"]:
            return self._to_decide(row, clue["returned_on"], clue["added"])
        return row | {"turn": (2, clue["due_on"] or LAST, *by_level(row))}

    def _to_decide(self, row: Row, returned_on: str, added: Sequence[Row]) -> Row:
        """The line of what was given back: of whom more was reported since before the others, then by level, then the longest wait."""
        fresh = any(news["joined_on"] >= returned_on for news in added)
        state = (RETURNED_WITH_NEWS if fresh else RETURNED).format(days=self._days_since(returned_on))
        level, *rest = by_level(row)
        return row | {"state": state, "turn": (0 if fresh else 1, level, returned_on, *rest)}

    def _returned(self, slip: Row) -> Row:
        """The line of a slip that waits for a decision, whoever gave it back."""
        since = slip["returned_on"]
        told = {
            "returned_on": say_day(since),
            "returned_why": typeset(slip["returned_why"]),
            "waits": str(self._days_since(since)),
        }
        row = self._rows.slip(slip, self._told[slip["clue_id"]]) | told | {"news": self._news(slip["added"])}
        level, *rest = by_level(row)
        return row | {"turn": (level, since, *rest)}

    def _days_since(self, day: str) -> int:
        return (self._day - date.fromisoformat(day)).days

    def _news(self, added: Sequence[Row]) -> str:
        """What was reported of the person after the slip went out, a line each; several lists that say the same on one day have one."""
        said: dict[tuple[str, str], list[str]] = {}
        for news in added:
            titles = said.setdefault((news["joined_on"], news["hardship"]), [])
            titles.append(f"《{self._installation.feeds[news['feed']].title}》")
        lines = [f"{say_day(day)}{''.join(dict.fromkeys(titles))}{typeset(text)}" for (day, text), titles in said.items()]
        return "\n".join([*lines[:SHOWN], *([f"另有{len(lines) - SHOWN}条"] if len(lines) > SHOWN else [])])

    def _withdrawn(self, slip: Row) -> Row:
        days = {"withdrawn_on": say_day(slip["withdrawn_on"]), "withdrawn_why": slip["reason"]}
        return self._rows.slip(slip, self._told[slip["clue_id"]]) | days

    def _redirected(self, slip: Row) -> Row:
        told = {"redirected_on": say_day(slip["redirected_on"]), "redirected_why": typeset(slip["redirected_why"])}
        told |= {"next_unit": self._rows.unit(slip["next_unit"]), "next_no": slip["next_no"]}
        return self._rows.slip(slip, self._told[slip["clue_id"]]) | told
