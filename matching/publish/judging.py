"""The form of clerical review: which pairs it lists, in which order, and the page that says how to fill it in.

Belongs here: the form's own rows and instructions. Does not belong here: its columns (schemas/outputs/judging.yml), drawing
(workbook), which pairs are open (matching.judging), reading it back (schemas/judgements).
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from matching.calendar import say_day
from matching.cells import lines_of
from matching.installation import Installation
from matching.publish.rows import LEVELS, Row, RowMaker
from matching.publish.workbook import DIFFERS, HEAD_COLOUR, HEAD_FONT, TITLE_FONT, Book
from matching.run import Run

NAME, SHEET = "人工研判表", "填写说明"
SOURCES = 3
"""So many sources of a pair are named; the others are counted."""
WIDTHS = (20, 106)
"""Two columns: with three, a reader of the returned form could take this page for a list of people."""
STEPS = (
    (
        "为什么要研判",
        "下列人员与救助名册中的人相近，但身份证号缺失、残缺或不一致，系统不能认定。误认为“已在册”，这一户就没有人去看；所以由人来定。",
    ),
    ("看什么", "「人工研判」表中每行一对：左边是部门报送的来源，右边是名册。两边不同的字标为红色加粗下划线；一边没有填的不标。"),
    (
        "同组的行",
        "同一组（同一底色、粗线隔开）是同一来源对名册中的几个人：逐行判断。名册把一个人登记了两次的，几行都选“同一人”，并告知区民政局。",
    ),
    (
        "填什么",
        "在白色的三栏填写：「研判结论」从下拉框选择，「研判人」必填，「备注」可不填（如“已电话核实”）。灰色各栏已锁定，请勿改动配对编号。",
    ),
    (
        "怎样交回",
        "保存后把本文件放进 inbox/{folder}/ 即可，回执在 receipts/{folder}/。可以只填一部分先交回，其余填好后再放一次，已交的不会重复登记。",
    ),
    ("填错了", "改好后再放一次，以后交的为准，以前的留存备查。同一天两人结论相反的，商定之前不采用任何一种。"),
    (
        "期限",
        "请于{day}（含）之前交回，逐组的期限见「组别与期限」栏。逾期没有结论的，按新增线索转镇街入户核实；逾期后交回的结论仍留存，今后再报送时适用。",
    ),
    ("保密", "本表含个人信息，只供研判使用，不得外传；用后妥善保管。"),
)
MEANINGS = (
    ("同一人", "来源就是名册中的这个人：按已在册处理，新发生的困难仍列入“在册增困”请镇街核实。"),
    ("不是", "不是这个人：今后不再与他比对，再报送也不再问；没有其他相近的人，就作为新增线索转办。"),
    ("无法判断", "看不出来：不再等待，作为新增线索请镇街入户核实。"),
)


def form_rows(review_pairs: pa.Table, records: Mapping[str, Row], levels: Mapping[str, str | None], maker: RowMaker) -> list[Row]:
    """One row a pair that is open, each once: the first to be answered before others, the most pressing first, pairs of one record
    together."""
    pairs: dict[str, Row] = {}
    asking: dict[str, list[str]] = defaultdict(list)
    for pair in sorted(review_pairs.to_pylist(), key=lambda row: (row["record_id"] != row["shown"], row["record_id"])):
        if pair["state"] == "open":
            pairs.setdefault(pair["pair_no"], pair)
            asking[pair["pair_no"]].append(pair["record_id"])
    groups: dict[str, list[Row]] = defaultdict(list)
    for pair in pairs.values():
        groups[pair["shown"]].append(pair)

    def urgency(shown: str) -> tuple[str, int, str]:
        level = levels.get(shown)
        return min(pair["answer_by"] for pair in groups[shown]), LEVELS.index(level) if level in LEVELS else len(LEVELS), shown

    rows = []
    for number, shown in enumerate(sorted(groups, key=urgency), start=1):
        group = groups[shown]
        until = date.fromisoformat(min(pair["answer_by"] for pair in group))
        several = [f"共{len(group)}人"] if len(group) > 1 else []
        name = "\n".join([f"第{number}组", *several, f"{until.month}月{until.day}日止"])
        for pair in sorted(group, key=lambda row: (-(row["match_weight"] or 0.0), row["pair_no"])):
            named = [maker.source(records[key]) for key in sorted(asking[pair["pair_no"]])]
            more = [f"等{len(named)}条"] if len(named) > SOURCES else []
            rows.append(maker.pair(pair, name, [f"来源：{source}" for source in named[:SOURCES]] + more))
    return rows


def add_instructions(book: Book, run: Run, installation: Installation, rows: list[Row]) -> None:
    """The form's first page: how to judge, how to send it back, what becomes of each answer."""
    sheet = book.add_sheet(SHEET, pages_tall=1)
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    contract = installation.judgements
    words = {
        "folder": f"{installation.district.department(contract.department).name}/{contract.title}",
        "day": say_day(min(row["answer_by"] for row in rows)),
    }
    sheet.set_row(0, 40)
    title = book.format(font_name=TITLE_FONT, font_size=20, align="center")
    sheet.merge_range(0, 0, 0, 1, f"{installation.district.name}人工研判表填写说明", title)
    groups = len({row["group"] for row in rows})
    told = f"{run.cadence.chinese}批次 {run.run_id} · {say_day(run.as_of)} · 共 {groups} 组 {len(rows)} 对 · 请于{words['day']}前交回"
    sheet.merge_range(1, 0, 1, 1, told, book.format(align="center", font_color="#595959"))
    place = 3
    for numeral, (head, text) in zip("一二三四五六七八九", STEPS, strict=False):
        place = _line(book, sheet, place, f"{numeral}、{head}", text.format(**words))
    place = _line(book, sheet, place + 1, "研判结论", "以后怎么办", bg_color=HEAD_COLOUR, font_name=HEAD_FONT)
    for word, meaning in MEANINGS:
        place = _line(book, sheet, place, word, meaning)
    sheet.write_rich_string(
        place + 1, 1, book.format(), "例：来源", book.format(**DIFFERS), "陈", book.format(), "小明，名册",
        book.format(**DIFFERS), "程", book.format(), "小明——只有姓不同。", book.format(),
    )  # fmt: skip


def _line(book: Book, sheet: Any, place: int, head: str, text: str, **look: Any) -> int:
    sheet.set_row(place, 9 + 17 * lines_of(text, WIDTHS[1] / 2.1))
    sheet.write_string(place, 0, head, book.format(**({"font_size": 11, "border": 1, "bold": True, "indent": 1} | look)))
    sheet.write_string(place, 1, text, book.format(**({"font_size": 11, "border": 1, "text_wrap": True} | look)))
    return place + 1
