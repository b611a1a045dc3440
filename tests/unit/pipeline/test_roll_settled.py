"""A benefit that a roll leaves open, or says has stopped in a place of its own, covers nobody until somebody settles it."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from tests.unit.pipeline.conftest import FIRE, ROLL_HEADINGS, write_sheet
from tests.unit.pipeline.test_roll_cover import CHANGE_HEADINGS, DAY, covered, drop_six, roll_of, rules, six, take

ALL = {"孔甲", "孔乙", "孔丙", "孔丁", "孔戊", "孔己"}


def drop_change(installation: Installation, headings: list[str], rows: list[list[str]], name: str = "变更.xlsx") -> dict:
    write_sheet(installation.settings.inbox / "区民政局" / "新纳入救助对象" / name, headings, rows)
    (answer,) = take(installation)
    return answer


def changed(n: int, end: str = "", approved: str = "2026-12-09", name: str = "") -> list[str]:
    """A row of a weekly change about one of the six."""
    row = six()[n]
    return [row[0], name or row[1], row[2], "城市低保", end, approved, "池上镇"]


def entries_open(installation: Installation) -> int:
    with reading(installation.settings) as ledger:
        return int(ledger.query("status/count_roll", as_of=date(2026, 12, 18)).to_pylist()[0]["entries"])


def test_a_start_that_cannot_be_read_covers_nobody(installation: Installation) -> None:
    starts = ["2026.1", "明年起", "待定", "2026-12", "2027-01", "2027.1"]
    rows = [[*row[:7], start, *row[8:]] for row, start in zip(six(), starts, strict=True)]
    write_sheet(roll_of(installation) / "名册.xlsx", [*ROLL_HEADINGS, "停止月份"], rows)
    (answer,) = take(installation)
    assert (answer["verdict"], answer["rows_accepted"]) == ("accepted", 6)
    assert {item["row"] for item in answer["findings"]} == {2, 3, 4, 7}
    assert covered(installation) == {"孔甲", "孔丁"}
    assert covered(installation, date(2027, 10, 1)) == {"孔甲", "孔丁", "孔戊", "孔己"}


def test_a_remark_that_says_the_end_covers_nobody_and_is_told(installation: Installation) -> None:
    answer = drop_six(
        installation, "备注", ["已停发", "2026年9月死亡", "未停发", "无停发、死亡等情况", "户口迁出,未注销", "已电话核实"]
    )
    assert (answer["verdict"], answer["rows_accepted"], rules(answer)) == ("accepted", 6, {"SAYS_ENDED"})
    assert {(item["row"], item["column"]) for item in answer["findings"]} == {(2, "备注"), (3, "备注"), (6, "备注")}
    assert covered(installation) == {"孔丙", "孔丁", "孔己"}
    assert entries_open(installation) == 6


def test_a_weekly_change_settles_what_a_remark_left_open(installation: Installation) -> None:
    drop_six(installation, "备注", ["已停保", "", "", "", "", ""])
    assert "孔甲" not in covered(installation)
    drop_change(installation, CHANGE_HEADINGS, [changed(0)])
    assert covered(installation) == ALL


@pytest.mark.parametrize("heading", ["注销日期", "死亡日期", "停发时间", "户口迁出时间", "停发原因", "低保终止日期（系统）"])
def test_a_column_that_ends_a_benefit_is_not_dropped(installation: Installation, heading: str) -> None:
    drop_six(installation, heading, ["2026-11-03", "2026年12月3日", "无", "去世", "2027-06-30", "—"])
    assert covered(installation) == {"孔丙", "孔戊", "孔己"}
    assert covered(installation, date(2027, 7, 1)) == {"孔丙", "孔己"}


def test_of_several_ends_and_states_any_counts(installation: Installation) -> None:
    cells = [["2026-10", "", "在享", ""], ["", "2026-10", "在享", ""], ["", "", "死亡", ""], ["", "", "", "2026-11-02"]]
    rows = [[*row, *cell] for row, cell in zip(six(), [*cells, [""] * 4, [""] * 4], strict=True)]
    headings = [*ROLL_HEADINGS, "停止月份", "终止年月", "人员状态", "死亡日期", "享受状态", "迁出日期"]
    rows = [[*row, "在享", ""] for row in rows]
    rows[4][-1] = "2026-10-01"
    write_sheet(roll_of(installation) / "名册.xlsx", headings, rows)
    (answer,) = take(installation)
    assert (answer["verdict"], answer["rows_accepted"]) == ("accepted", 6)
    assert covered(installation) == {"孔己"}


def test_an_unknown_state_in_a_change_holds_the_entry_until_it_is_corrected(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    headings = [*CHANGE_HEADINGS, "享受状态"]
    answer = drop_change(installation, headings, [[*changed(0), "待核"], [*changed(1), "不详"], [*changed(2), "在享"]])
    assert (answer["verdict"], answer["rows_rejected"]) == ("partly", 2)
    assert rules(answer) == {"ENUM_UNKNOWN", "HELD_UNTIL_CORRECTED"}
    assert covered(installation) == ALL - {"孔甲", "孔乙"}
    assert entries_open(installation) == 6
    drop_change(installation, headings, [[*changed(0), "在享"]], "更正.xlsx")
    assert covered(installation) == ALL - {"孔乙"}


def test_a_stop_that_is_sent_back_for_another_fault_holds_the_entry_too(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    answer = drop_change(installation, CHANGE_HEADINGS, [changed(0, "2026-11", ""), changed(1, "2027-01", "", "孔益")])
    assert (answer["verdict"], answer["rows_accepted"], "HELD_UNTIL_CORRECTED" in rules(answer)) == ("rejected", 0, True)
    assert covered(installation) == ALL - {"孔甲"}
    assert covered(installation, date(2027, 2, 1)) == ALL - {"孔甲", "孔乙"}


def test_a_row_sent_back_that_says_no_end_leaves_the_entry(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    answer = drop_change(installation, CHANGE_HEADINGS, [changed(0, "", "")])
    assert (answer["verdict"], rules(answer)) == ("rejected", {"REQUIRED_BLANK"})
    assert covered(installation) == ALL


def test_rows_that_a_roll_sets_aside_are_covered_no_more(installation: Installation) -> None:
    drop_six(installation, "停止月份", [""] * 6)
    rows = six()
    rows[0][1] = ""
    write_sheet(roll_of(installation) / "下月名册.xlsx", ROLL_HEADINGS, rows)
    (answer,) = take(installation)
    assert (answer["verdict"], answer["rows_accepted"], answer["roll"]["closed"]) == ("partly", 5, 1)
    assert covered(installation) == ALL - {"孔甲"}


def test_somebody_whose_benefit_stopped_by_remark_is_visited(
    installation: Installation, roll_rows: list[list[str]], drop_fire: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [[*row, "已注销" if row[1] == "王建国" else ""] for row in roll_rows]
    file = write_sheet(tmp_path / "sent" / "名册.xlsx", [*ROLL_HEADINGS, "备注"], rows)
    moment = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=SHANGHAI)
    assert reception.load_roll(installation, file, moment)["rows_accepted"] == 3
    drop_fire(installation.settings.inbox, FIRE[:1])
    for group in reception.sweep(installation, moment).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    feed = runs.run(installation, "event", DAY)["feeds"]["fire_loss"]
    assert (feed["rows_in"], feed["enrolled"], feed["new"] + feed["review"]) == (1, 0, 1)
