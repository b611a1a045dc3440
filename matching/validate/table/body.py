"""The rows below a heading: which of them are data.

Belongs here: leaving out blank rows, repeated headings, sums, signatures, and knowing a table that says 无.
Does not belong here: what a value means (values) and whether it is allowed (suites). A row is left out only if it can
be nobody's: whatever may be a person stays, and is judged.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.validate.reading.sheets import Sheet
from matching.validate.table.headers import Heading, map_titles
from matching.validate.values.cells import STROKES, narrow

SIGNED = (
    "填表人|填表|填报人|填报单位|填表单位|报送单位|报送人|上报单位|制表人|制表|审核人|审核|复核人|复核|审批人|经办人|负责人|单位负责人|分管负责人|"
    "主要负责人|分管领导|主管领导|单位领导|联系人|联系电话|填报日期|填表日期|制表日期|报送日期|上报日期|填报时间|填表时间|报送时间|盖章|公章|签字|签章"
)
"""Labels of a signature: alone in a cell, or before a colon and a name."""
FOOTER = re.compile(
    rf"^(?:(?:本页)?(?:合计|总计|小计|共计|累计|总人数|总户数)(?:$|[:(\d].*|[人户次件笔]数?.{{0,12}}$|金额.*)"
    rf"|(?:{SIGNED})(?:[(][^)]*[)])?(?:$|[:_].*)"
    r"|(?:填表人|填报人|制表人|审核人|复核人|经办人|负责人).{1,4}$"
    r"|(?:备注|注|说明|填表说明|填报说明)(?:[:\d].*)?$|以上(?:数据|人员|信息|情况).*|单位[(]?(?:盖章|公章|签章).*)"
)
FOOTER_START = r"^[\s*]*(合|总|小|共|累|填|报|制|审|复|经|负|单|分|主|联|以|本|备|注|说|上|盖|公|签)"
NO_NAME = re.compile(r"^共?计?[\d.,/]*(?:人|户|条|行|名|例|件|次|笔|元|万元)?$")
ENDS = re.compile(r"^[(\[]+|[)\].。!]+$")
ZERO_REPORT = re.compile(r"零报[告送]|0报告|无数据")
NOTHING = re.compile(
    r"(?:(?:截至|截止)?[\d年月日.-]{0,12}|第?[\d一二三四五六七八九十]{0,3})(?:本|上|该|今|全)?(?:周|月|年度?|季度?|日|期|镇|街道|村|辖区)?(?:内)?"
    r"(?:暂|均|确|经核实)?(?:无|没有|未发现|未发生|未接到)"
    r"(?:$|[^,。]{0,14}(?:新增|符合|人员|对象|情况|数据|线索|事故|火灾|灾害|灾情|警情|诉求|变化|变动|报送|上报|相关|此类|上述|需要|发生)[^,。]{0,8}$)"
)
LONGEST_SENTENCE = 30
SEARCHED = 2_000
TRACE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|\d{15}|\d{6}\*{4,}")
"""A mobile or identity number: somebody's."""
BARE_DATE = re.compile(r"^\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?$")
FORM_NUMBER = re.compile(r"^\d{1,4}$")
"""A row that holds nothing but such a number is a line of a form that nobody filled in."""


def data_rows(sheet: Sheet, heading: Heading, contract: TableContract) -> np.ndarray:
    """0-based row numbers of the sheet's data rows, ascending."""
    body = sheet.cells.slice(heading.end)
    if not body.num_rows or not heading.columns:
        return np.empty(0, dtype=np.int64)
    count = np.sum([_mask(pc.not_equal(body.column(n), "")) for n in heading.columns.values()], axis=0)
    keep = (count > 0) & ~_repeats_heading(body, sheet, heading)
    suspects = np.flatnonzero(keep & ((count <= 2) | _first_matches(body) | _says_strokes(body, heading, count)))
    columns = [column.take(pa.array(suspects)).to_pylist() for column in body.columns]
    rows = zip(*columns, strict=True)
    keep[[n for n, row in zip(suspects, rows, strict=True) if not _is_data(row, heading, contract)]] = False
    for n in _headings_again(body, heading, contract):
        keep[n] = False
    return np.flatnonzero(keep) + heading.end


def other_heading(sheet: Sheet, heading: Heading, contract: TableContract) -> int | None:
    """0-based row of a second heading below the first whose columns stand in another order, if there is one: the rows
    below it belong to other columns than they stand in."""
    body = sheet.cells.slice(heading.end)
    for n, columns in _headings_again(body, heading, contract).items():
        if any(heading.columns.get(name, place) != place for name, place in columns.items()):
            return n + heading.end
    return None


def _headings_again(body: pa.Table, heading: Heading, contract: TableContract) -> dict[int, dict[str, int]]:
    """Row of the body → contract column → sheet column, for rows that are headings themselves, whatever their order."""
    words = {word for column in contract.columns for word in (column.header, *column.aliases)}
    if not body.num_rows:
        return {}
    spellings = pa.array(sorted(words | set(filter(None, heading.titles))), pa.string())
    hits = np.sum([_mask(pc.is_in(body.column(n), spellings)) for n in heading.columns.values()], axis=0)
    found: dict[int, dict[str, int]] = {}
    for n in np.flatnonzero(hits >= max(2, len(heading.columns) / 2)).tolist():
        columns = map_titles([column[n].as_py() for column in body.columns], contract)
        if len(columns) * 2 >= len(heading.columns):
            found[n] = columns
    return found


def _mask(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=bool)


def _first_matches(body: pa.Table) -> np.ndarray:
    """Rows of which some cell among the first columns begins like a sum or a signature."""
    hits = np.zeros(body.num_rows, dtype=bool)
    for n in range(min(body.num_columns, 6)):
        hits |= _mask(pc.match_substring_regex(body.column(n), FOOTER_START))
    return hits


def _says_strokes(body: pa.Table, heading: Heading, count: np.ndarray) -> np.ndarray:
    """Rows that hold nothing but strokes and 无."""
    said = pa.array([*sorted(STROKES - {""}), "／", "无", "零报告"], pa.string())
    strokes = np.sum([_mask(pc.is_in(body.column(n), said)) for n in heading.columns.values()], axis=0)
    return np.asarray(strokes == count, dtype=bool)


def _repeats_heading(body: pa.Table, sheet: Sheet, heading: Heading) -> np.ndarray:
    """Rows that say again what one of the heading's rows says in most of its columns."""
    repeats = np.zeros(body.num_rows, dtype=bool)
    for row in sheet.rows(heading.first_row, heading.end - heading.labels):
        titles = {n: row[n] for n in heading.columns.values() if row[n]}
        if titles:
            same = np.sum([_mask(pc.equal(body.column(n), title)) for n, title in titles.items()], axis=0)
            repeats |= same * 2 > len(titles)
    return repeats


def _is_data(row: tuple[str, ...], heading: Heading, contract: TableContract) -> bool:
    declared = [row[n] for n in heading.columns.values() if row[n]]
    return not (_is_footer(row, heading, contract) or says_nothing(declared) or _is_unfilled(declared))


def _is_unfilled(declared: list[str]) -> bool:
    """True for a line of a form: strokes only, or nothing but its number."""
    words = {narrow(cell) for cell in declared} - STROKES
    return not words or (len(declared) == 1 and FORM_NUMBER.match(words.pop()) is not None)


def _is_footer(row: tuple[str, ...], heading: Heading, contract: TableContract) -> bool:
    """A row that begins like a footer and names nobody: where the name should stand is nothing, a count, a label, or what
    follows a label; and the cells that every row must have are nearly all empty."""
    cells = [narrow(cell) for cell in row if cell]
    if not cells or not FOOTER.match(cells[0]):
        return False
    places = {column.name: heading.columns[column.name] for column in contract.columns if column.name in heading.columns}
    name = narrow(row[places[contract.person.name]]) if contract.person.name in places else ""
    if name == cells[0] or not name or NO_NAME.match(name) or FOOTER.match(name):
        return True
    filled = [column for column in contract.columns if column.filled and column.name in places and row[places[column.name]]]
    sparse = sum(1 for n in places.values() if row[n]) * 2 <= len(places)
    return sparse and len(filled) < max(2, sum(column.filled for column in contract.columns) - 1)


def says_nothing(cells: list[str]) -> bool:
    """True if the filled cells all say one thing, and that is: nothing to report."""
    words = {ENDS.sub("", narrow(cell)) for cell in cells} - STROKES
    if len(words) != 1:
        return False
    word = words.pop()
    return NOTHING.fullmatch(word) is not None or (len(word) <= LONGEST_SENTENCE and ZERO_REPORT.search(word) is not None)


def says_zero_report(sheet: Sheet) -> bool:
    """True if a sheet without an agreed heading says in so many words that there is nothing to report, and nothing else."""
    return any(says_nothing(cells) for cells in _filled(sheet)) and not may_hold_rows(sheet)


def may_hold_rows(sheet: Sheet) -> bool:
    """True if a sheet without an agreed heading may be a list of people all the same: more rows of several cells than a
    heading, or a cell that holds a telephone or identity number, signatures aside."""
    told = [cells for cells in _filled(sheet) if not says_nothing(cells) and not FOOTER.match(narrow(cells[0]))]
    several = sum(len(cells) > 1 for cells in told)
    return several > 1 or any(TRACE.search(narrow(cell)) for cells in told for cell in cells)


def said_above(sheet: Sheet) -> str:
    """What a sheet without data says of itself: titles, and that there is nothing; no signature, no bare date."""
    told = [cells for cells in _filled(sheet) if len(cells) == 1 or says_nothing(cells)]
    words = [narrow(cell) for cells in told for cell in cells]
    return "\n".join(word for word in words if not FOOTER.match(word) and not BARE_DATE.match(word))


def _filled(sheet: Sheet) -> list[list[str]]:
    rows = ([cell for cell in row if cell] for row in sheet.rows(0, SEARCHED))
    return [cells for cells in rows if cells]
