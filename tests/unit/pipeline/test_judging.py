"""Clerical review there and back: the form out of a run, filled in as a clerk would, dropped, and what the next run makes of it."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook
from stdnum.cn.ric import calc_check_digit

from matching.codes import pair_number
from matching.errors import ProcessingError
from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.asking import answer, open_pairs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.status import status
from matching.pipeline.waking import wakeups
from matching.settings import Settings

FRIDAY = date(2026, 12, 11)
LAST_DAY = date(2026, 12, 16)
"""Three working days after that Friday."""
LATER = LAST_DAY + timedelta(days=1)
PERSON = ["2026-12-07", "博山区域城镇大峪口村3号", "李志强", "", "19900000002", "火灾", "1", "8000"]
"""A row of a fire list with the name, phone and house of a person on the roll, and no number."""
TWIN = "37039919620310403" + calc_check_digit("37039919620310403?")
ROLL_HEADINGS = ["户主身份证号", "姓名", "身份证号", "与户主关系", "性别", "救助类型", "户月保障金额", "最初享受月份", "街道/镇", "社区/村",
                 "家庭地址", "联系电话"]  # fmt: skip
FIRE_HEADINGS = ["时间", "地址", "户主", "户主身份证号", "联系电话", "灾种", "家庭人口", "损失金额"]
Row = dict[str, Any]
Judge = str | Callable[[Row], dict[str, str | None]]


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=SHANGHAI)


class Office:
    """The centre's clerk: takes lists, runs, fills in forms, drops them."""

    def __init__(self, installation: Installation) -> None:
        self.installation, self._sent = installation, 0

    def take(self, moment: datetime) -> list[Row]:
        groups = reception.sweep(self.installation, moment).groups
        return [row for group in groups for row in checking.check(self.installation, group["table"], group["drop_ids"])["drops"]]

    def deliver(self, rows: list[list[str]], day: date) -> None:
        """A fire list; its rows are about a fire of that day."""
        told = [[day.isoformat(), *row[1:]] for row in rows]
        folder = self.installation.settings.inbox / "区消防救援大队" / "火灾损失人员"
        write_sheet(folder / f"火灾损失人员_{day:%Y%m%d}.xlsx", FIRE_HEADINGS, told)
        (answered,) = self.take(at(day))
        assert answered["rows_accepted"] == len(rows)

    def run(self, day: date) -> Row:
        return runs.run(self.installation, "event", day)

    def form(self, run_id: str) -> Path:
        (path,) = (self.installation.settings.outbox / "中心" / run_id).glob("人工研判表*.xlsx")
        return path

    def fill(self, run_id: str, judge: Judge, by: str = "孙晓梅") -> Path:
        """Fill every line of a run's form with a word, or as `judge` says, and drop it: what a clerk does."""
        book = load_workbook(self.form(run_id))
        sheet = book["人工研判"]
        headings = [cell.value for cell in sheet[3]]
        for line in sheet.iter_rows(min_row=4):
            row = dict(zip(headings, (cell.value for cell in line), strict=True))
            words = judge(row) if callable(judge) else {"研判结论": judge, "研判人": by}
            for heading, word in words.items():
                line[headings.index(heading)].value = word
        self._sent += 1
        target = self.installation.settings.inbox / "中心" / "人工研判" / f"人工研判表_{self._sent}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        return target

    def send_back(self, run_id: str, moment: datetime, judge: Judge, by: str = "孙晓梅") -> Row:
        self.fill(run_id, judge, by)
        (answered,) = self.take(moment)
        return answered

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.installation.settings.ledger), read_only=True) as ledger:
            return ledger.execute(text).fetchall()

    def fates(self) -> list[tuple[str, str]]:
        """Bucket and rule of every outcome, in order of the runs."""
        return self.query("SELECT bucket, outcomes.rule FROM outcomes JOIN runs USING (run_id) ORDER BY as_of, run_id, record_id")

    def reason(self) -> str:
        """The last outcome's."""
        text = "SELECT reason FROM outcomes JOIN runs USING (run_id) ORDER BY as_of DESC, run_id DESC, record_id LIMIT 1"
        return str(self.query(text)[0][0])


def write_sheet(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    """A plain workbook of text cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    book.save(path)
    return path


def rules_of(answered: Row) -> set[str]:
    return {finding["rule"] for finding in answered["findings"]}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, list[list[str]]], Path]:
    """Homes made once for all tests: a roll loaded, one person received and placed in review by event-2026-12-11-01."""
    made: dict[str, Path] = {}

    def home(name: str, roll: list[list[str]]) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            installation = open_installation(Settings(home=folder / "home", stable_seconds=0.05, lock_seconds=10))
            reception.load_roll(installation, write_sheet(folder / "名册.xlsx", ROLL_HEADINGS, roll), at(FRIDAY, 8))
            office = Office(installation)
            office.deliver([PERSON], FRIDAY)
            assert office.run(FRIDAY)["feeds"]["fire_loss"]["review"] == 1
            made[name] = folder / "home"
        return made[name]

    return home


@pytest.fixture
def asked(installation: Installation, homes: Any, roll_rows: list[list[str]]) -> Office:
    """One person who may be on the roll was asked about."""
    shutil.copytree(homes("one", roll_rows), installation.settings.root)
    return Office(installation)


RUN = "event-2026-12-11-01"


def test_the_same_person_is_enrolled_by_the_next_run(asked: Office) -> None:
    assert wakeups(asked.installation, FRIDAY) == []
    answered = asked.send_back(RUN, at(FRIDAY, 15), "同一人")
    assert (answered["verdict"], answered["rows_accepted"], answered["judgements"]) == ("accepted", 1, {"same": 1})
    assert rules_of(answered) == set()
    assert wakeups(asked.installation, FRIDAY) == ["event"]
    second = asked.run(FRIDAY)
    assert (second["run_id"], second["rows_in"], second["feeds"]["fire_loss"]["enrolled"]) == ("event-2026-12-11-02", 1, 1)
    assert [rule for _, rule in asked.fates()] == ["NAME_HOUSE", "HUMAN_SAME"]
    assert asked.reason().startswith("孙晓梅2026年12月11日人工研判是同一人:")
    now = status(asked.installation)
    assert (now["buckets"], now["pending"], now["review"]) == ({"fire_loss": {"enrolled": 1}}, [], {})
    assert wakeups(asked.installation, FRIDAY + timedelta(days=30)) == []
    ((subject, detail),) = asked.query("SELECT subject, detail FROM audit_log WHERE action = 'judge'")
    assert (subject, json.loads(detail)) == (answered["drop_id"], {"same": 1})


def test_the_form_asks_for_what_is_compared_and_nothing_else(asked: Office) -> None:
    book = load_workbook(asked.form(RUN))
    assert book.sheetnames == ["填写说明", "人工研判"]
    sheet = book["人工研判"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    (row,) = [dict(zip(rows[0], line, strict=True)) for line in rows[1:]]
    assert (row["来源姓名"], row["名册姓名"], row["来源身份证号"] or "", row["来源电话"]) == ("李志强", "李志强", "", PERSON[4])
    assert row["名册身份证号"].startswith("370399")
    assert row["组别与期限"] == "第1组\n12月16日止"
    assert "姓名、住址到户一致" in row["须研判的原因与线索来源"]
    assert "特困" not in "".join(str(cell) for line in rows for cell in line)
    hidden = [sheet.cell(3, number).value for number in range(1, 20) if sheet.column_dimensions[chr(64 + number)].hidden]
    assert hidden == ["权重"]
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"] == ['"同一人,不是,无法判断"']
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    headings = {cell.value: cell.column for cell in sheet[3]}
    assert {head for head, column in headings.items() if not sheet.cell(4, column).protection.locked} == {
        "研判结论",
        "研判人",
        "备注",
    }
    shutil.rmtree(asked.installation.settings.runs / RUN)
    with pytest.raises(ProcessingError, match=RUN):
        open_pairs(asked.installation, FRIDAY)


def test_different_sticks_when_the_same_person_is_delivered_again(asked: Office) -> None:
    asked.send_back(RUN, at(FRIDAY, 15), "不是")
    second = asked.run(FRIDAY)
    assert (second["clues"], second["feeds"]["fire_loss"]["new"]) == (1, 1)
    assert asked.fates() == [("review", "NAME_HOUSE"), ("new", "NEW_PERSON")]
    assert "孙晓梅2026年12月11日人工研判不是同一人" in asked.reason()
    next_week = FRIDAY + timedelta(days=7)
    asked.deliver([PERSON], next_week)
    third = asked.run(next_week)
    assert third["feeds"]["fire_loss"] == {
        "rows_in": 1,
        "enrolled": 0,
        "review": 0,
        "new": 0,
        "merged": 1,
        "outside": 0,
        "unlocated": 0,
    }
    assert not list((asked.installation.settings.outbox / "中心" / third["run_id"]).glob("人工研判表*"))


def test_same_sticks_too_and_a_later_word_takes_it_back(asked: Office) -> None:
    """A wrong word that covered somebody is undone: a false covered loses a family."""
    asked.send_back(RUN, at(FRIDAY, 15), "同一人")
    asked.run(FRIDAY)
    monday = FRIDAY + timedelta(days=3)
    asked.deliver([PERSON], monday)
    assert asked.run(monday)["feeds"]["fire_loss"]["enrolled"] == 1
    asked.send_back(RUN, at(monday, 16), "不是", by="周建平")
    third = asked.run(monday)
    assert (third["rows_in"], third["feeds"]["fire_loss"]["new"]) == (2, 2)
    assert status(asked.installation)["buckets"] == {"fire_loss": {"new": 2}}
    said = asked.query("SELECT verdict, judged_by, run_id, match_weight > 3 FROM judgements ORDER BY received_at")
    assert said == [("same", "孙晓梅", RUN, True), ("different", "周建平", "event-2026-12-14-01", True)]


def test_nobody_can_tell_goes_out_as_a_clue(asked: Office) -> None:
    asked.send_back(RUN, at(FRIDAY, 15), "无法判断")
    assert asked.run(FRIDAY)["clues"] == 1
    assert asked.fates()[-1] == ("new", "REVIEW_UNSURE")
    assert asked.reason().startswith("孙晓梅2026年12月11日人工研判无法判断,按新增线索转办;")


def test_unanswered_after_three_working_days_becomes_a_clue(asked: Office) -> None:
    assert wakeups(asked.installation, LAST_DAY) == []
    assert asked.run(LAST_DAY)["rows_in"] == 0
    assert wakeups(asked.installation, LATER) == ["event"]
    assert status(asked.installation, date.max)["pending"] == [
        {"feed": "fire_loss", "period": "2026-12-11", "records": 1, "again": 1}
    ]
    later = asked.run(LATER)
    assert (later["rows_in"], later["clues"]) == (1, 1)
    assert asked.fates()[-1] == ("new", "REVIEW_OVERDUE")
    assert "研判逾期,截至2026年12月16日未收到结论" in asked.reason()
    (basis,) = asked.query("SELECT basis FROM clues")
    assert "研判逾期" in basis[0]
    assert wakeups(asked.installation, LATER) == []
    answered = asked.send_back(RUN, at(LATER, 16), "同一人")
    assert (answered["verdict"], rules_of(answered)) == ("accepted", {"JUDGED_LATE"})
    assert wakeups(asked.installation, LATER) == []
    monday = date(2026, 12, 21)
    asked.deliver([PERSON], monday)
    assert asked.run(monday)["feeds"]["fire_loss"]["enrolled"] == 1


def test_an_overdue_pair_is_asked_no_more(asked: Office) -> None:
    asked.run(LATER)
    monday = date(2026, 12, 21)
    asked.deliver([PERSON], monday)
    assert asked.run(monday)["feeds"]["fire_loss"]["merged"] == 1
    assert asked.reason().startswith("研判逾期")
    assert open_pairs(asked.installation, monday) == []


@pytest.fixture
def twins(installation: Installation, homes: Any, roll_rows: list[list[str]]) -> Office:
    """Two people of one name, phone and house on the roll; the list names one of them, without a number."""
    other = [TWIN, roll_rows[2][1], TWIN, *roll_rows[2][3:]]
    shutil.copytree(homes("two", [*roll_rows, other]), installation.settings.root)
    return Office(installation)


def test_a_tie_is_one_group_and_one_of_them_is_chosen(twins: Office) -> None:
    assert twins.fates() == [("review", "TIE")]
    seen: list[Row] = []

    def judge(row: Row) -> dict[str, str | None]:
        seen.append(row)
        return {"研判结论": "同一人" if len(seen) == 1 else "不是", "研判人": "孙晓梅"}

    assert twins.send_back(RUN, at(FRIDAY, 15), judge)["judgements"] == {"different": 1, "same": 1}
    assert [row["组别与期限"] for row in seen] == ["第1组\n共2人\n12月16日止"] * 2
    twins.run(FRIDAY)
    assert twins.fates()[-1] == ("enrolled", "HUMAN_SAME")
    chosen = twins.query("SELECT id_number FROM roll_entries JOIN outcomes USING (person_id) WHERE bucket = 'enrolled'")
    assert chosen == [(seen[0]["名册身份证号"],)]
    assert "名册中另有相近的人,孙晓梅2026年12月11日人工研判不是同一人" in twins.reason()


def test_half_a_tie_answered_leaves_the_other_half_open(twins: Office) -> None:
    seen: list[Row] = []

    def judge(row: Row) -> dict[str, str | None]:
        seen.append(row)
        return {"研判结论": "不是", "研判人": "孙晓梅"} if len(seen) == 1 else {}

    answered = twins.send_back(RUN, at(FRIDAY, 15), judge)
    assert (answered["verdict"], answered["rows_accepted"], answered["rows_rejected"]) == ("partly", 1, 1)
    assert rules_of(answered) == {"REQUIRED_BLANK"}
    second = twins.run(FRIDAY)
    assert second["feeds"]["fire_loss"]["review"] == 1
    (left,) = open_pairs(twins.installation, FRIDAY)
    assert (left["pair_no"], left["answer_by"]) == (seen[1]["配对编号"], "2026-12-16")
    assert twins.run(LATER)["clues"] == 1
    assert twins.fates()[-1] == ("new", "REVIEW_OVERDUE")


def test_the_rest_of_a_form_comes_later_through_the_correction_workbook_or_again(twins: Office) -> None:
    first = twins.send_back(RUN, at(FRIDAY, 14), lambda row: {"研判结论": "不是", "研判人": "孙晓梅"} if row["序号"] == 1 else {})
    corrections = twins.installation.settings.root / first["corrections"]
    book = load_workbook(corrections)
    sheet = book["待更正"]
    headings = [cell.value for cell in sheet[1]]
    assert [number for number in range(26) if sheet.column_dimensions[chr(65 + number)].hidden] == [headings.index("权重")]
    for heading, word in (("研判结论", "同一人"), ("研判人", "孙晓梅")):
        sheet.cell(2, headings.index(heading) + 1).value = word
    target = twins.installation.settings.inbox / "中心" / "人工研判" / corrections.name
    book.save(target)
    (second,) = twins.take(at(FRIDAY, 15))
    assert (second["verdict"], second["judgements"]) == ("accepted", {"same": 1})
    again = twins.send_back(
        RUN, at(FRIDAY, 16), lambda row: {"研判结论": "不是" if row["序号"] == 1 else "同一人", "研判人": "孙晓梅"}
    )
    assert (again["verdict"], again["rows_repeated"], rules_of(again)) == ("duplicate", 2, {"ALREADY_DELIVERED"})
    assert len(twins.query("SELECT * FROM judgements")) == 2
    twins.run(FRIDAY)
    assert twins.fates()[-1] == ("enrolled", "HUMAN_SAME")


def test_wrong_values_come_back_with_the_row(twins: Office) -> None:
    def judge(row: Row) -> dict[str, str | None]:
        number = row["配对编号"]
        wrong = {1: {"配对编号": f"{number[:-1]}{'A' if number[-1] != 'A' else 'B'}", "研判结论": "同一人", "研判人": "孙晓梅"}}
        return wrong.get(row["序号"], {"研判结论": "也许", "研判人": "孙晓梅"})

    answered = twins.send_back(RUN, at(FRIDAY, 15), judge)
    assert (answered["verdict"], rules_of(answered)) == ("rejected", {"PAIR_MISTYPED", "ENUM_UNKNOWN"})

    def nobody(row: Row) -> dict[str, str | None]:
        return {"配对编号": pair_number("nobody", "P0")} if row["序号"] == 1 else {"研判结论": "同一人", "研判人": "某某"}

    answered = twins.send_back(RUN, at(FRIDAY, 16), nobody)
    assert {"PAIR_UNKNOWN", "REQUIRED_BLANK", "JUDGE_UNKNOWN"} <= rules_of(answered)
    answered = twins.send_back(RUN, at(FRIDAY, 17), lambda row: {"研判结论": "是"})
    assert (answered["rows_accepted"], rules_of(answered)) == (0, {"JUDGE_BLANK"})
    assert twins.query("SELECT * FROM judgements") == []


def test_two_who_disagree_on_one_day_decide_nothing_until_they_agree(asked: Office) -> None:
    asked.send_back(RUN, at(FRIDAY, 14), "同一人", by="孙晓梅")
    answered = asked.send_back(RUN, at(FRIDAY, 15), "不是", by="周建平")
    assert (answered["verdict"], rules_of(answered)) == ("accepted", {"JUDGED_OTHERWISE", "REPLACES_EARLIER"})
    assert wakeups(asked.installation, FRIDAY) == []
    assert len(open_pairs(asked.installation, FRIDAY)) == 1
    asked.send_back(RUN, at(FRIDAY, 16), "同一人", by="周建平")
    asked.run(FRIDAY)
    assert asked.fates()[-1] == ("enrolled", "HUMAN_SAME")
    assert asked.reason().startswith("孙晓梅、周建平2026年12月11日人工研判是同一人")
    assert len(asked.query("SELECT * FROM judgements")) == 3


def test_two_who_never_agree_are_overdue(asked: Office) -> None:
    asked.send_back(RUN, at(FRIDAY, 14), "同一人", by="孙晓梅")
    asked.send_back(RUN, at(FRIDAY, 15), "不是", by="周建平")
    asked.run(LATER)
    assert asked.fates()[-1] == ("new", "REVIEW_OVERDUE")
    assert "未收到一致的结论" in asked.reason()


def test_a_replay_gives_the_same_bytes(asked: Office) -> None:
    before = hashlib.sha256(asked.form(RUN).read_bytes()).hexdigest()
    assert asked.run(FRIDAY)["run_id"] == RUN
    asked.send_back(RUN, at(FRIDAY, 15), "同一人")
    second = asked.run(FRIDAY)
    frozen = pq.read_table(asked.installation.settings.runs / second["run_id"] / "inputs" / "judgements.parquet").to_pylist()
    assert [(row["verdict"], row["judged_by"], row["judged_on"]) for row in frozen] == [("same", "孙晓梅", "2026-12-11")]
    asked.send_back(RUN, at(FRIDAY, 17), "不是")
    for run_id in (RUN, second["run_id"]):
        assert runs.rebuild(asked.installation, run_id)["run_id"] == run_id
    assert hashlib.sha256(asked.form(RUN).read_bytes()).hexdigest() == before


def test_two_records_of_one_person_are_asked_once_and_settled_together(asked: Office) -> None:
    monday = FRIDAY + timedelta(days=3)
    asked.deliver([PERSON], monday)
    first = asked.run(monday)
    assert first["feeds"]["fire_loss"]["review"] == 1
    (pair,) = open_pairs(asked.installation, monday)
    assert (pair["answer_by"], status(asked.installation)["review"]) == ("2026-12-16", {"2026-12-16": 1})
    answered = answer(asked.installation, [(pair["pair_no"], "同一人", "已电话核实")], "孙晓梅", at(monday, 15))
    assert answered["judgements"] == {"same": 1}
    assert asked.run(monday)["feeds"]["fire_loss"]["enrolled"] == 2
    assert asked.query("SELECT note FROM judgements") == [("已电话核实",)]


def test_a_corrected_record_is_asked_in_place_of_the_first(asked: Office) -> None:
    """The sender's correction says something else of the person: it is another question, and the first is asked no more."""
    corrected = [*PERSON[:-1], "9500"]
    asked.deliver([corrected], FRIDAY)
    asked.run(FRIDAY)
    (pair,) = open_pairs(asked.installation, FRIDAY)
    assert pair["run_id"] == "event-2026-12-11-02"
    assert asked.run(LATER)["rows_in"] == 1
