"""What a row of the roll says of a benefit's end outside the columns for it.

Belongs here: cells under headings that no contract declares, or that are there for something else, amounts of nothing, and
states left empty. Does not belong here: the words (values.endings) and what becomes of the row (ended).
"""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.endings import Endings
from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import ADDED_TITLES, Heading
from matching.validate.values.cells import Problem
from matching.validate.values.endings import ALIVE, cell_says_ended, heads_ends, name_and_end, says_plainly

SEARCHED = ("text", "name", "address", "unit", "phone", "money")
"""Types of declared columns that are no place for an end and may hold one all the same."""
Says = Callable[[str, str], bool]
"""Whether a cell says an end, by its heading and its text."""
CURE = "确已停止的，请填写「停止月份」；仍在享受的，请改写后重新报送；更正以前此人不因这项救助算作在册"


def ends_elsewhere(
    sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray, helpers: dict[str, pa.Array], endings: Endings
) -> list[Finding]:
    """A finding for each cell beside the columns for ends that says one, and for each amount of nothing. `rows`: 0-based."""
    message = "写着停发、注销、死亡、迁出或尚未批准一类的话"
    found = [
        Finding(Problem.SAYS_ENDED.value, Severity.WARNING, message, CURE, row + 1, title)
        for n, title, says in _searched(heading, contract, endings)
        for row in _ending_rows(sheet.cells.column(n), title, rows, says, endings)
    ]
    for column in contract.columns:
        if column.type == "money" and column.name in heading.columns:
            title = heading.title(column.name)
            unpaid = rows[_unpaid(helpers, column.name, contract)].tolist()
            found += [Finding("AMOUNT_ZERO", Severity.WARNING, "金额是 0", CURE, row + 1, title) for row in unpaid]
    return found


def blank_states(heading: Heading, contract: TableContract, helpers: dict[str, pa.Array]) -> list[Finding]:
    """One finding for rows of a table that ends benefits whose state is empty where others say theirs."""
    found = []
    for column in contract.columns if contract.ends_benefits else ():
        if column.type != "enum" or not column.set_aside or column.name not in heading.columns:
            continue
        said = pc.or_(pc.is_valid(helpers[column.name]), pc.is_valid(helpers[f"{column.name}__problem"]))
        blank = len(said) - (pc.sum(said).as_py() or 0)
        if 0 < blank < len(said):
            message = f"有 {blank} 行没有填写，按仍在享受处理"
            cure = "请逐行填写；其中已停止的，请填写「停止月份」后重新报送"
            found.append(Finding("STATE_BLANK", Severity.WARNING, message, cure, None, heading.title(column.name)))
    return found


def _searched(heading: Heading, contract: TableContract, endings: Endings) -> Iterator[tuple[int, str, Says]]:
    """The columns of the sheet that are looked through, with their titles and what to ask of their cells."""
    used = {n: contract.column(name).type for name in heading.columns for n in heading.places(name)}
    for n, title in enumerate(heading.titles):
        shown = title or f"第 {n + 1} 列（没有表头）"
        if used.get(n, "text") in SEARCHED and title not in ADDED_TITLES:
            yield n, shown, _asked(used.get(n), endings)


def _asked(column_type: str | None, endings: Endings) -> Says:
    """What to ask of the cells of a declared column of that type, or of one that is not declared."""
    if column_type is None:
        return lambda title, text: cell_says_ended(title, text, endings)
    if column_type == "name":
        return lambda _, text: name_and_end(text, endings)[1]
    return lambda _, text: says_plainly(text, endings)


def _ending_rows(cells: pa.ChunkedArray, title: str, rows: np.ndarray, says: Says, endings: Endings) -> list[int]:
    hits = pc.match_substring_regex(cells, endings.perhaps)
    if ALIVE.search(title) or heads_ends(title, endings):
        hits = pc.not_equal(cells, "")
    places = np.intersect1d(np.flatnonzero(hits.to_numpy(zero_copy_only=False)), rows)
    texts = cells.take(pa.array(places)).to_pylist()
    known = {text: says(title, text) for text in set(texts)}
    return [row for row, text in zip(places.tolist(), texts, strict=True) if known[text]]


def _unpaid(helpers: dict[str, pa.Array], amount: str, contract: TableContract) -> np.ndarray:
    """Rows with 0 yuan of a benefit that others of the list are paid for, where no row of the household has an amount: some
    lists write the household's amount beside its head alone."""
    numbers = helpers[f"{amount}__number"]
    none = np.asarray(pc.fill_null(pc.equal(numbers, 0), False).to_numpy(zero_copy_only=False), dtype=bool)
    if not none.any():
        return none
    paid = pc.fill_null(pc.greater(numbers, 0), False)
    category, household = (helpers[name] for name in (contract.person.category, contract.person.household_id) if name)
    in_money = pc.is_in(category, pc.unique(category.filter(paid)))
    at_home = pc.and_(pc.is_valid(household), pc.is_in(household, pc.unique(household.filter(paid))))
    return np.asarray(none & pc.and_(in_money, pc.invert(at_home)).to_numpy(zero_copy_only=False))
