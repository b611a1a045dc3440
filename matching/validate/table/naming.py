"""Which column of a contract one title names.

Belongs here: comparing a title with the contract's headings. Does not belong here: what a heading's words mean (headings), several
titles that name one column, and where the heading is (headers).
"""

from functools import lru_cache

from matching.contracts import FeedContract, RollContract, TableContract
from matching.validate.table.headings import BRACKETS, fold, fold_bare, fold_turned, half_width, plainer, remarks

PLAINER = 200
"""Added to the rank of a title for each word that had to be taken off it."""
IDENTIFYING = ("id_number", "disability_card")


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
