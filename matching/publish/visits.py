"""回访表: the list of people whom the centre asks whether somebody came.

Belongs here: the form on paper. Does not belong here: who is on it (matching.casework.visits). The same rows give the same bytes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.outputs import read_outputs
from matching.publish.rolling import paper
from matching.publish.rows import Row, RowMaker, by_level, numbered

TITLE = "回访表"


def write_visits(installation: Installation, day: date, visits: Sequence[Row], clues: Mapping[str, Row], path: Path) -> Path:
    """Write the form, all at once; returns its path. visits: rows of list_slips with `result` and `why`; clues: CLUES rows by id."""
    rows, district = RowMaker(day, installation), installation.district
    told = [
        rows.slip(slip, rows.clue(clues[slip["clue_id"]])) | {name: slip[name] for name in ("result", "why")} for slip in visits
    ]
    words = {"district": district.name, "day": say_day(day)}
    with paper(path, TITLE, installation, day) as book:
        book.add_list(read_outputs(installation.settings.schemas)["visit"], numbered(sorted(told, key=by_level)), words)
    return path
