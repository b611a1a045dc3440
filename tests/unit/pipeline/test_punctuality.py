"""Punctuality over the real ledger: what was known on a day, reminders written down once, the same papers again."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from docx import Document

from matching.errors import CalendarMissing, UsageError
from matching.installation import Installation
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.punctuality import daily, overview, punctuality, remind
from matching.report import State

COMPLAINTS = "工单编号,来电时间,诉求人,电话,地址,诉求内容\n"
TODAY = date(2026, 12, 31)
FIRST_DAY, DUE, NEXT = date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 15)


@pytest.fixture
def weekly(installation: Installation) -> Installation:
    """Only the complaints (weekly) and the fires (event)."""
    return replace(installation, feeds={code: installation.feeds[code] for code in ("citizen_complaint", "fire_loss")})


def send(installation: Installation, name: str, text: str, day: str) -> None:
    """A file of the complaints line, taken and judged on that day."""
    path = installation.settings.inbox / "区政府市民投诉中心" / "家庭困难诉求人员" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8-sig")
    check_all(installation, day)


def check_all(installation: Installation, day: str) -> None:
    for group in reception.sweep(installation, datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])


def states(installation: Installation, day: str) -> dict[str, State]:
    return {line.period: line.state for line in punctuality(installation, date.fromisoformat(day)).lines}


def papers(installation: Installation) -> dict[str, str]:
    """Every paper of this part with the hash of its bytes."""
    root = installation.settings.root
    found = [*installation.settings.receipts.rglob("催报通知_*"), *installation.settings.outbox.rglob("报送情况_*")]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def ledger_rows(installation: Installation, query: str) -> list[tuple]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.execute(query).fetchall()


def test_missing_empty_and_refused_are_three_things(weekly: Installation) -> None:
    """W49 empty and in time, W50 refused, W51 missing: as known on any day, also long ago."""
    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", "2026-12-07")
    send(weekly, "诉求2026年第50周.csv", "姓名,备注\n张三,无\n", "2026-12-14")
    send(weekly, "诉求2026年第50周更正.csv", COMPLAINTS + "1,2026-12-09,赵春生,19900000003,博山区源泉镇,生活困难\n", "2026-12-18")
    assert states(weekly, "2026-12-06") == {}
    assert states(weekly, "2026-12-07") == {"2026-W49": State.EXTRA, "2026-W50": State.PENDING}
    assert states(weekly, "2026-12-15")["2026-W50"] is State.MISSING
    found = {line.period: line for line in punctuality(weekly, date(2026, 12, 22)).lines}
    assert {period: line.state for period, line in found.items()} == {
        "2026-W49": State.EXTRA,
        "2026-W50": State.LATE,
        "2026-W51": State.MISSING,
        "2026-W52": State.PENDING,
    }
    assert (found["2026-W50"].late, found["2026-W50"].refused, found["2026-W50"].rows) == (4, 1, 1)


def test_a_first_day_of_use_can_be_set(weekly: Installation) -> None:
    reporting = weekly.district.reporting.model_copy(update={"start_on": date(2026, 11, 30)})
    set_on = replace(weekly, district=weekly.district.model_copy(update={"reporting": reporting}))
    assert states(set_on, "2026-12-08") == {"2026-W49": State.MISSING, "2026-W50": State.PENDING}
    assert states(weekly, "2026-12-08") == {}


def test_rows_to_correct_leave_out_mere_repetitions(weekly: Installation) -> None:
    good = "1,2026-12-09,赵春生,19900000003,博山区源泉镇,生活困难\n"
    bad = "2,,钱有财,19900000005,博山区源泉镇,生活困难\n"
    send(weekly, "诉求.csv", COMPLAINTS + good + good + bad, "2026-12-14")
    assert left(weekly, "2026-12-14") == (1, 1)


def left(installation: Installation, day: str) -> tuple[int, int]:
    """Rows that came for W50, and rows still to correct."""
    (line,) = (line for line in punctuality(installation, date.fromisoformat(day)).lines if line.period == "2026-W50")
    return line.rows, line.rows_to_correct


def test_a_row_is_to_correct_until_its_correction_comes(weekly: Installation) -> None:
    """Two rows set aside on 12-14; one comes back on 12-15 through the correction workbook, the other, still wrong, on 12-16."""
    bad = "2,,钱有财,19900000005,博山区源泉镇,生活困难\n3,,周志明,19900000006,博山区源泉镇,生活困难\n"
    send(weekly, "诉求.csv", COMPLAINTS + "1,2026-12-09,赵春生,19900000003,博山区源泉镇,生活困难\n" + bad, "2026-12-14")
    ((drop_id,),) = ledger_rows(weekly, "SELECT drop_id FROM drops")
    headings = COMPLAINTS.rstrip("\n") + ",回执编号,原行号,退回原因\n"
    send(weekly, "更正一.csv", headings + f"2,2026-12-10,钱有财,19900000005,博山区源泉镇,生活困难,{drop_id},3,\n", "2026-12-15")
    send(weekly, "更正二.csv", headings + f"3,,周志明,19900000006,博山区源泉镇,生活困难,{drop_id},4,\n", "2026-12-16")
    assert [left(weekly, day) for day in ("2026-12-14", "2026-12-15", "2026-12-16")] == [(1, 2), (2, 1), (2, 1)]


def test_a_whole_list_sent_again_corrected_leaves_nothing_to_correct(weekly: Installation) -> None:
    good = "1,2026-12-09,赵春生,19900000003,博山区源泉镇,生活困难\n"
    send(weekly, "诉求.csv", COMPLAINTS + good + "2,,钱有财,19900000005,博山区源泉镇,生活困难\n", "2026-12-14")
    send(weekly, "诉求补.csv", COMPLAINTS + "9,2026-12-10,周志明,19900000006,博山区源泉镇,生活困难\n", "2026-12-15")
    send(weekly, "诉求改.csv", COMPLAINTS + good + "2,2026-12-10,钱有财,19900000005,博山区源泉镇,生活困难\n", "2026-12-16")
    assert [left(weekly, day) for day in ("2026-12-14", "2026-12-15", "2026-12-16")] == [(1, 1), (2, 1), (3, 0)]


def test_fires_are_late_by_their_own_day(weekly: Installation, drop_fire: Callable[..., Path]) -> None:
    """Five fires of 12-14, 12-15 and 12-16, received on 12-18: those of 12-14 were due on 12-17."""
    drop_fire(weekly.settings.inbox)
    check_all(weekly, "2026-12-18")
    (month,) = punctuality(weekly, date(2026, 12, 18)).months
    assert (month.month, month.deliveries, month.records, month.late, month.worst) == ("2026-12", 1, 5, 2, 1)
    assert punctuality(weekly, date(2026, 12, 17)).months == []


def test_a_record_in_time_stays_in_time_when_it_is_corrected_later(
    weekly: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    drop_fire(weekly.settings.inbox)
    check_all(weekly, "2026-12-16")
    fire_rows[0][7] = "31000"
    drop_fire(weekly.settings.inbox, fire_rows[:1], "更正.xlsx")
    check_all(weekly, "2026-12-25")
    (month,) = punctuality(weekly, date(2026, 12, 25)).months
    assert (month.deliveries, month.records, month.late) == (2, 5, 0)


def test_a_second_run_of_a_day_writes_the_same_papers_and_issues_nothing(weekly: Installation) -> None:
    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", str(FIRST_DAY))
    assert remind(weekly, DUE, TODAY) == []
    first = daily(weekly, NEXT, TODAY)
    assert first == {
        "as_of": "2026-12-15",
        "workbook": "outbox/中心/报送情况/报送情况_20261215.xlsx",
        "notices": [
            {"recipient": "区政府市民投诉中心", "lines": 1, "file": "receipts/区政府市民投诉中心/催报通知_20261215.docx"}
        ],
    }
    before = papers(weekly)
    (weekly.settings.root / first["notices"][0]["file"]).unlink()
    assert daily(weekly, NEXT, TODAY) == first
    assert papers(weekly) == before
    assert ledger_rows(weekly, "SELECT recipient_kind, recipient, feed, period, late, times FROM notices") == [
        ("department", "complaints", "citizen_complaint", "2026-W50", 1, 1)
    ]
    assert ledger_rows(weekly, "SELECT subject, detail FROM audit_log WHERE action = 'notice'") == [
        ("complaints", '{"issued_on": "2026-12-15", "lines": 1}')
    ]


def test_what_comes_after_a_reminder_does_not_change_it(weekly: Installation) -> None:
    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", str(FIRST_DAY))
    first = remind(weekly, NEXT, TODAY)
    before = papers(weekly)
    send(weekly, "零报告_2026年第50周.txt", "本周零报告\n", str(NEXT))
    assert remind(weekly, NEXT, TODAY) == first
    assert papers(weekly) == before
    assert remind(weekly, date(2026, 12, 21), TODAY) == []


def test_an_earlier_day_gets_no_reminder_once_a_later_one_had_its_own(weekly: Installation) -> None:
    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", str(FIRST_DAY))
    assert len(remind(weekly, date(2026, 12, 17), TODAY)) == 1
    assert remind(weekly, NEXT, TODAY) == []
    assert len(ledger_rows(weekly, "SELECT * FROM notices")) == 1


def test_a_crash_before_the_paper_leaves_it_to_the_next_run(weekly: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    from matching.pipeline import punctuality as module

    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", str(FIRST_DAY))
    with monkeypatch.context() as patch:
        patch.setattr(module, "write_letter", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
        with pytest.raises(OSError, match="no space"):
            remind(weekly, NEXT, TODAY)
    assert papers(weekly) == {}
    (notice,) = remind(weekly, NEXT, TODAY)
    assert Document(str(weekly.settings.root / notice["file"])).tables
    assert len(ledger_rows(weekly, "SELECT * FROM notices")) == 1


def test_a_day_off_has_a_workbook_and_no_reminder(weekly: Installation) -> None:
    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", str(FIRST_DAY))
    content = daily(weekly, date(2026, 12, 19), TODAY)
    assert content["notices"] == []
    assert (weekly.settings.root / content["workbook"]).is_file()


def test_nothing_is_issued_for_a_day_to_come(weekly: Installation) -> None:
    with pytest.raises(UsageError, match="还没有到"):
        daily(weekly, NEXT, DUE)
    assert not weekly.settings.outbox.exists()


def test_an_unknown_year_has_a_workbook_and_says_what_is_missing(weekly: Installation) -> None:
    day = date(2039, 3, 1)
    with pytest.raises(CalendarMissing, match=r"2039.*calendar\.yml"):
        daily(weekly, day, day)
    assert overview(weekly, day).is_file()
    assert list(papers(weekly)) == ["outbox/中心/报送情况/报送情况_20390301.xlsx"]


GOOD = "1,2026-12-09,赵春生,19900000003,博山区源泉镇,生活困难\n"
BAD = "2,{day},钱有财,19900000005,博山区源泉镇,生活困难\n"


def test_a_list_sent_again_without_the_bad_row_closes_nothing(weekly: Installation) -> None:
    """The row is answered by nobody, also not by another row of the same person that was there before."""
    send(weekly, "诉求.csv", COMPLAINTS + GOOD + BAD.format(day=""), "2026-12-14")
    send(weekly, "诉求改.csv", COMPLAINTS + GOOD, "2026-12-15")
    send(weekly, "诉求再改.csv", COMPLAINTS + GOOD + "3,2026-12-10,周志明,19900000006,博山区源泉镇,生活困难\n", "2026-12-16")
    assert [left(weekly, day)[1] for day in ("2026-12-14", "2026-12-15", "2026-12-16")] == [1, 1, 1]


def test_a_bad_row_sent_again_as_it_was_is_to_correct_once(weekly: Installation) -> None:
    send(weekly, "诉求.csv", COMPLAINTS + GOOD + BAD.format(day=""), "2026-12-14")
    send(weekly, "诉求再报.csv", COMPLAINTS + GOOD + BAD.format(day="不清楚"), "2026-12-15")
    send(weekly, "诉求改.csv", COMPLAINTS + GOOD + BAD.format(day="2026-12-10"), "2026-12-16")
    assert [left(weekly, day)[1] for day in ("2026-12-14", "2026-12-15", "2026-12-16")] == [1, 1, 0]


def test_of_two_equal_bad_rows_each_needs_its_own_answer(weekly: Installation) -> None:
    send(weekly, "诉求.csv", COMPLAINTS + GOOD + BAD.format(day="") + BAD.format(day="不清楚"), "2026-12-14")
    send(weekly, "诉求改.csv", COMPLAINTS + BAD.format(day="2026-12-10"), "2026-12-15")
    assert [left(weekly, day)[1] for day in ("2026-12-14", "2026-12-15")] == [2, 1]


def test_rows_of_a_list_sent_back_whole_stay_open_beside_a_zero_report(weekly: Installation) -> None:
    send(weekly, "诉求2026年第50周.csv", COMPLAINTS + BAD.format(day=""), "2026-12-14")
    send(weekly, "零报告_2026年第50周.txt", "本周零报告\n", "2026-12-15")
    assert left(weekly, "2026-12-15") == (0, 1)


@pytest.mark.parametrize("name", ["待更正_20261214-0900_诉求_ab12cd.csv", "零报告.csv"])
def test_an_emptied_correction_workbook_is_no_zero_report(weekly: Installation, name: str) -> None:
    """Refused, and the receipt says what to do; nothing is closed and nothing delivered."""
    send(weekly, "零报告_2026年第49周.txt", "本周零报告\n", "2026-12-07")
    send(weekly, "诉求2026年第50周.csv", COMPLAINTS + BAD.format(day=""), "2026-12-14")
    send(weekly, name, COMPLAINTS.rstrip("\n") + ",回执编号,原行号,退回原因\n", "2026-12-15")
    assert ledger_rows(weekly, "SELECT count(*) FROM checks WHERE verdict = 'rejected'") == [(2,)]
    assert states(weekly, "2026-12-15")["2026-W50"] is State.MISSING
    assert left(weekly, "2026-12-15") == (0, 1)
    assert ledger_rows(weekly, "SELECT count(*) FROM findings WHERE rule = 'CORRECTION_EMPTY'") == [(1,)]
    assert any("退回" in path.name for path in weekly.settings.receipts.rglob("回执_20261215*.xlsx"))


def test_a_correction_workbook_without_its_heading_is_no_zero_report(weekly: Installation) -> None:
    send(weekly, "待更正_20261214-0900_零报告说明_ab12cd.csv", "本周零报告\n", "2026-12-15")
    assert ledger_rows(weekly, "SELECT verdict FROM checks") == [("rejected",)]
