"""Files that say that there is nobody to report, and nothing else.

Belongs here: what may stand beside such a sentence in a zero report. Does not belong here: the sentences (nothing), office language
(office), and lines below an agreed heading (body, lines).
"""

import re
from collections.abc import Iterable, Iterator

from matching.contracts import TableContract
from matching.district import District
from matching.validate.reading.sheets import Sheet
from matching.validate.table.formal import BARE_DATE, FOOTER, IDENTITY
from matching.validate.table.naming import named_by
from matching.validate.table.notes import FREE_NOTE, speaks_of_nobody
from matching.validate.table.nothing import ZERO, says_nothing
from matching.validate.table.office import has_figures, is_office_language
from matching.validate.table.signatures import only_signed
from matching.validate.values.cells import narrow

SEARCHED = 2_000


def speaks_of_nothing(sheets: Iterable[Sheet], contract: TableContract) -> bool:
    """True if some line says that there is nothing to report, whatever the others say."""
    return any(says_nothing(cells, contract.title) for sheet in sheets for cells in filled(sheet))


def mentions_nothing(sheets: Iterable[Sheet]) -> bool:
    """True if some cell holds the words 零报告 or the like, whatever else it says."""
    return any(re.search(ZERO, narrow(cell)) for sheet in sheets for cells in filled(sheet) for cell in cells)


def says_only_nothing(sheet: Sheet, contract: TableContract, district: District) -> bool:
    """True if every line of a sheet is one that nobody can be meant by: it says that there is nothing to report, or it is a
    title, office language, a heading of this table, a signature or a day."""
    if sheet.cells.num_rows > SEARCHED:
        return False
    return all(_is_nobodys(cells, contract, district) for cells in filled(sheet))


def said_above(sheet: Sheet, contract: TableContract) -> str:
    """What a sheet without data says of itself: titles, and that there is nothing; no signature, no bare date."""
    told = [cells for cells in filled(sheet) if len(cells) == 1 or says_nothing(cells, contract.title)]
    words = [narrow(cell) for cells in told for cell in cells]
    return "\n".join(word for word in words if not FOOTER.match(word) and not BARE_DATE.match(word))


def filled(sheet: Sheet) -> Iterator[list[str]]:
    """The filled cells of each line that has any."""
    rows = ([cell for cell in row if cell] for row in sheet.rows(0, SEARCHED))
    return (cells for cells in rows if cells)


def _is_nobodys(cells: list[str], contract: TableContract, district: District) -> bool:
    words = [narrow(cell) for cell in cells]
    if any(IDENTITY.search(word) for word in words):
        return False
    if says_nothing(cells, contract.title) or only_signed(words):
        return True
    return not any(map(has_figures, words)) and all(
        _is_nothing(word, contract)
        or speaks_of_nobody([word])
        or is_office_language(word, contract, district)
        or named_by(word, contract)
        for word in words
    )


def _is_nothing(word: str, contract: TableContract) -> bool:
    return says_nothing([FREE_NOTE.sub("", word)], contract.title)
