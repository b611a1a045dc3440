"""Which sheet of a file is the table.

Belongs here: comparing the sheets of one file by their headings. Does not belong here: whether the file belongs into
another folder (elsewhere), what the heading leaves open (doubts), what the other sheets hold (unread), reading the rows.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from matching.contracts import TableContract
from matching.drops import Drop
from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Book, Sheet
from matching.validate.table.body import data_rows
from matching.validate.table.doubts import second_table, settle_rivals
from matching.validate.table.headers import SEARCHED_ROWS, find_heading
from matching.validate.table.headings import fold, half_width, may_be_meant
from matching.validate.table.layout import Heading

EXAMPLES = ("样例", "示例", "样表", "范例", "举例")
"""Said by the name of a sheet whose rows are nobody's."""
LONGEST_TITLE = 20
NEAR = 45.0
"""rapidfuzz ratio from which a heading is near enough to be named to the sender."""


@dataclass(frozen=True)
class Choice:
    """The sheet that is read, its heading, and what the sender should know about it."""

    sheet: Sheet
    heading: Heading
    notices: tuple[Finding, ...] = ()

    @property
    def fit(self) -> tuple[int, int]:
        """How well the headings fit: (minus the required columns missing, columns named)."""
        return -len(self.heading.missing), len(self.heading.columns)


def is_example(sheet: Sheet) -> bool:
    """True for a sheet that shows how to fill in the table."""
    return any(word in sheet.name for word in EXAMPLES)


def said_by(drop: Drop, choice: Choice | None) -> str:
    """What a file says of itself, in half width without blanks: its name, its sheet's name, the lines above the heading."""
    above = choice.sheet.rows(0, choice.heading.first_row) if choice else []
    cells = (drop.name, choice.sheet.name if choice else "", *(cell for row in above for cell in row))
    return "\n".join(map(half_width, cells))


def choices(book: Book, contract: TableContract) -> list[Choice]:
    """The sheets that have a heading of this contract."""
    headings = [(sheet, find_heading(sheet, contract)) for sheet in book.sheets]
    return [Choice(sheet, heading) for sheet, heading in headings if heading is not None]


def choose(book: Book, contract: TableContract) -> Choice | None:
    """The sheet whose headings fit the contract best, the first of equals; None if no sheet has a heading."""
    found = choices(book, contract)
    if not found:
        return None
    found = [choice for choice in found if not is_example(choice.sheet)] or found
    with_rows = [choice for choice in found if len(data_rows(choice.sheet, choice.heading, contract))]
    best = max(with_rows or found, key=lambda choice: choice.fit)
    notices: list[Finding] = []
    heading = best.heading
    if with_rows and not heading.missing:
        rows = data_rows(best.sheet, heading, contract)
        heading, doubts = settle_rivals(best.sheet, heading, contract, rows)
        notices = doubts + second_table(best.sheet, heading, contract)
    return Choice(best.sheet, heading, tuple(notices))


def missing_columns(book: Book, choice: Choice | None, contract: TableContract) -> tuple[Finding, ...]:
    """One finding for each required column that no heading names, with the heading that comes nearest."""
    if choice is None:
        return (_no_heading(book, contract),)
    used = set(choice.heading.columns.values())
    free = tuple(title for n, title in enumerate(choice.heading.titles) if n not in used)
    untitled = "、".join(f"第 {n + 1} 列" for n in choice.heading.untitled)
    findings = []
    for name in choice.heading.missing:
        header = contract.column(name).header
        near = nearest(name, contract, free)
        hint = f"请增加「{header}」一列"
        if near:
            hint = f"表中最接近的一列是「{near}」，如就是这一列，请将表头改为「{header}」"
        elif untitled:
            hint = f"{untitled}有内容但没有表头，如就是这一列，请补写表头「{header}」"
        findings.append(Finding("COLUMN_MISSING", Severity.FILE, f"缺少必需的列「{header}」", f"{hint}后重新报送", None, header))
    return tuple(findings)


def _no_heading(book: Book, contract: TableContract) -> Finding:
    """Says what a heading must hold, and which row comes nearest to being one. Of that row only what resembles a heading is named: it
    may be somebody's."""
    required = [column for column in contract.columns if column.required]
    message = f"没有找到「{contract.title}」的表头"
    cure = f"请使用约定的表格，表头至少应有：{'、'.join(column.header for column in required)}"
    rows = [(n, row) for sheet in book.sheets for n, row in enumerate(sheet.rows(0, SEARCHED_ROWS))]
    seen = [(n, _resembling(row, contract)) for n, row in rows if sum(map(bool, row)) > 1]
    at, near = max(seen, key=lambda found: len(found[1]), default=(0, {}))
    if len(near) > 1:
        cure += f"；第 {at + 1} 行像是表头，如确是，请改写：" + "，".join(
            f"「{title}」改为「{header}」" for title, header in near.items()
        )
    return Finding(
        "HEADER_NOT_FOUND", Severity.FILE, message, f"{cure}；本期确无人员的，请报送只有表头的表格，或只写“零报告”三个字"
    )


def _resembling(row: list[str], contract: TableContract) -> dict[str, str]:
    """Title in the row → the required heading to which it comes near."""
    titles = tuple(title for title in row if len(title) <= LONGEST_TITLE and not any(map(str.isdigit, title)))
    found = {column.header: nearest(column.name, contract, titles) for column in contract.columns if column.required}
    return {title: header for header, title in found.items() if title}


def nearest(column: str, contract: TableContract, titles: tuple[str, ...]) -> str | None:
    """The title that comes nearest to a missing column's headings, if any comes near; never one of somebody else, or of two things."""
    declared = contract.column(column)
    own = (declared.header, *declared.aliases)
    seen = {title: fold(title) for title in titles if title and may_be_meant(title, own)}
    found = [
        hit
        for heading in own
        if (hit := process.extractOne(fold(heading), seen, scorer=fuzz.ratio, score_cutoff=NEAR)) is not None
    ]
    return str(max(found, key=lambda hit: hit[1])[2]) if found else None
