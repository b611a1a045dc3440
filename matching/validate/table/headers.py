"""Where a table's heading is and which column is which.

Belongs here: finding the heading row, mapping its titles to the contract's columns. Does not belong here: which column one title
names (naming), what its words mean (headings), the rows below (body) and their values (values).
"""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.validate.reading.sheets import Sheet
from matching.validate.table.headings import group_stem, is_label_row, of_somebody_else, unit_of, unit_of_table
from matching.validate.table.layout import Heading
from matching.validate.table.naming import named_by
from matching.validate.values.endings import is_ending

SEARCHED_ROWS = 40
SECOND_CHOICE = 1_000
"""Added to the rank of a title that counts only without its group's heading."""
ANY_ENDING = 2_000
"""The rank of a title that no column declares and that has a word for the end of a benefit."""
WHOSE = ("name", "id_number", "disability_card", "enum", "date", "integer")
"""Types that a group of somebody else's columns may not fill without naming that person."""
Title = tuple[str, ...]
"""The ways to read what stands above one column, best first; the first is what the sender sees."""


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
        together=contract.together,
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
