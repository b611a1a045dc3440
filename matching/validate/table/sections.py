"""What the sender should know of the titles between the rows, which are left out.

Belongs here: findings about titles of groups and lone days. Does not belong here: which lines these are (lines, body). A
township that only a title names is not carried into the rows below: whoever reads a list knows where a group ends, a program
does not. The sender is told how many rows are without one.
"""

from collections.abc import Sequence

import numpy as np

from matching.contracts import TableContract
from matching.district import District
from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.body import Body
from matching.validate.table.layout import Heading
from matching.validate.table.office import all_office_language
from matching.validate.values.cells import narrow

NAMED_ROWS = 5
WHERE = ("unit", "address")
"""Types of columns that may say which township a row is of."""


def titles_told(sheet: Sheet, heading: Heading, contract: TableContract, body: Body, district: District) -> tuple[Finding, ...]:
    """At most four findings: rows whose township only a title names, the titles left out that name none, and notes and bare sums,
    which keep an empty table from being a zero report."""
    severity = Severity.WARNING if len(body.rows) else Severity.FILE
    notes = [n for n in body.notes if not all_office_language(filter(None, sheet.rows(n, n + 1)[0]), contract, district)]
    noted: tuple[Finding, ...] = (_noted(notes, severity),) if notes else ()
    noted += (_summed(list(body.sums), severity),) if body.sums else ()
    if not body.titles:
        return noted
    lines = [sheet.rows(n, n + 1)[0] for n in body.titles]
    named = [n for n, line in zip(body.titles, lines, strict=True) if not contract.per_unit and _names_unit(line, district)]
    lost = sum(_without_unit(sheet, heading, contract, rows, district) for rows in _below(named, body))
    others = [n for n in body.titles if n not in named]
    return (*([_unit_unread(named, lost, contract)] if lost else []), *([_left_out(others)] if others else []), *noted)


def _names_unit(cells: Sequence[str], district: District) -> bool:
    text = "".join(map(narrow, cells))
    return any(name in text for name in (*district.unit_names, *district.undecided_names))


def _below(named: list[int], body: Body) -> list[np.ndarray]:
    """The data rows below each of these titles, up to the next title of any kind."""
    ends = {n: next((other for other in body.titles if other > n), np.inf) for n in named}
    return [body.rows[(body.rows > n) & (body.rows < end)] for n, end in ends.items()]


def _without_unit(sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray, district: District) -> int:
    places = [n for name, n in heading.columns.items() if contract.column(name).type in WHERE]
    if not places:
        return len(rows)
    return sum(not _names_unit(cells, district) for cells in sheet.pick(places, rows.tolist()))


def _where(rows: list[int]) -> str:
    numbers = "、".join(str(n + 1) for n in rows[:NAMED_ROWS])
    return f"第 {numbers} 行" + (f"等共 {len(rows)} 行" if len(rows) > NAMED_ROWS else "")


def _unit_unread(titles: list[int], lost: int, contract: TableContract) -> Finding:
    message = f"{_where(titles)}是写有镇街的分组标题，其下有 {lost} 行没有另写镇街；系统不按分组标题推定镇街"
    column = next((column.header for column in contract.columns if column.type == "unit"), None)
    cure = f"请在「{column}」一列逐行填写镇街" if column else "请在地址中逐行写明镇街"
    return Finding("TITLE_NAMES_UNIT", Severity.WARNING, message, f"{cure}后重新报送，以便转到正确的镇街")


def _left_out(titles: list[int]) -> Finding:
    message = f"{_where(titles)}像是分组标题或落款，没有作为数据读取"
    return Finding(
        "TITLE_LEFT_OUT", Severity.WARNING, message, "如其中有本期数据，请每人一行、按各列填写后重新报送；不是的不必理会"
    )


def _noted(notes: list[int], severity: Severity) -> Finding:
    message = f"{_where(notes)}是备注、联系人一类的文字，没有作为数据读取"
    cure = "如其中提到本期的人员，请每人一行、按各列填写后重新报送；不是的不必理会"
    if severity is Severity.FILE:
        message, cure = (
            f"{message}；表中没有别的数据，不能登记为零报告",
            "如其中提到本期的人员，请每人一行、按各列填写后重新报送；本期确无人员的，请删去这些文字",
        )
    return Finding("NOTE_LEFT_OUT", severity, message, cure)


def _summed(sums: list[int], severity: Severity) -> Finding:
    message = f"{_where(sums)}只有数字，没有姓名和号码，像是合计，没有作为数据读取"
    cure = "是合计的不必理会；其实是一个人的，请补上姓名等各列后重新报送"
    if severity is Severity.FILE:
        message += "；表中没有别的数据，不能登记为零报告"
        cure = "请核对是否漏了各人的明细；本期确无人员的，请删去这些数字"
    return Finding("SUM_LEFT_OUT", severity, message, cure)
