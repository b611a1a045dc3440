"""The lineage of a row, a person, a slip and a clue: the same story from every side, by what was known on a day; every look is written down."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import duckdb
import psutil
import pytest

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline.lineage import lineage
from matching.pipeline.telling import file_lineage, passages
from tests.unit.pipeline.conftest import FIRE, LI, ZHAO, write_sheet
from tests.unit.pipeline.playback import DAYS, FIRST, SECOND, THIRD, at, take

LAST = date(2026, 12, 20)


def asked(here: Installation, query: str) -> Any:
    with duckdb.connect(str(here.settings.ledger), read_only=True) as ledger:
        return ledger.execute(query).fetchall()[0][0]


def test_from_every_side_the_same_story(played: Path) -> None:
    here = at(played)
    slip_no = asked(here, "SELECT slip_no FROM slips JOIN clues USING (clue_id) WHERE level = '红' AND role = '主办'")
    clue_id = asked(here, f"SELECT clue_id FROM slips WHERE slip_no = '{slip_no}'")
    by_slip, by_clue = (lineage(here, kind, which, LAST) for kind, which in (("slip", slip_no), ("clue", clue_id)))
    assert (by_slip.rows, by_slip.clues) == (by_clue.rows, by_clue.clues)
    opening, joined = by_slip.rows
    assert [row["source"]["file"] for row in (opening, joined)] == [f"火灾_{day}.xlsx" for day in DAYS[:2]]
    assert (opening["source"]["row"], opening["values"]["户主"], opening["values"]["损失金额"]) == (4, "赵春生", "120000")
    assert [[(one["run_id"], one["bucket"]) for one in row["outcomes"]] for row in (opening, joined)] == [
        [(FIRST, "new")],
        [(SECOND, "merged")],
    ]
    (story,) = by_slip.clues
    assert slip_no in {slip["slip_no"] for slip in story["slips"]}
    assert {event["event"] for event in story["events"]} >= {"已转办"}
    by_record = lineage(here, "record", opening["row_id"], LAST, full=True)
    assert by_record.rows[0]["values"]["户主身份证号"] == ZHAO
    assert ZHAO not in json.dumps(by_slip.as_json(), ensure_ascii=False, default=str)


def test_a_person_is_told_with_the_roll_the_question_and_the_answer(played: Path) -> None:
    here = at(played)
    person = asked(here, f"SELECT person_id FROM roll_entries WHERE id_number = '{LI}'")
    told = lineage(here, "person", person, LAST)
    assert [entry["category"] for entry in told.roll] == ["特困供养"] or told.roll
    (row,) = told.rows
    assert [(one["run_id"], one["bucket"], one["rule"]) for one in row["outcomes"]] == [
        (FIRST, "review", row["outcomes"][0]["rule"]),
        (THIRD, "enrolled", "HUMAN_SAME"),
    ]
    assert {(one["run_id"], one["verdict"], one["judged_by"]) for one in row["questions"]} == {
        (run, "same", "孙晓梅") for run in (FIRST, THIRD)
    }
    words = " ".join(cell for part in passages(here, told) for cells in part.rows for cell in cells)
    assert "由人工研判决定,不看分数" in words
    before = lineage(here, "person", person, DAYS[0])
    assert [one["bucket"] for one in before.rows[0]["outcomes"]] == ["review"]
    assert {one["verdict"] for one in before.rows[0]["questions"]} == {None}


def test_why_somebody_was_not_found_and_why_a_row_was_sent_back(copy: Path) -> None:
    here = at(copy)
    outside = asked(here, "SELECT record_id FROM outcomes WHERE bucket = 'outside'")
    words = [cell for part in passages(here, lineage(here, "record", outside, LAST)) for cells in part.rows for cell in cells]
    assert any("没有找到同一人" in cell for cell in words)
    assert any("相同的人" in cell or "已比对" in cell for cell in words)
    inbox = here.settings.inbox / "区消防救援大队" / "火灾损失人员"
    headings = ["时间", "地址", "户主", "户主身份证号", "联系电话", "灾种", "家庭人口", "损失金额"]
    write_sheet(inbox / "火灾_20261219.xlsx", headings, [[*FIRE[2][:7], "约五万"], FIRE[4]])
    take(here, date(2026, 12, 19))
    drop_id = asked(here, "SELECT drop_id FROM unentered_rows")
    told = lineage(here, "record", f"{drop_id}-000002", LAST)
    (row,) = told.rows
    assert (row["fate"], row["source"]["row"], row["outcomes"], told.clues) == ("set_aside", 2, [], ())
    assert row["findings"][0]["column"] == "损失金额"
    with pytest.raises(UsageError, match="没有这个记录"):
        lineage(here, "record", f"{drop_id}-000002", DAYS[2])


def test_on_the_command_line_and_on_paper(zhaoren: Callable[..., Any], copy: Path, tmp_path: Path) -> None:
    here = at(copy)
    slip_no = asked(here, "SELECT slip_no FROM slips WHERE role = '主办' ORDER BY slip_no")
    code, said, _ = zhaoren("why", "--slip", slip_no, "--docx", str(tmp_path / "a.docx"))
    assert (code, "来源" in said, slip_no in said, "第 " in said) == (0, True, True, True)
    code, said, _ = zhaoren("why", "--slip", slip_no, "--json", "--as-of", LAST.isoformat())
    clue = json.loads(said)["clues"][0]["clue"]["clue_id"]
    assert zhaoren("clue", "show", clue)[0] == 0
    record = json.loads(said)["rows"][0]["row_id"]
    assert (
        zhaoren("explain", "--run", json.loads(said)["rows"][0]["outcomes"][-1]["run_id"], "--record", record, "--json")[0] == 0
    )
    assert [zhaoren("why", *words)[0] for words in ((), ("--slip", "x", "--clue", "y"), ("--person", "P0"))] == [2, 2, 2]
    with duckdb.connect(str(here.settings.ledger), read_only=True) as ledger:
        looks = ledger.execute("SELECT subject, detail FROM audit_log WHERE action = 'look' ORDER BY line").fetchall()
    told = [(subject, json.loads(detail)) for subject, detail in looks]
    assert [(subject, one["command"]) for subject, one in told] == [
        (slip_no, "why"),
        (slip_no, "why"),
        (clue, "clue show"),
        (record, "explain"),
    ]
    assert {one["by"] for _, one in told} == {psutil.Process().username()}
    assert all(one["at"].startswith("2026-12-20T") for _, one in told)
    paper = docx.Document(str(tmp_path / "a.docx"))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert {slip_no, record} <= cells
    first = (tmp_path / "a.docx").read_bytes()
    assert file_lineage(here, lineage(here, "slip", slip_no, LAST), tmp_path / "b.docx").read_bytes() == first
    assert zhaoren("audit", "verify")[0] == 0
