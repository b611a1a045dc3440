"""The headings under which rows go back to their sender, to be corrected and dropped again.

Belongs here: titles in one row that are read back as the columns, and in the units, that the sender's own heading was read
as. Does not belong here: which rows go back (check) and drawing them (matching.validate.papers.corrections).
"""

from matching.contracts import TableContract
from matching.validate.table.headings import in_unit, unit_of
from matching.validate.table.layout import ADDED_TITLES, Heading
from matching.validate.table.naming import named_by


def titles_back(heading: Heading, contract: TableContract) -> dict[int, str]:
    """Sheet column → its title in the correction workbook, in the sender's order: the sender's own wherever it says it all.
    Left out are columns that we added, and those that would be taken for one that is used."""
    used = {n: column for column, n in heading.columns.items()}
    titles: dict[int, str] = {}
    for n, title in enumerate(heading.titles):
        if n in used:
            titles[n] = _title(heading, n, used[n], contract)
        elif title not in ADDED_TITLES and ((hit := named_by(title, contract)) is None or hit[0] in contract.together):
            titles[n] = title
    return titles


def _title(heading: Heading, n: int, column: str, contract: TableContract) -> str:
    """The first title that is read as this column in this unit: the sender's own, else the part of it that was understood,
    else the agreed one, each without and with the unit."""
    unit = heading.scale(column) if contract.column(column).type == "money" else None
    agreed = contract.column(column).header
    words = (heading.titles[n], " ".join(heading.named_by[n].split()), agreed)
    for word in words:
        for title in (word, *([in_unit(word, unit)] if unit is not None else [])):
            if _says(title, column, unit, contract):
                return title
    return agreed if unit is None else in_unit(agreed, unit)


def _says(title: str, column: str, unit: int | None, contract: TableContract) -> bool:
    hit = named_by(title, contract)
    if hit is None or hit[0] != column:
        return False
    said = unit_of(title)
    return unit is None or (1 if said is None else said) == unit
