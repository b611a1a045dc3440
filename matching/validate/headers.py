"""Where a table's heading is and which column is which.

Belongs here: folding headings, finding the heading row, mapping headings to the contract's columns. Does not belong
here: the rows below (body) and their values (values).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from matching.contracts import TableContract
from matching.validate.sheets import Sheet

SEARCHED_ROWS = 40
RECEIPT_TITLE, ROW_TITLE, REASON_TITLE = ADDED_TITLES = ("回执编号", "原行号", "退回原因")
"""Columns of a correction workbook that the sender never wrote; they may come back with it. The first two name the row
that was set aside."""
SEPARATORS = re.compile(r"[\s*:：/、\\|\-_·.。,,;“”\"']+")
BRACKETS = re.compile(r"[(\[【〔<《{][^)\]】〕>》}]*[)\]】〕>》}]")
UNIT_TEN_THOUSAND = re.compile(r"[(\[【〔]?(?:单位)?:?万元[)\]】〕]?$")
UNIT_YUAN = re.compile(r"元$")
NEAR = 45.0
"""rapidfuzz ratio from which a heading is near enough to be named to the sender."""


@dataclass(frozen=True)
class Heading:
    """The heading of a sheet as one contract reads it. Columns are counted from 0."""

    first_row: int
    """0-based row of the (first) heading row."""
    height: int
    """1, or 2 for a heading in two rows."""
    titles: tuple[str, ...]
    """As the sender wrote them, one for each column of the sheet; "" for none."""
    columns: dict[str, int]
    """Contract column → column of the sheet."""
    missing: tuple[str, ...]
    """Required contract columns that no heading names."""

    @property
    def end(self) -> int:
        return self.first_row + self.height

    @property
    def dropped(self) -> tuple[str, ...]:
        """Titles that the contract does not declare, without those we added to a correction workbook ourselves."""
        used = set(self.columns.values())
        return tuple(title for n, title in enumerate(self.titles) if title and n not in used and title not in ADDED_TITLES)

    def scale(self, column: str) -> int:
        """10,000 where the heading says 万元, else 1."""
        return 10_000 if UNIT_TEN_THOUSAND.search(unicodedata.normalize("NFKC", self.titles[self.columns[column]])) else 1


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    """A heading in half width and lower case, without blanks, line breaks and separators."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", heading)).lower()


@lru_cache(maxsize=8192)
def fold_bare(heading: str) -> str:
    """`fold` without what stands in brackets and without 元 at the end."""
    plain = unicodedata.normalize("NFKC", heading)
    return UNIT_YUAN.sub("", UNIT_TEN_THOUSAND.sub("", fold(BRACKETS.sub("", plain))))


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


def map_titles(titles: list[str], contract: TableContract) -> dict[str, int]:
    """Contract column → sheet column. Of two titles for one column the better one counts, then the first."""
    known = known_headings(contract)
    best: dict[str, tuple[int, int]] = {}
    for n, title in enumerate(titles):
        hit = known.get(fold(title)) or known.get(fold_bare(title)) if title else None
        if hit is not None and (hit[0] not in best or hit[1] < best[hit[0]][0]):
            best[hit[0]] = (hit[1], n)
    return {column: n for column, (_, n) in best.items()}


def find_heading(sheet: Sheet, contract: TableContract) -> Heading | None:
    """The heading of a sheet: the row, or two rows together, that names most of the contract's columns; the first of
    equals. None if no row names any two of them (any one, where the contract has but one)."""
    rows = sheet.rows(0, SEARCHED_ROWS)
    best: Heading | None = None
    for n, row in enumerate(rows):
        single = _heading(n, 1, row, contract)
        candidates = [single]
        if n + 1 < len(rows):
            candidates += [_heading(n, 2, titles, contract) for titles in _joined(row, rows[n + 1])]
            candidates = [candidate for candidate in candidates if candidate.height == 1 or _worth(candidate, single)]
        for candidate in candidates:
            if best is None or len(candidate.columns) > len(best.columns):
                best = candidate
    return best if best is not None and len(best.columns) >= min(2, len(contract.columns)) else None


def _worth(double: Heading, single: Heading) -> bool:
    """Two rows make a heading only if both are needed: the upper one names columns itself."""
    return len(double.columns) > len(single.columns) >= 1


def _heading(first_row: int, height: int, titles: list[str], contract: TableContract) -> Heading:
    columns = map_titles(titles, contract)
    missing = tuple(column.name for column in contract.columns if column.required and column.name not in columns)
    return Heading(first_row, height, tuple(" ".join(title.split()) for title in titles), columns, missing)


def _joined(upper: list[str], lower: list[str]) -> list[list[str]]:
    """Two heading rows as one: the lower title where there is one, and again with its group's title before it."""
    groups: list[str] = []
    for title in upper:
        groups.append(title or (groups[-1] if groups else ""))
    simple = [below or above for above, below in zip(upper, lower, strict=True)]
    joined = [
        f"{group}{below}" if below and below != above else (below or above)
        for group, above, below in zip(groups, upper, lower, strict=True)
    ]
    return [simple, joined]


def nearest(column: str, contract: TableContract, titles: tuple[str, ...]) -> str | None:
    """The title that comes nearest to a missing column's headings, if any comes near."""
    declared = contract.column(column)
    seen = {title: fold(title) for title in titles if title}
    found = [
        hit
        for heading in (declared.header, *declared.aliases)
        if (hit := process.extractOne(fold(heading), seen, scorer=fuzz.ratio, score_cutoff=NEAR)) is not None
    ]
    return str(max(found, key=lambda hit: hit[1])[2]) if found else None
