"""A list that says of itself, as a whole, that its people's benefits ended or are not approved yet.

Belongs here: refusing such a list where its rows do not say so themselves. Does not belong here: the words (values.endings), and
titles between the rows (table.stopped).
"""

import re

import numpy as np

from matching.contracts import TableContract
from matching.drops import Drop
from matching.endings import Endings
from matching.findings import Finding, Severity
from matching.validate.rows.frame import Frame
from matching.validate.rules.whole_file import is_corrected
from matching.validate.table.choose import Choice, said_by
from matching.validate.table.headings import half_width
from matching.validate.values.endings import is_of_some_ended, title_says_ended

LONGEST_TITLE = 40
NO_TITLE = re.compile(r"^(?:注[:意(\d]|备注|说明|填[表报写]|要求)|(?<!申)请|须|填写|[;。]")
"""A line above the table that tells how to fill it in."""


def list_of_stopped(choice: Choice, drop: Drop, contract: TableContract, frame: Frame, endings: Endings) -> list[Finding]:
    """The refusal of a list whose name, sheet or title says that its people's benefits stopped, if some row says neither an end
    nor a state. Of a list that names others, too (新增、停发汇总), no row may say any."""
    said = [line for line in said_by(drop, choice).split("\n") if title_says_ended(line, endings) and _is_title(line, drop)]
    silent = ~_speaks(frame, contract)
    strict = [line for line in said if not is_of_some_ended(line, endings)]
    if not silent.any() or not said or not (strict or (silent.all() and not is_corrected(choice))):
        return []
    message = (
        f"文件名、工作表名或标题写着停发、注销、死亡、减少、从前享受或尚未批准一类的话，但有 {int(silent.sum())} 行没有写明停止月份或享受状态，"
        "分不清谁仍在享受，没有登记"
    )
    cure = "已停止的，请填写停止月份（增加「停止月份」一列，逐行填写）后重新报送；仍在享受的，请改正文件名或标题；拟纳入的，批准后再报送"
    return [Finding("LIST_OF_STOPPED", Severity.FILE, message, cure)]


def _is_title(line: str, drop: Drop) -> bool:
    return line == half_width(drop.name) or (len(line) <= LONGEST_TITLE and NO_TITLE.search(line) is None)


def _speaks(frame: Frame, contract: TableContract) -> np.ndarray:
    """Rows that say an end or a state of their own."""
    states = [column.name for column in contract.columns if column.type == "enum" and column.set_aside]
    said = [frame.helpers[f"{name}{part}"].notna().to_numpy() for name in states for part in ("", "__problem")]
    return np.asarray(np.any([frame.ends, *said], axis=0), dtype=bool)
