"""Rows below a title that says their benefits ended: 二、本月停发人员名单.

Belongs here: which titles say so, and the rows below them. Does not belong here: which lines are titles (lines, body), what
becomes of the rows (rows.ended), and titles above the whole table (rules.stopped).
"""

import numpy as np

from matching.endings import Endings
from matching.findings import Finding, Severity
from matching.validate.table.body import Body
from matching.validate.values.endings import is_of_others, title_says_ended

Stops = dict[int, np.ndarray]
"""0-based row of each title → the data rows below it."""


def stopped_rows(body: Body, endings: Endings) -> Stops:
    """The data rows (0-based) below each title that says so, up to a title of people who draw their benefits. The title of a
    place or a kind in between changes nothing. Only tables that end benefits have any."""
    rows = body.rows
    stops: Stops = {}
    for n, word in body.lone.items():
        below = rows[rows > n]
        open_titles = {at: held[held < n] for at, held in stops.items()}
        if title_says_ended(word, endings):
            stops = {**open_titles, n: below}
        elif is_of_others(word, endings):
            stops = open_titles
    return {n: held for n, held in stops.items() if len(held)}


def titled(stops: Stops) -> np.ndarray:
    """All rows below such titles, 0-based."""
    return np.concatenate([np.empty(0, dtype=np.int64), *stops.values()])


def stops_told(stops: Stops) -> tuple[Finding, ...]:
    cure = "确已停止的，请逐行填写「停止月份」；仍在享受的，请改正标题后重新报送"
    return tuple(
        Finding(
            "TITLE_SAYS_ENDED",
            Severity.WARNING,
            f"第 {n + 1} 行的标题写着停发、注销、死亡或未批准一类的话，其下 {len(rows)} 行更正以前不算在册",
            cure,
        )
        for n, rows in stops.items()
    )
