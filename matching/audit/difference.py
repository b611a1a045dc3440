"""What a replay finds: one difference, and the verdict over a run.

Belongs here: the shapes and their Chinese words. Does not belong here: finding anything (matching.audit.compare).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

STAGES = {
    "archive": "存档",
    "configuration": "规则",
    "inputs": "输入",
    "standardise": "整理名单",
    "link": "比对",
    "triage": "分办",
    "publish": "中心出表",
    "release": "签发出单",
    "manifest": "清单",
}
"""Where something differs → its Chinese word."""


class Kind(StrEnum):
    """How something differs."""

    GONE = "gone"
    ALTERED = "altered"
    ONLY_THEN = "only_then"
    ONLY_NOW = "only_now"
    VALUE = "value"
    BYTES = "bytes"

    @property
    def chinese(self) -> str:
        return {
            "gone": "留存的不见了",
            "altered": "留存的被改动",
            "only_then": "当时有,重算没有",
            "only_now": "重算有,当时没有",
            "value": "内容不同",
            "bytes": "内容相同,文件写法不同",
        }[self.value]


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was. `record` is the key of a row: the ids of a record, pair or clue; `column` a column, a key of a
    JSON file or a part of a paper. `then` and `now` are given where they say nothing of a person."""

    stage: str
    file: str
    kind: Kind
    record: str = ""
    column: str = ""
    then: str | None = None
    now: str | None = None


class Verdict(StrEnum):
    """What a replay came to."""

    IDENTICAL = "identical"
    DIFFERENT = "different"
    CANNOT = "cannot"

    @property
    def chinese(self) -> str:
        return {"identical": "一致", "different": "不一致", "cannot": "无法重算"}[self.value]


@dataclass(frozen=True)
class Replay:
    """One run made once more."""

    run_id: str
    verdict: Verdict
    tables: int = 0
    papers: int = 0
    """How many were compared."""
    missing: tuple[str, ...] = ()
    """Why it could not be made once more."""
    code: tuple[str, ...] = ()
    """What of the code and the libraries is another now, in words; none if it is the same."""
    expired: tuple[str, ...] = ()
    """What of the archive is gone because its time was over, and hinders no replay."""
    differences: tuple[Difference, ...] = field(default=(), repr=False)
    output_sha256: str = ""

    @property
    def same_content(self) -> bool:
        """Every row and every part of a paper is the same, whatever the bytes of the files."""
        return self.verdict != Verdict.CANNOT and all(one.kind == Kind.BYTES for one in self.differences)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"same_content": self.same_content}


def told(replays: Iterable[Replay]) -> dict[str, int]:
    """How many came to each verdict."""
    counts = dict.fromkeys(Verdict, 0)
    for one in replays:
        counts[one.verdict] += 1
    return {verdict.value: count for verdict, count in counts.items()}
