"""The rows below a heading: which of them are data.

Belongs here: leaving out blank rows, repeated headings, sums, signatures, and knowing a table that says 无.
Does not belong here: what a value means (values) and whether it is allowed (suites).
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.validate.headers import Heading
from matching.validate.sheets import Sheet
from matching.validate.values import narrow

FOOTER = re.compile(
    r"^(?:合计|总计|小计|共计|累计|总人数|填表人|填表|填报人|填报单位|填表单位|报送单位|报送人|制表|审核|复核|经办人|负责人|单位负责人|分管领导|主管领导|"
    r"联系人|联系电话:|填报日期|填表日期|制表日期|报送日期|填报时间|报送时间|以上数据|本页|备注:|注[:0-9]|说明:|单位[(]?(?:盖章|公章))"
)
FOOTER_START = r"^[\s*]*(合|总|小|共|累|填|报|制|审|复|经|负|单|分|主|联|以|本|备|注|说)"
ENDS = re.compile(r"^[(]+|[)。.!]+$")
ZERO_REPORT = re.compile(r"零报[告送]|0报告|无数据")
NOTHING = re.compile(
    r"(?:本|上|该|今)?(?:周|月|年度?|季度?|日|期)?(?:暂|均|确)?(?:无(?!名)|没有)(?:新增|符合|相关|此类|上述)?[^,。]{0,14}"
)
LONGEST_SENTENCE = 30


def data_rows(sheet: Sheet, heading: Heading, contract: TableContract) -> np.ndarray:
    """0-based row numbers of the sheet's data rows, ascending."""
    body = sheet.cells.slice(heading.end)
    if not body.num_rows or not heading.columns:
        return np.empty(0, dtype=np.int64)
    count = np.sum([_mask(pc.not_equal(body.column(n), "")) for n in heading.columns.values()], axis=0)
    keep = (count > 0) & ~_repeats_heading(body, sheet, heading)
    suspects = np.flatnonzero(keep & ((count <= 2) | _first_matches(body)))
    columns = [column.take(pa.array(suspects)).to_pylist() for column in body.columns]
    rows = zip(*columns, strict=True)
    keep[[n for n, row in zip(suspects, rows, strict=True) if not _is_data(row, heading, contract)]] = False
    return np.flatnonzero(keep) + heading.end


def _mask(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=bool)


def _first_matches(body: pa.Table) -> np.ndarray:
    """Rows of which some cell among the first columns begins like a sum or a signature."""
    hits = np.zeros(body.num_rows, dtype=bool)
    for n in range(min(body.num_columns, 6)):
        hits |= _mask(pc.match_substring_regex(body.column(n), FOOTER_START))
    return hits


def _repeats_heading(body: pa.Table, sheet: Sheet, heading: Heading) -> np.ndarray:
    """Rows that say again what one of the heading's rows says in most of its columns."""
    repeats = np.zeros(body.num_rows, dtype=bool)
    for row in sheet.rows(heading.first_row, heading.end):
        titles = {n: row[n] for n in heading.columns.values() if row[n]}
        if titles:
            same = np.sum([_mask(pc.equal(body.column(n), title)) for n, title in titles.items()], axis=0)
            repeats |= same * 2 > len(titles)
    return repeats


def _is_data(row: tuple[str, ...], heading: Heading, contract: TableContract) -> bool:
    declared = [row[n] for n in heading.columns.values() if row[n]]
    return not (_is_footer(row, heading, contract) or says_nothing(declared))


def _is_footer(row: tuple[str, ...], heading: Heading, contract: TableContract) -> bool:
    """A row that begins like a footer and names nobody: where the name should stand is nothing, a number or the same word."""
    cells = [cell for cell in row if cell]
    if not cells or not FOOTER.match(narrow(cells[0])):
        return False
    name = row[heading.columns[contract.person.name]] if contract.person.name in heading.columns else ""
    return name == cells[0] or not any(map(str.isalpha, name)) or bool(FOOTER.match(narrow(name)))


def says_nothing(cells: list[str]) -> bool:
    """True if the filled cells all say one thing, and that is: nothing to report."""
    words = {ENDS.sub("", narrow(cell)) for cell in cells}
    if len(words) != 1:
        return False
    word = words.pop()
    return NOTHING.fullmatch(word) is not None or (len(word) <= LONGEST_SENTENCE and ZERO_REPORT.search(word) is not None)


def says_zero_report(sheet: Sheet) -> bool:
    """True if a sheet without data says in so many words that there is nothing to report."""
    rows = sheet.rows(0, 40)
    return any(cells and says_nothing(cells) for cells in ([cell for cell in row if cell] for row in rows))
