"""A file that is answered as a whole: refused, or taken for a zero report.

Belongs here: what of a whole file, before any row of it is judged, has no table, no rows, or may not be taken. Does not
belong here: finding the table (matching.validate.table), judging rows (suites), and the order of the steps (check).
"""

from dataclasses import replace

import pyarrow as pa

from matching.contracts import TableContract
from matching.district import District
from matching.drops import Drop
from matching.findings import Finding, Severity, Verdict
from matching.validate.checked import UNREAD, Checked
from matching.validate.reading.sheets import Book
from matching.validate.rows.period import period_of_file, zero_too_early
from matching.validate.table.choose import Choice, missing_columns
from matching.validate.table.layout import REASON_TITLE, ROW_TITLE
from matching.validate.table.zero import mentions_nothing, said_above, says_only_nothing, speaks_of_nothing

PART_OF_ROLL = Finding(
    "PART_OF_ROLL",
    Severity.FILE,
    "这是名册的待更正表，只含部分人员；名册须整份报送，否则其余人员会被当作已退出",
    "请在完整的名册中更正这些行，再整份重新报送",
)
"""A roll replaces the one before: a part of it, taken for the whole, would end everybody else's benefits."""
CORRECTION_NAME = "待更正_"
"""How the names of our correction workbooks begin."""
CORRECTION_EMPTY = Finding(
    "CORRECTION_EMPTY",
    Severity.FILE,
    "这是待更正工作簿，但里面没有可读的行；没有登记为零报告，原来退回的行仍待更正",
    "请重新打开回执文件夹里的待更正工作簿，保留各行，改好标红的单元格后放回；不应报送的行，请在「更正或撤回」一列选「撤回」并写明原因；本期确无人员的，请另放零报告",
)
NOT_ONLY_ZERO = Finding(
    "ZERO_NOT_ALONE",
    Severity.FILE,
    "文件写明没有人员，但还有别的内容（隐藏的工作表也算），可能是人员，没有登记为零报告",
    "有人员的，请使用约定的表格，每人一行填写后报送；本期确无人员的，请另放一个只写“零报告”的文件，其余内容（包括隐藏的工作表）都删去",
)
ZERO_WORDS = ("零报告", "零报送", "0报告", "无新增", "无数据")


def on_one_sheet(notices: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """People on a second sheet refuse a roll: the sheet that is read would end everybody else's benefits."""
    cure = "名册须整份报送：请把所有人员放在同一张工作表里，删去其余工作表后重新报送"
    return tuple(item._replace(severity=Severity.FILE, cure=cure) if item.rule in UNREAD else item for item in notices)


def refused(drop: Drop, contract: TableContract, findings: tuple[Finding, ...]) -> Checked:
    return Checked(Verdict.REJECTED, _period(drop, contract), findings)


def _period(drop: Drop, contract: TableContract) -> str:
    return period_of_file(contract, drop.name, drop.received_on)


def without_table(book: Book, choice: Choice | None, drop: Drop, contract: TableContract, district: District) -> Checked:
    """A file without the table it should hold: a zero report if it says so, else refused column by column."""
    if is_named_as_correction(drop):
        return refused(drop, contract, (*book.notices, CORRECTION_EMPTY, *missing_columns(book, choice, contract)))
    says_so = any(word in drop.name for word in ZERO_WORDS)
    filled = [sheet for sheet in (*book.sheets, *book.hidden) if sheet.cells.num_rows]
    spoken = speaks_of_nothing(filled, contract)
    empty = spoken and all(says_only_nothing(sheet, contract, district) for sheet in filled)
    if choice is None and (empty or (says_so and not filled)):
        return _zero(drop, contract, book.notices, said="\n".join(said_above(sheet, contract) for sheet in filled))
    doubt = (NOT_ONLY_ZERO,) if choice is None and (spoken or says_so or mentions_nothing(filled)) else ()
    return refused(drop, contract, (*book.notices, *doubt, *missing_columns(book, choice, contract)))


def without_rows(choice: Choice, drop: Drop, contract: TableContract, notices: tuple[Finding, ...]) -> Checked:
    if any(item.severity is Severity.FILE for item in notices):
        return refused(drop, contract, notices)
    if contract.rows.min:
        message = f"表格没有数据，至少应有 {contract.rows.min} 行"
        return refused(drop, contract, (*notices, Finding("TOO_FEW_ROWS", Severity.FILE, message, "请核对表格是否完整")))
    return _zero(drop, contract, notices, choice)


def only_withdrawn(
    choice: Choice, drop: Drop, contract: TableContract, notices: tuple[Finding, ...], unentered: pa.Table
) -> Checked:
    """A correction workbook of which every row is given up: no delivery, and no zero report."""
    if any(item.severity is Severity.FILE for item in notices):
        return replace(refused(drop, contract, notices), sheet=choice.sheet.name, rows_in=unentered.num_rows)
    return Checked(
        Verdict.WITHDRAWN, _period(drop, contract), notices, choice.sheet.name, rows_in=unentered.num_rows, unentered=unentered
    )


def _zero(
    drop: Drop, contract: TableContract, notices: tuple[Finding, ...], choice: Choice | None = None, said: str = ""
) -> Checked:
    """An empty report, of the period that its name or else its words say."""
    sheet, dropped = (choice.sheet.name, choice.heading.dropped) if choice else ("", ())
    said = said_above(choice.sheet, contract) if choice else said
    period = period_of_file(contract, f"{drop.name}\n{said}", drop.received_on)
    early = zero_too_early(contract, period, drop.received_on)
    if early is not None and early.severity is Severity.FILE:
        return Checked(Verdict.REJECTED, period, (*notices, early), sheet)
    told = (early,) if early is not None else ()
    return Checked(Verdict.ZERO, period, (*notices, *told), sheet, dropped_columns=dropped)


def is_corrected(choice: Choice) -> bool:
    """True for a correction workbook that comes back."""
    return {ROW_TITLE, REASON_TITLE} <= set(choice.heading.titles)


def is_named_as_correction(drop: Drop) -> bool:
    return drop.name.startswith(CORRECTION_NAME)
