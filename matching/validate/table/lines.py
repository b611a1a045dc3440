"""What one line below a heading is: a row of data, a formal line that is nobody's, or a title within the table.

Belongs here: one line and the words it is known by. Does not belong here: walking through the lines (body) and telling the
sender of titles (sections). A line that names somebody and holds a number of theirs is a row, whatever else it says.
"""

import re
from dataclasses import dataclass
from enum import Enum

from matching.contracts import TableContract
from matching.validate.table.formal import AMOUNT, BARE_DATE, BEGINS_SUM, FOOTER, FORM_NUMBER, IDENTITY, NO_NAME, SIGNATURE
from matching.validate.table.layout import Heading
from matching.validate.table.notes import FREE_NOTE, NUMBER_OF_SOMEBODY, speaks_of_nobody
from matching.validate.table.nothing import says_nothing
from matching.validate.table.signatures import is_signed
from matching.validate.values.cells import STROKES, narrow

NUMBERED = re.compile(
    r"^(?:[(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]|(?:[一二三四五六七八九十]{1,3}|[甲乙丙丁戊己庚辛]|[IVX]{1,4}|\d{1,2})[、.]"
    r"|第[一二三四五六七八九十\d]{1,3}(?:部分|类|组|片|批|章|节))[、.:]?(.+)$"
)
COUNTED = re.compile(r"[(:,]?共?计?\d+[人户名件例条](?:\d+[人户名件例条])?[)]?$")
PLACE = re.compile(r"^[\u4e00-\u9fff]{1,12}(?:街道|镇|乡|街道办|办事处|人民政府|开发区|管委会|村|社区|居委会?|村委会|大队|局)$")
KIND = re.compile(r"^.{0,16}(?:人员|对象|家庭|儿童|老人|残疾人|学生|名单|情况|部分|户|类|低保|特困|救助|困难)$")
PERSON = re.compile(r"^[\u3400-\u9fff]{2,3}$")
LONGEST_TITLE, SHORT = 24, 8
LONGEST_HEAD = 60
"""Of a title that says of the people below what became of their benefits."""


class Line(Enum):
    """`NOBODYS` and `NOTHING` may be left out without a word; `TITLE`, `NOTE` and `SUM` are left out and told; `DATE` is a row unless
    nothing follows."""

    ROW = "row"
    NOBODYS = "nobody's"
    NOTHING = "nothing to report"
    TITLE = "title"
    NOTE = "note"
    SUM = "sum"
    DATE = "date"


@dataclass(frozen=True)
class _Cells:
    """The filled cells of a line in half width: sheet column → text."""

    texts: dict[int, str]
    name: str
    """What stands in the name's place."""
    declared: list[str]
    """What stands in columns that are read."""
    beside: list[str]
    """What stands in others; counts and strokes aside."""

    @property
    def words(self) -> set[str]:
        """What the line says, counts aside; a merged cell says it once."""
        return {text for text in self.texts.values() if not NO_NAME.match(text)} - STROKES


def kind_of(row: tuple[str, ...], heading: Heading, contract: TableContract) -> Line:
    """What a line below the heading is, by itself."""
    cells = _cells(row, heading, contract)
    signed = is_signed(list(cells.texts.values()))
    if holds_number(row) and not signed:
        return Line.ROW
    if says_nothing([*cells.declared, *cells.beside], contract.title):
        return Line.NOTHING
    if not cells.declared and _alone(cells, heading, contract) is Line.TITLE:
        return Line.TITLE
    if _is_bare_sum(cells):
        return Line.SUM
    if not cells.declared or _is_unfilled(cells) or _is_formal(cells) or _is_footer(row, cells, signed, heading, contract):
        return Line.NOBODYS if speaks_of_nobody(list(cells.texts.values())) else Line.NOTE
    return _alone(cells, heading, contract)


def holds_number(row: tuple[str, ...]) -> bool:
    """True if some cell holds an identity or mobile number."""
    texts = [narrow(cell) for cell in row if cell]
    return any(IDENTITY.search(text) or NUMBER_OF_SOMEBODY.search(text) for text in texts)


def lone_word(row: tuple[str, ...], heading: Heading, contract: TableContract) -> str:
    """What a line says beside counts and days, if that is one thing that may head the rows below: in several cells, where the line
    begins, or numbered; "" if it is several things, somebody's number, or a cell on its own behind the name's."""
    cells = _cells(row, heading, contract)
    words = {text for text in cells.words if not BARE_DATE.match(text)}
    if len(words) != 1 or len(word := words.pop()) > LONGEST_HEAD or IDENTITY.search(word) or NUMBER_OF_SOMEBODY.search(word):
        return ""
    at = [n for n, text in cells.texts.items() if text == word]
    last = heading.columns.get(contract.person.name or "", 0)
    return word if at[0] <= last or len(at) > 1 or NUMBERED.match(word) else ""


def _cells(row: tuple[str, ...], heading: Heading, contract: TableContract) -> _Cells:
    texts = {n: narrow(cell) for n, cell in enumerate(row) if cell}
    used = set(heading.columns.values())
    beside = [text for n, text in texts.items() if n not in used and not NO_NAME.match(text)]
    name = heading.columns.get(contract.person.name or "")
    return _Cells(
        texts, texts.get(name, "") if name is not None else "", [text for n, text in texts.items() if n in used], beside
    )


def _is_unfilled(cells: _Cells) -> bool:
    """True for a line of a form: strokes only, or nothing but its number."""
    words = set(cells.declared) - STROKES
    return not words or (len(cells.declared) == 1 and FORM_NUMBER.match(words.pop()) is not None)


def _is_bare_sum(cells: _Cells) -> bool:
    """True for counts and amounts alone, without a word that calls them a sum: a sum, or somebody of whom all else is missing."""
    texts = list(cells.texts.values())
    if not cells.declared or cells.words or all(FORM_NUMBER.match(text) or text in STROKES for text in texts):
        return False
    return any(AMOUNT.search(text) for text in texts) and not any("计" in text for text in texts)


def _is_formal(cells: _Cells) -> bool:
    """True if every cell is a signature, a sum, a stamp or a date beside one."""
    if not cells.words:
        return not all(FORM_NUMBER.match(text) or text in STROKES for text in cells.texts.values())
    formal = [word for word in cells.words if FOOTER.match(word)]
    return bool(formal) and all(word in formal or BARE_DATE.match(word) for word in cells.words)


def _is_footer(row: tuple[str, ...], cells: _Cells, signed: bool, heading: Heading, contract: TableContract) -> bool:
    """A row that begins like a sum, a signature or a note and names nobody: where the name should stand is nothing, a count,
    a label, or what follows a label; and the cells that every row must have are nearly all empty."""
    first = next(iter(cells.texts.values()))
    summed = BEGINS_SUM.match(first) is not None
    if not FOOTER.match(first) or not (summed or SIGNATURE.match(first) or FREE_NOTE.match(first)):
        return False
    nameless = not cells.name or NO_NAME.match(cells.name) is not None or FOOTER.match(cells.name) is not None
    if (summed and nameless) or signed:
        return True
    if next(iter(cells.texts)) not in heading.columns.values() or (FREE_NOTE.fullmatch(first) and len(cells.words) > 2):
        return False
    places = {column.name: heading.columns[column.name] for column in contract.columns if column.name in heading.columns}
    label = next(iter(cells.texts)) if SIGNATURE.match(first) else None
    needed = [places[column.name] for column in contract.columns if column.filled and column.name in places]
    filled = [n for n in needed if row[n] and n != label]
    sparse = sum(1 for n in places.values() if row[n]) * 2 <= len(places)
    return sparse and len(filled) < max(2, sum(column.filled for column in contract.columns) - 1)


def _alone(cells: _Cells, heading: Heading, contract: TableContract) -> Line:
    """What a line is that says one thing only, in one cell or merged over several."""
    if len(cells.words) != 1 or len(word := next(iter(cells.words))) > LONGEST_TITLE:
        return Line.ROW
    at = [n for n, text in cells.texts.items() if text == word]
    types: set[str] = {contract.column(name).type for name, n in heading.columns.items() if n in at}
    if BARE_DATE.match(word):
        if set(cells.declared) - STROKES - {word}:
            return Line.ROW
        return Line.DATE if types == {"date"} else Line.NOBODYS
    leftmost = len(at) > 1 or at[0] <= min(heading.columns.values())
    return Line.TITLE if _is_title(word, set() if len(at) > 1 else types, leftmost) else Line.ROW


def _is_title(word: str, types: set[str], leftmost: bool) -> bool:
    """True for what heads a group of rows: numbered, or where the line begins. `types`: of the one column in which it stands:
    a name's, or one in which a long text may have run over into this line."""
    numbered = NUMBERED.match(word)
    if not (numbered or leftmost):
        return False
    inner = COUNTED.sub("", numbered.group(1) if numbered else word)
    may_be_name = PERSON.match(inner) is not None and "name" in types
    if PLACE.match(inner):
        return numbered is not None or not may_be_name
    if KIND.match(inner) and not may_be_name:
        return numbered is not None or "text" not in types or len(inner) <= SHORT
    return numbered is not None and not PERSON.match(inner) and "text" not in types
