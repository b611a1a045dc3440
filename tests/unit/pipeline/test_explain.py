"""Explaining a record of a run from its frozen folder, and of two files; on the command line."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import structlog

from matching.cli import main
from matching.errors import ProcessingError, UsageError
from matching.installation import Installation, open_installation
from matching.link.corrections import TOLD
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.explain import ONE_ROW, explain_files, explain_run, write_page
from matching.run import write_table
from matching.settings import Settings
from matching.shapes import DECISIONS
from tests.spec.people import number
from tests.unit.pipeline.conftest import FIRE, FIRE_HEADINGS, ROLL, ROLL_HEADINGS, write_sheet

DAY, MOMENT = date(2026, 12, 18), datetime(2026, 12, 18, 9, 30, tzinfo=SHANGHAI)
NUMBER = number("19680305", 123)


def take(installation: Installation, rows: list[list[str]], name: str) -> str:
    """Drop a fire list, check it, run."""
    write_sheet(installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / name, FIRE_HEADINGS, rows)
    for group in reception.sweep(installation, MOMENT).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    return str(runs.run(installation, "event", DAY)["run_id"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home in which five fire rows were run against a roll of three people."""
    folder = tmp_path_factory.mktemp("explain")
    installation = open_installation(Settings(home=folder / "home", stable_seconds=0.05))
    reception.load_roll(installation, write_sheet(folder / "名册.xlsx", ROLL_HEADINGS, ROLL), MOMENT)
    return folder / "home", take(installation, FIRE, "火灾损失人员_20261216.xlsx")


@pytest.fixture
def done(home: tuple[Path, str], tmp_path: Path) -> tuple[Installation, str]:
    """A copy of that home, to be changed at will."""
    shutil.copytree(home[0], tmp_path / "home")
    return open_installation(Settings(home=tmp_path / "home", stable_seconds=0.05)), home[1]


def records(installation: Installation, run_id: str) -> dict[str, str]:
    """The run's record ids by the rule that decided them against the roll."""
    rows = pq.read_table(installation.settings.runs / run_id / "roll_decisions.parquet").to_pylist()
    return {row["rule"]: row["record_id"] for row in rows}


def test_every_record_of_a_run_is_explained_as_it_was_decided(done: tuple[Installation, str], tmp_path: Path) -> None:
    installation, run_id = done
    decided = pq.read_table(installation.settings.runs / run_id / "roll_decisions.parquet").to_pylist()
    buckets = set()
    for row in decided:
        answer = explain_run(installation, run_id, row["record_id"])
        (section,) = answer.sections
        assert {name: getattr(section.explanation, name) for name in DECISIONS.names} == row
        assert section.note == (ONE_ROW if row["decision"] == "new" else ""), "it is the recorded one"
        buckets.add(dict(answer.facts)["去向"])
    assert buckets == {"已在册", "疑似在册", "新增线索", "非本区", "待定"}
    first, second = tmp_path / "1.html", tmp_path / "2.html"
    for path in (first, second):
        write_page(explain_run(installation, run_id, decided[0]["record_id"], 2), path, installation)
    assert first.read_bytes() == second.read_bytes()


def test_open_clues_of_an_earlier_run_are_explained_too(done: tuple[Installation, str]) -> None:
    installation, _ = done
    run_id = take(installation, [[*FIRE[2][:7], "130000"]], "火灾损失人员_20261217.xlsx")
    (record_id,) = records(installation, run_id).values()
    roll, clues = explain_run(installation, run_id, record_id).sections
    assert (roll.explanation.decision, clues.explanation.decision, clues.explanation.rule) == ("new", "match", "EXACT_ID")
    stored = pq.read_table(installation.settings.runs / run_id / "open_decisions.parquet").to_pylist()
    assert clues.explanation.person_id == stored[0]["person_id"]
    stored[0] |= {"rule": "CORRECTION", "explanation": TOLD, "match_weight": None, "match_probability": None}
    write_table(pa.Table.from_pylist(stored, DECISIONS), installation.settings.runs / run_id / "open_decisions.parquet")
    assert TOLD in explain_run(installation, run_id, record_id).sections[1].note


def test_a_decision_that_todays_code_does_not_make_is_not_explained(done: tuple[Installation, str]) -> None:
    installation, run_id = done
    path = installation.settings.runs / run_id / "roll_decisions.parquet"
    rows = pq.read_table(path).to_pylist()
    rows[0] |= {"decision": "review", "rule": "LIKELY_SAME"}
    write_table(pa.Table.from_pylist(rows, DECISIONS), path)
    with pytest.raises(ProcessingError, match=r"then LIKELY_SAME.*manifest\.json"):
        explain_run(installation, run_id, rows[0]["record_id"])


def test_runs_and_records_that_are_not_there(done: tuple[Installation, str]) -> None:
    installation, run_id = done
    with pytest.raises(UsageError, match="没有这条记录"):
        explain_run(installation, run_id, "nobody")
    with pytest.raises(UsageError, match="没有这个批次,或它还没有比对"):
        explain_run(installation, "event-2026-12-18-09", "nobody")
    with pytest.raises(UsageError, match="不是批次编号"):
        explain_run(installation, "../../etc", "nobody")


def test_a_clue_stands_for_the_record_that_opened_it(done: tuple[Installation, str]) -> None:
    installation, run_id = done
    (clue,) = pq.read_table(installation.settings.runs / run_id / "clues.parquet").to_pylist()
    answer = explain_run(installation, run_id, clue["clue_id"])
    assert answer.record_id == clue["record_id"]
    assert dict(answer.facts)["去向"] == "新增线索"


def test_a_run_that_is_not_triaged_yet_says_no_bucket(done: tuple[Installation, str]) -> None:
    installation, run_id = done
    record_id = next(iter(records(installation, run_id).values()))
    for name in ("outcomes", "clues"):
        (installation.settings.runs / run_id / f"{name}.parquet").unlink()
    assert "去向" not in dict(explain_run(installation, run_id, record_id).facts)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A feed of two people and rolls of one."""
    feed = [
        {"record_id": "R1", "name": "陈晶", "id_number": NUMBER, "phone": "13964317720"},
        {"record_id": "R2", "name": "李四", "id_number": None, "phone": None},
    ]
    rolls = [{"person_id": "P1", "name": "陈静", "id_number": NUMBER, "phone": "13964317729", "township": "城东街道"}]
    pq.write_table(pa.Table.from_pylist(feed), tmp_path / "f.parquet")
    pq.write_table(pa.Table.from_pylist(rolls), tmp_path / "r.parquet")
    return str(tmp_path / "f.parquet"), str(tmp_path / "r.parquet")


@pytest.fixture
def zhaoren(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Any]]:
    monkeypatch.setenv("ZHAOREN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhaoren", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        return code, *capsys.readouterr()

    yield call
    structlog.reset_defaults()


def test_on_the_command_line_for_people(zhaoren: Callable[..., Any], files: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "说明.html"
    code, said, _ = zhaoren("explain", "--feed", files[0], "--rolls", files[1], "--record", "R1", "--html", str(page))
    assert code == 0
    for words in ("是同一人", "EXACT_ID", "姓名同音:陈晶/陈静", "合计", "█", "跟谁比过", "370399********", "139****7720"):
        assert words in said
    for hidden in (NUMBER, "13964317729", "城东街道"):
        assert hidden not in said + page.read_text(encoding="utf-8")
    assert "<svg" in page.read_text(encoding="utf-8")
    code, said, _ = zhaoren("explain", "--feed", files[0], "--rolls", files[1], "--record", "R2")
    assert (code, "没有可用的身份证号、出生日期、电话、所在镇街" in said) == (0, True)


def test_on_the_command_line_for_machines(zhaoren: Callable[..., Any], files: tuple[str, str]) -> None:
    code, said, _ = zhaoren("explain", "--feed", files[0], "--rolls", files[1], "--record", "R1", "--json")
    content = json.loads(said)
    (section,) = content["sections"]
    (pair,) = section["pairs"]
    assert (code, content["record_id"], section["rule"], section["person_id"]) == (0, "R1", "EXACT_ID", "P1")
    assert round(pair["prior"] + sum(step["bits"] for step in pair["steps"]), 2) == pair["match_weight"]
    assert section["reasons"]
    assert NUMBER not in said


def test_a_run_on_the_command_line(done: tuple[Installation, str], zhaoren: Callable[..., Any]) -> None:
    installation, run_id = done
    record_id = records(installation, run_id)["EXACT_ID"]
    code, said, _ = zhaoren("explain", "--run", run_id, "--record", record_id)
    assert code == 0
    assert "已在册" in said
    assert run_id in said


@pytest.mark.parametrize(
    "words",
    [
        ("--record", "R1"),
        ("--record", "R1", "--feed", "f.parquet"),
        ("--record", "R1", "--run", "event-2026-12-18-01", "--feed", "f.parquet", "--rolls", "r.parquet"),
        ("--record", "R1", "--feed", "nowhere.parquet", "--rolls", "nowhere.parquet"),
        ("--run", "event-2026-12-18-01"),
    ],
)
def test_a_wrong_call_is_exit_code_2(zhaoren: Callable[..., Any], words: tuple[str, ...]) -> None:
    assert zhaoren("explain", *words)[0] == 2


def test_an_unknown_record_of_two_files(installation: Installation, files: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match="没有这条记录"):
        explain_files(Path(files[0]), Path(files[1]), "R9", installation)
