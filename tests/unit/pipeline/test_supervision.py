"""What supervision does on days that are not like others, and what the papers say. Which unit gets which notice on every day of a year:
tests/year."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline.cases import undecided
from matching.pipeline.supervision import supervise
from tests.unit.pipeline.casework import say, send_out

FIRST = date(2026, 9, 1)
DUE, NEXT = date(2026, 9, 8), date(2026, 9, 9)


@pytest.fixture
def silent(installation: Installation) -> Installation:
    """Two slips to 源泉镇, sent out on 2026-09-01 and never answered."""
    send_out(installation, FIRST, [("370304111", "红"), ("370304111", "蓝")])
    return installation


def test_the_same_day_again_gives_the_same_bytes_and_nothing_new(silent: Installation) -> None:
    def paper() -> tuple[list[dict[str, object]], str]:
        sent = supervise(silent, NEXT, NEXT)
        return sent["notices"], hashlib.sha256((silent.settings.root / sent["notices"][0]["file"]).read_bytes()).hexdigest()

    first = paper()
    say(silent, NEXT, [(f"文〔2026〕000{n}号", {"result": "查无此人", "reason": "已核对"}) for n in (1, 2)])
    assert paper() == first, "what was sent was sent"
    assert supervise(silent, date(2026, 9, 10), date(2026, 9, 10))["notices"] == []
    assert supervise(silent, date(2026, 9, 7), date(2026, 9, 10))["notices"] == [], "no reminder once a later day had its notices"


def test_nobody_is_written_to_on_a_day_off_or_for_a_day_to_come(silent: Installation) -> None:
    assert supervise(silent, date(2026, 9, 12), date(2026, 9, 12)) == {
        "as_of": "2026-09-12",
        "notices": [],
        "circular": None,
        "undecided": {"slips": 0, "late": 0},
    }
    with pytest.raises(UsageError):
        supervise(silent, NEXT, DUE)


def test_what_was_given_back_is_the_centres_own_and_late_after_two_working_days(silent: Installation) -> None:
    asks = {"request": "退回", "request_reason": "不在本镇"}
    say(silent, date(2026, 9, 4), [("文〔2026〕0002号", asks)])
    say(silent, date(2026, 9, 7), [("文〔2026〕0001号", asks)])
    told = supervise(silent, DUE, DUE)
    assert (told["notices"], told["undecided"]) == ([], {"slips": 2, "late": 0})
    lines = [(line["slip_no"], line["level"], line["returned_on"], line["days"], line["late"]) for line in undecided(silent, DUE)]
    assert lines == [("文〔2026〕0001号", "红", "2026-09-07", 1, False), ("文〔2026〕0002号", "蓝", "2026-09-04", 2, False)]
    assert [line["late"] for line in undecided(silent, NEXT)] == [False, True]
    assert [line["slip_no"] for line in undecided(silent, date(2026, 9, 4))] == ["文〔2026〕0002号"]


def test_after_days_that_nobody_looked_at_the_urging_still_comes_before_the_list(silent: Installation) -> None:
    def steps(day: date) -> list[str]:
        return [Path(line["file"]).stem for line in supervise(silent, day, day)["notices"]]

    assert steps(date(2026, 9, 17)) == ["催办通知书_20260917"], "late by seven working days, but never urged"
    assert steps(date(2026, 9, 22)) == []
    assert steps(date(2026, 9, 23)) == ["督办通知书_20260923"], "Sunday the 20th was worked"
    assert steps(date(2026, 9, 28)) == []


def test_what_the_papers_say(silent: Installation) -> None:
    supervise(silent, NEXT, NEXT)
    send_out(silent, date(2026, 9, 10), [("370304111", "黄")])
    sent = supervise(silent, date(2026, 9, 16), date(2026, 9, 16))
    (line,) = sent["notices"]
    assert line["file"] == "outbox/镇街/源泉镇/督办/督办通知书_20260916.docx"
    document = Document(str(silent.settings.root / line["file"]))
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert words[:2] == ["督 办 通 知 书", "源泉镇："]
    assert [text for text in words if text[:2] in ("红色", "黄色", "蓝色")] == [
        "红色督办：催办后仍未反馈，已列入通报名单",
        "蓝色提醒：即将到期",
    ]
    escalated, reminded = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert escalated[1] == ["1", "文〔2026〕0001号", "红", "2026-09-01", "2026-09-08", "已转办", "6"]
    assert reminded[1] == ["1", "文〔2026〕0003号", "黄", "2026-09-10", "2026-09-17", "已转办", "—"]
    assert words[-2:] == [silent.district.centre, "2026年9月16日"]
    assert any("inbox/镇街/源泉镇/反馈" in text for text in words)
    (table,) = Document(str(silent.settings.root / sent["circular"])).tables
    assert [[row.cells[n].text for n in (1, 2, 6)] for row in table.rows[1:]] == [
        ["源泉镇", "文〔2026〕0001号", "6"],
        ["源泉镇", "文〔2026〕0002号", "6"],
    ]
