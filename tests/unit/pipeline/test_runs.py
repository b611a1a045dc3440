"""The whole way of a file without the scheduler: from the drop folder to the outbox, and again."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.status import status
from matching.run import read_manifest, sha256_tree

DAY = date(2026, 12, 18)
MOMENT = datetime(2026, 12, 18, 9, 30, tzinfo=SHANGHAI)


def take(installation: Installation) -> list[dict]:
    groups = reception.sweep(installation, MOMENT).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


@pytest.fixture
def ready(installation: Installation, roll_file: Path, drop_fire: Callable[..., Path]) -> Installation:
    """Roll loaded, five fire rows received."""
    assert reception.load_roll(installation, roll_file, MOMENT)["verdict"] == "accepted"
    path = drop_fire(installation.settings.inbox)
    shutil.copy2(path, roll_file.parent / path.name)
    (answer,) = take(installation)
    assert (answer["verdict"], answer["rows_in"], answer["rows_accepted"]) == ("accepted", 5, 5)
    return installation


def test_each_record_ends_in_the_bucket_the_table_says(ready: Installation) -> None:
    summary = runs.run(ready, "event", DAY)
    assert summary["feeds"] == {
        "fire_loss": {"rows_in": 5, "enrolled": 1, "review": 1, "new": 1, "merged": 0, "outside": 1, "unlocated": 1}
    }
    assert summary["units"] == {"370304111": 1}
    assert summary["slips"] >= 1
    folder = ready.settings.outbox / "镇街" / "源泉镇" / summary["run_id"]
    assert {path.suffix for path in folder.iterdir()} == {".xlsx", ".docx"}
    assert status(ready)["units"]["源泉镇"] == {summary["run_id"]: 1}


def test_the_manifest_says_what_blocking_counted_and_cut(ready: Installation) -> None:
    run_id = runs.run(ready, "event", DAY)["run_id"]
    linkage = read_manifest(ready.settings.runs / run_id)["linkage"]
    assert set(linkage["blocking"]) == {"roll", "open_clues", "batch", "history"}
    assert linkage["blocking"]["roll"]["ID_NUMBER"] == {"counted": 1, "cut_blocks": 0, "cut_pairs": 0, "pairs": 1}
    assert linkage["model"]


def test_the_inbox_is_empty_and_the_bytes_are_archived(ready: Installation) -> None:
    assert [path for path in ready.settings.inbox.rglob("*") if path.is_file()] == []
    with duckdb.connect(str(ready.settings.ledger), read_only=True) as ledger:
        shas = [row[0] for row in ledger.execute("SELECT sha256 FROM drops").fetchall()]
    assert len(shas) == 2
    assert all((ready.settings.archive / "drops" / sha[:2] / sha).is_file() for sha in shas)


def test_a_second_run_of_the_day_rebuilds_the_same_bytes(ready: Installation) -> None:
    first = runs.run(ready, "event", DAY)
    before = sha256_tree(ready.settings.outbox / "镇街")
    again = runs.run(ready, "event", DAY)
    assert (
        again["output_sha256"] == first["output_sha256"] == read_manifest(ready.settings.runs / first["run_id"])["output_sha256"]
    )
    assert again["feeds"] == first["feeds"]
    assert sha256_tree(ready.settings.outbox / "镇街") == before
    assert not list(ready.settings.runs.glob(".again*"))


def test_a_rebuild_that_differs_is_an_error(ready: Installation) -> None:
    run_id = runs.run(ready, "event", DAY)["run_id"]
    path = ready.settings.runs / run_id / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"output_sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(ProcessingError, match="differ"):
        runs.rebuild(ready, run_id)


def test_the_same_person_again_joins_the_open_clue(
    ready: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    first = runs.run(ready, "event", DAY)
    later = [["2026-12-17", *fire_rows[2][1:-1], "5000"]]
    drop_fire(ready.settings.inbox, later, "火灾损失人员_20261217.xlsx")
    take(ready)
    second = runs.run(ready, "event", DAY)
    assert second["run_id"] == "event-2026-12-18-02"
    assert second["feeds"]["fire_loss"]["merged"] == 1
    assert (second["clues"], second["slips"]) == (0, 0)
    with duckdb.connect(str(ready.settings.ledger), read_only=True) as ledger:
        assert ledger.execute("SELECT count(DISTINCT clue_id), count(*) FROM clue_evidence").fetchone() == (1, 2)
    assert first["clues"] == 1


def test_identical_bytes_make_no_second_record_and_still_get_an_answer(ready: Installation, roll_file: Path) -> None:
    with duckdb.connect(str(ready.settings.ledger), read_only=True) as ledger:
        before = ledger.execute("SELECT count(*) FROM records").fetchone()
    receipts = set(ready.settings.receipts.rglob("*.xlsx"))
    folder = ready.settings.inbox / "区消防救援大队" / "火灾损失人员"
    shutil.copy2(roll_file.parent / "火灾损失人员_20261216.xlsx", folder / "再报一次.xlsx")
    assert take(ready) == []
    with duckdb.connect(str(ready.settings.ledger), read_only=True) as ledger:
        assert ledger.execute("SELECT count(*) FROM records").fetchone() == before
        assert ledger.execute("SELECT count(*) FROM repeats").fetchone() == (1,)
    (answer,) = set(ready.settings.receipts.rglob("*.xlsx")) - receipts
    assert "重复" in answer.name


def test_a_feed_that_fails_stops_no_other_and_waits_for_the_next_run(
    ready: Installation, monkeypatch: pytest.MonkeyPatch, fire_rows: list[list[str]]
) -> None:
    prepared = runs.prepare(ready, "event", DAY)
    assert prepared is not None
    run_id = prepared["run_id"]
    runs.link(ready, run_id)
    runs.triage(ready, run_id)
    assert runs.commit(ready, run_id)["rows_in"] == 0
    runs.publish(ready, run_id)
    assert runs.run(ready, "event", DAY)["rows_in"] == len(fire_rows)


def test_a_failed_feed_started_again_after_the_commit_waits_for_the_next_run(
    ready: Installation, fire_rows: list[list[str]]
) -> None:
    """Clearing a red task must not put people on a list that the ledger knows nothing of."""
    prepared = runs.prepare(ready, "event", DAY)
    assert prepared is not None
    run_id = prepared["run_id"]
    for step in (runs.link, runs.triage, runs.commit):
        step(ready, run_id)
    first = runs.publish(ready, run_id)["output_sha256"]
    assert runs.standardise_feed(ready, run_id, "fire_loss") == {"feed": "fire_loss", "records": 0, "committed": True}
    for step in (runs.link, runs.triage, runs.commit):
        step(ready, run_id)
    assert runs.publish(ready, run_id)["output_sha256"] == first
    assert runs.run(ready, "event", DAY)["rows_in"] == len(fire_rows)


def test_a_run_of_an_earlier_day_sends_nobody_out_again(
    installation: Installation, roll_file: Path, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
    drop_fire(installation.settings.inbox)
    take(installation)
    assert runs.run(installation, "event", DAY)["clues"] == 1
    patrol = _patrol_finds(installation, fire_rows[2], date(2026, 12, 11))
    assert [row["verdict"] for row in patrol] == ["accepted"]
    earlier = runs.run(installation, "monthly", date(2026, 12, 14))
    assert (earlier["feeds"]["township_patrol"]["merged"], earlier["slips"]) == (1, 0)


def test_what_joined_a_clue_counts_for_the_next_comparison(
    installation: Installation, roll_file: Path, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    """First without a number, then with it and the same phone and house, then the number with nothing else in common."""
    reception.load_roll(installation, roll_file, MOMENT)
    day, house, name, number, phone, *rest = fire_rows[2]
    for sent in (
        [day, house, name, "", phone, *rest],
        ["2026-12-17", house, name, number, phone, *rest],
        ["2026-12-18", "博山区池上镇上小峰村9号", name, number, "19900000077", *rest],
    ):
        drop_fire(installation.settings.inbox, [sent], f"{sent[0]}.xlsx")
        take(installation)
        summary = runs.run(installation, "event", DAY)
    assert (summary["feeds"]["fire_loss"]["merged"], summary["clues"]) == (1, 0)
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        assert ledger.execute("SELECT count(DISTINCT clue_id), count(*) FROM clue_evidence").fetchone() == (1, 3)


def test_two_runs_at_once_send_out_nobody_twice(
    ready: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    slow = runs.prepare(ready, "event", DAY)
    assert slow is not None
    runs.standardise_feed(ready, slow["run_id"], "fire_loss")
    runs.link(ready, slow["run_id"])
    runs.triage(ready, slow["run_id"])
    # Meanwhile another cadence finds and commits the same person.
    _patrol_finds(ready, fire_rows[2], DAY)
    quick = runs.run(ready, "monthly", DAY)
    assert quick["clues"] == 1
    summary = runs.commit(ready, slow["run_id"])
    assert summary["feeds"]["fire_loss"]["new"] == 0
    assert summary["feeds"]["fire_loss"]["merged"] == 1


def _patrol_finds(installation: Installation, fire: list[str], day: date) -> list[dict]:
    """A township's patrol finds the person of a fire row; the file comes on the given day."""
    heading = ["村(社区)", "姓名", "身份证号", "联系电话", "困难情形", "发现日期", "发现方式", "办理情况", "办理结果"]
    cells = ["麻庄村", fire[2], fire[3], fire[4], "家中失火", "2026-12-10", "入户走访", "未办理", ""]
    path = installation.settings.inbox / "镇街" / "源泉镇" / "巡查发现" / "巡查_202612.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([heading, cells])
    groups = reception.sweep(installation, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def test_nothing_waits_and_nothing_ever_ran(installation: Installation) -> None:
    assert runs.run(installation, "annual", DAY)["run_id"] is None


def test_without_a_roll_nothing_is_sent_out(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    drop_fire(installation.settings.inbox)
    take(installation)
    with pytest.raises(ProcessingError, match="no roll"):
        runs.run(installation, "event", DAY)


def test_a_roll_is_loaded_once_and_a_missing_run_is_named(ready: Installation, roll_file: Path) -> None:
    with pytest.raises(UsageError, match="delivered before"):
        reception.load_roll(ready, roll_file, MOMENT)
    with pytest.raises(UsageError):
        runs.commit(ready, "no-run")


def test_records_received_later_wait_for_their_day(ready: Installation) -> None:
    assert runs.prepare(ready, "event", date(2026, 12, 17)) is None
