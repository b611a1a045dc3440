"""A table's heading as one contract reads it.

Belongs here: the shape, and the titles of our own columns. Does not belong here: finding it in a sheet (headers) and what its words mean (headings).
"""

from dataclasses import dataclass, field

ANSWER_TITLE, WITHDRAWAL_TITLE = ANSWER_TITLES = ("更正或撤回", "撤回原因")
"""Columns of a correction workbook that the sender fills in: whether the row is corrected or given up, and why."""
RECEIPT_TITLE, ROW_TITLE, REASON_TITLE = ORIGIN_TITLES = ("回执编号", "原行号", "退回原因")
"""Columns of it that come back as they are. The first two name the row that was set aside."""
ADDED_TITLES = (*ANSWER_TITLES, *ORIGIN_TITLES)
"""All columns of it that the sender never wrote."""


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
    rivals: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Contract column → (rank, sheet column) of every title that names it, where several do; the used one first."""
    named_by: dict[int, str] = field(default_factory=dict)
    """Sheet column → the title by which it was known: of two heading rows perhaps the lower one's alone."""
    units: dict[int, int] = field(default_factory=dict)
    """Sheet column → yuan in the unit its heading names, if it names one; DOUBTFUL if several."""
    table_unit: int = 1
    """Yuan in the unit that a line above the heading names for the whole table; DOUBTFUL if several."""
    untitled: tuple[int, ...] = ()
    """Columns that hold something below an empty heading."""
    together: frozenset[str] = frozenset()
    """Contract columns of which all rivals count."""
    printed: tuple[str, ...] = ()
    """Headings of our own form, which nobody need be told of."""
    labels: int = 0
    """1 if a row of units, column numbers or 必填 follows."""

    @property
    def end(self) -> int:
        """0-based row where the body begins."""
        return self.first_row + self.height + self.labels

    @property
    def dropped(self) -> tuple[str, ...]:
        """Titles that the contract does not declare, without those that we wrote ourselves."""
        used = {n for column in self.columns for n in self.places(column)}
        ours = {*ADDED_TITLES, *self.printed}
        titles = [title for n, title in enumerate(self.titles) if title and n not in used and title not in ours]
        return (*titles, *(f"第 {n + 1} 列（没有表头）" for n in self.untitled))

    def places(self, column: str) -> tuple[int, ...]:
        """The columns of the sheet that a contract's column is read from, the used one first."""
        used = self.columns[column]
        rivals = self.rivals.get(column, ()) if column in self.together else ()
        return (used, *(n for _, n in rivals if n != used))

    def title(self, column: str) -> str:
        """What the sender calls a contract's column."""
        return "、".join(self.titles[n] for n in self.places(column))

    def scale(self, column: str) -> int:
        """Yuan in the column's unit: 10,000 where its heading or a line above the table says 万元, DOUBTFUL where they say
        several, else 1."""
        return self.units.get(self.columns[column], self.table_unit)
