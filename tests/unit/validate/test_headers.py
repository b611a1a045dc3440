"""Headings as departments write them, and the row they stand in."""

from collections.abc import Callable

import pytest

from matching.installation import Installation
from matching.validate.reading.sheets import Sheet, sheet_of
from matching.validate.table.choose import nearest
from matching.validate.table.headers import find_heading, map_titles
from matching.validate.table.headings import fold, unit_of, unit_of_table

Make = Callable[..., list[list[str]]]


def _sheet(rows: list[list[str]]) -> Sheet:
    return sheet_of("x", [rows])


@pytest.mark.parametrize(
    "title",
    [
        "个人负担合规费用",
        "个人负担合规费用(元)",
        "个人负担 合规费用（元）",
        "个人负担\n合规费用",
        "个人负担合规费用（必填）",
        "*个人负担合规费用：",
        "个人负担合规费用(万元)",
        "个人负担合规费用元",
    ],
)
def test_units_brackets_and_line_breaks_do_not_matter(installation: Installation, title: str) -> None:
    assert map_titles([title], installation.feeds["health_inpatient"]) == {"burden": 0}


def test_width_case_and_separators_fold() -> None:
    assert fold("Ａ b／c\n(D)") == "abc(d)"


def test_brackets_that_belong_to_the_name_count_first(installation: Installation) -> None:
    assert map_titles(["村(社区)", "低保（特困）证号"], installation.roll) == {"village": 0, "card": 1}


def test_the_better_title_wins(installation: Installation) -> None:
    assert map_titles(["电话", "联系电话"], installation.feeds["fire_loss"]) == {"phone": 1}


def test_ten_thousand_yuan_in_the_heading(installation: Installation) -> None:
    heading = find_heading(_sheet([["户主", "损失金额(万元)", "总费用"]]), installation.feeds["fire_loss"])
    assert heading is not None
    assert heading.scale("loss") == 10_000
    assert heading.scale("name") == 1
    assert heading.dropped == ("总费用",)


def test_a_heading_below_titles(installation: Installation, table: Make) -> None:
    rows = table(installation.feeds["fire_loss"])
    width = len(rows[0])
    heading = find_heading(_sheet([["火灾损失人员", *[""] * (width - 1)], [""] * width, *rows]), installation.feeds["fire_loss"])
    assert heading is not None
    assert (heading.first_row, heading.height, heading.missing) == (2, 1, ())


def test_a_heading_in_two_rows(installation: Installation) -> None:
    contract = installation.feeds["medins_annual"]
    upper = ["姓名", "身份证号", "末次出院日期", "年度累计", ""]
    lower = ["", "", "", "总费用", "个人负担合规费用"]
    data = ["张三", "", "2026-10-01", "90000", "45000"]
    heading = find_heading(_sheet([upper, lower, data]), contract)
    assert heading is not None
    assert (heading.height, heading.end, heading.missing) == (2, 2, ())
    assert heading.columns["burden"] == 4


@pytest.mark.parametrize(
    "title",
    ["代办人身份证号", "监护人身份证号", "联系人身份证号", "身份证号(配偶)", "姓名/身份证号", "姓名、身份证号", "申请人身份证号"],
)
def test_a_column_of_somebody_else_or_of_two_things_is_never_the_nearest(installation: Installation, title: str) -> None:
    contract = installation.tables["health_inpatient"]
    assert nearest("id_number", contract, (title,)) is None
    assert nearest("id_number", contract, (title, "患者证件号")) == "患者证件号"


def test_a_missing_column_is_told_with_its_nearest(installation: Installation) -> None:
    contract = installation.feeds["fire_loss"]
    assert nearest("loss", contract, ("损失金客", "备注")) == "损失金客"
    assert nearest("loss", contract, ("xyz",)) is None


def test_no_heading_at_all(installation: Installation) -> None:
    assert find_heading(_sheet([["甲", "乙"], ["丙", "丁"]]), installation.feeds["fire_loss"]) is None
    assert find_heading(_sheet([]), installation.feeds["fire_loss"]) is None


@pytest.mark.parametrize("word", ["儿子", "女儿", "妻子", "丈夫", "孙子", "监护", "陪护", "联系", "委托", "法定代理"])
def test_a_number_of_somebody_in_brackets_is_not_the_patients(installation: Installation, word: str) -> None:
    assert map_titles([f"身份证号（{word}）"], installation.feeds["health_inpatient"]) == {}


@pytest.mark.parametrize("word", ["不合规", "医保报销", "已报销", "扣除救助", "保险理赔后", "两次合并"])
def test_another_amount_in_brackets_is_not_the_burden(installation: Installation, word: str) -> None:
    assert map_titles([f"个人负担合规费用（{word}）"], installation.feeds["health_inpatient"]) == {}


@pytest.mark.parametrize(
    "word", ["必填", "选填", "文本格式", "18位", "本人", "患者", "患者姓名", "示例:张三", "必填，文本格式", "与身份证一致"]
)
def test_harmless_words_in_brackets_do_not_matter(installation: Installation, word: str) -> None:
    assert map_titles([f"姓名（{word}）"], installation.feeds["health_inpatient"]) == {"name": 0}


def test_the_householder_in_brackets_is_ours_where_the_table_is_about_householders(installation: Installation) -> None:
    assert map_titles(["姓名（户主）"], installation.feeds["fire_loss"]) == {"name": 0}
    assert map_titles(["姓名（学生）"], installation.feeds["education_aid"]) == {"name": 0}


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("损失金额（元/万元）", 0),
        ("损失（单位：万元）", 10_000),
        ("损失（万元，必填）", 10_000),
        ("超过2万元", None),
        ("损失/千元", 1_000),
    ],
)
def test_units_of_a_heading(title: str, unit: int | None) -> None:
    assert unit_of(title) == unit


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (["单位：万元"], 10_000),
        (["金额单位：", "万元"], 10_000),
        (["（万元）"], 10_000),
        (["单位：户、人、万元"], 10_000),
        (["本表金额以千元为单位"], 1_000),
        (["单位：元/万元"], 0),
        (["参保单位职工住院个人负担2万元以上人员名单"], 1),
        (["报送单位：区消防救援大队（含损失1万元以下）"], 1),
    ],
)
def test_a_unit_above_the_table_stands_in_a_unit_line(line: list[str], unit: int) -> None:
    assert unit_of_table([line]) == unit
