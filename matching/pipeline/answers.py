"""What a sweep tells about every file it saw, and the notices of files that wait.

Belongs here: the answer's shape, why a file waits in words, and keeping one notice for each that does. Does not belong here:
deciding that a file waits (matching.intake, reception) and drawing the notice (matching.validate.papers.receipt).
A notice bears the same name as long as its file waits for the same reason, and is removed with the reason.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from matching.drops import Drop
from matching.findings import Finding, Severity, Verdict
from matching.installation import Installation
from matching.intake import Found, Odd, Partner
from matching.validate.papers import receipt

log = structlog.get_logger()
NOTHING_TO_DO = "系统会自动再试，无需重新报送"
WORDS: dict[str, tuple[str, str]] = {
    "STILL_MOVING": ("文件还在传输，或正被打开编辑", "请等待传输完成并关闭文件，系统会自动读取，无需重新报送"),
    "CANNOT_READ": ("系统没有权限读取这个文件，或文件所在磁盘出错", "请删除后重新放入；仍不行的，请联系中心检查文件夹权限"),
    "NOT_ARCHIVED": ("系统暂时无法存档（磁盘已满或出错），文件保留在原处", NOTHING_TO_DO),
    "TWIN_UNCHECKED": ("内容相同的另一个文件正在核验", NOTHING_TO_DO),
    Odd.LINK: ("这是快捷方式（链接），不是文件本身，未读取", "请把文件本身复制到这个文件夹，再删除快捷方式"),
    Odd.SPECIAL: ("这不是普通文件，未读取", "请删除它，把表格文件复制到这个文件夹"),
    Odd.FOLDER: ("系统没有权限打开这个文件夹，里面的文件未读取", "请联系中心检查文件夹权限"),
    Odd.UNFINISHED: (
        "文件名像没有传完的临时文件或隐藏文件（以点、波浪号开头，或以 .tmp 等结尾），一天以上没有变化，未读取",
        "如是要报送的表格，请改用普通的文件名重新放入，并删除这个文件",
    ),
    Partner.ALONE: ("只有校验文件，没有它对应的表格", "请放入对应的表格文件；不再需要的，请删除这个校验文件"),
    Partner.DIFFERS: ("文件与校验文件对不上，可能还在复制", "请等待复制完成；已复制完的，请重新生成校验文件，或删除校验文件"),
    Partner.NO_SUM: ("校验文件中没有可用的校验值", "请重新生成校验文件，或删除校验文件"),
}
RULES: dict[str, str] = {
    Odd.LINK: "NOT_A_FILE",
    Odd.SPECIAL: "NOT_A_FILE",
    Odd.FOLDER: "FOLDER_UNREADABLE",
    Odd.UNFINISHED: "LEFT_UNFINISHED",
    Partner.ALONE: "CONTROL_WITHOUT_TABLE",
    Partner.DIFFERS: "CONTROL_DIFFERS",
    Partner.NO_SUM: "CONTROL_WITHOUT_SUM",
}
NO_NOTICE = ("TWIN_UNCHECKED",)


@dataclass(frozen=True)
class Waiting:
    """A file that stays in the inbox, and why: a key of WORDS."""

    item: Found
    reason: str

    @property
    def finding(self) -> Finding:
        message, cure = WORDS[self.reason]
        return Finding(RULES.get(self.reason, self.reason), Severity.WARNING, message, cure)


@dataclass
class Swept:
    """What a sweep found. `groups`: the drops that wait for their check, {"table", "drop_ids"} a table, free of personal
    data. `answers`: the files that need no check, as `zhaoren intake --json` prints them. `faults`: files we failed."""

    groups: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    faults: int = 0


def answer(verdict: Verdict, drop: Drop, findings: Iterable[Finding], paper: str | None) -> dict[str, Any]:
    """The answer to a file of which no row was looked at."""
    return {
        "drop_id": drop.drop_id,
        "file": drop.name,
        "feed": drop.table,
        "period": None,
        "verdict": verdict.value,
        **dict.fromkeys(("rows_in", "rows_accepted", "rows_rejected", "rows_repeated", "rows_withdrawn"), 0),
        "findings": [{key: item._asdict()[key] for key in ("row", "column", "rule", "severity")} for item in findings],
        "receipt": paper,
        "corrections": None,
    }


def keep_notices(installation: Installation, waiting: list[Waiting], moment: datetime) -> tuple[list[dict[str, Any]], int]:
    """Write a notice for each file that newly waits, remove those of files that wait no longer. Returns the answers, and how
    many notices could not be written."""
    settings, faults = installation.settings, 0
    kept = set()
    answers = []
    for one in waiting:
        drop, paper = _stand_in(one, moment), None
        if one.reason not in NO_NOTICE:
            path = receipt.notice_path(Verdict.WAITING, drop, settings.receipts)
            kept.add(path)
            try:
                if not path.exists():
                    receipt.write_notice(Verdict.WAITING, drop, installation, settings.receipts, (one.finding,))
                paper = path.relative_to(settings.root).as_posix()
            except OSError as error:
                log.error("sweep", notice=type(error).__name__, rule=one.finding.rule)
                faults += 1
        answers.append(answer(Verdict.WAITING, drop, (one.finding,), paper))
    for path in settings.receipts.rglob(f"{receipt.WAITING_PREFIX}*.xlsx"):
        if path not in kept:
            path.unlink(missing_ok=True)
    return answers, faults


def _stand_in(one: Waiting, moment: datetime) -> Drop:
    """A drop that was not taken: named by its place and its reason instead of its bytes."""
    item = one.item
    key = hashlib.sha256(f"{item.folder}\0{item.name}\0{one.reason}".encode()).hexdigest()[:16]
    table, unit = (item.place.table, item.place.unit) if item.place else (None, None)
    return Drop(key, "", item.size, table, unit, item.folder, item.name, item.ctime_ns, moment)
