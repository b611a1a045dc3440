"""A correction that comes after the run and names another township reaches that township."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from docx import Document

from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI

DAY = date(2026, 12, 18)
ADDRESS = 1
"""Column of the fire list."""
Drop = Callable[..., Path]


def take(installation: Installation, minute: int) -> None:
    for group in reception.sweep(installation, datetime(2026, 12, 18, 9, minute, tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])


def listed(installation: Installation, unit: str, run_id: str) -> list[dict[str, Any]]:
    """The people on the unit's clue list of a run."""
    (path,) = (installation.settings.outbox / "镇街" / unit / run_id).glob("线索清单_*.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["线索清单"]]
    head = next(n for n, row in enumerate(rows) if "姓名" in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def ledger_rows(installation: Installation, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.sql(f"SELECT * FROM {table} ORDER BY ALL").to_arrow_table().to_pylist()


@pytest.fixture
def correct(installation: Installation, drop_fire: Drop, fire_rows: list[list[str]]) -> Callable[[str, int], dict[str, Any]]:
    """Send 赵春生's row with an address and run; returns the run's summary."""

    def send(address: str, minute: int) -> dict[str, Any]:
        row = list(fire_rows[2])
        row[ADDRESS] = address
        drop_fire(installation.settings.inbox, [row], f"火灾_{minute}.xlsx")
        take(installation, minute)
        return runs.run(installation, "event", DAY)

    return send


@pytest.fixture
def first(installation: Installation, roll_file: Path, correct: Callable) -> dict[str, Any]:
    """The run that sent the person to 源泉镇."""
    reception.load_roll(installation, roll_file, datetime(2026, 12, 18, 8, tzinfo=SHANGHAI))
    summary = correct("博山区源泉镇麻庄村8号", 0)
    assert [row["姓名"] for row in listed(installation, "源泉镇", summary["run_id"])] == ["赵春生"]
    return summary


def test_the_right_township_gets_the_person(installation: Installation, first: dict[str, Any], correct: Callable) -> None:
    second = correct("博山区池上镇东池村8号", 5)
    assert (second["feeds"]["fire_loss"]["new"], second["clues"], second["slips"] >= 1) == (1, 1, True)
    (line,) = listed(installation, "池上镇", second["run_id"])
    assert (line["姓名"], "东池村8号" in str(line)) == ("赵春生", True)
    old, new = (row["clue_id"] for row in sorted(ledger_rows(installation, "clues"), key=lambda row: row["run_id"]))
    told = f"原线索{old}由源泉镇承办"
    (whole,) = (installation.settings.outbox / "中心" / second["run_id"]).glob("线索总表_*.xlsx")
    assert any(told in str(cell.value) for row in openpyxl.load_workbook(whole)["线索总表"] for cell in row)
    (slip,) = (installation.settings.outbox / "镇街" / "池上镇" / second["run_id"]).glob("线索转办单_*.docx")
    assert any(told in cell.text for table in Document(str(slip)).tables for row in table.rows for cell in row.cells)
    (outcome,) = [row for row in ledger_rows(installation, "outcomes") if row["run_id"] == second["run_id"]]
    assert (outcome["rule"], outcome["clue_id"], old in outcome["reason"]) == ("CORRECTION_MOVED", new, True)


def test_the_old_clue_stays_open_with_the_note(installation: Installation, first: dict[str, Any], correct: Callable) -> None:
    second = correct("博山区池上镇东池村8号", 5)
    (old,) = [row["clue_id"] for row in ledger_rows(installation, "clues") if row["run_id"] == first["run_id"]]
    assert [row["event"] for row in ledger_rows(installation, "clue_events") if row["clue_id"] == old] == ["更正另立", "立案"]
    assert runs.rebuild(installation, second["run_id"])["output_sha256"] == second["output_sha256"]


def test_a_second_correction_within_the_new_unit_joins_its_clue(
    installation: Installation, first: dict[str, Any], correct: Callable
) -> None:
    correct("博山区池上镇东池村8号", 5)
    third = correct("博山区池上镇东池村9号", 10)
    assert (third["feeds"]["fire_loss"]["merged"], third["clues"]) == (1, 0)
    evidence = [row["clue_id"] for row in ledger_rows(installation, "clue_evidence")]
    (new,) = [row["clue_id"] for row in ledger_rows(installation, "clues") if row["run_id"] != first["run_id"]]
    assert sorted(evidence.count(clue) for clue in set(evidence)) == [1, 2]
    assert evidence.count(new) == 2


def test_a_correction_that_returns_to_the_first_unit_joins_its_clue(
    installation: Installation, first: dict[str, Any], correct: Callable
) -> None:
    correct("博山区池上镇东池村8号", 5)
    third = correct("博山区源泉镇麻庄村9号", 10)
    assert (third["feeds"]["fire_loss"]["merged"], third["clues"]) == (1, 0)


def test_corrections_may_move_twice_on_one_day(installation: Installation, first: dict[str, Any], correct: Callable) -> None:
    correct("博山区池上镇东池村8号", 5)
    third = correct("博山区八陡镇大街村1号", 10)
    assert [row["姓名"] for row in listed(installation, "八陡镇", third["run_id"])] == ["赵春生"]


def test_a_correction_that_says_no_unit_stays_with_the_clue(
    installation: Installation, first: dict[str, Any], correct: Callable
) -> None:
    second = correct("不详", 5)
    assert (second["feeds"]["fire_loss"]["merged"], second["clues"]) == (1, 0)


def test_the_same_person_told_again_joins_the_new_clue_alone(
    installation: Installation, first: dict[str, Any], correct: Callable, drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    """Two clues of one person would tie, and each further row would open a third."""
    second = correct("博山区池上镇东池村8号", 5)
    again = ["2026-12-17", "博山区池上镇东池村8号", *fire_rows[2][2:]]
    drop_fire(installation.settings.inbox, [again], "又一起.xlsx")
    take(installation, 10)
    third = runs.run(installation, "event", DAY)
    assert (third["feeds"]["fire_loss"]["merged"], third["clues"]) == (1, 0)
    (joined,) = [row for row in ledger_rows(installation, "outcomes") if row["run_id"] == third["run_id"]]
    (new,) = [row["clue_id"] for row in ledger_rows(installation, "clues") if row["run_id"] == second["run_id"]]
    assert joined["clue_id"] == new
