"""A row of somebody else never takes the place of a row delivered before: that family would not be visited."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI

COMPLAINTS, FIRE = "区政府市民投诉中心/家庭困难诉求人员", "区消防救援大队/火灾损失人员"
HEADING = ["编号", "来电时间", "诉求人", "联系电话", "家庭住址", "诉求内容"]
MONDAY = ["1", "2026-11-30", "王女士", "19900000011", "源泉镇麻庄村8号", "孩子患病"]


def take(installation: Installation, minute: int) -> list[dict[str, Any]]:
    groups = reception.sweep(installation, datetime(2026, 12, 18, 9, minute, tzinfo=SHANGHAI)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def complain(installation: Installation, rows: Sequence[Sequence[str]], minute: int) -> dict[str, Any]:
    """Drop complaints and take them."""
    path = installation.settings.inbox / COMPLAINTS / f"诉求_{minute}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEADING, *rows])
    (answer,) = take(installation, minute)
    return answer


def pending(installation: Installation, feed: str) -> list[dict[str, Any]]:
    with reading(installation.settings) as ledger:
        return ledger.query("intake/list_pending_records", feeds=[feed], as_of=date(2026, 12, 18)).to_pylist()


def rules(answer: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in answer["findings"]}


@pytest.mark.parametrize("number", ["1", "001", "第1号", "No.1"])
def test_a_number_that_only_counts_the_rows_ties_nobody(installation: Installation, number: str) -> None:
    complain(installation, [[number, *MONDAY[1:]]], 0)
    answer = complain(installation, [[number, "2026-12-07", "王女士", "19900000022", "池上镇东池村3号", "失业"]], 5)
    assert answer["verdict"] == "accepted"
    assert not rules(answer) & {"REPLACES_EARLIER", "PERHAPS_ANOTHER"}
    assert len(pending(installation, "citizen_complaint")) == 2


def test_two_of_one_number_in_one_list_are_two(installation: Installation) -> None:
    answer = complain(installation, [MONDAY, [*MONDAY[:3], "19900000033", "八陡镇大街村1号", "残疾"]], 0)
    assert (answer["verdict"], answer["rows_accepted"]) == ("accepted", 2)


def test_a_real_number_with_all_of_the_person_changed_is_somebody_else(installation: Installation) -> None:
    ticket = "BS20261130-0007"
    complain(installation, [[ticket, *MONDAY[1:]]], 0)
    answer = complain(installation, [[ticket, "2026-12-07", "王女士", "19900000022", "池上镇东池村3号", "失业"]], 5)
    assert "PERHAPS_ANOTHER" in rules(answer)
    assert len(pending(installation, "citizen_complaint")) == 2


def test_a_real_number_with_the_same_telephone_is_a_correction(installation: Installation) -> None:
    ticket = "BS20261130-0007"
    complain(installation, [[ticket, *MONDAY[1:]]], 0)
    answer = complain(installation, [[ticket, *MONDAY[1:4], "池上镇东池村3号", "孩子患病"]], 5)
    assert "REPLACES_EARLIER" in rules(answer)
    (record,) = [row for row in pending(installation, "citizen_complaint") if row["replaces"]]
    assert "池上镇" in record["values"]


@pytest.fixture
def set_aside(installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]) -> Path:
    """The correction workbook of a fire list whose third row has an unreadable amount."""
    fire_rows[2][7] = "约五万"
    drop_fire(installation.settings.inbox, fire_rows)
    (answer,) = take(installation, 0)
    return installation.settings.root / answer["corrections"]


def correct(installation: Installation, source: Path, lines: list[dict[str, str]], minute: int) -> dict[str, Any]:
    """Write the one row of a correction workbook once for each of `lines`, with cells changed, and drop it."""
    book = openpyxl.load_workbook(source)
    page = book["待更正"]
    headings = [cell.value for cell in page[1]]
    first = [cell.value for cell in page[2]]
    for n, change in enumerate(lines, start=2):
        for place, (heading, cell) in enumerate(zip(headings, first, strict=True), start=1):
            page.cell(n, place).value = change.get(heading, cell)
    book.save(installation.settings.inbox / FIRE / f"更正_{minute}.xlsx")
    (answer,) = take(installation, minute)
    return answer


MINE = {"损失金额": "50000"}
OTHER = {"损失金额": "9000", "户主": "孟丁", "户主身份证号": "", "联系电话": "", "地址": "城西街道新华路9号"}


def test_a_row_copied_in_the_form_adds_somebody(installation: Installation, set_aside: Path) -> None:
    correct(installation, set_aside, [MINE], 5)
    answer = correct(installation, set_aside, [MINE, OTHER], 10)
    assert (answer["rows_accepted"], answer["rows_repeated"]) == (1, 1)
    assert "ORIGIN_TWICE" in rules(answer)
    waiting = pending(installation, "fire_loss")
    assert sum("赵春生" in row["values"] for row in waiting) == 1
    assert sum("孟丁" in row["values"] for row in waiting) == 1
    assert not [row for row in waiting if row["replaces"]]


def test_a_change_of_one_replaces_that_one(installation: Installation, set_aside: Path) -> None:
    correct(installation, set_aside, [MINE, OTHER], 5)
    correct(installation, set_aside, [MINE | {"损失金额": "55555"}, OTHER], 10)
    waiting = [row["values"] for row in pending(installation, "fire_loss")]
    assert sum("赵春生" in row and "55555" in row for row in waiting) == 1
    assert sum("孟丁" in row for row in waiting) == 1
    assert not [row for row in waiting if "赵春生" in row and "50000" in row]


def test_a_form_used_again_for_somebody_else_replaces_nobody(installation: Installation, set_aside: Path) -> None:
    correct(installation, set_aside, [MINE], 5)
    answer = correct(installation, set_aside, [OTHER], 10)
    assert "PERHAPS_ANOTHER" in rules(answer)
    assert sum("赵春生" in row["values"] for row in pending(installation, "fire_loss")) == 1


def test_a_cell_cut_for_the_form_does_not_replace_the_whole_text(installation: Installation) -> None:
    """The clerk is told of the cut; the cut text sent back is refused, the whole one taken."""
    plea = "孩子患病" * 9_000
    answer = complain(installation, [["BS-7", "不清楚", *MONDAY[2:5], plea]], 0)
    assert "CELL_TOO_LONG" in rules(answer)
    source = installation.settings.root / answer["corrections"]
    book = openpyxl.load_workbook(source)
    page = book["待更正"]
    headings = [cell.value for cell in page[1]]
    text, day = page.cell(2, headings.index("诉求内容") + 1), page.cell(2, headings.index("来电时间") + 1)
    assert text.value.endswith("……【内容过长，以下未显示】")
    assert "请把全文粘贴到这一格" in text.comment.text
    receipt = openpyxl.load_workbook(installation.settings.root / answer["receipt"])
    assert any("请把全文粘贴到这一格" in str(cell.value) for row in receipt["问题清单"] for cell in row)
    day.value = "2026-12-07"
    book.save(installation.settings.inbox / COMPLAINTS / "更正一.xlsx")
    (refused,) = take(installation, 5)
    assert (refused["verdict"], "SHORTENED" in rules(refused)) == ("rejected", True)
    assert pending(installation, "citizen_complaint") == []
    text.value = "孩子患病，全文已精简"
    book.save(installation.settings.inbox / COMPLAINTS / "更正二.xlsx")
    (taken,) = take(installation, 10)
    assert (taken["verdict"], taken["rows_accepted"]) == ("accepted", 1)


def test_a_long_cell_of_a_good_row_is_nobodys_fault(installation: Installation) -> None:
    answer = complain(installation, [[*MONDAY[:5], "孩子患病" * 9_000]], 0)
    assert (answer["verdict"], "CELL_TOO_LONG" in rules(answer)) == ("accepted", False)
