"""Rows below a title that says their benefits ended: 二、本月停发人员名单.

Belongs here: finding such titles and the rows below them. Does not belong here: which lines are left out (lines, body), what
becomes of the rows (rows.ended), and titles above the whole table (rules.stopped).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import Heading
from matching.validate.table.lines import BARE_DATE, IDENTITY, NO_NAME, NUMBERED
from matching.validate.table.notes import NUMBER_OF_SOMEBODY
from matching.validate.values.cells import STROKES, narrow
from matching.validate.values.endings import OTHERS, PERHAPS, is_of_others, title_says_ended

MOST_CELLS = 3
LONGEST = 60
Stops = dict[int, np.ndarray]
"""0-based row of each title → the data rows below it."""


def stopped_rows(sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray) -> Stops:
    """The data rows (0-based) below each title that says so, up to a title of people who draw their benefits. The title of a
    place or a kind in between changes nothing. Only tables that end benefits have any."""
    if not contract.ends_benefits:
        return {}
    stops: Stops = {}
    for n, word in _titles(sheet, heading, contract):
        below = rows[rows > n]
        open_titles = {at: held[held < n] for at, held in stops.items()}
        if title_says_ended(word):
            stops = {**open_titles, n: below}
        elif is_of_others(word):
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


def _titles(sheet: Sheet, heading: Heading, contract: TableContract) -> list[tuple[int, str]]:
    """Lines below the heading that say one thing only where the line begins, or numbered: 0-based row and text."""
    body = sheet.cells.slice(heading.end)
    if not body.num_rows:
        return []
    filled = np.sum([pc.not_equal(column, "").to_numpy(zero_copy_only=False) for column in body.columns], axis=0)
    sparse = (filled > 0) & (filled <= MOST_CELLS)
    for left, right in ((0, 1), tuple(sorted(heading.columns.values())[:2])):
        if right < body.num_columns:
            sparse |= _merged(body.column(left), body.column(right))
    found = []
    last = heading.columns.get(contract.person.name or "", 0)
    for n in (np.flatnonzero(sparse) + heading.end).tolist():
        word = _only_word(sheet.rows(n, n + 1)[0], last)
        if word:
            found.append((n, word))
    return found


def _merged(left: pa.ChunkedArray, right: pa.ChunkedArray) -> np.ndarray:
    """Rows in which both columns say the same, and what a title of ours would say; most such rows are a householder's."""
    same = pc.and_(pc.equal(left, right), pc.match_substring_regex(left, f"{PERHAPS}|{OTHERS.pattern}"))
    words = pc.unique(left.filter(same)).to_pylist()
    telling = pa.array([word for word in words if title_says_ended(word) or is_of_others(word)], pa.string())
    return np.asarray(pc.and_(same, pc.is_in(left, telling)).to_numpy(zero_copy_only=False), dtype=bool)


def _only_word(row: list[str], last: int) -> str:
    """What the line says beside counts and days; "" if that is several things, somebody's number, or a cell on its own further
    right than `last`."""
    texts = {n: text for n, cell in enumerate(row) if (text := narrow(cell)) not in STROKES}
    told = {n: text for n, text in texts.items() if not NO_NAME.match(text) and not BARE_DATE.match(text)}
    if len(set(told.values())) != 1:
        return ""
    at, word = next(iter(told.items()))
    if len(word) > LONGEST or IDENTITY.search(word) or NUMBER_OF_SOMEBODY.search(word):
        return ""
    return word if at <= last or len(told) > 1 or NUMBERED.match(word) else ""
