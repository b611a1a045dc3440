"""A row of somebody else never takes the place of a row delivered before: that family would not be visited."""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI
from matching.validate.rows.claims import of_somebody_else
from matching.validate.rows.earlier import EARLIER, settled_by_earlier
from tests.unit.pipeline.conftest import FIRE_HEADINGS

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


def still_open(installation: Installation) -> int:
    """How many rows of fire lists their sender still has to correct."""
    with reading(installation.settings) as ledger:
        rows = ledger.query("report/list_deliveries", feeds=["fire_loss"], as_of=date(2026, 12, 18)).to_pylist()
    return sum(row["rows_to_correct"] for row in rows)


@pytest.mark.parametrize("number", ["370399197001010010", ""])
def test_a_returned_row_made_somebody_elses_leaves_the_first_one_open(
    installation: Installation, set_aside: Path, number: str
) -> None:
    answer = correct(installation, set_aside, [OTHER | {"户主身份证号": number}], 5)
    assert (answer["verdict"], "ORIGIN_OF_ANOTHER" in rules(answer)) == ("accepted", True)
    assert sum("孟丁" in row["values"] for row in pending(installation, "fire_loss")) == 1
    assert still_open(installation) == 1
    answer = correct(installation, set_aside, [MINE], 10)
    assert not rules(answer) & {"ORIGIN_OF_ANOTHER", "REPLACES_EARLIER"}
    assert still_open(installation) == 0


@pytest.mark.parametrize("change", [{"户主": "赵椿生"}, {"户主身份证号": ""}, {"户主": "赵青", "户主身份证号": ""}])
def test_a_returned_row_of_the_same_person_closes_it(installation: Installation, set_aside: Path, change: dict[str, str]) -> None:
    answer = correct(installation, set_aside, [MINE | change], 5)
    assert "ORIGIN_OF_ANOTHER" not in rules(answer)
    assert still_open(installation) == 0


@pytest.mark.parametrize(
    ("name", "other", "lost"), [("张伟", "王伟", True), ("欧阳锋", "欧阳峰", False), ("张伟", "张伟", False)]
)
def test_short_names_one_apart_are_two_people(installation: Installation, name: str, other: str, lost: bool) -> None:
    before, now = ({"name": said, "loss": "50000"} for said in (name, other))
    assert of_somebody_else(now, before, installation.tables["fire_loss"]) is lost
    phone = {"phone": "19900000011"}
    assert not of_somebody_else(now | phone, before | phone, installation.tables["fire_loss"])


VILLAGE, HOUSE = "池上镇东村", "池上镇东村8号"
FIRST = {"ticket_no": "W1", "name": "张三明", "address": VILLAGE}


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"ticket_no": "W7", "name": "李四光"}, True),  # one village is not one person
        ({"ticket_no": "W8", "name": "张三红", "address": "池上镇南村"}, True),  # a sister's name
        ({"ticket_no": "1", "name": "张三红"}, False),  # a name mistyped, the village the same
        ({"name": "张三名"}, False),
        ({"ticket_no": "W7", "name": "李四光", "address": HOUSE}, True),
    ],
)
def test_a_village_or_a_name_alike_is_not_the_person_of_the_row_set_aside(
    installation: Installation, change: dict[str, str], lost: bool
) -> None:
    assert of_somebody_else(FIRST | change, FIRST, installation.tables["citizen_complaint"]) is lost


WANG = {"occurred_on": "2026-11-30", "name": "王大明", "address": VILLAGE}
NUMBER, OTHER_NUMBER = {"id_number": "370399197001010010"}, {"id_number": "37039919900101001X"}
PHONE, OTHER_PHONE = {"phone": "19900000001"}, {"phone": "19900000002"}


@pytest.mark.parametrize(
    ("before", "now", "replaced"),
    [
        (NUMBER | PHONE, {}, False),  # silence replaces nobody who was named
        (NUMBER, PHONE, False),
        ({}, NUMBER, True),
        (PHONE, OTHER_PHONE, False),
        (PHONE, PHONE | NUMBER, True),
        (NUMBER, NUMBER | {"loss": "1"}, True),
        ({}, {"loss": "1"}, True),
        (NUMBER | {"address": HOUSE}, {"address": HOUSE}, True),
        (NUMBER | {"address": HOUSE}, OTHER_NUMBER | {"address": HOUSE}, False),
    ],
)
def test_who_lives_in_a_village_replaces_only_whom_the_row_knows(
    installation: Installation, before: dict[str, str], now: dict[str, str], replaced: bool
) -> None:
    records = pa.Table.from_pylist([{"record_id": "b-000002", "values": json.dumps(WANG | now)}])
    earlier = [{"record_id": "b-000002", "earlier_id": "a-000002", "earlier_values": json.dumps(WANG | before), "how": "key"}]
    found = settled_by_earlier(records, pa.Table.from_pylist(earlier, EARLIER), installation.feeds["fire_loss"])
    assert (found.replaces, found.doubtful) == (({"b-000002": "a-000002"}, set()) if replaced else ({}, {"b-000002"}))


def test_two_numbers_of_one_name_in_one_village_of_one_list_are_two_people(
    installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    other = [*fire_rows[0]]
    other[3], other[4], other[7] = "370399197001010010", "19900000099", "7000"
    drop_fire(installation.settings.inbox, [fire_rows[0], other])
    (answer,) = take(installation, 0)
    assert (answer["rows_accepted"], "CONFLICTING_ROW" in rules(answer)) == (2, False)


def test_a_correction_workbook_in_another_folder_is_sent_to_its_own(installation: Installation) -> None:
    answer = complain(installation, [["BS-7", "不清楚", *MONDAY[2:]]], 0)
    book = openpyxl.load_workbook(installation.settings.root / answer["corrections"])
    page = book["待更正"]
    page.cell(2, [cell.value for cell in page[1]].index("来电时间") + 1).value = "2026-12-07"
    wrong = installation.settings.inbox / "12349养老服务热线" / installation.feeds["hotline_12349"].title
    book.save(wrong / "待更正_诉求.xlsx")
    (refused,) = take(installation, 5)
    assert (refused["verdict"], rules(refused) & {"WRONG_FOLDER"}) == ("misplaced", {"WRONG_FOLDER"})
    assert pending(installation, "hotline_12349") == []
    receipt = openpyxl.load_workbook(installation.settings.root / refused["receipt"])
    assert any(COMPLAINTS in str(cell.value) for row in receipt["问题清单"] for cell in row)


@pytest.mark.parametrize(("second", "people"), [("370399197001010010", 2), ("370399197001010011", 1), ("", 1)])
def test_two_valid_numbers_at_one_address_are_two_people(
    installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]], second: str, people: int
) -> None:
    drop_fire(installation.settings.inbox, fire_rows[:1])
    take(installation, 0)
    other = [*fire_rows[0]]
    other[3], other[4] = second, "19900000099"
    drop_fire(installation.settings.inbox, [other], "火灾_第二份.xlsx")
    (answer,) = take(installation, 5)
    assert ("PERHAPS_ANOTHER" in rules(answer), "REPLACES_EARLIER" in rules(answer)) == (people == 2, people == 1)
    assert len([row for row in pending(installation, "fire_loss") if fire_rows[0][2] in row["values"]]) == people


def test_rows_that_do_not_come_back_are_told(
    installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    """A row deleted and a row emptied: the receipt counts both, and no longer says that nothing is left to do."""
    for n in range(4):
        fire_rows[n][7] = "约五万"
    drop_fire(installation.settings.inbox, fire_rows)
    (first,) = take(installation, 0)
    book = openpyxl.load_workbook(installation.settings.root / first["corrections"])
    page = book["待更正"]
    loss = [cell.value for cell in page[1]].index("损失金额") + 1
    for row, amount in ((2, "50000"), (3, "60000")):
        page.cell(row, loss).value = amount
    for place in range(1, 9):
        page.cell(4, place).value = None
    page.delete_rows(5)
    book.save(installation.settings.inbox / FIRE / "更正.xlsx")
    (answer,) = take(installation, 5)
    told = [item["row"] for item in answer["findings"] if item["rule"] == "ROWS_STILL_OPEN"]
    receipt = openpyxl.load_workbook(installation.settings.root / answer["receipt"])["回执"]
    words = "".join(str(cell.value) for row in receipt for cell in row if cell.value)
    assert (answer["rows_accepted"], told, still_open(installation)) == (2, [None], 2)
    assert "还有 2 行仍待更正" in words
    assert "无需再做什么" not in words


def test_a_correction_workbook_that_comes_back_whole_leaves_nothing_to_tell(installation: Installation, set_aside: Path) -> None:
    answer = correct(installation, set_aside, [MINE], 5)
    assert "ROWS_STILL_OPEN" not in rules(answer)


COMMAS = [
    ["2026-12-08", "城东街道双山路1号", "孟甲", "", "19900000041", "电气", "3", "12000"],
    ["2026-12-08", "城东街道双山路2号", "孟乙", "", "19900000042", "电气", "3", "123,500"],
    ["2026-12-08", "城东街道双山路3号", "孟丙", "", "19900000043", "电气", "3", "13000,,"],
]


def test_a_comma_in_an_amount_of_a_text_file_sends_the_row_back_until_it_is_put_right(installation: Installation) -> None:
    path = installation.settings.inbox / FIRE / "火灾.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\r\n".join(",".join(row) for row in [FIRE_HEADINGS, *COMMAS]), encoding="gb18030")
    (answer,) = take(installation, 0)
    assert [item["row"] for item in answer["findings"] if item["rule"] == "ROW_TOO_WIDE"] == [3]
    assert (answer["rows_accepted"], answer["rows_rejected"]) == (2, 1)
    source = installation.settings.root / answer["corrections"]
    again = correct(installation, source, [{}], 5)
    assert (again["verdict"], "ROW_TOO_WIDE" in rules(again)) == ("rejected", True)
    assert correct(installation, source, [{"损失金额": "123500"}], 10)["verdict"] == "accepted"
    (record,) = [row["values"] for row in pending(installation, "fire_loss") if "孟乙" in row["values"]]
    assert '"loss": "123500"' in record


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
