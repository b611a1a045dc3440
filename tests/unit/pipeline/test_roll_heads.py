"""A weekly change that stops the householder alone: what it leaves open of the household covers nobody until it is settled."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl

from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from tests.unit.pipeline.conftest import ROLL_HEADINGS, number, write_sheet
from tests.unit.pipeline.test_roll_cover import CHANGE_HEADINGS, DAY, covered, roll_of, take

PLACE = ["池上镇", "东池村", "博山区池上镇东池村12号", "19900000001"]
STOP, STAYS = "2026-11", ""
OPEN: dict[str, tuple[str, str, str]] = {
    "孔": ("城市低保", "城市低保", "城市低保"),
    "孟": ("城市低保", "城市低保", "低保"),
    "曾": ("低保", "农村低保", "低保"),
    "颜": ("低保边缘户", "低保边缘家庭", "低保边缘"),
    "闵": ("支出型困难家庭", "刚性支出困难家庭", "支出型困难家庭"),
    "冉": ("脱贫户", "脱贫户", "脱贫户"),
    "宰": ("临时救助", "临时救助", "临时救助"),
    "端": ("没登记的类别", "没登记的类别", "没登记的类别"),
}
"""Family → the head's benefit, the wife's, and what the change stops: of the household."""
PERSONAL: dict[str, tuple[str, str, str]] = {
    "仲": ("特困供养", "特困供养", "特困"),
    "言": ("重度残疾人护理补贴", "困难残疾人生活补贴", "两项补贴"),
    "卜": ("孤儿", "孤儿", "孤儿"),
    "樊": ("事实无人抚养", "事实无人抚养", "事实无人抚养"),
    "宓": ("城市低保", "重度残疾人护理补贴", "城市低保"),
    "澹": ("城市低保", "特困供养", "城市低保"),
}
"""Of each person, or another benefit than the head's."""
FAMILIES = [*OPEN, *PERSONAL]


def numbers(family: str) -> tuple[str, str]:
    n = 101 + 4 * FAMILIES.index(family)
    return number("19600606", n), number("19620606", n + 1)


def on_roll(family: str, who: str, category: str, end: str = "") -> list[str]:
    """`who`: 甲 is the head, 乙 the wife."""
    head, wife = numbers(family)
    own, relation, sex = (head, "户主", "男") if who == "甲" else (wife, "配偶", "女")
    return [head, family + who, own, relation, sex, category, "1200", "2024-01", *PLACE, end]


def said(family: str, who: str, category: str, end: str, approved: str = "2026-12-09") -> list[str]:
    """A row of a weekly change."""
    head, wife = numbers(family)
    return [head, family + who, head if who == "甲" else wife, category, end, approved, "池上镇"]


def load(installation: Installation, rows: Sequence[Sequence[str]], name: str = "名册.xlsx") -> None:
    write_sheet(roll_of(installation) / name, [*ROLL_HEADINGS, "停止月份"], rows)
    (answer,) = take(installation)
    assert answer["rows_accepted"] == len(rows)


def load_dibao(installation: Installation, *families: str) -> None:
    load(installation, [on_roll(family, who, "城市低保") for family in families for who in "甲乙"])


def change(installation: Installation, *rows: list[str], name: str = "变更.xlsx") -> dict:
    write_sheet(installation.settings.inbox / "区民政局" / "新纳入救助对象" / name, CHANGE_HEADINGS, rows)
    (answer,) = take(installation)
    return answer


def told(answer: dict) -> list[tuple[int, str]]:
    return [(item["row"], item["rule"]) for item in answer["findings"]]


def test_a_stopped_head_leaves_open_the_households_benefit_and_no_other(installation: Installation) -> None:
    families = OPEN | PERSONAL
    pairs = [(family, who, families[family][n]) for family in families for n, who in enumerate("甲乙")]
    load(installation, [on_roll(*pair) for pair in pairs])
    assert covered(installation) == {family + who for family, who, _ in pairs}
    answer = change(installation, *(said(family, "甲", category, STOP) for family, (*_, category) in families.items()))
    assert told(answer) == [(n, "STOPS_HEAD_ALONE") for n in range(2, 2 + len(OPEN))]
    assert (answer["verdict"], covered(installation)) == ("accepted", {f"{family}乙" for family in PERSONAL})


def test_only_the_members_of_whom_the_change_says_nothing_are_held(installation: Installation) -> None:
    load_dibao(installation, *FAMILIES[:7])
    answer = change(
        installation,
        said("孔", "甲", "城市低保", STOP),
        said("孔", "乙", "低保", STAYS),
        said("孟", "甲", "城市低保", STOP),
        said("孟", "乙", "城市低保", "2026-10"),
        said("曾", "乙", "城市低保", STOP),
        said("颜", "甲", "城市低保", "2027-01"),
        said("闵", "甲", "城市低保", STOP, approved=""),
        said("冉", "假", "城市低保", STOP),
    )
    assert [item for item in told(answer) if item[1] in ("STOPS_HEAD_ALONE", "STOPS_NOTHING")] == [
        (row, "STOPS_HEAD_ALONE") for row in (7, 8)
    ]
    assert (9, "HELD_UNTIL_CORRECTED") in told(answer)
    staying = {"孔乙", "曾甲", "冉甲", "宰甲", "宰乙"}
    assert covered(installation) == staying | {"颜甲", "颜乙"}
    assert covered(installation, date(2027, 2, 1)) == staying
    pages = openpyxl.load_workbook(installation.settings.root / answer["receipt"]).worksheets
    words = "\n".join(str(cell) for page in pages for row in page.iter_rows(values_only=True) for cell in row if cell)
    assert "同户其他人的同类救助还有 1 条没有说明" in words
    assert "一同停止的写明停止月份，仍在享受的停止月份留空" in words


def test_a_row_of_the_members_own_or_the_next_whole_roll_settles_them(installation: Installation) -> None:
    load_dibao(installation, "孔", "孟", "曾")
    change(installation, said("孔", "甲", "城市低保", STOP), said("孟", "甲", "城市低保", STOP))
    assert covered(installation, DAY) == {"曾甲", "曾乙"}
    again = change(installation, said("孔", "甲", "城市低保", STOP), said("孔", "乙", "城市低保", STAYS), name="更正.xlsx")
    assert (told(again), covered(installation)) == ([(None, "ALREADY_DELIVERED")], {"孔乙", "曾甲", "曾乙"})
    change(installation, said("孔", "甲", "城镇低保", STOP, "2026-12-10"), name="再报.xlsx")
    assert covered(installation) == {"孔乙", "曾甲", "曾乙"}
    load(
        installation,
        [on_roll(family, who, "城市低保", STOP * (who == "甲")) for family in ("孔", "孟", "曾") for who in "甲乙"],
        "下月.xlsx",
    )
    assert covered(installation) == {"孔乙", "孟乙", "曾乙"}


def test_the_head_is_known_by_the_relation_where_the_key_is_nobodys_number(installation: Installation) -> None:
    key = number("19300606", 301)
    rows = [[key, *on_roll(family, who, "城市低保")[1:]] for family in ("孔", "孟") for who in "甲乙"]
    load(installation, [*rows[:2], *(["", *row[1:]] for row in rows[2:])])
    change(installation, said("孔", "甲", "城市低保", STOP), said("孟", "甲", "城市低保", STOP))
    assert covered(installation) == {"孟乙"}


def test_a_member_of_a_stopped_household_is_visited(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    load_dibao(installation, "孔", "孟")
    change(installation, said("孔", "甲", "城市低保", STOP))
    fires = [[family + "乙", numbers(family)[1]] for family in ("孔", "孟")]
    drop_fire(installation.settings.inbox, [["2026-12-10", PLACE[2], *who, "19900000001", "火灾", "3", "30000"] for who in fires])
    moment = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=SHANGHAI)
    for group in reception.sweep(installation, moment).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    feed = runs.run(installation, "event", DAY)["feeds"]["fire_loss"]
    assert (feed["rows_in"], feed["enrolled"], feed["new"] + feed["review"]) == (2, 1, 1)
