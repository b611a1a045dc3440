"""抽样核查 there and back: a blind sample, its form filled in and dropped; who is somebody else goes out as a clue."""

import hashlib
import json
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from typer.testing import CliRunner

from matching.cli import app
from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.explain import explain_run
from matching.pipeline.monthly import write_monthly
from matching.pipeline.sampling import draw_month, draw_sample, scope_of
from matching.pipeline.subjects import export_subject
from matching.pipeline.waking import wakeups
from matching.report.intervals import finite_interval
from matching.settings import Settings
from matching.shapes import Bucket
from tests.office import Office
from tests.unit.pipeline.conftest import FIRE_HEADINGS, ROLL_HEADINGS, number, write_sheet

PERIOD, DREW_ON, BACK_ON = "2026-11", date(2026, 12, 1), date(2026, 12, 3)
COVERED = [(f"{'王李赵孙周吴郑冯'[place]}建国", number(f"19{60 + place}0310", 101 + place)) for place in range(8)]
"""People of the roll, all struck by a fire."""
STRANGERS = [(f"{name}海燕", number("19800101", 201 + place)) for place, name in enumerate("陈褚卫蒋")]
"""Who have telephones of theirs, and nothing else."""
NUMBERS = {Bucket.ENROLLED: 5, Bucket.NEW: 2}
Row = dict[str, Any]


def roll_row(name: str, own: str, house: int) -> list[str]:
    address = f"博山区池上镇东池村{house}号"
    return [own, name, own, "户主", "男", "农村低保", "1200", "2024-01", "池上镇", "东池村", address, f"{19900000000 + house}"]


class Centre(Office):
    """Which also takes fire lists of people and sends the sample's form back."""

    def take(self, moment: datetime) -> list[Row]:
        groups = reception.sweep(self.installation, moment).groups
        return [row for group in groups for row in checking.check(self.installation, group["table"], group["drop_ids"])["drops"]]

    def strike(self, day: date, people: list[tuple[str, str]], phones: int = 19900000012) -> Row:
        """A fire list of the day, and its run. phones: the first of them."""
        rows = [
            [f"{day}", f"博山区池上镇东池村{32 + place}号", *who, f"{phones + place}", "火灾", "2", "30000"]
            for place, who in enumerate(people)
        ]
        folder = self.installation.settings.inbox / "区消防救援大队" / "火灾损失人员"
        write_sheet(folder / f"火灾_{day}.xlsx", FIRE_HEADINGS, rows)
        self.take(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))
        return runs.run(self.installation, "event", day)

    def draw(self, seed: str = "7", today: date = DREW_ON) -> Row:
        return draw_sample(self.installation, scope_of(None, PERIOD, today), NUMBERS, seed, today)

    def form(self, told: Row) -> list[Row]:
        sheet = openpyxl.load_workbook(self.installation.settings.root / told["file"])["抽样核查"]
        headings, *lines = sheet.iter_rows(min_row=3, values_only=True)
        return [dict(zip(headings, line, strict=True)) for line in lines]

    def send_back(self, told: Row, words: dict[str, str], hour: int = 10) -> Row:
        """Fill in what was found of some numbers' pairs, and drop the form."""
        book = openpyxl.load_workbook(self.installation.settings.root / told["file"])
        headings = [cell.value for cell in book["抽样核查"][3]]
        for line in book["抽样核查"].iter_rows(min_row=4):
            if word := words.get(line[headings.index("来源身份证号")].value):
                line[headings.index("研判结论")].value, line[headings.index("研判人")].value = word, "孙晓梅"
        target = self.installation.settings.inbox / "中心" / "人工研判" / f"抽样核查表_{hour}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        (answered,) = self.take(datetime(2026, 12, 3, hour, tzinfo=SHANGHAI))
        return answered

    def fates(self, own: str) -> list[tuple[Any, ...]]:
        """Bucket and rule of everything that ever became of the records of a number, in order of the runs."""
        told = f"""SELECT bucket, outcomes.rule FROM outcomes JOIN runs USING (run_id) JOIN records USING (record_id)
            WHERE contains("values", '{own}') ORDER BY as_of, sequence, record_id"""
        return self.query(told)


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the roll covered eight people in November, and four others became clues. To be copied."""
    home = tmp_path_factory.mktemp("sampled") / "home"
    centre = Centre(open_installation(Settings(home=home, stable_seconds=0.05)))
    roll = write_sheet(
        home.parent / "名册.xlsx", ROLL_HEADINGS, [roll_row(*who, 12 + place) for place, who in enumerate(COVERED)]
    )
    reception.load_roll(centre.installation, roll, datetime(2026, 11, 9, 8, tzinfo=SHANGHAI))
    counts = centre.strike(date(2026, 11, 9), [*STRANGERS, *COVERED])["feeds"]["fire_loss"]
    assert (counts["enrolled"], counts["new"]) == (len(COVERED), len(STRANGERS))
    return home


@pytest.fixture
def centre(november: Path, installation: Installation) -> Centre:
    shutil.copytree(november, installation.settings.root, dirs_exist_ok=True)
    return Centre(installation)


def lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()


def test_who_was_drawn_finds_it_in_all_that_is_held_of_them(centre: Centre, tmp_path: Path) -> None:
    told = centre.draw()
    own = next(row["名册身份证号"] for row in centre.form(told) if row["名册身份证号"] == row["来源身份证号"])
    moment = datetime(DREW_ON.year, DREW_ON.month, DREW_ON.day, 10, tzinfo=SHANGHAI)
    export_subject(centre.installation, own, DREW_ON, moment, "本人申请", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as export:
        (asked,) = [one for row in json.loads(export.read("全部信息.json"))["rows"] for one in row["questions"]]
        places = export.read("存放位置.csv").decode("utf-8-sig")
    assert (asked["state"], asked["sample_no"], asked["verdict"]) == ("sampled", told["sample_no"], None)
    assert f"{told['sample_no']} {asked['pair_no']}" in places


def test_the_sample_can_be_drawn_again_by_anybody_and_its_form_is_blind(centre: Centre) -> None:
    told = centre.draw()
    assert (told["pairs"], told["scope"], told["drawn_on"]) == (7, "2026年11月", "2026-12-01")
    assert [(row["bucket"], row["population"], row["waiting"]) for row in told["found"]] == [("enrolled", 8, 5), ("new", 4, 2)]
    people = [name for (name,) in centre.query("SELECT person_id FROM outcomes WHERE bucket = 'enrolled'")]
    drawn = {name for (name,) in centre.query("SELECT person_id FROM samples WHERE bucket = 'enrolled'")}
    assert drawn == set(sorted(people, key=lambda name: lot("7", name))[:5])
    form = centre.form(told)
    known = {own: name for name, own in [*COVERED, *STRANGERS]}
    assert all(row["来源姓名"] == known[row["来源身份证号"]] for row in form)
    assert all(row["名册姓名"] == known[row["名册身份证号"]] for row in form)
    assert sum(row["来源身份证号"] == row["名册身份证号"] for row in form) == 5
    assert [row["配对编号"] for row in form] == sorted(row["配对编号"] for row in form)
    assert all("区消防救援大队《火灾损失人员》第" in row["困难情形与线索来源"] for row in form)
    book = openpyxl.load_workbook(centre.installation.settings.root / told["file"])
    said = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    hidden = ("在册", "新增", "EXACT", "NEW_PERSON", "XS-", "红", "橙", "黄", "蓝", "低保")
    assert [text for text in said for word in hidden if word in text and "红色带下划线" not in text] == []
    file = centre.installation.settings.root / told["file"]
    first = file.read_bytes()
    assert centre.draw(today=date(2026, 12, 9)) == told
    assert file.read_bytes() == first
    whole = draw_month(centre.installation, PERIOD, DREW_ON)
    assert [(row["bucket"], row["drawn"]) for row in whole["found"]] == [("enrolled", 8), ("new", 4)]
    assert whole["sample_no"] != told["sample_no"]
    with pytest.raises(UsageError, match="还没有结束"):
        scope_of(None, "2026-12", DREW_ON)
    with pytest.raises(UsageError, match="can be drawn"):
        draw_sample(centre.installation, scope_of(None, PERIOD, DREW_ON), {Bucket.REVIEW: 3}, "7", DREW_ON)
    with pytest.raises(UsageError, match="没有这个批次"):
        draw_sample(centre.installation, scope_of("event-2026-11-10-01", None, DREW_ON), NUMBERS, "7", DREW_ON)


def test_who_is_somebody_else_goes_out_as_a_clue_and_is_covered_no_more(centre: Centre) -> None:
    told = centre.draw()
    covered = [row["来源身份证号"] for row in centre.form(told) if row["来源身份证号"] == row["名册身份证号"]]
    stranger = next(row["来源身份证号"] for row in centre.form(told) if row["来源身份证号"] != row["名册身份证号"])
    words = {covered[0]: "不是", covered[1]: "同一人", covered[2]: "无法判断", stranger: "不是"}
    answered = centre.send_back(told, words)
    assert answered["judgements"] == {"different": 2, "same": 1, "unsure": 1}
    assert wakeups(centre.installation, BACK_ON) == ["event"]
    run = runs.run(centre.installation, "event", BACK_ON)
    assert (run["rows_in"], run["clues"]) == (1, 1)
    assert centre.fates(covered[0]) == [("enrolled", "EXACT_ID"), ("new", "NEW_PERSON")]
    ((basis,),) = centre.query("SELECT basis FROM clues WHERE opened_on = '2026-12-03'")
    assert "孙晓梅2026年12月3日人工研判不是同一人" in basis
    assert runs.rebuild(centre.installation, run["run_id"])["output_sha256"] == run["output_sha256"]
    assert wakeups(centre.installation, BACK_ON) == []
    ((clue,),) = centre.query("SELECT clue_id FROM clues WHERE opened_on = '2026-12-03'")
    assert explain_run(centre.installation, run["run_id"], clue).sections[0].explanation.rule == "HUMAN_DIFFERENT"
    people = {own: name for name, own in COVERED}
    later = [(people[own], own) for own in covered[:3]]
    assert centre.strike(date(2026, 12, 7), later, phones=19900000700)["rows_in"] == 3
    assert centre.fates(covered[0])[-1] == ("merged", "EXACT_ID"), "told in other words, evidence of the clue that is open"
    assert centre.fates(covered[1])[-1] == centre.fates(covered[2])[-1] == ("enrolled", "EXACT_ID")
    again = centre.send_back(told, {covered[0]: "同一人"}, hour=11)
    assert "JUDGED_LATE" in {finding["rule"] for finding in again["findings"]}


def test_what_was_found_is_estimated_with_its_interval_in_the_month_that_heard_of_it(centre: Centre) -> None:
    told = centre.draw()
    pairs = [(row["来源身份证号"], row["来源身份证号"] == row["名册身份证号"]) for row in centre.form(told)]
    wrong = next(own for own, same in pairs if same)
    centre.send_back(told, {own: "同一人" if same and own != wrong else "不是" for own, same in pairs})
    runs.run(centre.installation, "event", BACK_ON)
    (covered, controls) = centre.draw(today=date(2026, 12, 9))["found"]
    low, high = finite_interval(1, 5, 8)
    assert {name: covered[name] for name in ("drawn", "judged", "wrong", "sent_out", "estimate", "low", "high", "said_on")} == {
        "drawn": 5, "judged": 5, "wrong": 1, "sent_out": 1, "estimate": 1.6, "low": low, "high": high, "said_on": "2026-12-03",
    }  # fmt: skip
    assert (controls["judged"], controls["wrong"]) == (2, 0)
    content = write_monthly(centre.installation, "2026-12", date(2026, 12, 31))
    assert content["samples"] == [covered, controls]
    workbook, letter = (centre.installation.settings.root / name for name in content["files"])
    headings, *lines = openpyxl.load_workbook(workbook)["漏派估计"].iter_rows(min_row=3, max_row=5, values_only=True)
    first = dict(zip((heading.replace("\n", "") for heading in headings), lines[0], strict=True))
    assert (first["样本"], first["比对结果"], first["估计判错"], first["区间上限"]) == (told["sample_no"], "已在册", 1.6, high)
    sentence = f"2026年11月比对为已在册的8人中抽取5人盲核，已核5人，认错1人，其中1人已转为线索；据此估计漏派2人（95%区间{low:.0f}至{high:.0f}人）"
    assert any(sentence in paragraph.text for paragraph in Document(str(letter)).paragraphs)
    earlier = write_monthly(centre.installation, "2026-11", date(2026, 12, 31))
    assert earlier["samples"] == []


def test_the_command_names_nobody(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOREN_HOME", str(centre.installation.settings.root))
    monkeypatch.setenv("ZHAOREN_BUSINESS_DATE", "2026-12-01")
    words = ["audit", "sample", "--bucket", "enrolled", "--n", "3", "--seed", "7", "--run", "event-2026-11-09-01"]
    said = CliRunner().invoke(app, [*words, "--json"]).stdout
    told = json.loads(said[said.index("{") :])
    assert (told["scope"], told["pairs"], told["found"][0]["population"]) == ("event-2026-11-09-01", 3, 8)
    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0
    assert "已在册" in shown.output
    assert not any(secret in shown.output + json.dumps(told) for who in COVERED for secret in who)
    logged = centre.query("SELECT detail FROM audit_log WHERE action = 'draw_sample'")
    assert [json.loads(detail)["pairs"] for (detail,) in logged] == [3], "written down once"
