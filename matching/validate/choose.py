"""Which sheet of a file is the table, and whether it is this folder's table at all.

Belongs here: comparing sheets with contracts by their headings. Does not belong here: reading the rows.
"""

from dataclasses import dataclass

from matching.contracts import TableContract
from matching.drops import Drop
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.validate.body import data_rows
from matching.validate.headers import Heading, find_heading, nearest
from matching.validate.sheets import Book, Sheet

CLEARLY_MORE = 3
"""Another table fits clearly better if its headings explain so many more of the file's columns."""


@dataclass(frozen=True)
class Choice:
    """The sheet that is read, its heading, and what the sender should know about the others."""

    sheet: Sheet
    heading: Heading
    notices: tuple[Finding, ...] = ()

    @property
    def fit(self) -> tuple[int, int]:
        """How well the headings fit: (minus the required columns missing, columns named)."""
        return -len(self.heading.missing), len(self.heading.columns)


def _choices(book: Book, contract: TableContract) -> list[Choice]:
    headings = [(sheet, find_heading(sheet, contract)) for sheet in book.sheets]
    return [Choice(sheet, heading) for sheet, heading in headings if heading is not None]


def _complete(book: Book, contract: TableContract) -> list[Choice]:
    """The sheets that have every required column."""
    return [choice for choice in _choices(book, contract) if not choice.heading.missing]


def choose(book: Book, contract: TableContract) -> Choice | None:
    """The sheet whose headings fit the contract best, the first of equals; None if no sheet has a heading."""
    choices = _choices(book, contract)
    if not choices:
        return None
    with_rows = [choice for choice in choices if _has_rows(choice, contract)]
    best = max(with_rows or choices, key=lambda choice: choice.fit)
    others = [
        choice
        for choice in with_rows
        if choice.sheet.name != best.sheet.name and not choice.heading.missing and not best.heading.missing
    ]
    notices = tuple(
        Finding(
            "OTHER_SHEET_NOT_READ",
            Severity.WARNING,
            f"工作表「{other.sheet.name}」也像是本表，但未读取；本次只读取了「{best.sheet.name}」",
            "如其中的数据也要报送，请单独存为一个文件报送",
        )
        for other in others
    )
    return Choice(best.sheet, best.heading, notices)


def _has_rows(choice: Choice, contract: TableContract) -> bool:
    return len(data_rows(choice.sheet, choice.heading, contract)) > 0


def elsewhere(
    book: Book, choice: Choice | None, contract: TableContract, drop: Drop, installation: Installation
) -> Finding | None:
    """A finding naming the right folder, if the file fits another table clearly better than this folder's.

    Clearly: nothing required is missing there, and here something is, or here far fewer columns are known."""
    own = choice.fit if choice else (-len(contract.columns), 0)
    fits: dict[str, tuple[int, int]] = {}
    for other in installation.tables.values():
        complete = _complete(book, other) if other.code != contract.code else []
        if complete:
            fits[other.code] = max(choice.fit for choice in complete)
    better = {
        code: fit
        for code, fit in fits.items()
        if (own[0] < 0 and fit[1] > own[1]) or (own[0] == 0 and fit[1] >= own[1] + CLEARLY_MORE)
    }
    if not better:
        return None
    best = max(better.values())
    folders = [_folder(installation.tables[code], drop, installation) for code, fit in better.items() if fit == best]
    message = f"这张表不像「{contract.title}」，而像「{'」或「'.join(folder.rsplit('/', 1)[-1] for folder in folders)}」"
    return Finding("WRONG_FOLDER", Severity.FILE, message, f"请放入文件夹：{' 或 '.join(folders)}")


def _folder(table: TableContract, drop: Drop, installation: Installation) -> str:
    department = installation.district.department(table.department).name
    if not table.per_unit:
        return f"{department}/{table.title}"
    unit = installation.district.unit(drop.unit).name if drop.unit else "（本单位）"
    return f"{department}/{unit}/{table.title}"


def missing_columns(choice: Choice | None, contract: TableContract) -> tuple[Finding, ...]:
    """One finding for each required column that no heading names, with the heading that comes nearest."""
    required = "、".join(column.header for column in contract.columns if column.required)
    if choice is None:
        message = f"没有找到「{contract.title}」的表头"
        return (Finding("HEADER_NOT_FOUND", Severity.FILE, message, f"请使用约定的表格，表头至少应有：{required}"),)
    used = set(choice.heading.columns.values())
    free = tuple(title for n, title in enumerate(choice.heading.titles) if n not in used)
    findings = []
    for name in choice.heading.missing:
        header = contract.column(name).header
        near = nearest(name, contract, free)
        hint = f"表中最接近的一列是「{near}」，如就是这一列，请将表头改为「{header}」" if near else f"请增加「{header}」一列"
        findings.append(Finding("COLUMN_MISSING", Severity.FILE, f"缺少必需的列「{header}」", f"{hint}后重新报送", None, header))
    return tuple(findings)
