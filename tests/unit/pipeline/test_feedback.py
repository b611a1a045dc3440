"""反馈 there and back: the form out of a batch, filled in, dropped, and where the slips then stand."""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from matching.calendar import CalendarLookup, WorkCalendar, YearCalendar
from matching.cli import app
from matching.codes import slip_code
from matching.errors import UsageError
from matching.forms import FeedbackContract
from matching.installation import Installation, open_installation
from matching.ledger import reading
from matching.pipeline import checking, reception, runs
from matching.pipeline.cases import cases_status, overdue, send_again
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.clues import clue_story, list_clues
from matching.pipeline.extending import grant_extensions
from matching.pipeline.supervision import supervise
from matching.pipeline.withdrawing import list_slips, withdraw
from matching.settings import Settings
from tests.unit.pipeline.casework import slips_of
from tests.unit.pipeline.conftest import FIRE_HEADINGS, THREE_FIRES, write_sheet

DAY, DUE = date(2026, 12, 7), date(2026, 12, 14)
UNIT = "镇街/源泉镇"


class Unit:
    """A unit's clerk, who has the form of the batch."""

    def __init__(self, installation: Installation) -> None:
        self.installation, self._sent = installation, 0

    @property
    def numbers(self) -> list[str]:
        return [slip["slip_no"] for slip in list_slips(self.installation) if slip["recipient"] == "源泉镇"]

    def fill_in(self, day: date, *rows: dict[str, str], folder: str = UNIT) -> dict[str, Any]:
        """Fill in the form, the n-th row as said, leave out the other rows, drop it; the answer."""
        (path,) = (self.installation.settings.outbox / UNIT).glob("*/反馈表_*.xlsx")
        book = openpyxl.load_workbook(path)
        sheet = book["反馈表"]
        headings = [cell.value for cell in sheet[3]]
        for line, row in enumerate(rows, start=4):
            for heading, text in row.items():
                sheet.cell(line, headings.index(heading) + 1).value = text
        kept = len(rows)
        for line in range(sheet.max_row, 3, -1):
            if line - 4 >= kept or not rows[line - 4]:
                sheet.delete_rows(line)
        return self.send(book.save, day, folder)

    def type_out(self, day: date, *rows: dict[str, str], folder: str = UNIT) -> dict[str, Any]:
        """A list of the unit's own making."""
        headings = list(rows[0])
        return self.send(
            lambda path: write_sheet(path, headings, [[row[name] for name in headings] for row in rows]), day, folder
        )

    def send(self, write: Any, day: date, folder: str) -> dict[str, Any]:
        self._sent += 1
        target = self.installation.settings.inbox / folder / "反馈" / f"反馈表_{self._sent}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target)
        moment = datetime(day.year, day.month, day.day, 9, self._sent, tzinfo=SHANGHAI)
        (group,) = reception.sweep(self.installation, moment).groups
        (answer,) = checking.check(self.installation, group["table"], group["drop_ids"])["drops"]
        return answer

    def states(self, day: date) -> dict[str, int]:
        return cases_status(self.installation, day)["recipients"]["源泉镇"]["states"]


def who(unit: Unit) -> list[tuple[str, str]]:
    """Name and number in each row of the unit's form."""
    (path,) = (unit.installation.settings.outbox / UNIT).glob("*/反馈表_*.xlsx")
    rows = openpyxl.load_workbook(path)["反馈表"].iter_rows(min_row=3, values_only=True)
    headings = next(rows)
    return [(str(row[headings.index("姓名")]), str(row[headings.index("身份证号")])) for row in rows]


def rules_of(answered: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in answered["findings"]}


@pytest.fixture
def unit(sent_out: Path, settings: Settings) -> Unit:
    shutil.copytree(sent_out, settings.home)
    return Unit(open_installation(settings))


def test_the_form_is_the_contract(unit: Unit) -> None:
    (path,) = (unit.installation.settings.outbox / UNIT).glob("*/反馈表_*.xlsx")
    contract: FeedbackContract = unit.installation.feedback
    headings = {cell.value for cell in openpyxl.load_workbook(path)["反馈表"][3]}
    assert headings == {*contract.printed, *(column.header for column in contract.columns)}


def test_signed_for_then_answered_in_part_and_late(unit: Unit) -> None:
    signed = {"签收人": "李明", "签收日期": "2026-12-08"}
    first = unit.fill_in(date(2026, 12, 8), signed, signed | {"调查情况": "已入户"})
    assert (first["verdict"], first["feedback"]) == ("accepted", {"办理": 1, "签收": 2})
    assert unit.states(date(2026, 12, 8)) == {"已签收": 1, "办理中": 1, "已转办": 1}
    answer = signed | {"处理结果": "临时救助", "救助金额": "800", "承办人": "孙晓梅", "反馈日期": "2026-12-14"}
    second = unit.fill_in(DUE, answer, folder=UNIT)
    assert (second["feedback"], rules_of(second)) == ({"反馈": 1}, set())
    third = unit.fill_in(date(2026, 12, 15), {}, {"处理结果": "不符合条件", "未纳入原因": "收入超过标准"})
    assert (third["feedback"], rules_of(third)) == ({"反馈": 1}, {"ANSWERED_LATE"})
    assert unit.states(date(2026, 12, 15)) == {"已反馈": 2, "已转办": 1}
    assert unit.states(DUE) == {"已反馈": 1, "办理中": 1, "已转办": 1}
    told = cases_status(unit.installation, date(2026, 12, 15))["recipients"]["源泉镇"]
    assert (told["overdue"], told["late"]) == (1, 1)
    (line,) = [line for line in overdue(unit.installation, date(2026, 12, 16)) if line["recipient"] == "源泉镇"]
    assert (line["slip_no"], line["due_on"], line["days"]) == (unit.numbers[2], "2026-12-14", 2)
    sheet = openpyxl.load_workbook(unit.installation.settings.outbox / UNIT / "全部在办.xlsx")["全部在办"]
    headings = [cell.value for cell in sheet[3]]
    states = [row[headings.index("办理状态")].value for row in sheet.iter_rows(min_row=4)]
    assert states == ["超期未办"], "what is answered leaves the list"


def test_a_form_answered_for_one_and_signed_for_another_says_nothing_of_benefits(unit: Unit) -> None:
    signed = {"签收人": "李明", "签收日期": "2026-12-08"}
    answered = unit.fill_in(date(2026, 12, 8), signed | {"处理结果": "临时救助", "救助金额": "800"}, signed)
    assert (answered["feedback"], rules_of(answered)) == ({"反馈": 1, "签收": 2}, set())


def test_a_changed_answer_keeps_history(unit: Unit) -> None:
    unit.fill_in(DUE, {"处理结果": "查无此人", "未纳入原因": "已核对"})
    changed = unit.fill_in(DUE, {"处理结果": "临时救助", "救助金额": "800"})
    assert (changed["feedback"], rules_of(changed)) == ({"更正": 1}, {"ANSWER_CHANGED"})
    with reading(unit.installation.settings) as ledger:
        rows = ledger.query("casework/list_slip_events", as_of=DUE, numbers=None).to_pylist()
    told = [(row["event"], json.loads(row["answer"])["result"]) for row in rows if row["answer"]]
    assert told == [("反馈", "查无此人"), ("更正", "临时救助")]


def test_a_return_stops_the_clock_until_it_is_sent_again(unit: Unit) -> None:
    asks = {"申请事项": "退回", "申请理由": "人户分离，不在本镇居住"}
    assert unit.fill_in(DUE, asks)["feedback"] == {"退回": 1}
    assert unit.numbers[0] not in {line["slip_no"] for line in overdue(unit.installation, date(2026, 12, 31))}
    refused = unit.fill_in(DUE, asks | {"处理结果": "已在册", "未纳入原因": "已核对"})
    assert (refused["verdict"], rules_of(refused)) == ("rejected", {"MOVE_REFUSED"})
    again = send_again(unit.installation, unit.numbers[0], "已核实住在本镇", "王主任", date(2026, 12, 15))
    assert (again["state"], again["due_on"]) == ("已转办", "2026-12-22")
    with pytest.raises(UsageError, match="不能登记「重办」"):
        send_again(unit.installation, unit.numbers[0], "再办", "王主任", date(2026, 12, 15))
    (clue,) = [row for row in list_clues(unit.installation, date(2026, 12, 15)) if unit.numbers[0] in row["slips"]]
    assert clue["due_on"] == "2026-12-22", "the deadline that runs"
    assert clue_story(unit.installation, clue["clue_id"])["slips"][0]["due_on"] == "2026-12-22"
    old = unit.fill_in(date(2026, 12, 22), asks | {"处理结果": "已在册", "未纳入原因": "已核对"})
    assert (old["verdict"], rules_of(old)) == ("rejected", {"ANSWER_BEFORE_AGAIN"})
    dated = asks | {"处理结果": "已在册", "未纳入原因": "已核对", "反馈日期": "2026-12-22"}
    assert unit.fill_in(date(2026, 12, 22), dated)["feedback"] == {"反馈": 1}


def test_an_extension_into_a_year_without_a_calendar_waits_until_somebody_fills_it_in(unit: Unit) -> None:
    unit.fill_in(DUE, *[{"申请事项": "退回", "申请理由": "人在外地"}] * 3)
    for number in unit.numbers:
        assert send_again(unit.installation, number, "请入户", "王主任", date(2026, 12, 21))["due_on"] == "2026-12-28"
    asks = {"申请事项": "延期", "申请理由": "住院，尚未出院"}
    answered = unit.fill_in(date(2026, 12, 24), asks, {"处理结果": "已在册", "未纳入原因": "已核对", "反馈日期": "2026-12-24"})
    assert (answered["verdict"], answered["feedback"]) == ("accepted", {"反馈": 1, "延期待定": 1})
    assert [(item["row"], item["column"]) for item in answered["findings"] if item["rule"] == "EXTENSION_WAITS"] == [
        (4, "申请事项")
    ]
    first, day = unit.numbers[0], date(2027, 1, 4)
    by_hand = CalendarLookup(years={2027: YearCalendar(days_off=(date(2027, 1, 1),))})
    filled_in = replace(unit.installation, calendar=WorkCalendar(by_hand, Path("calendar.yml")))
    assert grant_extensions(unit.installation, day) == 0
    notices = supervise(filled_in, day, day)["notices"]
    slip = slips_of(unit.installation)[first]
    assert (slip.case.state, slip.case.due_on, slip.case.extensions) == ("已转办", date(2027, 1, 5), 1)
    with reading(unit.installation.settings) as ledger:
        lines = {row["slip_no"]: row["step"] for row in ledger.query("casework/list_supervisions").to_pylist()}
    assert (lines[first], lines[unit.numbers[2]], len(notices)) == ("提醒", "催办", 2), (
        "of the extended one it is only a reminder"
    )
    assert grant_extensions(filled_in, day) == 0


def test_wrong_numbers_are_caught(unit: Unit) -> None:
    first, second = list_slips(unit.installation)[:2]
    code = slip_code(first["year"], first["number"])
    wrong = code[:-2] + str((int(code[-2]) + 1) % 10) + code[-1]
    rows = [
        {"文号": wrong, "线索编号": "", "处理结果": "已在册", "未纳入原因": "已核对"},
        {"文号": first["slip_no"], "线索编号": second["clue_id"], "处理结果": "已在册", "未纳入原因": "已核对"},
        {"文号": second["slip_no"], "线索编号": "", "处理结果": "已在册", "未纳入原因": "已核对"},
        {"文号": slip_code(2026, 999), "线索编号": "", "处理结果": "已在册", "未纳入原因": "已核对"},
    ]
    answered = unit.type_out(DUE, *rows)
    assert (answered["verdict"], answered["rows_accepted"]) == ("rejected", 0)
    assert rules_of(answered) == {"SLIP_MISTYPED", "CLUE_OTHER", "SLIP_UNGUARDED", "SLIP_UNKNOWN"}
    assert unit.type_out(DUE, {"文号": code, "处理结果": "已在册", "未纳入原因": "已核对"})["feedback"] == {"反馈": 1}


def test_nobody_answers_for_another(unit: Unit) -> None:
    mine = next(slip for slip in list_slips(unit.installation) if slip["recipient_kind"] == "department")
    folder = mine["recipient"]
    answered = unit.fill_in(DUE, {"处理结果": "已在册", "未纳入原因": "已核对"}, folder=folder)
    assert (answered["verdict"], rules_of(answered)) == ("rejected", {"SLIP_OF_ANOTHER"})
    row = {"文号": mine["slip_no"], "线索编号": mine["clue_id"], "处理结果": "专项救助", "救助金额": "3000"}
    assert unit.type_out(DUE, row, folder=folder)["feedback"] == {"反馈": 1}
    assert clue_story(unit.installation, mine["clue_id"])["clue"]["closed_on"] is None, "it is the lead slip's to close"


def test_rows_that_are_still_blank_are_told_once_and_do_not_go_back(unit: Unit) -> None:
    answered = unit.fill_in(DUE, {"签收人": "李明"}, {"签收人": ""}, {"签收人": ""})
    assert (answered["verdict"], answered["rows_rejected"], answered["feedback"]) == ("accepted", 0, {"签收": 1})
    assert [item["row"] for item in answered["findings"] if item["rule"] == "NOTHING_SAID"] == [None]


def fires_again(unit: Unit, day: date) -> None:
    """The three fires' people are struck once more, and the run of that day."""
    again = [[day.isoformat(), *fire[1:]] for fire in THREE_FIRES]
    folder = unit.installation.settings.inbox / "区消防救援大队" / "火灾损失人员"
    write_sheet(folder / f"火灾_{day}.xlsx", FIRE_HEADINGS, again)
    (group,) = reception.sweep(unit.installation, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)).groups
    checking.check(unit.installation, group["table"], group["drop_ids"])
    runs.run(unit.installation, "event", day)


def opened_on(unit: Unit, day: date) -> list[str]:
    return [clue["clue_id"] for clue in list_clues(unit.installation, day) if clue["opened_on"] == day.isoformat()]


def open_on(unit: Unit, day: date) -> set[str]:
    return {clue["clue_id"] for clue in list_clues(unit.installation, day, only_open=True)}


def test_an_answer_closes_the_clue_so_that_the_next_report_opens_another(unit: Unit) -> None:
    next_day, third = date(2026, 12, 15), date(2026, 12, 16)
    unit.fill_in(DUE, {"处理结果": "临时救助", "救助金额": "800"})
    fires_again(unit, next_day)
    (new,) = opened_on(unit, next_day)
    old = next(slip["clue_id"] for slip in list_slips(unit.installation) if slip["slip_no"] == unit.numbers[0])
    assert clue_story(unit.installation, new)["clue"]["follows"] == old
    send_again(unit.installation, unit.numbers[0], "重新核实", "王主任", next_day)
    assert {old, new} <= open_on(unit, next_day)
    fires_again(unit, third)
    assert opened_on(unit, third) == [], "the later of two open clues takes what comes"
    assert (len(clue_story(unit.installation, new)["evidence"]), len(clue_story(unit.installation, old)["evidence"])) == (2, 1)


def test_a_slip_sent_again_opens_its_clue_so_that_no_second_goes_out(unit: Unit) -> None:
    next_day, third = date(2026, 12, 15), date(2026, 12, 16)
    (old,) = (slip["clue_id"] for slip in list_slips(unit.installation) if slip["slip_no"] == unit.numbers[0])
    unit.fill_in(DUE, {"处理结果": "临时救助", "救助金额": "800"})
    assert old not in open_on(unit, DUE)
    sent = len(list_slips(unit.installation))
    send_again(unit.installation, unit.numbers[0], "重新核实", "王主任", next_day)
    fires_again(unit, next_day)
    assert (old in open_on(unit, next_day), old in open_on(unit, DUE)) == (True, False), "a day that is over stays as it was"
    assert (opened_on(unit, next_day), len(list_slips(unit.installation))) == ([], sent)
    story = clue_story(unit.installation, old)
    assert (story["clue"]["closed_on"], len(story["evidence"])) == (None, 2)
    unit.fill_in(third, {"处理结果": "临时救助", "救助金额": "900", "反馈日期": third.isoformat()})
    assert clue_story(unit.installation, old)["clue"]["closed_on"] == third.isoformat()
    fires_again(unit, third)
    assert len(opened_on(unit, third)) == 1


def test_two_spellings_of_one_number_are_one_slip(unit: Unit) -> None:
    slip = list_slips(unit.installation)[0]
    row = {"线索编号": slip["clue_id"], "处理结果": "已在册", "未纳入原因": "已核对"}
    answered = unit.type_out(DUE, {"文号": slip["slip_no"], **row}, {"文号": slip["code"], **row})
    assert (answered["rows_accepted"], rules_of(answered), answered["feedback"]) == (1, {"SLIP_TWICE"}, {"反馈": 1})


def test_a_row_that_names_somebody_else_than_its_slip_goes_back(unit: Unit) -> None:
    people = who(unit)
    swapped = [dict(zip(("姓名", "身份证号"), people[place], strict=True)) for place in (1, 0)]
    aid = {"处理结果": "临时救助", "救助金额": "800"}
    renamed = {"姓名": "欧阳别人"} | aid
    answered = unit.fill_in(DUE, swapped[0] | aid, swapped[1] | aid, renamed)
    assert (answered["verdict"], unit.states(DUE)) == ("rejected", {"已转办": 3})
    assert [(item["row"], item["column"]) for item in answered["findings"] if item["rule"] == "PERSON_OTHER"] == [
        (4, "姓名"), (5, "姓名"), (6, "姓名"),
    ]  # fmt: skip
    number = unit.fill_in(DUE, {"身份证号": people[1][1]} | aid)
    assert [(item["column"], item["rule"]) for item in number["findings"]] == [("身份证号", "PERSON_OTHER")]


def test_another_way_of_writing_a_person_is_no_other_person(unit: Unit) -> None:
    ((name, identity), *_) = who(unit)
    spaced = {"姓名": f" {name[0]} {name[1:]}（户主）", "身份证号": f"{identity[:6]} {identity[6:]}".lower()}
    masked = {"姓名": f"{name[0]}*", "身份证号": f"{identity[:6]}********{identity[14:]}"}
    damaged = {"姓名": name, "身份证号": f"{identity[:15]}000"}
    surname = {"姓名": f"{name[0]}先生", "身份证号": ""}
    for place, said in enumerate((spaced, masked, damaged, surname, {"姓名": "", "身份证号": ""}), start=4):
        answered = unit.fill_in(DUE, said | {"处理结果": "临时救助", "救助金额": f"{place}00"})
        assert (answered["verdict"], "PERSON_OTHER" in rules_of(answered)) == ("accepted", False), said
    with duckdb.connect(str(unit.installation.settings.ledger), read_only=True) as ledger:
        kept = ledger.execute("SELECT \"values\" FROM records WHERE feed = 'feedback'").fetchall()
    assert kept
    assert not any(name in row or identity in row for (row,) in kept), "who it is about is not stored again"


def test_an_answer_without_its_result_or_with_an_amount_that_is_none_goes_back(unit: Unit) -> None:
    without = {"未纳入原因": "收入超过标准", "承办人": "孙晓梅", "反馈日期": "2026-12-14"}
    amount = {"处理结果": "临时救助", "救助金额": "-100"}
    answered = unit.fill_in(DUE, without, amount, amount | {"救助金额": "约2千"})
    assert (answered["verdict"], answered["rows_accepted"]) == ("rejected", 0)
    found = {(item["row"], item["column"], item["rule"]) for item in answered["findings"] if item["severity"] == "row"}
    assert {row[:2] for row in found} == {(4, "处理结果"), (5, "救助金额"), (6, "救助金额")}
    odd = unit.fill_in(DUE, without | {"处理结果": "已处理"})
    assert rules_of(odd) == {"ENUM_UNKNOWN"}, "what is there is not called blank"


def test_of_two_answers_for_one_slip_in_one_form_none_is_taken(unit: Unit) -> None:
    slip = list_slips(unit.installation)[0]
    row = {"文号": slip["slip_no"], "线索编号": slip["clue_id"], "处理结果": "临时救助", "救助金额": "300", "未纳入原因": ""}
    other = row | {"处理结果": "不符合条件", "救助金额": "", "未纳入原因": "收入超过标准"}
    for second in (other, other | {"文号": slip["code"]}):
        answered = unit.type_out(DUE, row, second)
        assert (answered["rows_accepted"], unit.states(DUE)) == (0, {"已转办": 3})
        assert {item["row"] for item in answered["findings"] if item["rule"] == "SLIP_SAID_TWICE"} == {2, 3}


def test_an_answered_slip_is_not_withdrawn(unit: Unit) -> None:
    unit.fill_in(DUE, {"处理结果": "已在册", "未纳入原因": "已核对"})
    with pytest.raises(UsageError, match="不能登记「作废」"):
        withdraw(unit.installation, unit.numbers[0], "重复", "王主任", DUE)


def test_the_command_line(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOREN_HOME", str(unit.installation.settings.home))
    told = json.loads(CliRunner().invoke(app, ["cases", "status", "--as-of", "2026-12-15", "--json"]).output)
    assert (told["waiting"], told["overdue"], told["slips"]) == (0, len(list_slips(unit.installation)), told["overdue"])
    shown = CliRunner().invoke(app, ["cases", "overdue", "--as-of", "2026-12-15"])
    assert (shown.exit_code, "超期工作日" in shown.output) == (0, True)
    unit.fill_in(DUE, {"处理结果": "不符合条件", "未纳入原因": "收入超过标准"}, {"申请事项": "退回", "申请理由": "不在本镇"})
    asked = json.loads(CliRunner().invoke(app, ["cases", "overdue", "--as-of", DUE.isoformat(), "--json"]).output)
    assert [line["slip_no"] for line in asked["undecided"]] == [unit.numbers[1]]
    clue = next(slip["clue_id"] for slip in list_slips(unit.installation) if slip["slip_no"] == unit.numbers[0])
    shown = CliRunner().invoke(app, ["clue", "show", clue, "--as-of", DUE.isoformat()])
    assert (shown.exit_code, "已反馈" in shown.output, "不符合条件" in shown.output, "…" in shown.output) == (
        0,
        True,
        True,
        False,
    )
