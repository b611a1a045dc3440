"""What is wrong with a department's data, in a form that goes back to the department.

Belongs here: the shape of a finding and of its severities. Does not belong here: the rules that find
things (matching.validate) and our own failures (matching.errors).
"""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """What a finding does: refuse the file, set the row aside, or only tell."""

    FILE = "file"
    ROW = "row"
    WARNING = "warning"


class Finding(NamedTuple):
    """One thing wrong in one place of one file.

    `row` is the 1-based row of the department's own sheet (None: the whole file), `column` the heading as
    the department wrote it, `message` and `cure` are Chinese and hold no personal value.
    """

    rule: str
    severity: Severity
    message: str
    cure: str = ""
    row: int | None = None
    column: str | None = None


class Verdict(StrEnum):
    """What became of a dropped file, with its Chinese word."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    ZERO = "zero"
    DUPLICATE = "duplicate"
    WAITING = "waiting"
    MISPLACED = "misplaced"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        return {
            "accepted": "全部接收",
            "partly": "部分接收",
            "rejected": "退回",
            "zero": "零报告",
            "duplicate": "重复报送",
            "waiting": "等待传输完成",
            "misplaced": "放错文件夹",
            "withdrawn": "已撤回",
        }[self.value]
