"""Who is not covered by the roll, and which roll may not replace another: a family in need must not be passed over."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.rolls import snapshot
from tests.unit.pipeline.conftest import ROLL, ROLL_HEADINGS, number, write_sheet

DAY = date(2026, 12, 18)
CHANGE_HEADINGS = ["户主身份证号", "姓名", "身份证号", "救助类型", "停止月份", "批准日期", "街道/镇"]


def take(installation: Installation, day: date = DAY) -> list[dict]:
    groups = reception.sweep(installation, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def covered(installation: Installation, day: date = DAY) -> set[str]:
    with reading(installation.settings) as ledger:
        _, roll = snapshot(ledger, installation, day)
    return {"".join(row["name"].split()) for row in roll.to_pylist()}


def roll_of(installation: Installation) -> Path:
    return installation.settings.inbox / "区民政局" / "救助对象名册"


def rules(answer: dict) -> set[str]:
    return {item["rule"] for item in answer["findings"]}


def six(categories: Sequence[str] = ("城市低保",) * 6) -> list[list[str]]:
    """Six households of one, with the extra cells of their benefit to be appended."""
    numbers = [number("19550505", 101 + 2 * n) for n in range(6)]
    names = ["孔甲", "孔乙", "孔丙", "孔丁", "孔戊", "孔己"]
    rows = zip(numbers, names, categories, strict=True)
    return [[one, name, one, "户主", "男", category, *ROLL[0][6:11], ""] for one, name, category in rows]


def drop_six(
    installation: Installation, heading: str, cells: Sequence[str], categories: Sequence[str] = ("城市低保",) * 6
) -> dict:
    rows = [[*row, cell] for row, cell in zip(six(categories), cells, strict=True)]
    write_sheet(roll_of(installation) / "名册.xlsx", [*ROLL_HEADINGS, heading], rows)
    (answer,) = take(installation)
    return answer


def change(installation: Installation, *rows: tuple[str, int, str, str], day: date = DAY) -> dict:
    """A weekly list: (name, which of the six, category, last month)."""
    numbers = [row[0] for row in six()]
    cells = [[numbers[n], name, numbers[n], category, end, "2026-12-09", "池上镇"] for name, n, category, end in rows]
    write_sheet(installation.settings.inbox / "区民政局" / "新纳入救助对象" / f"变更{day}.xlsx", CHANGE_HEADINGS, cells)
    (answer,) = take(installation, day)
    return answer


@pytest.mark.parametrize("heading", ["停止月份", "终止月份", "停发年月"])
def test_an_end_that_cannot_be_read_covers_nobody(installation: Installation, heading: str) -> None:
    answer = drop_six(installation, heading, ["2026.1", "已停发", "2026年11月底", "停", "/", "2027-01"])
    assert (answer["verdict"], answer["rows_accepted"], answer["rows_rejected"]) == ("partly", 3, 3)
    assert covered(installation) == {"孔戊", "孔己"}


def test_a_benefit_that_is_not_drawn_covers_nobody(installation: Installation) -> None:
    categories = ["已停发低保", "城市低保(已停)", "无", "农村低保", "城市低保", "低保"]
    answer = drop_six(installation, "当前状态", ["", "", "", "已停发", "不知道", "正常"], categories)
    assert (answer["verdict"], answer["rows_rejected"]) == ("partly", 1)
    assert rules(answer) == {"ENUM_UNKNOWN", "HELD_UNTIL_CORRECTED", "SAYS_ENDED", "STATE_BLANK"}
    assert covered(installation) == {"孔己"}


def test_a_change_stops_a_benefit_however_it_is_spelt(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    rows = [
        ("孔甲", 0, "城市低保"),
        ("孔　乙", 1, "城市低保"),
        ("孔 丙", 2, "城镇低保"),
        ("孔丁（户主）", 3, "低保"),
        ("孔戊", 4, "已停发低保"),
    ]
    answer = change(installation, *((name, n, category, "2026-11") for name, n, category in rows))
    assert (answer["roll"], rules(answer)) == ({"opened": 5, "closed": 5}, set())
    assert covered(installation) == {"孔己"}


def test_a_stop_that_is_nobodys_is_told(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    numbers = [number("19440404", n) for n in (201, 203)]
    cells = [
        [numbers[n], "孔辛", numbers[n], "城市低保", end, "2026-12-09", "池上镇"] for n, end in enumerate(("2026-11", "2027-11"))
    ]
    write_sheet(installation.settings.inbox / "区民政局" / "新纳入救助对象" / "变更.xlsx", CHANGE_HEADINGS, cells)
    (answer,) = take(installation)
    assert [(item["row"], item["rule"], item["severity"]) for item in answer["findings"]] == [(2, "STOPS_NOTHING", "warning")]
    assert covered(installation) == {"孔甲", "孔乙", "孔丙", "孔丁", "孔戊", "孔己", "孔辛"}


def test_a_change_whose_end_cannot_be_read_ends_the_benefit(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    answer = change(installation, ("孔甲", 0, "城市低保", "已停发"))
    assert (answer["rows_accepted"], rules(answer)) == (1, {"MONTH_UNREADABLE"})
    assert "孔甲" not in covered(installation)


def test_the_same_roll_again_names_the_same_people(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    rows = [[*row[:1], " ".join(row[1]), *row[2:5], "城镇低保", *row[6:]] for row in six()]
    write_sheet(roll_of(installation) / "再报.xlsx", ROLL_HEADINGS, rows)
    (answer,) = take(installation)
    assert answer["roll"] == {"opened": 0, "closed": 0}


def test_a_roll_on_two_sheets_is_refused_whole(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    path = roll_of(installation) / "分镇名册.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("池上镇", six()), ("源泉镇", ROLL)):
            sheet = book.add_worksheet(name)
            for line, row in enumerate([ROLL_HEADINGS, *rows]):
                sheet.write_row(line, 0, row)
    (answer,) = take(installation)
    assert (answer["verdict"], answer["rows_accepted"], answer["roll"]) == ("rejected", 0, {})
    assert [(item["rule"], item["severity"]) for item in answer["findings"]] == [("OTHER_SHEET_NOT_READ", "file")]
    assert len(covered(installation)) == 6


def test_a_roll_that_another_has_replaced_is_taken_again(installation: Installation, tmp_path: Path) -> None:
    right = write_sheet(tmp_path / "名册A.xlsx", ROLL_HEADINGS, six())
    wrong = write_sheet(tmp_path / "名册B.xlsx", ROLL_HEADINGS, [*six()[:5], ROLL[0]])
    for file in (right, wrong, right):
        shutil.copy2(file, roll_of(installation) if roll_of(installation).exists() else _made(roll_of(installation)))
        (answer,) = take(installation)
        assert answer["verdict"] == "accepted"
    assert "孔己" in covered(installation)
    shutil.copy2(right, roll_of(installation) / "又一次.xlsx")
    assert take(installation) == []


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("2026年3月名册.xlsx", "rejected"), ("2026年3月名册_更正.xlsx", "accepted"), ("2026年12月名册.xlsx", "accepted")],
)
def test_an_older_roll_replaces_a_newer_one_only_on_purpose(
    installation: Installation, drop_roll: Callable[..., Path], name: str, verdict: str
) -> None:
    drop_roll(installation.settings.inbox, six(), "2026年11月名册.xlsx")
    assert [answer["verdict"] for answer in take(installation)] == ["accepted"]
    drop_roll(installation.settings.inbox, [*six()[:5], ROLL[0]], name)
    (answer,) = take(installation)
    assert (answer["verdict"], "ROLL_OUTDATED" in rules(answer)) == (verdict, verdict == "rejected")
    assert ("孔己" in covered(installation)) == (verdict == "rejected")


def test_the_month_above_the_table_counts_too(installation: Installation, drop_roll: Callable[..., Path]) -> None:
    drop_roll(installation.settings.inbox, six(), "2026年11月名册.xlsx")
    take(installation)
    write_sheet(roll_of(installation) / "名册.xlsx", ["2026年3月救助对象名册"], [ROLL_HEADINGS, *six()[:5], ROLL[0]])
    (answer,) = take(installation)
    assert (answer["verdict"], rules(answer)) == ("rejected", {"ROLL_OUTDATED"})
