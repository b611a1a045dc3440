"""What earlier runs were told counts in later ones: stays of a year, shocks of a person and of a household, clues that were closed."""

import json
from datetime import date, datetime
from pathlib import Path

import docx
import pyarrow.parquet as pq
import pytest

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline import reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.clues import clue_story, list_clues
from matching.pipeline.standing import refresh
from matching.pipeline.withdrawing import withdraw
from tests.office import Office
from tests.tables import number
from tests.unit.pipeline.casework import say, slips_of

CHEN = number(7)


@pytest.fixture
def office(installation: Installation, roll_file: Path) -> Office:
    reception.load_roll(installation, roll_file, datetime(2026, 10, 1, 8, tzinfo=SHANGHAI))
    return Office(installation)


def stay(admitted: str, discharged: str, burden: str, stay_no: str, **more: str) -> dict[str, str]:
    told = {"name": "陈立新", "id_number": CHEN, "admitted_on": admitted, "discharged_on": discharged, "burden": burden, "stay_no": stay_no,
            "address": "博山区源泉镇麻庄村8号"}  # fmt: skip
    return told | more


def test_new_aid_for_an_open_clue_asks_its_department_once(office: Office) -> None:
    office.send("fire_loss", date(2026, 10, 2), [fire("2026-10-01", "陈立新", "5000", CHEN)])
    second = office.send("health_inpatient", date(2026, 10, 8), [stay("2026-09-01", "2026-09-10", "21000", "A1")])
    assert (second["clues"], second["slips"], second["recipients"]) == (0, 1, {"medins": 1})
    (one,) = list_clues(office.installation, date(2026, 10, 8))
    story = clue_story(office.installation, one["clue_id"])
    assert [(row["role"], row["recipient_name"]) for row in story["slips"]] == [("主办", "源泉镇"), ("协办", "区医保分局")]
    folder = office.installation.settings.outbox / "区医保分局" / second["run_id"]
    assert sorted(path.name.split("_")[0] for path in folder.iterdir()) == ["交接登记表", "反馈表", "线索转办单"]
    text = "\n".join(
        cell.text for table in docx.Document(next(folder.glob("*.docx"))).tables for row in table.rows for cell in row.cells
    )
    assert "21,000.00元" in text
    assert one["clue_id"] in text
    assert f"本线索已由承办单位在办（原文号{story['slips'][0]['slip_no']}），因下列新情况请协办" in text
    assert "5,000" not in text
    third = office.send("health_inpatient", date(2026, 11, 5), [stay("2026-10-02", "2026-10-20", "20000", "A2")])
    assert (third["feeds"]["health_inpatient"]["merged"], third["slips"]) == (1, 0)
    assert runs.rebuild(office.installation, second["run_id"])["output_sha256"] == second["output_sha256"]
    gone = withdraw(office.installation, story["slips"][1]["slip_no"], "不属本单位", "孙晓梅", date(2026, 11, 6))
    assert (gone["state"], gone["role"]) == ("作废", "协办")
    again = office.send("health_inpatient", date(2026, 11, 9), [stay("2026-11-01", "2026-11-05", "20000", "A3")])
    assert again["recipients"] == {"medins": 1}
    slips = clue_story(office.installation, one["clue_id"])["slips"]
    assert [(row["recipient_name"], row["run_id"]) for row in slips[1:]] == [
        ("区医保分局", run["run_id"]) for run in (second, again)
    ]
    assert office.query("SELECT number FROM slips ORDER BY number") == [(1,), (2,), (3,)]


def test_stays_of_two_months_reach_the_line_once_each_and_the_run_replays(office: Office) -> None:
    first = office.send("health_inpatient", date(2026, 10, 8), [stay("2026-09-01", "2026-09-10", "21000", "A1")])
    (level,) = office.query("SELECT level, level_rule FROM clues")
    assert level == ("黄", "INPATIENT_20K")
    again = office.send(
        "medins_inpatient", date(2026, 10, 9), [stay("2026-09-01", "2026-09-11", "21000", "B1", township="源泉镇")]
    )
    assert again["feeds"]["medins_inpatient"]["merged"] == 1
    last = office.send("health_inpatient", date(2026, 11, 5), [stay("2026-10-02", "2026-10-20", "20000", "A2")])
    levels = office.query("SELECT run_id, level FROM outcomes ORDER BY run_id")
    assert levels == [(first["run_id"], "黄"), (again["run_id"], "黄"), (last["run_id"], "橙")]
    (one,) = list_clues(office.installation, date(2026, 11, 5))
    assert (one["level_at_first"], one["level"], one["evidence"], one["unit_name"]) == ("黄", "橙", 3, "源泉镇")
    story = clue_story(office.installation, one["clue_id"])
    assert [row["source"].split("《")[0] for row in story["evidence"]] == ["区卫生健康局", "区医保分局", "区卫生健康局"]
    assert (story["person"]["name"], story["person"]["id_number"]) == ("陈立新", CHEN[:6] + "********" + CHEN[-4:])
    assert CHEN not in json.dumps(story, ensure_ascii=False, default=str)
    assert [row["level"] for row in story["supplements"]] == ["橙"]
    assert [row["recipient_name"] for row in story["slips"]] == ["源泉镇", "区医保分局"]
    assert {row["event"] for row in story["events"]} >= {"立案"}
    whole = clue_story(office.installation, one["clue_id"], full=True)
    assert (whole["person"]["id_number"], whole["evidence"][0]["values"]["身份证号"]) == (CHEN, CHEN)
    with pytest.raises(UsageError, match="没有这条线索"):
        clue_story(office.installation, "XS-NOBODY0000")
    assert runs.rebuild(office.installation, last["run_id"])["output_sha256"] == last["output_sha256"]
    assert office.query("SELECT level_before, level, level_rule FROM supplements") == [("黄", "橙", "YEAR_LINE_REACHED")]
    (then,) = list_clues(office.installation, date(2026, 10, 30), "源泉", only_open=True)
    assert (then["level"], then["evidence"], list_clues(office.installation, date(2026, 10, 7))) == ("黄", 2, [])
    (line,) = office.listed("线索补充单", last["run_id"])
    assert (line["姓名"], line["身份证号"], line["原等级"], line["现等级"]) == ("陈立新", CHEN, "黄", "橙")
    (rolling,) = office.rolling()
    assert (rolling["姓名"], rolling["等级"]) == ("陈立新", "橙")
    assert [line.split("》")[0] for line in rolling["转办后新情况"].split("\n")] == [
        "2026年11月5日《住院高额费用人员",
        "2026年10月9日《参保人住院高额费用人员",
    ]
    assert "2次住院,个人负担合规费用合计41,000.00元" in line["上调理由(规则与依据)"]
    assert "区医保分局《参保人住院高额费用人员》第2行" in line["此前记录"]
    history = pq.read_table(office.installation.settings.runs / last["run_id"] / "inputs" / "history.parquet")
    assert history.num_rows == 2


def fire(day: str, name: str, loss: str, identity: str) -> dict[str, str]:
    return {
        "occurred_on": day,
        "name": name,
        "id_number": identity,
        "loss": loss,
        "address": "博山区源泉镇麻庄村8号",
        "cause": "火灾",
    }


def test_what_is_reported_after_a_slip_was_given_back_stands_first_for_the_centre_and_on_the_units_list(office: Office) -> None:
    office.send(
        "fire_loss",
        date(2026, 10, 12),
        [fire("2026-10-11", "陈立新", "3000", CHEN), fire("2026-10-11", "赵长河", "90000", number(8))],
    )
    numbers = {row["姓名"]: row["文号"] for row in office.rolling("中心")}
    asks = {"request": "退回", "request_reason": "不在本镇"}
    say(office.installation, date(2026, 10, 13), [(one, asks) for one in numbers.values()])
    refresh(office.installation, date(2026, 10, 14))
    first = [(row["姓名"], row["等级"], row["办理状态"], row["转办后新情况"]) for row in office.rolling("中心")]
    assert first == [("赵长河", "橙", "退回已1天,请核定", ""), ("陈立新", "黄", "退回已1天,请核定", "")]
    office.send("fire_loss", date(2026, 10, 15), [fire("2026-10-14", "陈立新", "3500", CHEN)])
    told = [(row["姓名"], row["办理状态"]) for row in office.rolling("中心")]
    assert told == [("陈立新", "退回后又有新情况,请核定(已2天)"), ("赵长河", "退回已2天,请核定")]
    own = {row["姓名"]: (row["办理状态"], row["转办后新情况"]) for row in office.rolling()}
    assert own["陈立新"][0] == own["赵长河"][0] == "退回"
    assert own["陈立新"][1].startswith("2026年10月15日《火灾损失人员》")
    assert "3,500" in own["陈立新"][1]
    assert "3,000" not in own["陈立新"][1]


def close(office: Office, clue_id: str, day: date) -> None:
    """The lead slip of a clue is answered."""
    (number,) = (number for number, slip in slips_of(office.installation).items() if slip.is_lead and slip.clue_id == clue_id)
    say(office.installation, day, [(number, {"result": "临时救助", "amount": "800"})])


def test_a_new_shock_after_a_clue_was_closed_opens_one_that_refers_to_it(office: Office) -> None:
    office.send("fire_loss", date(2026, 10, 12), [fire("2026-10-11", "陈立新", "3000", CHEN)])
    ((old,),) = office.query("SELECT clue_id FROM clues")
    close(office, old, date(2026, 10, 20))
    second = office.send("fire_loss", date(2026, 11, 3), [fire("2026-11-02", "陈立新", "4000", CHEN)])
    assert (second["feeds"]["fire_loss"]["new"], second["clues"]) == (1, 1)
    assert [bool(row["closed_on"]) for row in list_clues(office.installation, date(2026, 10, 20))] == [True]
    ((new, level, basis),) = office.query(f"SELECT clue_id, level, basis FROM clues WHERE follows = '{old}'")
    assert (new != old, level) == (True, "橙")
    assert basis.startswith(
        f"此前的线索{old}已于2026年10月20日办结,本次为办结后的新情况;此前另有记录:区消防救援大队《火灾损失人员》第2行"
    )
    fired = office.query(f"SELECT unnest(reasons) FROM clues WHERE clue_id = '{new}'")
    assert {rule for rule in ("SEVERAL_SHOCKS", "STRUCK_AFTER_CLOSING") if rule in str(fired)} == {
        "SEVERAL_SHOCKS",
        "STRUCK_AFTER_CLOSING",
    }


def test_a_shock_of_another_member_of_the_household_counts(office: Office) -> None:
    office.send("fire_loss", date(2026, 10, 12), [fire("2026-10-11", "陈立新", "3000", CHEN)])
    wife = stay("2026-10-01", "2026-10-20", "20000", "A2") | {"name": "赵玉兰", "id_number": number(8, "19620315")}
    office.send("health_inpatient", date(2026, 11, 5), [wife])
    ((level, reasons, basis),) = office.query("SELECT level, reasons, basis FROM clues WHERE feed = 'health_inpatient'")
    assert (level, "HOUSEHOLD_STRUCK_AGAIN" in str(reasons)) == ("橙", True)
    assert "同户此前另有记录:区消防救援大队《火灾损失人员》第2行(火灾,2026年10月11日)" in basis
    assert "3000" not in basis
