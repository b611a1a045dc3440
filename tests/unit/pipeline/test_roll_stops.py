"""A stop that does not meet the roll's entry in full holds what it finds, and the receipt says what was done, or that nothing was."""

import openpyxl
import pytest

from matching.installation import Installation
from tests.unit.pipeline.conftest import number, write_sheet
from tests.unit.pipeline.test_roll_cover import covered, take
from tests.unit.pipeline.test_roll_heads import STOP, load, load_dibao, numbers, on_roll

HEADINGS = ["户主身份证号", "姓名", "身份证号", "与户主关系", "救助类型", "停止月份", "批准日期", "街道/镇"]
HEAD, WIFE = numbers("孔")
BOTH = {"孔甲", "孔乙"}
NOTHING = "没有停止任何人的救助"
HELD = "不算在册"


def sent(installation: Installation, **named: str) -> tuple[dict, str]:
    """A weekly change of one row, the head's unless `named` says otherwise, and the words of its receipt."""
    row = dict(zip(HEADINGS, (HEAD, "孔甲", HEAD, "户主", "城市低保", STOP, "2026-12-09", "池上镇"), strict=True)) | named
    path = installation.settings.inbox / "区民政局" / "新纳入救助对象" / "变更.xlsx"
    write_sheet(path, HEADINGS, [list(row.values())])
    (answer,) = take(installation)
    pages = openpyxl.load_workbook(installation.settings.root / answer["receipt"]).worksheets
    return answer, "\n".join(str(cell) for page in pages for line in page.iter_rows(values_only=True) for cell in line if cell)


@pytest.mark.parametrize(
    ("named", "how"),
    [
        ({"身份证号": "3.70399E+17"}, "此户主身份证号"),
        ({"身份证号": ""}, "此户主身份证号"),
        ({"身份证号": "", "与户主关系": "本人"}, "此户主身份证号"),
        ({"身份证号": "", "与户主关系": "", "户主身份证号": ""}, "姓名、镇街相同的人"),
        ({"姓名": "孔假"}, "此身份证号"),
        ({"救助类型": "农村低保"}, "此人"),
        ({"救助类型": "特困供养"}, "此人"),
        ({"姓名": "孔假", "救助类型": "特困供养"}, "此身份证号"),
        ({"批准日期": "", "姓名": "孔假"}, "此身份证号"),
    ],
)
def test_a_stop_that_differs_in_something_holds_the_head_and_the_household(
    installation: Installation, named: dict[str, str], how: str
) -> None:
    load_dibao(installation, "孔", "孟")
    answer, receipt = sent(installation, **named)
    assert covered(installation) == {"孟甲", "孟乙"}
    assert {"HELD_UNTIL_CORRECTED", "STOPS_HEAD_ALONE"} <= {item["rule"] for item in answer["findings"]}
    assert f"名册上{how}的" in receipt
    assert NOTHING not in receipt


@pytest.mark.parametrize(
    "named",
    [
        {"身份证号": number("19440404", 201), "户主身份证号": number("19440404", 201)},
        {"身份证号": "3.70399E+17", "户主身份证号": "", "姓名": "孔癸"},
        {"身份证号": "", "户主身份证号": "", "与户主关系": "", "街道/镇": "八陡镇"},
    ],
)
def test_nobody_is_said_to_be_held_where_nothing_is(installation: Installation, named: dict[str, str]) -> None:
    load_dibao(installation, "孔")
    answer, receipt = sent(installation, **named)
    assert covered(installation) == BOTH
    assert "STOPS_NOTHING" in {item["rule"] for item in answer["findings"]}
    assert NOTHING in receipt
    assert HELD not in receipt


def test_a_full_match_closes_and_a_new_benefit_with_a_term_holds_nothing(installation: Installation) -> None:
    load_dibao(installation, "孔", "孟")
    answer, receipt = sent(installation, 户主身份证号=WIFE, 姓名="孔乙", 身份证号=WIFE, 与户主关系="配偶")
    assert (covered(installation), answer["findings"], HELD in receipt) == ({"孔甲", "孟甲", "孟乙"}, [], False)
    answer, receipt = sent(installation, 救助类型="临时救助", 停止月份="2027-05")
    assert (covered(installation), [item["rule"] for item in answer["findings"]]) == ({"孔甲", "孟甲", "孟乙"}, ["STOPS_NOTHING"])
    assert HELD not in receipt


def test_the_benefit_that_is_named_is_held_before_others_under_the_number(installation: Installation) -> None:
    subsidy = on_roll("孔", "甲", "重度残疾人护理补贴")
    load(installation, [on_roll("孔", "甲", "城市低保"), subsidy, on_roll("孟", "甲", "城市低保")])
    answer, receipt = sent(installation, 姓名="孔假")
    assert "此身份证号的这项救助共 1 条不算在册" in receipt
    assert covered(installation) == {"孔甲", "孟甲"}
    head = on_roll("孔", "甲", "城市低保")
    load(installation, [head, subsidy, on_roll("孟", "甲", "城市低保")], "下月.xlsx")
    answer, receipt = sent(installation, 救助类型="特困供养", 批准日期="2026-12-10")
    assert "名册上没有本行所写的救助类型" in receipt
    assert "共 2 条不算在册" in receipt
    assert (covered(installation), answer["verdict"]) == ({"孟甲"}, "accepted")


def test_a_corrected_row_lets_the_entry_go_again(installation: Installation) -> None:
    load_dibao(installation, "孔", "孟")
    sent(installation, 与户主关系="", 姓名="孔假")
    assert covered(installation) == {"孟甲", "孟乙"}
    sent(installation, 停止月份="")
    assert covered(installation) == {"孔甲", "孟甲", "孟乙"}
