"""Clerical review there and back: the form out of a run, filled in as a clerk would, dropped, and what the next run makes of it."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.asking import open_pairs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.status import status
from matching.pipeline.waking import wakeups
from matching.run import sha256_tree

FRIDAY = date(2026, 12, 18)
DUE = date(2026, 12, 23)
"""Three working days after that Friday."""
PERSON_TO_JUDGE = 1
"""The row of the fire list that has the name, phone and house of a person on the roll, and no number."""
Answers = dict[str, str | None]


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=SHANGHAI)


def take(installation: Installation, moment: datetime) -> list[dict[str, Any]]:
    groups = reception.sweep(installation, moment).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def form_of(installation: Installation, run_id: str) -> Path:
    (path,) = (installation.settings.outbox / "中心" / run_id).glob("人工研判表*.xlsx")
    return path


def fill(form: Path, target: Path, judge: Callable[[dict[str, Any]], Answers]) -> list[dict[str, Any]]:
    """Open the form, choose from the drop-downs, save it elsewhere: what a clerk does. Returns the rows as they were."""
    book = load_workbook(form)
    sheet = book["人工研判"]
    headings = [cell.value for cell in sheet[3]]
    rows = []
    for line in sheet.iter_rows(min_row=4):
        row = dict(zip(headings, (cell.value for cell in line), strict=True))
        rows.append(row)
        for heading, word in judge(row).items():
            line[headings.index(heading)].value = word
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return rows


def query(installation: Installation, text: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.execute(text).fetchall()


class Office:
    """The centre's clerk: runs, fills in forms, drops them."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.sent = 0

    def run(self, day: date, cadence: str = "event") -> dict[str, Any]:
        return runs.run(self.installation, cadence, day)

    def send_back(
        self, run_id: str, moment: datetime, judge: str | Callable[[dict[str, Any]], Answers], by: str = "孙晓梅"
    ) -> dict[str, Any]:
        """Answer every pair of a run's form with a word, or as `judge` says, and drop it; the answer of the check."""
        self.sent += 1
        chosen = judge if callable(judge) else lambda row: {"研判结论": judge, "研判人": by}
        target = self.installation.settings.inbox / "中心" / "人工研判" / f"人工研判表_{self.sent}.xlsx"
        fill(form_of(self.installation, run_id), target, chosen)
        (answer,) = take(self.installation, moment)
        return answer

    def fate(self, row: int) -> list[tuple[Any, ...]]:
        """Bucket, rule and reason of every outcome of a row of a fire list, first to last."""
        text = f"""SELECT bucket, rule, reason FROM outcomes JOIN records USING (record_id) JOIN runs USING (run_id)
            WHERE "row" = {row} AND records.feed = 'fire_loss' ORDER BY received, runs.as_of, run_id"""
        return query(self.installation, text.replace("received,", "record_id,"))


@pytest.fixture
def drop_list(drop_fire: Callable[..., Path]) -> Callable[..., list[dict[str, Any]]]:
    """Drop a fire list and have it checked: (installation, rows, day) → answers."""

    def drop(installation: Installation, rows: list[list[str]], day: date) -> list[dict[str, Any]]:
        drop_fire(installation.settings.inbox, rows, f"火灾损失人员_{day:%Y%m%d}.xlsx")
        return take(installation, at(day))

    return drop


@pytest.fixture
def office(installation: Installation, roll_file: Path, drop_list: Any, fire_rows: list[list[str]]) -> Office:
    """Roll loaded, one person received who may be on it."""
    reception.load_roll(installation, roll_file, at(FRIDAY, 8))
    drop_list(installation, [fire_rows[PERSON_TO_JUDGE]], FRIDAY)
    return Office(installation)


def test_the_same_person_is_enrolled_by_the_next_run(office: Office) -> None:
    first = office.run(FRIDAY)
    assert first["feeds"]["fire_loss"]["review"] == 1
    assert wakeups(office.installation, FRIDAY) == []
    answer = office.send_back(first["run_id"], at(FRIDAY, 15), "同一人")
    assert (answer["verdict"], answer["rows_accepted"], answer["judgements"]) == ("accepted", 1, {"same": 1})
    assert wakeups(office.installation, FRIDAY) == ["event"]
    second = office.run(FRIDAY)
    assert second["run_id"] == "event-2026-12-18-02"
    assert second["feeds"]["fire_loss"] == {
        "rows_in": 1,
        "enrolled": 1,
        "review": 0,
        "new": 0,
        "merged": 0,
        "outside": 0,
        "unlocated": 0,
    }
    review, enrolled = office.fate(2)
    assert review[0] == "review"
    assert enrolled[:2] == ("enrolled", "HUMAN_SAME")
    assert enrolled[2].startswith("孙晓梅2026年12月18日人工研判是同一人:")
    assert status(office.installation)["buckets"] == {"fire_loss": {"enrolled": 1}}
    assert (status(office.installation)["pending"], status(office.installation)["review"]) == ([], {})
    assert wakeups(office.installation, FRIDAY + timedelta(days=30)) == []
