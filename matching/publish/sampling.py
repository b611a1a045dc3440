"""抽样核查表: the pairs of a blind sample, which people judge without knowing what a run made of them.

Belongs here: the form on paper. Does not belong here: which pairs are on it (matching.audit.sampling). Nothing on it may tell the bucket, the level, the
rule or the weight. The same pairs give the same bytes.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.outputs import read_outputs
from matching.publish.rolling import paper
from matching.publish.rows import Row, RowMaker, numbered

TITLE = "抽样核查表"


def write_sample(
    installation: Installation, sample_no: str, day: date, pairs: Iterable[tuple[Row, Row, Row]], path: Path
) -> Path:
    """Write the form, all at once; returns its path. pairs: of each pair both sides with its number (REVIEW_PAIRS), the outcome and the record."""
    rows, district = RowMaker(day, installation), installation.district
    told = [
        rows.pair(pair | {"explanation": outcome["hardship"], "answer_by": "", "match_weight": None}, "", [rows.source(record)])
        for pair, outcome, record in pairs
    ]
    words = {"district": district.name, "run_id": sample_no, "day": say_day(day)}
    with paper(path, TITLE, installation, day) as book:
        book.add_list(read_outputs(installation.settings.schemas)["sample"], numbered(told), words)
    return path
