"""Whether the audit chain and what it covers still hold.

Belongs here: broken links, rows that are not what a line covers, anchors that the chain no longer reaches. Does not belong here: files
(matching.pipeline.verifying) and making the chain (matching.chain).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from matching.audit.faults import CHANGED, Fault, Place
from matching.chain import ADOPT, COVER, FILLED_LATER, Line, digest, line_hash

Rows = Callable[[str, int], list[str]]
"""(table, columns) → the hash of every row, in order of their places."""


class Anchor(NamedTuple):
    """A line of the chain and its hash as somebody kept it; `source`: where."""

    line: int
    hash: str
    source: str


class _Cover(NamedTuple):
    line: int
    after: str
    """The last line before it that says what was done."""
    told: dict[str, Any]


def broken_links(lines: Sequence[Line]) -> Iterator[Fault]:
    """Where the chain breaks, the first place first: a line whose content is another, lines that are gone or stand elsewhere."""
    before, place = "", 0
    for one in lines:
        if one.line != place + 1:
            yield Fault(
                Place.CHAIN, _line(place + 1), f"缺了第 {place + 1} 至 {one.line - 1} 行" if one.line > place + 1 else "行号重复"
            )
        elif one.previous != before:
            yield Fault(Place.CHAIN, _line(one.line), "与前一行接不上，前面有行被改动、调换或删除")
        if one.hash != line_hash(*one[:5]):
            yield Fault(Place.CHAIN, _line(one.line), f"内容{CHANGED}（{one.action}）")
        before, place = one.hash, one.line


def missed_anchors(lines: Sequence[Line], anchors: Iterable[Anchor]) -> Iterator[Fault]:
    """Anchors that the chain does not reach any more, or at whose line it has another hash."""
    hashes = {one.line: one.hash for one in lines}
    for anchor in sorted(anchors):
        if anchor.line not in hashes:
            yield Fault(Place.ANCHOR, anchor.source, f"当时已有 {anchor.line} 行审计记录，现在第 {anchor.line} 行不见了")
        elif hashes[anchor.line] != anchor.hash:
            yield Fault(Place.ANCHOR, anchor.source, f"第 {anchor.line} 行与封存时不同，此行或更早的记录{CHANGED}后重新编过")


def changed_rows(lines: Sequence[Line], tables: Iterable[str], rows: Rows, filled: Callable[[str], str]) -> Iterator[Fault]:
    """Rows of the ledger that are not what the chain covers: changed, gone, or written by nobody. `filled`: as chain.filled."""
    covers = _covers(lines)
    for table in sorted({*tables, *covers}):
        yield from _changed_rows(table, covers.get(table, []), rows)
        closings = [one for one in covers.get(table, []) if "filled" in one.told]
        if closings and closings[-1].told["filled"] != filled(table):
            told = f"“{FILLED_LATER[table]}”（停发日期）在{_since(closings[-1])}之后{CHANGED}"
            yield Fault(Place.ROWS, table, told)


def _changed_rows(table: str, covers: Sequence[_Cover], rows: Rows) -> Iterator[Fault]:
    hashes: dict[int, list[str]] = {}
    end = 0
    for one in covers:
        first, count, columns = (one.told[name] for name in ("first", "rows", "columns"))
        if columns not in hashes:
            hashes[columns] = rows(table, columns)
        if first > end:
            yield Fault(Place.ROWS, table, f"第 {end + 1} 至 {first} 条没有完好的审计记录可对")
        if count and digest(hashes[columns][first : first + count]) != one.told["sha256"]:
            yield Fault(Place.ROWS, table, f"第 {first + 1} 至 {first + count} 条{CHANGED}或被删除，由{_since(one)}登记")
        end = first + count
    found = len(next(iter(hashes.values()))) if hashes else len(rows(table, 1))
    if found > end:
        yield Fault(Place.ROWS, table, f"第 {end + 1} 至 {found} 条没有完好的审计记录可对")


def _covers(lines: Sequence[Line]) -> dict[str, list[_Cover]]:
    found: dict[str, list[_Cover]] = defaultdict(list)
    after = ""
    for one in lines:
        if one.action in (COVER, ADOPT):
            for table, told in told_by(one).get("tables", {}).items():
                found[table].append(_Cover(one.line, after, told))
        else:
            after = f"{one.action} {one.subject}"
    return found


def told_by(line: Line) -> dict[str, Any]:
    """What a line says; nothing for one that was changed, which is a fault of the chain."""
    if line.hash != line_hash(*line[:5]):
        return {}
    content: dict[str, Any] = json.loads(line.detail)
    return content


def _since(one: _Cover) -> str:
    return f"审计记录第 {one.line} 行（{one.after or '接管'}）"


def _line(number: int) -> str:
    return f"第 {number} 行"
