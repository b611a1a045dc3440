"""Headings as departments write them, and the row they stand in."""

from collections.abc import Callable

import pytest

from matching.installation import Installation
from matching.validate.reading.sheets import Sheet, sheet_of
from matching.validate.table.choose import nearest
from matching.validate.table.headers import find_heading, fold, map_titles

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


def test_a_missing_column_is_told_with_its_nearest(installation: Installation) -> None:
    contract = installation.feeds["fire_loss"]
    assert nearest("loss", contract, ("损失金客", "备注")) == "损失金客"
    assert nearest("loss", contract, ("xyz",)) is None


def test_no_heading_at_all(installation: Installation) -> None:
    assert find_heading(_sheet([["甲", "乙"], ["丙", "丁"]]), installation.feeds["fire_loss"]) is None
    assert find_heading(_sheet([]), installation.feeds["fire_loss"]) is None
