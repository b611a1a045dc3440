"""Whether a file lies in the wrong folder, and which is the right one.

Belongs here: comparing a file with the tables of the other folders, by headings and by what its titles say. Does not
belong here: choosing among the sheets of a file (choose) and the place of a folder (matching.intake).
"""

import re

from matching.contracts import TableContract
from matching.drops import Drop
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.validate.reading.sheets import Book
from matching.validate.table.choose import Choice, choices, said_by

CLEARLY_MORE = 3
"""Another table fits clearly better if its headings explain so many more of the file's columns."""
IN_BRACKETS = re.compile(r"[(\[【〔<《{][^()\[\]【】〔〕<>《》{}\n]*[)\]】〕>》}]")
BEFORE_A_MENTION = r"(?:不含|不包括|不包含|不计|剔除|详见|另见|参见|见|除)[「“\"']?"
AFTER_A_MENTION = r"[」”\"']?(?:名单|统计表|明细表|表)?(?:另|除外|以外|之外|不在|不含|详见|请见|见|已)"
"""Beside such words a title is another table's, of which this one only speaks."""


def elsewhere(
    book: Book, choice: Choice | None, contract: TableContract, drop: Drop, installation: Installation
) -> Finding | None:
    """A finding naming the right folder, if the file fits another table clearly better than this folder's, or fits both and
    says by its name or title that it is the other, or is another unit's.

    Clearly: nothing required is missing there, and here something is, or here far fewer columns are known, or one that is
    required there is unknown here."""
    said = said_by(drop, choice)
    fits_here = choice is not None and not choice.heading.missing
    titled = _titled(said, installation)
    if fits_here and contract.code not in titled:
        titled = _titled(_without_mentions(said, installation), installation)
    fits = {} if contract.code in titled else _fits(book, contract, installation)
    better = {code: fit for code, fit in fits.items() if _better(choice, contract, installation.tables[code], fit)}
    named = {code: fit for code, fit in fits.items() if code in titled} or better
    if named:
        best = max(named.values())
        return _wrong_folder(
            contract, [installation.tables[code] for code, fit in named.items() if fit == best], drop, installation
        )
    return _other_unit(said, contract, drop, installation)


def _fits(book: Book, contract: TableContract, installation: Installation) -> dict[str, int]:
    """The other tables that the file would do for, with how many of its columns each knows."""
    others = {code: _complete(book, other) for code, other in installation.tables.items() if code != contract.code}
    return {code: max(choice.fit[1] for choice in complete) for code, complete in others.items() if complete}


def _complete(book: Book, other: TableContract) -> list[Choice]:
    """The sheets that have every required column of the other table; a bare heading counts only if no sheet has more."""
    found = [choice for choice in choices(book, other) if not choice.heading.missing]
    return [choice for choice in found if choice.sheet.cells.num_rows > choice.heading.end] or found


def _better(choice: Choice | None, contract: TableContract, other: TableContract, fit: int) -> bool:
    missing, named = choice.fit if choice else (-len(contract.columns), 0)
    if missing < 0:
        return fit > named
    here = {heading for column in contract.columns for heading in (column.header, *column.aliases)}
    needed = [column for column in other.columns if column.required]
    unknown_here = any(here.isdisjoint((column.header, *column.aliases)) for column in needed)
    return fit >= named + CLEARLY_MORE or (fit > named and unknown_here)


def _titled(said: str, installation: Installation) -> set[str]:
    """The tables whose title the file says; a title within a longer one does not count."""
    found: set[str] = set()
    for table in sorted(installation.tables.values(), key=lambda table: -len(table.title)):
        if table.title in said:
            found.add(table.code)
            said = said.replace(table.title, "\n")
    return found


def _without_mentions(said: str, installation: Installation) -> str:
    """What a file says of itself, without brackets and without tables that are left to another list."""
    titles = "|".join(sorted((re.escape(table.title) for table in installation.tables.values()), key=len, reverse=True))
    spoken_of = rf"{BEFORE_A_MENTION}(?:{titles})|(?:{titles})(?={AFTER_A_MENTION})"
    return re.sub(spoken_of, "", IN_BRACKETS.sub("", said))


def _wrong_folder(contract: TableContract, tables: list[TableContract], drop: Drop, installation: Installation) -> Finding:
    folders = [_folder(table, drop, installation) for table in tables]
    message = f"这张表不像「{contract.title}」，而像「{'」或「'.join(folder.rsplit('/', 1)[-1] for folder in folders)}」"
    return Finding("WRONG_FOLDER", Severity.FILE, message, f"请放入文件夹：{' 或 '.join(folders)}")


def _folder(table: TableContract, drop: Drop, installation: Installation) -> str:
    department = installation.district.department(table.department).name
    if table.per_aid and not drop.unit and drop.folder.split("/")[0] != department:
        return f"{drop.folder.split('/')[0]}/{table.title}"
    if not table.per_unit:
        return f"{department}/{table.title}"
    unit = installation.district.unit(drop.unit).name if drop.unit else "（本单位）"
    return f"{department}/{unit}/{table.title}"


def _other_unit(said: str, contract: TableContract, drop: Drop, installation: Installation) -> Finding | None:
    """A unit's own table that says another unit's full name, and not this one's."""
    if not drop.unit:
        return None
    named = {unit.code: unit for unit in installation.district.units if unit.name in said}
    if len(named) != 1 or drop.unit in named:
        return None
    (other,) = named.values()
    own = installation.district.unit(drop.unit).name
    department = installation.district.department(contract.department).name
    message = f"文件名或标题写的是「{other.name}」，而这是「{own}」的文件夹"
    return Finding("WRONG_FOLDER", Severity.FILE, message, f"请放入文件夹：{department}/{other.name}/{contract.title}")
