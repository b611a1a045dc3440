"""The draft of a month's bulletin (通报稿): figures filled in, the late ones named, for the centre to edit.

Belongs here: its words and layout. Does not belong here: counting (matching.pipeline.monthly). The same content gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from matching.calendar import say_day
from matching.letters import Letter
from matching.shapes import Bucket

Row = dict[str, Any]
TITLE = "关于{month}困难群众线索办理情况的通报"
DRAFT = "（拟稿，请核对后使用）"
WHOLE = (
    "{month}，全区上期结转{carried}件、本月转办{handed}件困难群众线索转办单（其中重办{again}件），办结{done}件（按时{on_time}件、逾期{late}件），"
    "退回{returned}件，截至{day}在办{open}件，其中超期未办{overdue}件。办结率{done_share}，按时率{on_time_share}。"
)
UNDECIDED = "截至{day}，退回后待我中心核定{slips}件，其中最早的{since}退回。"
VISITS = "本月回访{visited}件，满意率{content_share}。"
MISSED = (
    "抽样核查：{scope}比对为已在册的{population}人中抽取{drawn}人盲核，已核{judged}人，认错{wrong}人，其中{sent_out}人已转为线索；"
    "据此估计漏派{estimate:.0f}人（95%区间{low:.0f}至{high:.0f}人）。"
)
RESULTS = "办结的{done}件中：{results}。"
NONE_DONE = "本月没有办结。"
LATE = "下列单位截至{day}有超过办理时限仍未反馈的转办单，请抓紧安排入户核实并反馈："
NONE_LATE = "截至{day}，没有单位超期未办。"
HEADINGS = ("序\n号", "单位", "上期\n结转", "本月\n转办", "办结", "其中\n逾期", "在办", "超期\n未办", "退回", "办结率", "按时率")
WIDTHS = (9, 30, 13.6, 13.6, 13.6, 13.6, 13.6, 13.6, 13.6, 18, 18)
"""In mm: four digits, 100.0% and a name of seven characters fit on a line, in the widest font that stands in for an official one."""


def write_bulletin(path: Path, content: Row, centre: str) -> Path:
    """Write the draft from a month's content (matching.pipeline.monthly); returns its path."""
    title, total = TITLE.format(month=content["title"]), content["total"]
    late = sorted((row for row in content["recipients"] if row["overdue"]), key=lambda row: (-row["overdue"], row["name"]))
    day = date.fromisoformat(content["as_of"])
    letter = Letter(title)
    letter.say(DRAFT)
    letter.head("一、总体情况")
    for sentence in _whole(content):
        letter.say(sentence)
    letter.head("二、各单位情况")
    letter.table(HEADINGS, WIDTHS, _rows([*content["recipients"], total]), left=(1,))
    letter.head("三、超期未办情况")
    letter.say((LATE if late else NONE_LATE).format(day=say_day(day)))
    for row in late:
        letter.say(f"{row['name']}：{row['overdue']}件。")
    letter.sign(centre, day)
    return letter.save(path, title=title, author=centre, day=day)


def _whole(content: Row) -> Iterator[str]:
    """What is said of everybody together."""
    total, results = content["total"], content["results"]
    words = {
        **total,
        **{name: percent(total[name]) for name in ("done_share", "on_time_share", "content_share")},
        "month": content["title"],
        "day": say_day(content["as_of"]),
        "results": "、".join(f"{word}{total['results'][word]}件" for word in results if total["results"].get(word)),
    }
    yield WHOLE.format(**words)
    yield (RESULTS if total["done"] else NONE_DONE).format(**words)
    if content["undecided"]["slips"]:
        yield UNDECIDED.format(
            day=words["day"], slips=content["undecided"]["slips"], since=say_day(content["undecided"]["since"])
        )
    if total["visited"]:
        yield VISITS.format(**words)
    for row in content["samples"]:
        if row["bucket"] == Bucket.ENROLLED and row["judged"] and row["said_on"].startswith(content["month"]):
            yield MISSED.format(**row)


def percent(share: float | None) -> str:
    """95.3%, or a dash where there is nothing to divide by."""
    return "—" if share is None else f"{share:.1%}"


def _rows(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, start=1):
        counts = [str(row[name]) for name in ("carried", "handed", "done", "late", "open", "overdue", "returned")]
        shares = [percent(row[name]) for name in ("done_share", "on_time_share")]
        yield ("" if row.get("is_total") else str(number), row["name"], *counts, *shares)
