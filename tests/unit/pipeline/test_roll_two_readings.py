"""Rows of a roll that can be read in two ways: a name with a remark of an end, two categories in one cell, two rows that contradict each
other, and the correction of a householder's row. None of them covers anybody until it is settled."""

from datetime import date

import openpyxl
import pytest

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline.rolls import snapshot
from tests.unit.pipeline.conftest import ROLL_HEADINGS, number, write_sheet
from tests.unit.pipeline.test_roll_cover import CHANGE_HEADINGS, DAY, change, covered, drop_six, roll_of, rules, six, take
from tests.unit.pipeline.test_roll_settled import ALL, drop_change, entries_open

TWO_STATES = [*ROLL_HEADINGS, "享受状态"]


def load(installation: Installation, headings: list[str], rows: list[list[str]], name: str = "名册.xlsx") -> dict:
    write_sheet(roll_of(installation) / name, headings, rows)
    (answer,) = take(installation)
    return answer


def benefits(installation: Installation, day: date = DAY) -> dict[str, str]:
    with reading(installation.settings) as ledger:
        _, roll = snapshot(ledger, installation, day)
    return {row["name"]: row["category"] for row in roll.to_pylist()}


def test_a_name_with_a_remark_of_an_end_covers_nobody_and_is_told(installation: Installation) -> None:
    names = ["孔甲(亡)", "孔乙（已故）", "孔丙 停", "孔丁-已注销", "孔戊(户主)", "孔己(未停发)"]
    rows = [[row[0], name, *row[2:]] for row, name in zip(six(), names, strict=True)]
    answer = load(installation, ROLL_HEADINGS, rows)
    assert (answer["verdict"], answer["rows_accepted"], rules(answer)) == ("accepted", 6, {"SAYS_ENDED"})
    assert [(item["row"], item["column"]) for item in answer["findings"]] == [(n, "姓名") for n in (2, 3, 4, 5)]
    assert covered(installation) == {"孔戊(户主)", "孔己(未停发)"}
    assert entries_open(installation) == 6


def test_a_change_whose_name_bears_the_remark_ends_the_entry_it_means(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    answer = change(installation, ("孔甲(已故)", 0, "城市低保", ""), ("孔乙（停）", 1, "低保", ""), ("孔丙", 2, "城市低保", ""))
    assert [(item["row"], item["rule"]) for item in answer["findings"]] == [(2, "SAYS_ENDED"), (3, "SAYS_ENDED")]
    assert covered(installation) == ALL - {"孔甲", "孔乙"}
    change(installation, ("孔甲", 0, "城市低保", ""), day=date(2026, 12, 19))
    assert covered(installation, date(2026, 12, 19)) == ALL - {"孔乙"}


def test_two_benefits_in_one_cell_are_an_entry_each(installation: Installation) -> None:
    categories = [
        "低保、残疾人两项补贴",
        "城市低保/重度残疾人护理补贴",
        "特困供养 临时救助",
        "低保和脱贫户",
        "城市低保、城乡低保",
        "低保、医疗救助",
    ]
    answer = drop_six(installation, "停止月份", [""] * 6, categories)
    assert (answer["rows_accepted"], answer["findings"]) == (6, [])
    assert benefits(installation) == {
        "孔甲": "低保、残疾人两项补贴",
        "孔乙": "城市低保、重度残疾人护理补贴",
        "孔丙": "临时救助、特困供养",
        "孔丁": "低保、脱贫享受政策",
        "孔戊": "低保、城市低保",
        "孔己": "低保、医疗救助",
    }
    change(
        installation,
        ("孔甲", 0, "城市低保", "2026-11"),
        ("孔乙", 1, "城市低保、重残护理补贴", "2026-11"),
        ("孔戊", 4, "低保", "2026-11"),
    )
    assert benefits(installation).get("孔甲") == "残疾人两项补贴"
    assert not {"孔乙", "孔戊"} & covered(installation)


def test_two_categories_that_nobody_draws_together_cover_nobody_and_are_told(installation: Installation) -> None:
    categories = [
        "低保/特困",
        "城市低保、农村低保",
        "低保、特困、残疾人两项补贴",
        "低保、停发",
        "低保边缘/支出型困难家庭",
        "城市低保",
    ]
    answer = drop_six(installation, "停止月份", [""] * 6, categories)
    assert (answer["verdict"], answer["rows_accepted"]) == ("accepted", 6)
    undecided = [item for item in answer["findings"] if item["rule"] == "CATEGORY_UNDECIDED"]
    assert [(item["row"], item["column"]) for item in undecided] == [(n, "救助类型") for n in (2, 3, 4, 6)]
    assert benefits(installation) == {"孔丙": "残疾人两项补贴", "孔己": "城市低保"}
    drop_change(installation, CHANGE_HEADINGS, [[six()[0][0], "孔甲", six()[0][0], "低保", "", "2026-12-09", "池上镇"]])
    assert "孔甲" in covered(installation)


@pytest.mark.parametrize("states", [("在享", "停发"), ("停发", "在享")])
def test_a_person_who_draws_and_does_not_draw_in_one_file_is_covered_only_once_it_is_settled(
    installation: Installation, states: tuple[str, str]
) -> None:
    first, second = ([[*row, state] for row in six()[:4]] for state in states)
    second[1][5], second[2][5] = "城镇低保", "低保"
    second[3][5] = "特困供养"
    answer = load(installation, TWO_STATES, [*first, *second, *([*row, "在享"] for row in six()[4:])])
    told = {(item["row"], item["rule"]) for item in answer["findings"]}
    assert {(6, "CONFLICTING_ROW")} <= told
    drawn = 0 if states[0] == "在享" else 4
    assert {(drawn + n, "ROWS_CONTRADICT") for n in (3, 4)} <= told
    assert covered(installation) == {"孔丁", "孔戊", "孔己"}
    answer = load(installation, TWO_STATES, [[*row, "在享"] for row in six()], "更正.xlsx")
    assert (answer["findings"], covered(installation)) == ([], ALL)


def test_a_person_below_two_titles_or_with_an_end_that_nobody_declared_is_no_repeat(installation: Installation) -> None:
    rows = [*six(), ["二、本月停发人员名单"], *six()[:2]]
    answer = load(installation, ROLL_HEADINGS, rows)
    assert {"CONFLICTING_ROW", "TITLE_SAYS_ENDED", "HELD_UNTIL_CORRECTED"} <= rules(answer)
    assert covered(installation) == ALL - {"孔甲", "孔乙"}
    rows = [*([*row, ""] for row in six()), [*six()[2], "已停发"]]
    load(installation, [*ROLL_HEADINGS, "核查结果"], rows, "更正.xlsx")
    assert covered(installation) == ALL - {"孔丙"}


def test_a_change_that_says_both_of_a_person_holds_the_entry(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    answer = change(installation, ("孔甲", 0, "城市低保", "2026-11"), ("孔甲", 0, "低保", ""))
    assert ("ROWS_CONTRADICT" in rules(answer), covered(installation)) == (True, ALL - {"孔甲"})
    change(installation, ("孔甲", 0, "城镇低保", ""), day=date(2026, 12, 19))
    assert covered(installation, date(2026, 12, 19)) == ALL


def household(installation: Installation) -> tuple[str, str]:
    head, wife = number("19600606", 101), number("19620606", 102)
    place = ["城市低保", "1200", "2024-01", "池上镇", "东池村", "博山区池上镇东池村12号", "19900000001"]
    load(installation, ROLL_HEADINGS, [[head, "孟甲", head, "户主", "男", *place], [head, "孟乙", wife, "配偶", "女", *place]])
    return head, wife


@pytest.mark.parametrize("end", ["2026-11", "2026-10", "2027-03", ""])
def test_a_corrected_row_of_the_head_lets_no_member_go(installation: Installation, end: str) -> None:
    """The row that stopped the head was set aside for its day; whatever its correction says of the head, it says nothing of the wife."""
    head, wife = household(installation)
    wrong = drop_change(installation, CHANGE_HEADINGS, [[head, "孟甲", head, "城市低保", "2026-11", "", "池上镇"]])
    assert {"REQUIRED_BLANK", "HELD_UNTIL_CORRECTED", "STOPS_HEAD_ALONE"} <= rules(wrong)
    assert entries_open(installation) == 2
    headings = [*CHANGE_HEADINGS, "回执编号", "原行号", "退回原因"]
    row = [head, "孟甲", head, "城市低保", end, "2026-12-09", "池上镇", wrong["drop_id"], "2", ""]
    right = drop_change(installation, headings, [row], "待更正_1.xlsx")
    assert right["rows_accepted"] == 1
    assert covered_since(installation) == ({"孟甲"} if end in ("", "2027-03") else set())
    drop_change(installation, CHANGE_HEADINGS, [[head, "孟乙", wife, "城市低保", "", "2026-12-10", "池上镇"]], "乙.xlsx")
    assert covered_since(installation) == ({"孟甲"} if end in ("", "2027-03") else set()) | {"孟乙"}


def covered_since(installation: Installation) -> set[str]:
    """Who is covered; an empty roll is refused where a run asks for it, so it is asked for here entry by entry."""
    with reading(installation.settings) as ledger:
        return {row["name"] for row in ledger.query("rolls/select_roll_as_of", as_of=DAY).to_pylist()}


def test_a_receipt_of_a_roll_asks_for_the_whole_roll_again(installation: Installation) -> None:
    rows = [[*row, ""] for row in six(("低保/特困", *("城市低保",) * 5))]
    rows[1][1], rows[2][2], rows[3][-1] = "", "3.70399E+17", "说不清"
    answer = load(installation, [*ROLL_HEADINGS, "停止月份"], rows)
    assert {"REQUIRED_BLANK", "ID_DAMAGED", "MONTH_UNREADABLE", "CATEGORY_UNDECIDED", "HELD_UNTIL_CORRECTED"} <= rules(answer)
    for paper in ("receipt", "corrections"):
        pages = openpyxl.load_workbook(installation.settings.root / answer[paper]).worksheets
        words = "\n".join(str(cell) for page in pages for row in page.iter_rows(values_only=True) for cell in row if cell)
        assert "把名册整份重新报送" in words
        assert "重新报送本行" not in words
        assert "更正或撤回" not in words
