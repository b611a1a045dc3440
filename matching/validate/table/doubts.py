"""What a heading leaves open once the rows are known: two columns under one name, a second heading, a part of a file.

Belongs here: findings about the table as a whole that need its rows. Does not belong here: choosing the sheet (choose)
and single cells (values).
"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.validate.reading.sheets import Sheet
from matching.validate.table.body import other_heading
from matching.validate.table.layout import Heading

FREE = ("text", "phone", "address", "unit", "month", "start_month")
"""Types of which a wrong one of two columns misleads nobody: the first is taken and told."""


def settle_rivals(sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray) -> tuple[Heading, list[Finding]]:
    """Of several titles for one column, the best that holds anything. If others hold something else: told, and where the
    titles are equal and the column decides about the person or the clue, the file is refused."""
    columns, findings = dict(heading.columns), []
    for name, places in heading.rivals.items():
        if name in heading.together:
            continue
        filled = [(rank, n, cells) for rank, n in places if _says_anything(cells := _cells(sheet, n, rows))]
        if not filled:
            continue
        (rank, used, kept), others = filled[0], filled[1:]
        columns[name] = used
        different = [(other, n) for other, n, cells in others if not cells.equals(kept)]
        if different:
            equal = [n for other, n in different if other == rank]
            doubtful = bool(equal) and contract.column(name).type not in FREE
            findings.append(_twice(heading, used, equal) if doubtful else _not_used(heading, used, different[0][1]))
    return replace(heading, columns=columns), findings


def _cells(sheet: Sheet, column: int, rows: np.ndarray) -> pa.ChunkedArray:
    return sheet.cells.column(column).take(pa.array(rows))


def _says_anything(cells: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.not_equal(cells, "")).as_py())


def _twice(heading: Heading, used: int, equal: list[int]) -> Finding:
    title = heading.titles[used]
    places = "、".join(f"第 {n + 1} 列" for n in sorted([used, *equal]))
    message = f"表头「{title}」重复（{places}），内容又不相同，分不清哪一列是本人的"
    cure = "请把表头写清楚（如「监护人身份证号」），或删去多余的一列后重新报送"
    return Finding("HEADING_TWICE", Severity.FILE, message, cure, None, title)


def _not_used(heading: Heading, used: int, other: int) -> Finding:
    first, second = heading.titles[used], heading.titles[other]
    message = f"「{first}」（第 {used + 1} 列）和「{second}」（第 {other + 1} 列）是同一项内容，只采用了第 {used + 1} 列"
    return Finding("COLUMN_NOT_USED", Severity.WARNING, message, "如应采用另一列，请删去不用的一列后重新报送", None, second)


def second_table(sheet: Sheet, heading: Heading, contract: TableContract) -> list[Finding]:
    """Refuses a sheet in which the columns change their order on the way."""
    row = other_heading(sheet, heading, contract)
    if row is None:
        return []
    message = f"第 {row + 1} 行又是一个表头，各列的顺序与前面不同，其后各行会读错列"
    return [Finding("SECOND_HEADING", Severity.FILE, message, "请按同一列序合并成一张表，或分成两个文件后重新报送", row + 1)]
