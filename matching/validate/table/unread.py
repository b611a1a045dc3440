"""What a file holds beside the table that is read, and whether that may be people.

Belongs here: findings about the other sheets of a file. Does not belong here: which sheet is read (choose). People on a
sheet that nobody reads must not rest under a receipt that says all is well: what may be people makes a delivery partly
accepted, and a file whose table is empty no zero report. A form of ours explains itself in words of its own.
"""

from collections.abc import Iterator

import pyarrow.compute as pc

from matching.contracts import RollContract, TableContract
from matching.district import District
from matching.findings import Finding, Severity
from matching.validate.checked import UNREAD
from matching.validate.reading.sheets import Book, Sheet
from matching.validate.table.body import data_rows
from matching.validate.table.choose import Choice, is_example
from matching.validate.table.formal import BARE_DATE, FOOTER, SIGNATURE
from matching.validate.table.headers import find_heading
from matching.validate.table.layout import Heading
from matching.validate.table.notes import MENTIONS, NUMBER_OF_SOMEBODY
from matching.validate.table.office import all_office_language, instructs
from matching.validate.table.zero import filled, says_only_nothing
from matching.validate.values.cells import narrow
from matching.validate.values.identity import IdStatus, classify
from matching.validate.values.names import read_name
from matching.validate.values.readers import PARSED, reader

NOT_READ, LACKS_COLUMN, NO_HEADING = UNREAD
WITHOUT_HEADING, HIDDEN, EXAMPLES = "SHEET_WITHOUT_HEADING", "SHEET_HIDDEN", "SHEET_OF_EXAMPLES"
NUMBER = r"^[0-9*]{17}[0-9Xx*](?:[0-9]{2})?$"
SEARCHED = 2_000
FEWEST_CELLS = 3
EXPLAINS, LISTS = ("说明", "须知", "目录", "封面"), ("字典", "代码", "选项", "下拉", "参数", "数据源")
"""Said by the name of a sheet that explains the table, and of one that holds words to choose from."""
LONGEST_WORD = 12
MOST_EXAMPLES = 2
"""More rows than these on a sheet of examples may be people."""


def unread(book: Book, best: Choice, contract: TableContract, district: District) -> list[Finding]:
    """A finding for each sheet beside the one that is read, if there may be data on it. Beside an empty table what may be
    people on another sheet refuses the file; instructions, examples and lists of words are told. A hidden sheet is told if there
    are people on it, or anything beside an empty table or a roll, which must be whole."""
    empty = not len(data_rows(best.sheet, best.heading, contract))
    whole = isinstance(contract, RollContract)
    found = [_seen(sheet, best, contract, district, empty) for sheet in book.sheets if sheet is not best.sheet]
    for sheet in (sheet for sheet in book.hidden if sheet.cells.num_rows):
        seen = _seen(sheet, best, contract, district, empty)
        if whole or (seen is not None and (empty or seen.rule != WITHOUT_HEADING)):
            found.append(_hidden(sheet, seen.severity if seen is not None and empty else Severity.WARNING))
    return [finding for finding in found if finding is not None]


def _seen(sheet: Sheet, best: Choice, contract: TableContract, district: District, empty: bool) -> Finding | None:
    """What a sheet that is not read seems to be, if it is worth telling."""
    severity = Severity.FILE if empty else Severity.WARNING
    if not sheet.cells.num_rows:
        return None
    heading = find_heading(sheet, contract)
    rows = len(data_rows(sheet, heading, contract)) if heading is not None else 0
    if is_example(sheet):
        return _example(sheet) if empty or rows > MOST_EXAMPLES or _has_valid_number(sheet) else None
    if heading is not None and rows and not heading.missing:
        return _not_read(sheet, best, severity)
    if heading is not None and rows and {contract.person.name, contract.person.id_number} & set(heading.columns):
        return _lacks_column(sheet, heading, contract, severity)
    if _has_number(sheet) or _runs_on(sheet, best.heading, contract):
        return _people(sheet, severity)
    if says_only_nothing(sheet, contract, district) or (heading is not None and not rows):
        return None
    if any(word in sheet.name for word in LISTS) and not _has_sentence(sheet):
        return _something(sheet, Severity.WARNING) if empty or _is_list(sheet) else None
    if any(word in sheet.name for word in EXPLAINS) and (contract.printed or _explains(sheet, contract, district)):
        return _something(sheet, Severity.WARNING) if _is_list(sheet) else None
    return _something(sheet, severity) if _says_something(sheet) else None


def _has_valid_number(sheet: Sheet) -> bool:
    """True if a cell holds an identity number whose check digit is right; numbers made up for an example have a wrong one."""
    return any(
        classify(number) is IdStatus.VALID
        for column in sheet.cells.columns
        for number in column.filter(pc.match_substring_regex(column, NUMBER)).to_pylist()
    )


def _has_sentence(sheet: Sheet) -> bool:
    """True if some cell says more than a word to choose."""
    return any(len(narrow(cell)) > LONGEST_WORD or MENTIONS.search(narrow(cell)) for cells in filled(sheet) for cell in cells)


def _explains(sheet: Sheet, contract: TableContract, district: District) -> bool:
    """True if each line tells how to fill in the table, or is office language."""
    return all(
        all(instructs(cell) or all_office_language([cell], contract, district) for cell in cells) for cells in filled(sheet)
    )


def _has_number(sheet: Sheet) -> bool:
    """True if a cell holds what looks like an identity number or a disability card's, or a mobile's in no signature."""
    if any(pc.any(pc.match_substring_regex(column, NUMBER)).as_py() for column in sheet.cells.columns):
        return True
    return any(
        NUMBER_OF_SOMEBODY.search(narrow(cell))
        for cells in filled(sheet)
        if not SIGNATURE.match(narrow(cells[0]))
        for cell in cells
    )


def _is_list(sheet: Sheet) -> bool:
    """True for several rows of several cells, whatever they say: sums, or people in a form of their own."""
    return len(list(_rows(sheet))) > 1


def _says_something(sheet: Sheet) -> bool:
    """True if some line says more than a word or a signature."""
    lines = ([narrow(cell) for cell in cells] for cells in filled(sheet))
    return any(
        len("".join(words)) > 1 and not all(FOOTER.match(word) or BARE_DATE.match(word) for word in words) for words in lines
    )


def _runs_on(sheet: Sheet, heading: Heading, contract: TableContract) -> bool:
    """True if some row reads like a row of the table under that heading: a name in the name's place, and every day, amount,
    number and word of a list in its own."""
    name = heading.columns.get(contract.person.name or "")
    if name is None or name >= sheet.cells.num_columns:
        return False
    typed = [
        (at, reader(contract.column(column))) for column, at in heading.columns.items() if contract.column(column).type in PARSED
    ]
    for row in _rows(sheet):
        read = [parse(row[at]) for at, parse in typed if at < len(row)]
        named = bool(row[name]) and read_name(row[name]).problem is None
        if named and any(value.text for value in read) and not any(value.problem for value in read):
            return True
    return False


def _rows(sheet: Sheet) -> Iterator[list[str]]:
    return (row for row in sheet.rows(0, SEARCHED) if sum(bool(narrow(cell)) for cell in row) >= FEWEST_CELLS)


def _example(sheet: Sheet) -> Finding:
    message = f"工作表「{sheet.name}」是样例，没有读取；其中像是有真实的人员"
    return Finding(EXAMPLES, Severity.WARNING, message, "如其中有本期数据，请移到报送的工作表后重新报送；只是样例的不必理会")


def _not_read(sheet: Sheet, best: Choice, severity: Severity) -> Finding:
    message = f"工作表「{sheet.name}」也像是本表，但未读取；本次只读取了「{best.sheet.name}」"
    return Finding(NOT_READ, severity, message, "如其中的数据也要报送，请单独存为一个文件报送")


def _lacks_column(sheet: Sheet, heading: Heading, contract: TableContract, severity: Severity) -> Finding:
    lacking = "、".join(f"「{contract.column(name).header}」" for name in heading.missing)
    message = f"工作表「{sheet.name}」像是本表，但缺少必需的列{lacking}，未读取"
    return Finding(LACKS_COLUMN, severity, message, "如其中有本期数据，请补上这些列，单独存为一个文件报送")


def _people(sheet: Sheet, severity: Severity) -> Finding:
    message = f"工作表「{sheet.name}」里像是有人员数据，但没有约定的表头，未读取"
    return Finding(
        NO_HEADING, severity, message, "如其中有本期数据，请把表头补在第一行，单独存为一个文件报送；不是的请删去这张工作表"
    )


def _hidden(sheet: Sheet, severity: Severity) -> Finding:
    message = f"工作表「{sheet.name}」是隐藏的，没有读取"
    if severity is Severity.FILE:
        message += "；其中像是有内容，不能登记为零报告"
    return Finding(HIDDEN, severity, message, "如其中有本期数据，请取消隐藏后重新报送；不是的请删去这张工作表")


def _something(sheet: Sheet, severity: Severity) -> Finding:
    message = f"工作表「{sheet.name}」有内容，但不是约定的表格，未读取"
    cure = "如其中有本期数据，请使用约定的表头，单独存为一个文件报送；汇总、说明等不必理会"
    if severity is Severity.FILE:
        message += "，不能登记为零报告"
        cure = "如其中有本期数据，请使用约定的表头，单独存为一个文件报送；本期确无人员的，请删去这张工作表后重新报送"
    return Finding(WITHOUT_HEADING, severity, message, cure)
