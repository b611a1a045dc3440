"""The month's figures out of a ledger, on the sheets and in the bulletin, and that they balance over a year."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.pipeline import checking, reception
from matching.pipeline import monthly as module
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.monthly import monthly, write_monthly
from tests.unit.pipeline.casework import say, send_out
from tests.unit.pipeline.conftest import FIRE

LAST = date(2026, 10, 31)


@pytest.fixture
def october(installation: Installation) -> Installation:
    """源泉镇: one of September carried over, answered late; three of October: aided in time, given back, silent. 池上镇: one, unfit."""
    (old,) = send_out(installation, date(2026, 9, 22), [("370304111", "橙")])
    aided, returned, _silent, unfit = send_out(
        installation, date(2026, 10, 12), [("370304111", "红"), ("370304111", "黄"), ("370304111", "蓝"), ("370304112", "蓝")]
    )
    say(installation, date(2026, 10, 13), [(old, {"result": "查无此人", "reason": "已核对"}), (aided, {"signed_by": "李明"})])
    say(installation, date(2026, 10, 16), [(aided, {"result": "临时救助", "amount": "800"})])
    say(installation, date(2026, 10, 19), [(returned, {"request": "退回", "request_reason": "不是本镇"})])
    say(installation, date(2026, 10, 19), [(unfit, {"result": "不符合条件", "reason": "收入超过标准"})])
    return installation


def test_the_figures(october: Installation) -> None:
    told = monthly(october, "2026-10", LAST)
    by_name = {row["name"]: row for row in told["recipients"]}
    fields = ("carried", "handed", "signed", "on_time", "late", "open", "overdue", "returned")
    assert [by_name["源泉镇"][name] for name in fields] == [1, 3, 1, 1, 1, 1, 1, 1]
    assert [by_name["池上镇"][name] for name in fields] == [0, 1, 0, 1, 0, 0, 0, 0]
    assert [told["total"][name] for name in fields] == [1, 4, 1, 2, 1, 1, 1, 1]
    assert (by_name["源泉镇"]["done_share"], by_name["源泉镇"]["on_time_share"]) == (2 / 3, 1 / 3)
    assert by_name["城东街道"]["done_share"] is None
    assert told["feeds"] == [{"name": "火灾损失人员", "done": 3, "aided": 1, "unfit": 1, "other": 1, "aided_share": 1 / 3}]
    assert monthly(october, "2026-09", LAST)["total"]["open"] == 1


def test_the_workbook_and_the_bulletin_say_so_in_the_same_bytes_every_time(october: Installation) -> None:
    def made() -> list[str]:
        files = write_monthly(october, "2026-10", date(2026, 11, 20))["files"]
        return [hashlib.sha256((october.settings.root / name).read_bytes()).hexdigest() for name in files]

    assert made() == made()
    folder = october.settings.outbox / "中心" / "月报"
    book = openpyxl.load_workbook(folder / "月报_202610.xlsx")
    assert book.sheetnames == [
        "办结情况",
        "办理结果",
        "来源转化",
        "规则转化",
        "报送质量",
        "发现情况",
        "漏派估计",
        "规则建议",
        "研判线试算",
    ]
    rows = {
        row[0].value: [cell.value for cell in (*row[2:4], *row[5:11])]
        for row in book["办结情况"].iter_rows(min_row=4)
        if row[0].value
    }
    assert rows["合计"] == [1, 4, 1, 2, 1, 1, 1, 1]
    assert [bool(sheet._charts) for sheet in book] == [True] * 4 + [False] * 5
    assert book["研判线试算"]["A4"].value == "（无）"
    paragraphs = Document(str(folder / "通报稿_202610.docx")).paragraphs
    assert [one.paragraph_format.keep_with_next for one in paragraphs[-4:]] == [True] * 3 + [None], (
        "who signs stands on no page alone"
    )
    words = [paragraph.text for paragraph in paragraphs if paragraph.text]
    assert any("上期结转1件、本月转办4件" in text and "办结率75.0%，按时率50.0%" in text for text in words)
    assert "办结的3件中：临时救助1件、不符合条件1件、查无此人1件。" in words
    assert "源泉镇：1件。" in words
    assert words[-1] == "2026年10月31日"


def test_what_senders_sent_and_how_many_households_are_on_the_rolls(
    installation: Installation, roll_file: Path, roll_rows: list[list[str]], drop_fire: Callable[..., Path]
) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 10, 1, 8, tzinfo=SHANGHAI))
    drop_fire(installation.settings.inbox, [FIRE[2], [*FIRE[3][:7], "约五万"]])
    for group in reception.sweep(installation, datetime(2026, 12, 18, 9, tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    told = monthly(installation, "2026-12", date(2026, 12, 31))
    (fire,) = (row for row in told["senders"] if row["name"] == "区消防救援大队")
    counts = {name: fire[name] for name in ("files", "refused", "rows_in", "rows_aside", "aside_share", "faults")}
    assert counts == {
        "files": 1,
        "refused": 0,
        "rows_in": 2,
        "rows_aside": 1,
        "aside_share": 0.5,
        "faults": [{"column": "损失金额", "rows": 1}],
    }
    assert sum(row["households"] for row in told["detection"]) == len({row[0] for row in roll_rows})
    health = [row for row in told["senders"] if row["name"] == "区卫生健康局"]
    assert (health[0]["expected"], health[0]["missing"]) == (1, 1)


def test_a_month_that_runs_is_counted_up_to_today_and_one_to_come_is_refused(october: Installation) -> None:
    told = monthly(october, "2026-10", date(2026, 10, 13))
    assert (told["as_of"], told["total"]["open"]) == ("2026-10-13", 4)
    for month, why in (("2026-11", "还没有开始"), ("2026-13", "请写成"), ("10月", "请写成")):
        with pytest.raises(UsageError, match=why):
            monthly(october, month, date(2026, 10, 13))


def test_figures_that_do_not_balance_are_not_told(october: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "rounds_of", lambda events, table: [])
    with pytest.raises(ProcessingError, match="does not balance"):
        monthly(october, "2026-10", LAST)
