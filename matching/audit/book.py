"""The workbooks of a replay (重算核对) and of a trial (规则试算), for the centre and its auditors.

Belongs here: their sheets and words. Does not belong here: finding what stands in them (matching.audit.compare, matching.audit.changes).
The same content gives the same bytes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from matching.audit.changes import HOWS, Placed, Trial
from matching.audit.difference import STAGES, Replay, Verdict, told
from matching.books import open_book
from matching.shapes import Bucket
from matching.sheets import BAD, CENTRED, FONT, GOOD, STYLES, WARN, Column, draw

VERDICTS = {Verdict.IDENTICAL: GOOD, Verdict.DIFFERENT: BAD, Verdict.CANNOT: WARN}
LOOKS = STYLES | {one.value: {**CENTRED, "bg_color": back, "font_color": front} for one, (back, front) in VERDICTS.items()}


def write_replays(path: Path, replays: Sequence[Replay], day: date, district: str) -> Path:
    """The report of a replay, all at once: a line a run, and a line for each thing that differs."""
    counts = told(replays)
    about = f"截至{day} · 重算 {len(replays)} 个批次: " + "、".join(
        f"{Verdict(name).chinese} {count}" for name, count in counts.items()
    )
    rows = [(one.run_id, item) for one in replays for item in one.differences]
    with open_book(path, _noon(day), FONT, LOOKS) as (book, formats):
        draw(book.add_worksheet("结论"), f"{district}重算核对", about, _verdicts(), replays, formats)
        draw(book.add_worksheet("不同之处"), f"{district}重算核对: 不同之处", about, _differences(), rows, formats)
    return path


def _verdicts() -> list[Column]:
    return [
        Column("批次", 24, lambda one: (one.run_id, "text")),
        Column("结论", 10, lambda one: (one.verdict.chinese, one.verdict.value)),
        Column("比对的\n表", 8, lambda one: (one.tables, "some")),
        Column("比对的\n文件", 8, lambda one: (one.papers, "some")),
        Column("不同之处", 10, lambda one: (len(one.differences), "bad" if one.differences else "some")),
        Column("说明", 60, lambda one: (say(one), "text")),
        Column("输出文件的校验值", 66, lambda one: (one.output_sha256, "text")),
    ]


def say(one: Replay) -> str:
    """What a person must know of a replay, in Chinese."""
    content = "内容都相同,只是文件写法不同。" if one.differences and one.same_content else ""
    missing = f"缺少: {'、'.join(one.missing)}。" if one.missing else ""
    code = f"程序与当时不同: {'；'.join(one.code)}。" if one.code else ""
    expired = f"保管期满已销毁: {'、'.join(one.expired)}。" if one.expired else ""
    return content + missing + code + expired


def _differences() -> list[Column]:
    def column(heading: str, width: float, field: str) -> Column:
        return Column(heading, width, lambda row: (getattr(row[1], field) or "", "text"))

    return [
        Column("批次", 24, lambda row: (row[0], "text")),
        Column("环节", 12, lambda row: (STAGES[row[1].stage], "centre")),
        Column("怎样不同", 20, lambda row: (row[1].kind.chinese, "text")),
        column("文件", 36, "file"),
        column("记录", 30, "record"),
        column("项目", 24, "column"),
        column("当时", 24, "then"),
        column("重算", 24, "now"),
    ]


def write_trial(path: Path, trial: Trial, day: date, district: str, names: Mapping[str, str], words: Mapping[str, str]) -> Path:
    """The report of a trial, all at once. names: record → person; words: code of a feed or unit → what it is called."""
    about = f"{trial.run_id} · 换用 {'、'.join(trial.rules)} · {trial.records} 条记录 · 新开线索 {trial.clues_then} → {trial.clues_now}"
    with open_book(path, _noon(day), FONT, LOOKS) as (book, formats):
        draw(book.add_worksheet("汇总"), f"{district}规则试算", about, _sums(), list(trial.counts.items()), formats)
        draw(
            book.add_worksheet("去向对照"), f"{district}规则试算: 去向对照", about, _moves(), list(trial.buckets.items()), formats
        )
        for how, name in HOWS.items():
            rows = [change for change in trial.changes if how in change.how]
            draw(book.add_worksheet(name), f"{district}规则试算: {name}", about, _changes(names, words), rows, formats)
    return path


def _sums() -> list[Column]:
    return [
        Column("会怎样不同", 20, lambda row: (HOWS[row[0]], "text")),
        Column("记录", 10, lambda row: (row[1], "count")),
    ]


def _moves() -> list[Column]:
    return [
        Column("当时的去向", 16, lambda row: (Bucket(row[0][0]).chinese, "centre")),
        Column("换用后的去向", 16, lambda row: (Bucket(row[0][1]).chinese, "centre")),
        Column("记录", 10, lambda row: (row[1], "count")),
    ]


def _changes(names: Mapping[str, str], words: Mapping[str, str]) -> list[Column]:
    def both(heading: str, width: float, field: str) -> list[Column]:
        def say(placed: Placed) -> tuple[str, str]:
            value = getattr(placed, field) or ""
            return Bucket(value).chinese if field == "bucket" else words.get(value, value), "text"

        return [
            Column(f"{heading}\n当时", width, lambda change: say(change.then)),
            Column(f"{heading}\n换用后", width, lambda change: say(change.now)),
        ]

    return [
        Column("记录编号", 24, lambda change: (change.record_id, "text")),
        Column("姓名", 12, lambda change: (names.get(change.record_id, ""), "centre")),
        Column("来源", 26, lambda change: (words.get(change.feed, change.feed), "text")),
        *both("去向", 10, "bucket"),
        *both("规则", 22, "rule"),
        *both("等级", 8, "level"),
        *both("承办单位", 14, "unit"),
        *both("线索编号", 16, "clue_id"),
        *both("理由", 50, "reason"),
    ]


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (a workbook's dates have no zone)
