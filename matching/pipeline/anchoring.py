"""The daily anchor of the audit chain (封存单): how many lines there are and the hash of the last, on a paper that is kept elsewhere.

Belongs here: writing it and reading it back. Does not belong here: whether the chain reaches it (matching.audit.broken). Who cuts lines off
the end of the chain, or makes the whole of it anew, cannot change a paper in somebody's drawer.
"""

import re
from datetime import date
from pathlib import Path

import structlog

from matching.audit import Anchor, Fault, Place, broken_links, missed_anchors
from matching.chain import Line
from matching.errors import ChainBroken, UsageError
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.run import write_text
from matching.settings import Settings

log = structlog.get_logger()
FOLDER = Path("中心") / "审计封存"
SAID = re.compile(r"审计记录：第 (\d+) 行.*?封存码：([0-9a-f\s]{64,})", re.DOTALL)
TYPED = re.compile(r"(\d+)[\s:：]+([0-9a-f\s]{64,})")


def write_anchor(installation: Installation, day: date) -> Path | None:
    """Write the anchor of a day into the outbox; returns its path, None for a ledger in which nothing happened yet.

    A day has one anchor: the paper that was printed stays as it is. Raises ChainBroken, after it was written, if the chain is broken or
    does not reach an earlier anchor.
    """
    settings = installation.settings
    with reading(settings) as ledger:
        lines = read_lines(ledger)
    path = settings.outbox / FOLDER / f"封存单_{day:%Y%m%d}.txt"
    if lines and not path.exists():
        write_text(_paper(installation, lines[-1], day), path)
        log.info("anchor", day=str(day), line=lines[-1].line)
    anchors, unreadable = read_anchors(settings)
    if faults := [*broken_links(lines), *unreadable, *missed_anchors(lines, anchors)]:
        raise ChainBroken(f"审计记录不完整（共 {len(faults)} 处）: {faults[0]}。请运行 zhaoren audit verify")
    return path if lines else None


def read_lines(ledger: Ledger) -> list[Line]:
    """The audit chain."""
    return [Line(**row) for row in ledger.query("audit/list_lines").to_pylist()]


def read_anchors(settings: Settings) -> tuple[list[Anchor], list[Fault]]:
    """The anchors in the outbox, and those that nobody can read any more."""
    found, faults = [], []
    for path in sorted((settings.outbox / FOLDER).glob("封存单_*.txt")):
        source = path.relative_to(settings.root).as_posix()
        said = SAID.search(path.read_text(encoding="utf-8-sig", errors="replace"))
        if said:
            found.append(_anchor(said, source))
        else:
            faults.append(Fault(Place.ANCHOR, source, "读不出，被改动"))
    return found, faults


def typed_anchor(text: str) -> Anchor:
    """An anchor as somebody types it off the paper: the line, a colon or blank, the code with or without blanks. Raises UsageError."""
    said = TYPED.fullmatch(text.strip().lower())
    if said is None:
        raise UsageError(f"--anchor {text}: write it like 1234:0123abcd… (line, colon, the 64 digits of the code)")
    return _anchor(said, "纸面")


def _anchor(said: re.Match[str], source: str) -> Anchor:
    return Anchor(int(said[1]), "".join(said[2].split())[:64], source)


def _paper(installation: Installation, last: Line, day: date) -> str:
    district = installation.district
    groups = [last.hash[start : start + 8] for start in range(0, 64, 8)]
    lines = (
        f"\ufeff{district.city}{district.name}　{district.centre}",
        "“找人”系统审计记录封存单",
        "",
        f"封存日期：{day.year}年{day.month}月{day.day}日",
        f"审计记录：第 {last.line} 行",
        f"封存码：{' '.join(groups[:4])}",
        f"　　　　{' '.join(groups[4:])}",
        "",
        "请打印本页，由中心与审计人员分开保管。以后任何时候核对:",
        f'    zhaoren audit verify --anchor "{last.line}:{last.hash}"',
        "台账中这一天以前的记录只要被改动、删除或重新编过，核对时都会指出。",
        "",
        "经办人：　　　　　　　　　　　　保管人：",
    )
    return "\r\n".join(lines) + "\r\n"
