"""Sentences below and beside a table: what speaks of somebody is told, what speaks of nobody is a zero report."""

from collections.abc import Sequence
from typing import Any

from tests.corpus.bodies import NOT_ALONE
from tests.corpus.cases import Case, Told, beside, line, table, xlsx
from tests.tables import as_book, number

FIRE = table("fire_loss")
NUMBERED = beside(FIRE, ["序号", "1", "2", "3"], 0)
"""The first column is one that nobody agreed on, as nearly always."""
NOTED: Told = (None, None, "NOTE_LEFT_OUT", "warning")
NO_ZERO: Told = (None, None, "NOTE_LEFT_OUT", "file")
BESIDE: Told = (None, None, "SHEET_WITHOUT_HEADING", "warning")
SPEAKING = {
    "note": "备注：另有李四一户，池上镇西村5号，损失2万元，正在核实",
    "one_more": "另有李四一户（池上镇西村），损失2万元",
    "neighbours": "李四家也烧了，损失约2万元，电话号码待查",
    "left_out": "以上2户已上报，漏报李四",
    "contact": "联系人：李四，漏登",
    "contact_without_a_comma": "联系人：李四家失火",
    "filled_in_by": "填表人：李四，家中失火",
    "note_on_somebody": "备注：请救助李四",
    "sum_of_somebody": "合计含李四家",
}
SILENT = (
    "填表人：王会计 审核人：李科长", "区消防救援大队（盖章）", "共3户", "第1页 共1页", "注：本表由区消防救援大队填写，一式两份", "说明：损失金额以元为单位，请如实填写",
    "数据来源：消防业务系统", "2026年11月", "（以下空白）", "备注：无", "合计：3户9人，损失6.15万元", "联系电话：0533-4181119", "审核意见：情况属实",
)  # fmt: skip
NIL = {
    "fire_loss": (
        "区消防救援大队11月零报告", "经统计，2026年11月我辖区未发生火灾，特此报告。", "2026年10月1日至10月31日，我单位没有需要上报的火灾损失人员。", "零报告（本月无新增）",
        "本月没有符合条件的人员，特此报告", "我单位10月份无此类人员。", "火灾损失人员：无", "截至目前，全区未接到火灾灾情。", "无火灾损失人员数据",
    ),
    "medins_inpatient": ("10月份我局无参保人住院高额费用人员", "参保人住院高额费用人员：无", "本月无住院高额费用参保人员，特此报告。"),
    "township_patrol": ("经排查，本月我镇未发现困难群众。", "本月巡查未发现符合条件的困难对象", "池上镇10月份巡查无新增困难人员"),
    "disability_new": ("上周无新认定残疾人员", "第44周无新增"),
}  # fmt: skip
NOT_NIL = (
    "零报告 李四家11月2日失火", "无数据 李四家失火", "区消防救援大队11月零报告。另：李四家失火，损失2万", "本期零报告（李四家的已报）", "11月零报告，池上镇西村5号待核",
    "零报告，新增困难户", "零报告：损失2万元的一户",
)  # fmt: skip
LETTER = (
    "关于2026年10月火灾损失人员情况的报告", "区社会救助综合服务中心：", "经统计，2026年10月1日至10月31日，我辖区未发生火灾损失人员，特此报告。", "区消防救援大队（盖章）",
    "2026年11月2日",
)  # fmt: skip
RULES = ("1、每人一行，请如实填写。", "2、损失金额以元为单位，身份证号请填18位。", "3.灾种请从下拉框中选择。")
LEFT_OUT = "漏报：李四，池上镇西村"


def _fire(
    name: str, about: str, rows: Sequence[Sequence[Any]], verdict: Any, count: tuple[int, int], *told: Told, cure: str = ""
) -> Case:
    return Case(name, about, "fire_loss", xlsx(list(rows)), verdict, count, told=told, cure=cure)


def _book(name: str, about: str, pages: dict[str, Any], verdict: Any, count: tuple[int, int], *told: Told) -> Case:
    return Case(name, about, "fire_loss", lambda: as_book(pages), verdict, count, told=told)


CASES = (
    *(_fire(f"below_the_numbers_{name}", "A sentence on a family in the first column, which is 序号: told.", [*NUMBERED, line(NUMBERED, text)],
            "accepted", (3, 3), NOTED, cure="第 5 行") for name, text in SPEAKING.items()),
    _fire("silent_lines_below_the_numbers", "Signatures, stamps, sums, pages, office language in the first column: nobody's.",
          [*NUMBERED, *(line(NUMBERED, text) for text in SILENT)], "accepted", (3, 3)),
    _fire("only_a_remark", "A row of which nothing is filled in but a remark that nobody agreed on.",
          [*beside(FIRE, ["备注", "", "", ""]), [*[""] * 8, "另有邻居李四家也被烧，需救助"]], "accepted", (3, 3), NOTED),
    _fire("strokes_and_a_remark", "Strokes in every column that is read, and a family in one that is not.",
          [*beside(FIRE, ["备注", "", "", ""]), [*["/"] * 8, "李四家也烧了"]], "accepted", (3, 3), NOTED),
    _fire("signature_and_a_sentence", "填表人 in one cell, and in the next no name but a family.",
          [*FIRE, line(FIRE, "填表人", "李四家失火，损失2万")], "accepted", (3, 3), NOTED),
    _fire("day_and_amount_last", "The last row has a day and an amount: no signature, but somebody without a name.",
          [*NUMBERED, line(NUMBERED, "", "2026-10-30", "", "", "", "", "", "", "20000")], "partly", (4, 3),
          (5, "户主", "REQUIRED_BLANK", "row"), (5, None, "NO_TRACE", "warning"), (None, "户主身份证号", "ID_MISSING", "warning")),
    _fire("nothing_on_a_day", "A number, a day and 无 for the name: nobody is called 无.",
          [*NUMBERED, line(NUMBERED, "4", "2026-10-30", "", "无")], "accepted", (3, 3)),
    _fire("nothing_on_a_day_alone", "The same without any row.", [NUMBERED[0], line(NUMBERED, "1", "2026-10-30", "", "无")], "zero", (0, 0)),
    _fire("nothing_and_a_sentence_in_one_cell", "本月零报告 and a family below the agreed heading.",
          [NUMBERED[0], line(NUMBERED, "本月零报告，李四家失火待核")], "rejected", (0, 0), NO_ZERO, cure="不能登记为零报告"),
    _fire("nothing_and_a_sentence_below", "无 in the name's place, and below it a family.",
          [NUMBERED[0], line(NUMBERED, "1", "", "", "无"), line(NUMBERED, "李四家失火，池上镇西村，损失约3万元")], "rejected", (0, 0), NO_ZERO),
    _fire("nothing_and_a_remark_beside", "无 in the name's place, and a family in a column that is not read.",
          [beside(FIRE[:1], ["备注"])[0], ["", "", "无", "", "", "", "", "", "李四家失火待核"]], "rejected", (1, 0),
          (2, "时间", "REQUIRED_BLANK", "row"), (2, "户主", "NAME_UNKNOWN", "warning"), (2, None, "NO_TRACE", "warning"),
          (None, "户主身份证号", "ID_MISSING", "warning")),
    *(Case(f"nil_{feed}_{n}", "An ordinary sentence that says that there is nobody.", feed, xlsx([[text]]), "zero")
      for feed, texts in NIL.items() for n, text in enumerate(texts)),
    *(Case(f"not_nil_{n}", "零报告, and somebody in the same cell.", "fire_loss", xlsx([[text]]), "rejected", told=NOT_ALONE, cure="只写“零报告”")
      for n, text in enumerate(NOT_NIL)),
    _fire("nil_letter", "A letter with title, address, sentence, stamp and day.", [[text] for text in LETTER], "zero", (0, 0)),
    _fire("words_nobody_knows", "A sentence that is no zero report is refused, and the sender learns how to send one.", [["本月一切正常"]], "rejected", (0, 0),
          (None, None, "HEADER_NOT_FOUND", "file"), cure="零报告"),
    _book("nil_beside_instructions", "零报告 beside a sheet that tells how to fill in the table.", {"表": [["零报告"]], "填表说明": [[text] for text in RULES]},
          "zero", (0, 0)),
    _book("instructions_beside_an_empty_table", "The same beside the agreed heading.", {"表": FIRE[:1], "填表说明": [[text] for text in RULES]}, "zero", (0, 0)),
    _book("somebody_among_the_instructions", "A family on the sheet of instructions: told.", {"表": FIRE, "说明": [[RULES[0]], [LEFT_OUT]]},
          "accepted", (3, 3), BESIDE),
    _book("somebody_among_the_instructions_of_nothing", "The same beside an empty table: no zero report.", {"表": FIRE[:1], "说明": [[LEFT_OUT]]},
          "rejected", (0, 0), (None, None, "SHEET_WITHOUT_HEADING", "file")),
    _book("somebody_among_the_words", "A family on a list of words: told.", {"表": FIRE, "字典": [["电气"], [LEFT_OUT]]}, "accepted", (3, 3), BESIDE),
    _book("somebody_for_an_example", "A sheet of examples with somebody's valid number: told.", {"表": FIRE, "样例": table("fire_loss", 1, {(0, "id_number"): number(7)})},
          "accepted", (3, 3), (None, None, "SHEET_OF_EXAMPLES", "warning")),
)  # fmt: skip
