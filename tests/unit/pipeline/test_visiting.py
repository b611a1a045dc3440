"""回访 there and back: the month's list, filled in, dropped, and where the slips then stand."""

import hashlib
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception
from matching.pipeline.cases import cases_status
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.monthly import monthly
from matching.pipeline.visiting import draw_visits
from matching.settings import Settings
from tests.unit.pipeline.casework import say, slips_of

DAY = date(2026, 12, 21)


@pytest.fixture
def answered(sent_out: Path, settings: Settings) -> Installation:
    """源泉镇 has answered its three slips of 2026-12-07: two with aid, one 不符合 of whatever level."""
    shutil.copytree(sent_out, settings.home)
    installation = open_installation(settings)
    leads = sorted(number for number, slip in slips_of(installation).items() if slip.is_lead)
    aid = {"result": "临时救助", "amount": "800"}
    say(
        installation,
        date(2026, 12, 10),
        [(leads[0], aid), (leads[1], aid), (leads[2], {"result": "查无此人", "reason": "已核对"})],
    )
    return installation


def form(installation: Installation, told: dict[str, object]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(installation.settings.root / str(told["file"]))


def test_the_list_is_drawn_once_and_reads_the_same_afterwards(answered: Installation) -> None:
    told = draw_visits(answered, "2026-12", DAY)
    assert (told["chosen"], told["done"], told["listed"]) == (3, 0, 3), "two with aid, and of one other at least one"
    rows = {
        row[1].value: [cell.value for cell in row] for row in form(answered, told)["回访"].iter_rows(min_row=4) if row[1].value
    }
    assert {row[8] for row in rows.values()} == {"临时救助", "查无此人"}
    assert all(row[3] and row[5] for row in rows.values()), "whom to ask, and under which number"
    first = hashlib.sha256((answered.settings.root / str(told["file"])).read_bytes()).hexdigest()
    again = draw_visits(answered, "2026-12", date(2026, 12, 25))
    assert (again["chosen"], again["listed"]) == (0, 3)
    assert hashlib.sha256((answered.settings.root / str(again["file"])).read_bytes()).hexdigest() == first
    assert cases_status(answered, DAY)["recipients"]["源泉镇"]["states"] == {"回访中": 3}


def test_the_form_comes_back_and_who_was_never_visited_is_sent_out_again(answered: Installation) -> None:
    told = draw_visits(answered, "2026-12", DAY)
    book = form(answered, told)
    sheet = book["回访"]
    headings = [cell.value for cell in sheet[3]]
    said = [("满意", None), ("未入户", "说没有人来过")]
    for line, (outcome, note) in enumerate(said, start=4):
        cells = {"回访结果": outcome, "回访情况": note, "回访人": "孙晓梅", "回访日期": "2026-12-22"}
        for heading, text in cells.items():
            sheet.cell(line, headings.index(heading) + 1).value = text
    target = answered.settings.inbox / "中心" / "回访" / "回访表.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    (group,) = reception.sweep(answered, datetime(2026, 12, 22, 9, tzinfo=SHANGHAI)).groups
    (answer,) = checking.check(answered, group["table"], group["drop_ids"])["drops"]
    assert (answer["verdict"], answer["visits"]) == ("accepted", {"办结": 1, "已回访": 2, "重办": 1})
    assert cases_status(answered, date(2026, 12, 22))["recipients"]["源泉镇"]["states"] == {"回访中": 1, "办结": 1, "已转办": 1}
    unit = next(row for row in monthly(answered, "2026-12", date(2026, 12, 31))["recipients"] if row["name"] == "源泉镇")
    assert [unit[name] for name in ("handed", "again", "done", "open", "visited", "content", "content_share")] == [
        4,
        1,
        3,
        1,
        2,
        1,
        0.5,
    ]
