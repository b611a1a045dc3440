"""A list, a group of rows or a cell that says a benefit ended covers nobody, wherever it says so."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from matching.findings import Verdict
from matching.installation import Installation
from matching.pipeline.entries import entries
from matching.validate.check import check
from matching.validate.checked import Checked
from tests.tables import Row, as_book, drop_of, number

TITLES = ["户主身份证号", "姓名", "身份证号", "救助类型", "街道/镇"]
Covered = Callable[..., tuple[Checked, set[int]]]


def person(n: int, *more: str, category: str = "农村低保") -> list[str]:
    return [number(n), f"王五{chr(0x4E00 + n)}", number(n), category, "城东街道", *more]


@pytest.fixture
def covered(tmp_path: Path, installation: Installation) -> Covered:
    """What became of a table, and the rows of the sender's sheet whose benefit runs in November 2026."""

    def run(rows: Sequence[Row], code: str = "roll", name: str = "名册.xlsx", sheet: str = "数据") -> tuple[Checked, set[int]]:
        contract = installation.tables[code]
        path = tmp_path / "bytes"
        path.write_bytes(as_book({sheet: rows}))
        checked = check(path, drop_of(installation, contract, name), contract, installation)
        found = entries(installation, contract, checked.records).to_pylist()
        return checked, {entry["row"] for entry in found if not entry["valid_to"] or entry["valid_to"] >= "2026-11"}

    return run


@pytest.mark.parametrize(
    "title",
    [
        "停发人员花名册", "注销人员明细表", "拟纳入对象公示名单", "本周停发救助对象名单", "10月减少人员名单", "含停发人员名册", "拟新增",
        "2026年11月低保申请人员名单", "低保审批中人员", "不予批准名单", "低保初审名单", "边缘户拟认定", "公示名单", "清出低保名单", "下保人员名单",
        "历史享受名单", "原低保人员名单", "曾享受低保名单", "往年名册", "停发已剔除人员名单", "核减剔除人员名单",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["name", "sheet", "line"])
def test_a_list_of_people_who_were_stopped_is_refused(covered: Covered, title: str, place: str) -> None:
    lines = [[title]] if place == "line" else []
    named = {"name": f"{title}.xlsx"} if place == "name" else {"sheet": title} if place == "sheet" else {}
    checked, rows = covered([*lines, TITLES, person(1), person(2)], **named)
    assert (checked.verdict, rows) == (Verdict.REJECTED, set())
    assert [item.rule for item in checked.findings] == ["LIST_OF_STOPPED"]
    assert "请填写停止月份" in checked.findings[0].cure


def test_a_weekly_list_of_stops_without_their_months_is_refused(covered: Covered) -> None:
    titles = [["本周停发救助对象名单"], [*TITLES, "批准日期"]]
    checked, rows = covered([*titles, person(1, "2026-10-28")], "civil_affairs_new", "本周停发.xlsx")
    assert (checked.verdict, rows) == (Verdict.REJECTED, set())


def test_rows_that_say_their_own_end_speak_for_themselves(covered: Covered) -> None:
    head = [*TITLES, "停止月份"]
    checked, rows = covered([["本月停发人员名单"], head, person(1, "2026-10"), person(2, "2026-09")])
    assert (checked.verdict, rows) == (Verdict.ACCEPTED, set())
    checked, rows = covered([["本月停发人员名单"], head, person(1, "2026-10"), person(2, "")])
    assert (checked.verdict, rows) == (Verdict.REJECTED, set())
    checked, rows = covered([["新增、停发人员汇总"], head, person(1, "2026-10"), person(2, "")])
    assert (checked.verdict, rows) == (Verdict.ACCEPTED, {4})


@pytest.mark.parametrize(
    "title",
    [
        "在享救助对象花名册(不含停发)",
        "2026年10月低保花名册（剔除死亡人员后）",
        "救助对象名册（数据截止到期末）",
        "新纳入救助对象",
        "说明：已停发的请在停止月份一栏填写",
        "退役军人及低保对象名册",
        "救助对象名册(停发已剔除)",
        "在享名册2026年11月(剔除死亡)",
        "2026年11月在册对象(停发除外)",
        "救助对象名册-已停发人员已删",
        "2026年11月低保花名册（截止2026年11月30日）",
        "2026年11月已审核低保名册",
        "审核人：张三　审批人：李四",
    ],
)
def test_titles_of_ordinary_rolls_refuse_nothing(covered: Covered, title: str) -> None:
    checked, rows = covered([[title], TITLES, person(1), person(2)])
    assert (checked.verdict, rows) == (Verdict.ACCEPTED, {3, 4})


@pytest.mark.parametrize(
    "title",
    [
        "停发人员", "停发", "二、本月停发人员名单", "注销人员（2人）", "以下人员已停发", "注：以下为拟纳入人员", "二、病死人员", "二、清出人员", "二、拟新增人员",
        "二、拟新增", "二、下保人员", "二、原享受人员",
    ],
)  # fmt: skip
@pytest.mark.parametrize("merged", [False, True])
def test_rows_below_a_title_that_says_the_end_cover_nobody(covered: Covered, title: str, merged: bool) -> None:
    line = [title] * 5 if merged else [title, "", "", "", ""]
    checked, rows = covered(
        [TITLES, person(1), line, person(2), ["城东街道", "", "", "", ""], person(3), ["二、在享人员"], person(4)]
    )
    assert rows == {2, 8}
    (told,) = (item for item in checked.findings if item.rule == "TITLE_SAYS_ENDED")
    assert told.message.startswith("第 3 行")
    assert "2 行更正以前不算在册" in told.message


def test_a_lone_remark_heads_no_group(covered: Covered) -> None:
    _, rows = covered([[*TITLES, "备注"], person(1, ""), ["", "", "", "", "", "已停发"], person(2, "")])
    assert rows == {2, 4}


UNDECLARED = ["核查结果", "人员现状", "生存状态", "低保状态", "动态管理", "备注2", "减少原因", "户口状态", "停", ""]


@pytest.mark.parametrize("heading", UNDECLARED)
def test_a_cell_of_any_column_that_says_the_end_covers_nobody(covered: Covered, heading: str) -> None:
    cells = ["停发", "2026年9月死亡", "未停发", "正常", ""]
    checked, rows = covered([[*TITLES, heading], *(person(n, cell) for n, cell in enumerate(cells))])
    assert rows == {4, 5, 6}
    assert {item.row for item in checked.findings if item.rule == "SAYS_ENDED"} >= {2, 3}


def test_no_under_alive_is_an_end_and_other_columns_are_about_others(covered: Covered) -> None:
    cells = [("否", "父亲死亡", "否"), ("是", "户主死亡", "否"), ("", "企业停产", "否")]
    head = [*TITLES, "是否健在", "致困原因", "是否在校"]
    _, rows = covered([head, *(person(n, *cell) for n, cell in enumerate(cells))])
    assert rows == {3, 4}


ENDS = [
    "已于上月停",
    "2026年10月起不发",
    "全户停",
    "整户退",
    "退低保",
    "主动退",
    "待停",
    "脱保",
    "放弃",
    "收入超标",
    "核查不通过",
    "冻结",
    "渐退",
    "已火化",
    "已埋葬",
    "殁",
    "已不在",
    "户口已销",
    "入狱",
    "被判刑",
    "失踪",
    "下落不明",
    "已出国",
    "户籍迁移",
    "转特困",
    "作废",
    "误录",
    "应删除",
    "暂缓",
    "×",
]
GOES_ON = [
    "已退休",
    "退役军人",
    "停产职工",
    "退行性病变",
    "功能衰退",
    "心脏骤停史",
    "血糖超标",
    "不发病",
    "企业停工",
    "未停发",
    "无放弃情况",
    "退耕还林户",
    "病退",
    "住停车场旁",
]


def test_remarks_that_say_the_end_in_other_words(covered: Covered) -> None:
    remarks = [*ENDS, *GOES_ON]
    checked, rows = covered([[*TITLES, "备注"], *(person(n, remark) for n, remark in enumerate(remarks))])
    assert {remarks[row - 2] for row in rows} == set(GOES_ON)
    assert {item.row for item in checked.findings} == set(range(2, len(ENDS) + 2))


@pytest.mark.parametrize("heading", ["与户主关系", "婚姻状况", "劳动能力", "病种", "家庭地址", "户月保障金额", "低保证号"])
def test_columns_for_something_else_that_say_the_end(covered: Covered, heading: str) -> None:
    _, rows = covered([[*TITLES, heading], person(1, "已停发"), person(2, "已故"), person(3, "")])
    assert rows == {4}


def test_an_amount_of_nothing_covers_nobody_unless_nobody_else_is_paid(covered: Covered) -> None:
    rows = [person(1, "500"), person(2, "0"), person(3, "0.00"), person(4, ""), person(5, "0", category="低保边缘")]
    rows.append([number(1), "王小", number(6), "农村低保", "城东街道", "0"])
    checked, running = covered([[*TITLES, "户月保障金额"], *rows])
    assert running == {2, 5, 6, 7}
    assert {item.row for item in checked.findings if item.rule == "AMOUNT_ZERO"} == {3, 4}


def test_categories_that_say_the_end(covered: Covered) -> None:
    said = ["转特困", "低保转特困", "低保(渐退)", "低保×", "低保?", "待定", "低保→特困", "特困(亡)", "低保边缘", "脱贫享受政策"]
    _, rows = covered([TITLES, *(person(n, category=text) for n, text in enumerate(said))])
    assert rows == {10, 11}


def test_empty_states_among_filled_ones_are_told(covered: Covered) -> None:
    checked, rows = covered([[*TITLES, "享受状态"], person(1, "在享"), person(2, ""), person(3, "停发")])
    assert rows == {2, 3}
    assert [item.message for item in checked.findings if item.rule == "STATE_BLANK"] == ["有 1 行没有填写，按仍在享受处理"]
    checked, rows = covered([[*TITLES, "享受状态"], person(1, ""), person(2, "")])
    assert (rows, checked.findings) == ({2, 3}, ())
