"""What a weekly change did to the roll is told to the centre; benefits that exclude each other are flagged, nobody is taken off."""

from datetime import date, datetime
from pathlib import Path

import openpyxl

from matching.installation import Installation
from matching.pipeline import reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.clues import clue_story, list_clues
from matching.triage.categories import read_categories
from tests.office import Office, narrow
from tests.tables import number

NEW = number(9)


def change(name: str, identity: str, category: str, township: str, **more: str) -> dict[str, str]:
    told = {"householder_id": identity, "name": name, "id_number": identity, "category": category, "township": township}
    return told | {"benefit_from": "2024-01", "monthly_amount": "1200", "approved_on": "2026-12-09"} | more


def test_each_change_is_told_and_clashing_benefits_are_listed(
    installation: Installation, roll_file: Path, roll_rows: list[list[str]]
) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 12, 1, 8, tzinfo=SHANGHAI))
    wang, zhang, li = (row[2] for row in roll_rows)
    office = Office(installation)
    rows = [
        change("王建国", wang, "农村低保", "八陡镇"),
        change("张秀兰", zhang, "农村低保", "池上镇", householder_id=wang, status="死亡", remark="2026年12月病故"),
        change("李志强", li, "农村低保", "域城镇", monthly_amount="900"),
        change("赵立本", NEW, "临时救助", "源泉镇", benefit_from="2026-12"),
    ]
    summary = office.send("civil_affairs_new", date(2026, 12, 14), rows)
    assert summary["feeds"]["civil_affairs_new"]["enrolled"] == 4
    told = dict(
        office.query("""SELECT json_extract_string("values", '$.name'), reason FROM outcomes JOIN records USING (record_id)""")
    )
    assert "迁移:池上镇→八陡镇" in told["王建国"]
    assert "死亡,农村低保停止" in told["张秀兰"]
    assert "类别变更:特困分散供养→农村低保" in told["李志强"]
    assert "疑似重复享受:农村低保、特困分散供养" in told["李志强"]
    assert "新纳入临时救助" in told["赵立本"]
    (path,) = (installation.settings.outbox / "中心" / summary["run_id"]).glob("名册核对_*.xlsx")
    listed = [[narrow(cell.value) for cell in row] for row in openpyxl.load_workbook(path)["疑似重复享受"].iter_rows(min_row=4)]
    assert [row[1:3] for row in listed] == [["李志强", li]]
    assert runs.rebuild(installation, summary["run_id"])["output_sha256"] == summary["output_sha256"]


def test_an_open_clue_is_told_what_the_rolls_say_of_its_person_and_stays_open(
    installation: Installation, roll_file: Path
) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 12, 1, 8, tzinfo=SHANGHAI))
    office = Office(installation)
    fire = {"occurred_on": "2026-12-02", "name": "赵立本", "id_number": NEW, "loss": "30000", "address": "博山区源泉镇麻庄村8号"}
    office.send("fire_loss", date(2026, 12, 3), [fire])
    told = change("赵立本", NEW, "临时救助", "源泉镇", status="死亡", remark="2026年12月病故", benefit_from="2026-12")
    summary = office.send("civil_affairs_new", date(2026, 12, 14), [told])
    (clue,) = list_clues(office.installation, date(2026, 12, 14))
    assert (clue["closed_on"], summary["feeds"]["civil_affairs_new"]["enrolled"]) == (None, 1)
    assert clue["roll_news"] == "名册记载死亡,临时救助停止（2026年12月14日）"
    story = clue_story(office.installation, clue["clue_id"])
    assert [(row["event"], row["note"]) for row in story["events"] if row["on_day"] == "2026-12-14"] == [
        ("名册死亡", "死亡,临时救助停止")
    ]
    assert story["clue"]["roll_news"] == clue["roll_news"]
    assert list_clues(office.installation, date(2026, 12, 13))[0]["roll_news"] is None
    ((reason,),) = office.query("SELECT reason FROM outcomes WHERE rule = 'ROLL_CHANGE'")
    assert f"另有在办线索{clue['clue_id']},线索不因名册变更自动办结" in reason
    for place in ("镇街/源泉镇", "中心"):
        assert office.rolling(place)[0]["名册变动"] == "名册记载死亡,临时救助停止(2026年12月14日)"


def test_benefits_that_exclude_each_other(installation: Installation) -> None:
    categories = read_categories(installation.settings.schemas)
    assert categories.clashing(["农村低保", "特困分散供养"]) == ("农村低保", "特困分散供养")
    assert categories.clashing(["农村低保", "困难残疾人生活补贴", "重度残疾人护理补贴", "孤儿", "低保"]) == ()
