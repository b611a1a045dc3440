"""Rows set aside that their sender gives up for good.

Belongs here: reading from a correction workbook which rows these are, and sending back what is no withdrawal. Does not belong here: whether
the row set aside is known and open (earlier, by what the ledger says), drawing the columns (papers). Only a row that was set aside can be
withdrawn: a record that was accepted stands.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import RollContract, TableContract
from matching.drops import Drop
from matching.findings import Finding, Severity
from matching.shapes import UNENTERED
from matching.validate.reading.sheets import Sheet
from matching.validate.rows.origins import origins_of
from matching.validate.table.layout import ANSWER_TITLE, WITHDRAWAL_TITLE, Heading
from matching.validate.values.cells import NO_WORDS, STROKES, narrow, shortened

CORRECTED, WITHDRAWN = ANSWERS = ("更正", "撤回")
"""What the sender of a row set aside may choose; nothing chosen is the first."""
FATE = "withdrawn"
NO_REASON = (
    "选了「撤回」，没有写明撤回原因，本行没有撤回",
    f"确不报送的，请在「{WITHDRAWAL_TITLE}」一列写明原因；要报送的，请改选「更正」并改好本行",
)
NO_ORIGIN = ("选了「撤回」，但这一行没有回执编号和原行号，没有可以撤回的行", "只能撤回退回的行；不报送的新行，请直接删去")
UNKNOWN_ANSWER = (f"「{ANSWER_TITLE}」一列只能选「更正」或「撤回」", "请重新选择后报送本行")
NOTHING_OPEN = Finding(
    "WITHDRAWS_NOTHING",
    Severity.WARNING,
    "要撤回的行不在仍待更正的行之列（可能已更正接收、已撤回，或「回执编号」「原行号」被改动），没有撤回任何行",
    "已接收的记录不能撤回，确有错误的请报送更正，并告知中心；其余的请从回执文件夹里原来的待更正工作簿中选「撤回」",
)
NOTHING = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Withdrawn:
    """`rows`: 0-based data rows that are withdrawn, the same as UNENTERED (fate withdrawn); `told`: what sends others back."""

    rows: np.ndarray
    unentered: pa.Table
    told: tuple[Finding, ...] = ()


def read_withdrawn(sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray, drop: Drop) -> Withdrawn:
    """What the rows (0-based) of a correction workbook say under our two columns. A roll comes whole: nothing of it is withdrawn."""
    if isinstance(contract, RollContract) or ANSWER_TITLE not in heading.titles:
        return Withdrawn(NOTHING, UNENTERED.empty_table())
    answers, reasons = (_cells(sheet, heading, title, rows) for title in (ANSWER_TITLE, WITHDRAWAL_TITLE))
    taken, told = [], []
    for row, answer, reason, origin in zip(
        rows.tolist(), answers, reasons, origins_of(sheet, heading, rows).to_pylist(), strict=True
    ):
        fault = _fault(narrow(answer), narrow(reason), origin)
        if fault:
            told.append(Finding(*fault, row + 1, WITHDRAWAL_TITLE if fault[2:] == NO_REASON else ANSWER_TITLE))
        elif narrow(answer) == WITHDRAWN:
            taken.append({"drop_id": drop.drop_id, "row": row + 1, "fate": FATE, "origin": origin, "reason": shortened(reason)})
    return Withdrawn(
        np.array([item["row"] - 1 for item in taken], dtype=np.int64), pa.Table.from_pylist(taken, UNENTERED), tuple(told)
    )


def _cells(sheet: Sheet, heading: Heading, title: str, rows: np.ndarray) -> list[str]:
    if title not in heading.titles:
        return [""] * len(rows)
    cells: list[str] = sheet.cells.column(heading.titles.index(title)).take(pa.array(rows)).to_pylist()
    return cells


def _fault(answer: str, reason: str, origin: str | None) -> tuple[str, Severity, str, str] | None:
    """Rule, severity and sentence of what is wrong with an answer; None if nothing is."""
    if answer in STROKES or answer == CORRECTED:
        return None
    if answer != WITHDRAWN:
        return "ANSWER_UNKNOWN", Severity.ROW, *UNKNOWN_ANSWER
    if origin is None:
        return "WITHDRAWN_WITHOUT_ORIGIN", Severity.ROW, *NO_ORIGIN
    if reason in STROKES or reason in NO_WORDS:
        return "WITHDRAWN_WITHOUT_REASON", Severity.ROW, *NO_REASON
    return None


def settle_withdrawn(unentered: pa.Table, still_open: set[str]) -> tuple[pa.Table, list[Finding]]:
    """UNENTERED of which the withdrawals that name no open row of the sender's (`still_open`: drop_id-row) name none, and are told."""
    aside = pc.equal(unentered["fate"], FATE)
    lost = pc.and_(aside, pc.invert(pc.is_in(unentered["origin"], pa.array(sorted(still_open), pa.string()))))
    origins = pc.if_else(lost, pa.scalar(None, pa.string()), unentered["origin"])
    told = [NOTHING_OPEN._replace(row=row) for row in unentered.filter(lost)["row"].to_pylist()]
    return unentered.set_column(unentered.schema.get_field_index("origin"), "origin", origins), told
