"""Where a table's heading is and which column is which.

Belongs here: finding the heading row, mapping headings to the contract's columns. Does not belong here: what a
heading's words mean (headings), the rows below (body) and their values (values).
"""

from dataclasses import replace
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import FeedContract, RollContract, TableContract
from matching.validate.reading.sheets import Sheet
from matching.validate.table.headings import (
    BRACKETS,
    fold,
    fold_bare,
    fold_turned,
    group_stem,
    half_width,
    is_label_row,
    of_somebody_else,
    plainer,
    remarks,
    unit_of,
    unit_of_table,
)
from matching.validate.table.layout import Heading
from matching.validate.values.endings import is_ending

SEARCHED_ROWS = 40
PLAINER = 200
"""Added to the rank of a title for each word that had to be taken off it."""
SECOND_CHOICE = 1_000
"""Added to the rank of a title that counts only without its group's heading."""
ANY_ENDING = 2_000
"""The rank of a title that no column declares and that has a word for the end of a benefit."""
WHOSE = ("name", "id_number", "disability_card", "enum", "date", "integer")
"""Types that a group of somebody else's columns may not fill without naming that person."""
IDENTIFYING = ("id_number", "disability_card")
Title = tuple[str, ...]
"""The ways to read what stands above one column, best first; the first is what the sender sees."""


@lru_cache(maxsize=64)
def _known(contract_key: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, tuple[str, int]]:
    """Folded heading → (column, rank); an exact heading ranks before a bare one, the header before its aliases."""
    known: dict[str, tuple[str, int]] = {}
    for bare in (False, True):
        for column, headings in contract_key:
            for rank, heading in enumerate(headings):
                key = fold_bare(heading) if bare else fold(heading)
                if key:
                    known.setdefault(key, (column, rank + 100 * bare))
    return known


def known_headings(contract: TableContract) -> dict[str, tuple[str, int]]:
    """Every folded heading of a contract → its column and how well it names it (lower is better)."""
    return _known(tuple((column.name, (column.header, *column.aliases)) for column in contract.columns))


def named_by(title: str, contract: TableContract) -> tuple[str, int] | None:
    """The contract's column that a title names, and how well: as it stands, else without its number and without the word by which
    the table calls its people. 户主 is such a word only where every row is a householder."""
    if hit := _named_by(title, contract):
        return hit
    for way, words in enumerate(plainer(title, contract.called), start=1):
        if hit := _named_by(words, contract):
            return hit[0], hit[1] + PLAINER * way
    return None


def _named_by(title: str, contract: TableContract) -> tuple[str, int] | None:
    """The column that these very words name. Of a column that decides, brackets are only passed over if they say nothing of another
    person or amount."""
    known = known_headings(contract)
    if not title or (exact := known.get(fold(title))):
        return exact if title else None
    hit = known.get(fold_bare(title))
    if hit and hit[0] in _deciding(contract) and not all(_says_the_same(word, title, hit[0], known) for word in remarks(title)):
        hit = None
    return hit or known.get(fold_turned(title))


def _says_the_same(word: str, title: str, column: str, known: dict[str, tuple[str, int]]) -> bool:
    """True for 学生 in 姓名(学生) and 患者姓名 in 姓名(患者姓名), where these are headings of the column themselves."""
    return any(known.get(fold_bare(said), ("", 0))[0] == column for said in (word, word + BRACKETS.sub("", half_width(title))))


def _deciding(contract: TableContract) -> set[str]:
    """Columns that say who somebody is, or whether and when there is a clue."""
    decide = {column.name for column in contract.columns if column.type in ("name", *IDENTIFYING) or (column.min or 0) > 1}
    if isinstance(contract, FeedContract):
        decide |= {contract.period_column, contract.clue.event_date, contract.clue.amount or ""}
    if isinstance(contract, RollContract):
        decide |= {contract.amount, contract.benefit_from, contract.benefit_to}
    return decide | {contract.person.birth_date or ""}


def map_titles(titles: list[str], contract: TableContract) -> dict[str, int]:
    """Contract column → sheet column. Of two titles for one column the better one counts, then the first."""
    return {column: hits[0][1] for column, hits in _hits([(title,) for title in titles], contract).items()}


def _hits(titles: list[Title], contract: TableContract) -> dict[str, list[tuple[int, int]]]:
    """Contract column → (rank, sheet column) of the titles that name it, best first."""
    hits: dict[str, list[tuple[int, int]]] = {}
    ending = next((column.name for column in contract.columns if column.type == "ended"), None)
    for n, readings in enumerate(titles):
        found = [(hit, choice) for choice, title in enumerate(readings) if (hit := named_by(title, contract))]
        if found:
            ((column, rank), choice) = found[0]
            if choice and of_somebody_else(readings[0]) and contract.column(column).type in WHOSE:
                continue
            hits.setdefault(column, []).append((rank + SECOND_CHOICE * bool(choice), n))
        elif ending and is_ending(readings[0]) and not of_somebody_else(readings[0]):
            hits.setdefault(ending, []).append((ANY_ENDING, n))
    return {column: sorted(places) for column, places in hits.items()}


def find_heading(sheet: Sheet, contract: TableContract) -> Heading | None:
    """The heading of a sheet: the row, or two rows together, that names most of the contract's columns; of equals the
    one with fewer required columns missing, then the first. None if no row names any two of them."""
    rows = sheet.rows(0, SEARCHED_ROWS)
    singles = [_heading(n, [(title,) for title in row], contract) for n, row in enumerate(rows)]
    best: Heading | None = None
    for n, single in enumerate(singles):
        candidates = [single]
        if n + 1 < len(rows):
            double = _heading(n, _joined(rows[n], rows[n + 1]), contract, 2)
            if len(double.columns) > len(single.columns) and _clarity(double) > _clarity(singles[n + 1]):
                candidates.append(double)
        for candidate in candidates:
            if best is None or _fit(candidate) > _fit(best):
                best = candidate
    if best is None or len(best.columns) < min(2, len(contract.columns)):
        return None
    return _finished(best, sheet, rows, contract)


def _clarity(heading: Heading) -> tuple[int, int]:
    """How many columns a heading names, and how few it names twice."""
    return len(heading.columns), -len(heading.rivals)


def _fit(heading: Heading) -> tuple[int, int, int]:
    return len(heading.columns), -len(heading.missing), -len(heading.rivals)


def _heading(first_row: int, titles: list[Title], contract: TableContract, height: int = 1) -> Heading:
    hits = _hits(titles, contract)
    missing = tuple(column.name for column in contract.columns if column.required and column.name not in hits)
    return Heading(
        first_row,
        height,
        tuple(" ".join(readings[0].split()) for readings in titles),
        {column: places[0][1] for column, places in hits.items()},
        missing,
        {column: tuple(places) for column, places in hits.items() if len(places) > 1},
        {n: titles[n][rank // SECOND_CHOICE == 1] for places in hits.values() for rank, n in places},
        together=frozenset(column.name for column in contract.columns if column.together),
    )


def _finished(heading: Heading, sheet: Sheet, rows: list[list[str]], contract: TableContract) -> Heading:
    """The heading with what only the chosen one needs: units of money, and columns without a title that hold something."""
    parts = rows[heading.first_row : heading.end]
    below = rows[heading.end] if heading.end < len(rows) else []
    labels = int(is_label_row([below[n] for n in heading.columns.values()] if below else []))
    units: dict[int, int] = {}
    for n in heading.columns.values():
        titles = [_above(row, n, len(parts) > 1 and row is parts[0]) for row in reversed(parts)]
        said = ([f"({below[n].strip('()（）')})"] if labels else []) + titles
        named = [unit for title in said if (unit := unit_of(title)) is not None]
        units |= {n: named[0]} if named else {}
    above = unit_of_table(rows[: heading.first_row])
    body = sheet.cells.slice(heading.end + labels)
    untitled = tuple(n for n, title in enumerate(heading.titles) if not title and _is_filled(body.column(n)))
    return replace(heading, units=units, table_unit=above, untitled=untitled, labels=labels, printed=contract.printed)


def _is_filled(cells: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.not_equal(cells, "")).as_py())


def _above(row: list[str], column: int, carries: bool) -> str:
    """The title in a heading row; in the upper of two rows that of the group which reaches over the column."""
    while carries and not row[column] and column:
        column -= 1
    return row[column]


def _joined(upper: list[str], lower: list[str]) -> list[Title]:
    """Two heading rows as one: the lower title behind its group's, and again alone where the group says nothing."""
    titles: list[Title] = []
    for n, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = _above(upper, n, carries=True)
        if not below or below == above or not group:
            titles.append((below or above,))
        else:
            titles.append((f"{group_stem(group)}{below}", below))
    return titles
