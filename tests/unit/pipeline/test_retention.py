"""What is destroyed when its time is over, and what is told of it afterwards; all that is held of a person."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from matching.audit import Place, Verdict
from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline import replay
from matching.pipeline.retention import due, expire
from matching.pipeline.verifying import verify
from tests.unit.pipeline.casework import say, slips_of
from tests.unit.pipeline.conftest import WANG, ZHAO
from tests.unit.pipeline.playback import DAYS, FIRST, SECOND, at, edit, harm

NEVER, LATER = date(2027, 12, 1), date(2029, 1, 1)
RULES = (
    ("# retention:\n#   originals_months: 60", "retention:\n  originals_months: 12"),
    ("#   runs_months: 120", "  runs_months: 24"),
)


def alter(folder: Path, statement: str) -> None:
    with duckdb.connect(str(folder / "home" / "ledger" / "zhaoren.duckdb")) as ledger:
        ledger.execute(statement)


def test_nothing_is_due_unless_the_district_says_so_or_while_it_is_needed(copy: Path) -> None:
    assert due(at(copy), LATER) == []
    here = edit(at(copy), "district.yml", *RULES)
    assert due(here, NEVER) == []
    paths = {one.path for one in due(here, LATER)}
    with duckdb.connect(str(here.settings.ledger), read_only=True) as ledger:
        kept = ledger.execute("SELECT sha256, table_code FROM drops ORDER BY received_on, table_code").fetchall()
    names = {table: sha256 for sha256, table in kept}
    assert f"archive/drops/{names['judgement'][:2]}/{names['judgement']}" in paths
    assert not any(names["roll"] in path for path in paths), "the roll in force"
    assert not any(sha256 in path for sha256, table in kept if table == "fire_loss" for path in paths), (
        "clues are open, a row is unlocated"
    )
    assert not any(path.startswith("runs/") for path in paths)
    with pytest.raises(UsageError, match="经办人"):
        expire(here, DAYS[2], LATER, " ")
    with pytest.raises(UsageError, match="还没有到"):
        expire(here, LATER, DAYS[2], "孙晓梅")


def closed(copy: Path) -> Installation:
    """As if every clue was answered long ago."""
    here = edit(at(copy), "district.yml", *RULES)
    leads = [number for number, slip in slips_of(here).items() if slip.is_lead]
    say(here, DAYS[2], [(number, {"result": "临时救助", "amount": "800"}) for number in leads])
    return here


def test_what_was_destroyed_is_written_down_and_told_by_replay_and_verify(copy: Path) -> None:
    here = closed(copy)
    before = {one.path for one in due(here, LATER)}
    done = expire(here, LATER, LATER, "孙晓梅")
    assert sum(done["files"].values()) == len(before) > 5
    assert due(here, LATER) == []
    assert expire(here, LATER, LATER, "孙晓梅")["files"] == {}
    assert not any((here.settings.root / path).exists() for path in before)
    found = verify(here)
    assert (found.faults, found.notes[0]) == ((), f"保管期满按规定销毁的文件 {len(before)} 个（archive/expired.json）")
    second = replay.replay(here, SECOND)
    assert second.verdict == Verdict.CANNOT
    assert f"runs/{SECOND}/inputs/roll.parquet（{LATER} 保管期满销毁）" in second.missing
    first = replay.replay(here, FIRST)
    assert first.verdict == Verdict.IDENTICAL, "it placed somebody who still waits for a unit"
    assert (here.settings.runs / SECOND / "manifest.json").exists()
    listed = here.settings.archive / "expired.json"
    lost = listed.read_text(encoding="utf-8")
    harm(listed)
    assert [(one.place, one.which) for one in verify(here).faults] == [(Place.DROP, "archive/expired.json")]
    listed.write_text(lost, encoding="utf-8")
    alter(copy, "DELETE FROM expiries WHERE path LIKE '%outcomes.parquet'")
    assert {one.place for one in verify(here).faults} >= {Place.ROWS, Place.RUN}


def test_a_destroyed_original_hinders_no_replay_and_is_told(copy: Path) -> None:
    here = closed(copy)
    here = edit(here, "district.yml", ("  runs_months: 24", "  # runs_months: 24"))
    assert expire(here, LATER, LATER, "孙晓梅")["files"].keys() == {"originals_months"}
    done = replay.replay(here, SECOND)
    assert (done.verdict, len(done.expired)) == (Verdict.IDENTICAL, 1)
    assert f"（{LATER} 保管期满销毁）" in done.expired[0]


def test_all_that_is_held_of_a_person_is_exported_and_the_asking_written_down(
    zhaoren: Callable[..., Any], copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(number: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        answered: tuple[int, str, str] = zhaoren("audit", "subject", "--out", str(tmp_path / "a.zip"), *words)
        return answered

    code, said, beside = ask(ZHAO, "--reason", "本人申请", "--json")
    assert (code, json.loads(said[said.index("{") :])["rows"]) == (0, 3)
    with zipfile.ZipFile(tmp_path / "a.zip") as export:
        told = json.loads(export.read("全部信息.json"))
        places = list(csv.reader(io.StringIO(export.read("存放位置.csv").decode("utf-8-sig"))))
        assert export.read("来龙去脉.docx")[:2] == b"PK"
    assert [row["values"]["户主"] for row in told["rows"]] == ["赵春生", "赵春生", "郑桂香"], "a neighbour wrote the same number"
    assert told["rows"][0]["values"]["户主身份证号"] == ZHAO
    assert all((copy / "home" / place).exists() for place, _ in places[1:])
    assert ask(WANG, "--reason", "核查", "--json")[0] == 0
    assert [ask(ZHAO[:-1] + "?", "--reason", "核查")[0], ask("123", "--reason", "核查")[0], ask(ZHAO, "--reason", " ")[0]] == [
        2,
        2,
        2,
    ]
    with duckdb.connect(str(copy / "home" / "ledger" / "zhaoren.duckdb"), read_only=True) as ledger:
        looks = ledger.execute("SELECT subject, detail FROM audit_log WHERE action = 'look' ORDER BY line").fetchall()
    assert [json.loads(detail)["purpose"] for _, detail in looks] == ["本人申请", "核查", "核查"]
    assert looks[1][0].startswith("P")
    assert not any(number in f"{looks}{said}{beside}" for number in (ZHAO, WANG))


def test_on_the_command_line(zhaoren: Callable[..., Any], copy: Path) -> None:
    edit(at(copy), "district.yml", *RULES)
    code, said, _ = zhaoren("audit", "expire", "--as-of", "2026-12-19", "--json")
    assert (code, json.loads(said)) == (0, [])
    assert zhaoren("audit", "expire", "--as-of", "2029-01-01")[0] == 0
    assert zhaoren("audit", "expire", "--as-of", "2029-01-01", "--by", "孙晓梅")[0] == 2
    assert zhaoren("audit", "expire", "--as-of", "2026-12-19", "--by", "孙晓梅")[0] == 0
