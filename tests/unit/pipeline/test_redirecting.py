"""改派: a lead slip goes on to another unit under the next number, its clue stays open there, nobody is lost and nothing counts twice."""

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import duckdb
import openpyxl
import pytest

from matching.errors import CalendarMissing, CheckFailed, ConfigurationError, UsageError
from matching.installation import Installation, open_installation
from matching.ledger import reading, writing
from matching.pipeline import checking, reception
from matching.pipeline.cases import cases_status, overdue, undecided
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.clues import clue_story, list_clues
from matching.pipeline.lineage import lineage
from matching.pipeline.monthly import monthly
from matching.pipeline.redirecting import redirect
from matching.pipeline.releasing import release
from matching.pipeline.replay import replay
from matching.pipeline.standing import refresh
from matching.pipeline.supervision import supervise
from matching.pipeline.verifying import verify
from matching.pipeline.withdrawing import list_slips, withdraw
from matching.settings import Settings
from tests.unit.pipeline.casework import hashes, say, slips_of

DAY, LATER, DUE = date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 16)
RUN = "event-2026-12-07-01"
OLD, NEW = "博救转〔2026〕0001号", "博救转〔2026〕0007号"
BATCH = "改派-2026-0007"
WHY = "户籍和住所都在池上镇"


@pytest.fixture
def here(sent_out: Path, settings: Settings) -> Installation:
    """Three lead slips (1 to 3) to 源泉镇 of 2026-12-07, three support slips (4 to 6); the first was given back on the next day."""
    shutil.copytree(sent_out, settings.home)
    installation = open_installation(settings)
    say(installation, date(2026, 12, 8), [(OLD, {"request": "退回", "request_reason": "不在本镇"})])
    return installation


@pytest.fixture
def moved(here: Installation) -> Installation:
    """The first of them was handed on to 池上镇 on 2026-12-09."""
    redirect(here, OLD, "池上", WHY, "孙晓梅", LATER)
    return here


def asked(installation: Installation, text: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.execute(text).fetchall()


def person(installation: Installation) -> str:
    """Who the first slip is about: the numbers go by clue, and a clue's id by the bytes of the list."""
    return str(clue_story(installation, slips_of(installation)[OLD].clue_id, full=True)["person"]["name"])


def page(installation: Installation, folder: str, sheet: str) -> list[dict[str, Any]]:
    """The rows of a page of 全部在办."""
    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(installation.settings.outbox / folder / "全部在办.xlsx")[sheet]
    ]
    return [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]


def test_the_new_unit_has_the_clue_and_a_number_of_its_own_without_a_gap(here: Installation) -> None:
    told = redirect(here, OLD, "池上镇人民政府", WHY, "孙晓梅", LATER)
    assert (told["slip_no"], told["follows"], told["recipient"], told["due_on"]) == (NEW, OLD, "池上镇", DUE.isoformat())
    lines = {line["slip_no"]: line for line in list_slips(here)}
    old, new = lines[OLD], lines[NEW]
    assert (old["state"], old["redirected_on"], old["redirected_why"], old["next_no"]) == ("已改派", "2026-12-09", WHY, NEW)
    assert (new["state"], new["recipient"], new["role"], new["number"]) == ("已转办", "池上镇", "主办", 7)
    (clue,) = [row for row in list_clues(here, LATER) if OLD in row["slips"]]
    assert (clue["unit_name"], clue["due_on"], clue["closed_on"], clue["slips"][-1]) == ("池上镇", DUE.isoformat(), None, NEW)
    assert [row["clue_id"] for row in list_clues(here, LATER, "池上", only_open=True)] == [clue["clue_id"]]
    (before,) = [row for row in list_clues(here, date(2026, 12, 8)) if OLD in row["slips"]]
    assert (before["unit_name"], before["slips"][-1]) == ("源泉镇", "博救转〔2026〕0004号"), "that day still reads as it did"
    story = clue_story(here, clue["clue_id"])
    assert story["clue"]["unit_name"] == "池上镇"
    leads = [(row["slip_no"], row["recipient_name"], row["state"]) for row in story["slips"] if row["role"] == "主办"]
    assert leads == [(OLD, "源泉镇", "已改派"), (NEW, "池上镇", "已转办")]
    assert [row["event"] for row in story["events"] if row["on_day"] == "2026-12-09"] == ["改派", "已转办"]
    for slip_no in (OLD, NEW):
        (same,) = lineage(here, "slip", slip_no, LATER).clues
        assert same["clue"]["unit_name"] == "池上镇"
    assert verify(here).faults == ()
    (line,) = asked(here, "SELECT subject, detail FROM audit_log WHERE action = 'redirect'")
    assert (line[0], json.loads(line[1])["slip"], json.loads(line[1])["to"]) == (OLD, NEW, "370304112")


def test_the_papers_of_the_new_unit(moved: Installation) -> None:
    folder = moved.settings.outbox / "镇街" / "池上镇" / BATCH
    assert sorted(path.name.split("_")[0] for path in folder.iterdir()) == ["交接登记表", "反馈表", "线索清单", "线索转办单"]
    document = docx.Document(next(folder.glob("*.docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join(texts)
    assert f"主送：池上镇（主办）\t{NEW}" in text
    for words in (
        "2026年12月16日前",
        person(moved),
        f"由源泉镇改派（原文号{OLD}）：{WHY}；2026年12月7日与救助对象名册",
        "孙晓梅",
    ):
        assert words in text, words
    assert "FIRE_LOSS" not in text
    (register,) = (moved.settings.outbox / "中心" / "转办登记" / BATCH).iterdir()
    row = [cell.value for cell in openpyxl.load_workbook(register)["转办登记表"][4]]
    assert (row[1], row[4], row[6]) == (NEW, "池上镇", person(moved))
    (form,) = folder.glob("反馈表_*.xlsx")
    assert openpyxl.load_workbook(form)["反馈表"]["B4"].value == NEW


def test_both_units_and_the_centre_are_told_in_the_rolling_lists(moved: Installation) -> None:
    assert [row["文号"] for row in page(moved, "镇街/池上镇", "全部在办")] == [NEW]
    assert OLD not in [row["文号"] for row in page(moved, "镇街/源泉镇", "全部在办")]
    for folder in ("镇街/源泉镇", "中心"):
        (row,) = page(moved, folder, "已改派")
        assert (row["文号"], row["原承办单位"], row["改派给"], row["新文号"]) == (OLD, "源泉镇", "池上镇", NEW)
        assert (row["姓名"], row["改派日期"], row["改派原因"]) == (person(moved), "2026年12月9日", WHY)
    assert [row["序号"] for row in page(moved, "中心", "退回待核定")] == ["（无）"]
    (row,) = [row for row in page(moved, "中心", "全部在办") if row["文号"] == NEW]
    assert (row["承办单位"], row["办理状态"]) == ("池上镇", "已转办")
    book = openpyxl.load_workbook(moved.settings.outbox / "镇街" / "池上镇" / "全部在办.xlsx")
    assert "已改派" not in book.sheetnames, "the page is there where something was handed on"


def test_the_clock_of_the_new_unit_runs_and_that_of_the_old_one_does_not(moved: Installation) -> None:
    late = date(2026, 12, 17)
    assert [(line["slip_no"], line["recipient"]) for line in overdue(moved, late) if line["slip_no"] in (OLD, NEW)] == [
        (NEW, "池上镇")
    ]
    assert undecided(moved, late) == []
    states = {name: told["states"] for name, told in cases_status(moved, late)["recipients"].items()}
    assert (states["池上镇"], states["源泉镇"]) == ({"已转办": 1}, {"已改派": 1, "已转办": 2})
    sent = supervise(moved, late, late)["notices"]
    assert {notice["recipient"]: notice["lines"] for notice in sent}["池上镇"] == 1
    assert [row[0] for row in asked(moved, "SELECT recipient FROM supervisions WHERE slip_no IN "
                                           f"('{OLD}', '{NEW}')")] == ["370304112"]  # fmt: skip


def test_the_months_identities_hold_and_the_answer_counts_once(moved: Installation) -> None:
    say(moved, date(2026, 12, 14), [(NEW, {"result": "临时救助", "amount": "800"})])
    told = monthly(moved, "2026-12", date(2026, 12, 31))
    rows = {row["name"]: row for row in told["recipients"]}
    fields = ("handed", "done", "open", "returned", "redirected")
    assert [rows["源泉镇"][name] for name in fields] == [3, 0, 2, 1, 1]
    assert [rows["池上镇"][name] for name in fields] == [1, 1, 0, 0, 0]
    assert told["total"]["handed"] == told["total"]["done"] + told["total"]["open"] + told["total"]["returned"] == 7
    assert [(row["done"], row["aided"]) for row in told["feeds"]] == [(1, 1)]
    assert {row["name"]: row["clues"] for row in told["detection"] if row["clues"]} == {"池上镇": 1, "源泉镇": 2}


def test_the_answer_of_the_new_unit_closes_the_clue(moved: Installation) -> None:
    clue_id = slips_of(moved)[NEW].clue_id
    say(moved, date(2026, 12, 14), [(NEW, {"result": "临时救助", "amount": "800"})])
    (clue,) = [row for row in list_clues(moved, date(2026, 12, 14)) if row["clue_id"] == clue_id]
    assert (clue["closed_on"], clue["closed_by"], clue["unit_name"]) == ("2026-12-14", "办结", "池上镇")
    assert page(moved, "中心", "已改派")[0]["文号"] == OLD
    with pytest.raises(UsageError, match=r"现为「已反馈」，不能登记「改派」"):
        redirect(moved, NEW, "源泉镇", "又搬回来了", "孙晓梅", date(2026, 12, 15))


def drop_form(installation: Installation, form: Path, unit: str, day: date, number: str, **told: str) -> dict[str, Any]:
    """Fill in the row of a number on a form of ours and drop it into a unit's folder; the answer."""
    book = openpyxl.load_workbook(form)
    sheet = book["反馈表"]
    headings = [cell.value for cell in sheet[3]]
    for line in range(sheet.max_row, 3, -1):
        if sheet.cell(line, headings.index("文号") + 1).value == number:
            for heading, text in told.items():
                sheet.cell(line, headings.index(heading) + 1).value = text
    target = installation.settings.inbox / "镇街" / unit / "反馈" / f"反馈表_{day:%d}_{unit}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    (group,) = reception.sweep(installation, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)).groups
    (answer,) = checking.check(installation, group["table"], group["drop_ids"])["drops"]
    return answer


def test_an_answer_to_the_old_slip_goes_back_and_says_who_has_it_now(moved: Installation) -> None:
    outbox = moved.settings.outbox / "镇街"
    (old,), (new,) = (outbox.glob(f"{place}/反馈表_*.xlsx") for place in (f"源泉镇/{RUN}", f"池上镇/{BATCH}"))
    given_back = {"申请事项": "退回", "申请理由": "不在本镇"}
    again = drop_form(moved, old, "源泉镇", date(2026, 12, 10), OLD, **given_back)
    assert (again["verdict"], again["rows_rejected"]) == ("accepted", 0), "the form still holds the request that was taken"
    answer = {"处理结果": "临时救助", "救助金额": "800"}
    late = drop_form(moved, old, "源泉镇", date(2026, 12, 11), OLD, **answer)
    assert {one["rule"] for one in late["findings"] if one["severity"] != "warning"} == {"SLIP_REDIRECTED"}
    (told,) = {row[0] for row in asked(moved, "SELECT message FROM findings WHERE rule = 'SLIP_REDIRECTED'")}
    assert told == f"这张转办单已改派给池上镇（新文号{NEW}），由池上镇办理，本行没有登记"
    strange = drop_form(moved, old, "池上镇", date(2026, 12, 14), OLD, **answer)
    assert "SLIP_BEFORE_REDIRECTED" in {one["rule"] for one in strange["findings"]}
    assert slips_of(moved)[NEW].case.state == "已转办"
    taken = drop_form(moved, new, "池上镇", date(2026, 12, 15), NEW, **answer)
    assert (taken["verdict"], taken["feedback"]) == ("accepted", {"反馈": 1})


def test_a_second_call_changes_nothing_and_draws_what_is_not_there(moved: Installation) -> None:
    rows, outbox = asked(moved, "SELECT count(*) FROM slip_events"), moved.settings.outbox
    folder = outbox / "镇街" / "池上镇" / BATCH
    before = hashes(folder)
    first = {line["slip_no"]: line for line in list_slips(moved)}
    assert redirect(moved, OLD, "370304112", "又写一遍", "王主任", date(2026, 12, 10))["slip_no"] == NEW
    shutil.rmtree(folder)
    redirect(moved, OLD, "池上镇", WHY, "孙晓梅", date(2026, 12, 11))
    assert hashes(folder) == before
    assert (asked(moved, "SELECT count(*) FROM slip_events"), {line["slip_no"]: line for line in list_slips(moved)}) == (
        rows,
        first,
    )
    with pytest.raises(UsageError, match=f"已改派给池上镇，再改派请用新文号 {NEW}"):
        redirect(moved, OLD, "域城镇", WHY, "孙晓梅", date(2026, 12, 11))


def test_a_crash_between_the_ledger_and_the_papers_is_made_good_by_the_next_call(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, pytest.raises(OSError, match="no space"):
        broken.setattr("matching.pipeline.redirecting.install", lambda *_: (_ for _ in ()).throw(OSError("no space")))
        redirect(here, OLD, "池上镇", WHY, "孙晓梅", LATER)
    assert slips_of(here)[NEW].recipient == "370304112"
    redirect(here, OLD, "池上镇", WHY, "孙晓梅", LATER)
    assert [line["number"] for line in list_slips(here)] == [1, 2, 3, 4, 5, 6, 7]
    assert len(list((here.settings.outbox / "镇街" / "池上镇" / BATCH).iterdir())) == 4


def test_it_may_be_handed_on_again_and_back(moved: Installation) -> None:
    third = redirect(moved, NEW, "域城镇", "实际住在域城镇", "孙晓梅", date(2026, 12, 10))["slip_no"]
    back = redirect(moved, third, "源泉镇", "确实在源泉镇", "孙晓梅", date(2026, 12, 11))["slip_no"]
    (clue,) = [row for row in list_clues(moved, date(2026, 12, 11)) if back in row["slips"]]
    assert (clue["unit_name"], clue["slips"][-1]) == ("源泉镇", "博救转〔2026〕0009号")
    assert [row["文号"] for row in page(moved, "镇街/源泉镇", "全部在办") if row["线索编号"] == clue["clue_id"]] == [back]
    assert verify(moved).faults == ()
    assert monthly(moved, "2026-12", date(2026, 12, 31))["total"]["redirected"] == 3
    gone = withdraw(moved, back, "重复", "孙晓梅", date(2026, 12, 14))
    assert gone["state"] == "作废"
    (clue,) = [row for row in list_clues(moved, date(2026, 12, 14)) if back in row["slips"]]
    assert clue["closed_by"] == "转办作废"


@pytest.mark.parametrize(
    ("number", "to", "reason", "by", "day", "why"),
    [
        (OLD, "池上镇", " ", "孙晓梅", LATER, "须写明原因"),
        (OLD, "池上镇", WHY, "", LATER, "须写明原因"),
        (OLD, "某某镇", WHY, "孙晓梅", LATER, "没有这个单位: 某某镇.*池上镇"),
        (OLD, "源泉", WHY, "孙晓梅", LATER, "现在就由源泉镇承办.*重办"),
        ("博救转〔2026〕0004号", "池上镇", WHY, "孙晓梅", LATER, "协办转办单，不能改派"),
        ("博救转〔2026〕0099号", "池上镇", WHY, "孙晓梅", LATER, "没有这张转办单"),
        (OLD, "池上镇", WHY, "孙晓梅", DAY, "2026-12-08 已有登记，不能再登记更早的 2026-12-07「改派」"),
    ],
)
def test_what_cannot_be_handed_on_is_refused_in_chinese(
    here: Installation, number: str, to: str, reason: str, by: str, day: date, why: str
) -> None:
    before = asked(here, "SELECT count(*) FROM audit_log")
    with pytest.raises(UsageError, match=why):
        redirect(here, number, to, reason, by, day)
    assert asked(here, "SELECT count(*) FROM audit_log") == before


def test_a_slip_that_was_withdrawn_or_answered_stays_where_it_is_and_an_open_one_goes(here: Installation) -> None:
    second, third = "博救转〔2026〕0002号", "博救转〔2026〕0003号"
    withdraw(here, second, "重复", "孙晓梅", LATER)
    with pytest.raises(UsageError, match="现为「作废」，不能登记「改派」"):
        redirect(here, second, "池上镇", WHY, "孙晓梅", LATER)
    say(here, LATER, [(third, {"signed_by": "李明", "inquiry": "已入户"})])
    assert redirect(here, third, "池上镇", WHY, "孙晓梅", LATER)["slip_no"] == NEW
    assert slips_of(here)[third].case.state == "已改派"
    with pytest.raises(CalendarMissing):
        redirect(here, OLD, "池上镇", WHY, "孙晓梅", date(2026, 12, 31))
    assert slips_of(here)[OLD].case.state == "退回"


def older(installation: Installation, folder: Path) -> Installation:
    """The installation under a district's own configuration of before."""
    shutil.copytree(installation.settings.schemas, folder / "schemas")
    shutil.copytree(installation.settings.project / "expectations", folder / "expectations")
    table = folder / "schemas" / "casework.yml"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if "改派" not in line), encoding="utf-8")
    (folder / "schemas" / "outputs" / "redirected.yml").unlink()
    return open_installation(installation.settings.model_copy(update={"configuration": folder}))


def test_a_configuration_of_before_is_named_and_still_reads_what_was_handed_on(here: Installation, tmp_path: Path) -> None:
    before = older(here, tmp_path / "own")
    with pytest.raises(ConfigurationError, match=r"casework\.yml 没有「改派」"):
        redirect(before, OLD, "池上镇", WHY, "孙晓梅", LATER)
    half = older(here, tmp_path / "half")
    shutil.copyfile(here.settings.schemas / "casework.yml", half.settings.schemas / "casework.yml")
    with pytest.raises(ConfigurationError, match=r"outputs/redirected\.yml"):
        redirect(half, OLD, "池上镇", WHY, "孙晓梅", LATER)
    assert list_slips(here)[0]["state"] == "退回"
    refresh(before, LATER)
    redirect(here, OLD, "池上镇", WHY, "孙晓梅", LATER)
    read = older(here, tmp_path / "again")
    assert cases_status(read, LATER)["recipients"]["池上镇"]["states"] == {"已转办": 1}
    assert monthly(read, "2026-12", date(2026, 12, 31))["total"]["redirected"] == 1


def test_the_run_that_sent_the_slip_replays_as_before(here: Installation) -> None:
    outbox = here.settings.outbox / "镇街" / "源泉镇" / RUN
    before, manifest = hashes(outbox), (here.settings.runs / RUN / "manifest.json").read_bytes()
    redirect(here, OLD, "池上镇", WHY, "孙晓梅", LATER)
    done = replay(here, RUN)
    assert (done.verdict.value, done.differences) == ("identical", ())
    shutil.rmtree(outbox)
    assert release(here, RUN, LATER)["slips"] == 6
    assert (hashes(outbox), (here.settings.runs / RUN / "manifest.json").read_bytes()) == (before, manifest)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM slips WHERE follows IS NOT NULL",
        "UPDATE slips SET recipient = '370304111' WHERE follows IS NOT NULL",
        "UPDATE slips SET follows = NULL WHERE follows IS NOT NULL",
        "UPDATE slips SET issued_on = DATE '2026-12-10' WHERE follows IS NOT NULL",
    ],
)
def test_a_ledger_in_which_somebody_would_be_lost_is_not_written_to(moved: Installation, harm: str) -> None:
    with duckdb.connect(str(moved.settings.ledger)) as ledger:
        ledger.execute(harm)
    with pytest.raises(CheckFailed, match="assert_a_slip_that_is_handed_on_is_followed_by_one"), writing(moved.settings):
        pass
    with reading(moved.settings) as kept:
        assert "assert_a_slip_that_is_handed_on_is_followed_by_one" in kept.broken()


def test_on_the_command_line(here: Installation, zhaoren: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOREN_HOME", str(here.settings.home))
    words = ("cases", "redirect", OLD, "--to", "池上", "--reason", WHY, "--by", "孙晓梅", "--as-of", "2026-12-09")
    code, printed, _ = zhaoren(*words)
    assert code == 0
    for text in (f"{OLD} │ 已改派给池上镇", f"{NEW} │ 已转办 · 时限 2026-12-16", f"{BATCH}/反馈表_改派_2026-12-09.xlsx"):
        assert text in " ".join(printed.split()), text
    code, printed, _ = zhaoren(*words, "--json")
    assert (code, json.loads(printed)["slip_no"]) == (0, NEW)
    code, printed, _ = zhaoren("slips", "list")
    assert f"改派为 {NEW}: {WHY}" in " ".join(printed.split())
    code, _, told = zhaoren("cases", "redirect", OLD, "--to", "域城", "--reason", WHY, "--by", "孙晓梅")
    assert (code, "再改派请用新文号" in told) == (2, True)
