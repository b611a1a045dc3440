"""Runs played back: identical whatever changed since, every changed byte named, nothing left behind."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pyarrow.parquet as pq
import pytest

from matching.audit import Kind, Replay, Verdict
from matching.errors import UsageError
from matching.pipeline import reception, replay
from matching.pipeline.explain import explain_run
from matching.pipeline.rebuilding import PREFIX
from matching.run import read_manifest, sha256_file, sha256_tree, write_manifest, write_table
from tests.unit.pipeline.conftest import ROLL, ROLL_HEADINGS, write_sheet
from tests.unit.pipeline.playback import DAYS, FIRST, SECOND, THIRD, at, edit, harm, judge, moment


def test_every_run_is_identical_whatever_changed_since(copy: Path) -> None:
    """Rules, papers, rolls and judgements change, the ledger is not even there; on one thread, after two made them."""
    here = edit(at(copy), "linkage.yml", ("review_weight: -2.0", "review_weight: 9.0"), ("一致", "全同"))
    here = edit(here, "triage.yml", ("loss >= 100000", "loss >= 900000"), ("loss < 100000", "loss < 900000"))
    here = edit(here, "lookups/places.yml", ("不详, ", ""))
    judge(here, "不是", DAYS[2])
    shorter = write_sheet(copy / "名册2.xlsx", ROLL_HEADINGS, [*ROLL[:1], [ROLL[2][0], "别的人", *ROLL[2][2:]], ROLL[2]])
    reception.load_roll(here, shorter, moment(date(2026, 12, 19)))
    shutil.move(here.settings.ledger, copy / "elsewhere.duckdb")
    before = sha256_tree(here.settings.root)
    here = at(copy, threads=1)
    done = [replay.replay(here, run_id) for run_id in replay.runs_of(here.settings, DAYS[0])]
    assert [one.run_id for one in done] == [FIRST, SECOND, THIRD]
    assert [(one.verdict, one.differences, one.code, one.missing) for one in done] == [(Verdict.IDENTICAL, (), (), ())] * 3
    assert all(one.papers and one.tables > 12 for one in done)
    assert sha256_tree(here.settings.root) == before
    assert replay.runs_of(here.settings, DAYS[1], DAYS[1]) == [SECOND]
    told = pq.read_table(here.settings.runs / FIRST / "roll_decisions.parquet").to_pylist()
    explained = explain_run(here, FIRST, told[0]["record_id"]).sections[0].explanation
    assert (explained.explanation, "一致" in explained.explanation) == (told[0]["explanation"], True)


def test_the_manifest_says_what_a_run_was_made_of_and_who_let_it_out(played: Path) -> None:
    here = at(played)
    manifest = read_manifest(here.settings.runs / SECOND)
    (drop,) = manifest["inputs"]["drops"]
    assert sha256_file(here.settings.archive / "drops" / drop["sha256"][:2] / drop["sha256"]) == drop["sha256"]
    assert (drop["table"], drop["received_on"]) == ("fire_loss", DAYS[1].isoformat())
    assert {f"inputs/{name}.parquet" for name in ("roll", "open_clues", "judgements", "records/fire_loss")} < set(
        manifest["inputs"]["files"]
    )
    release = manifest["release"]
    assert (release["released_by"], release["released_on"], release["slips"] > 0) == ("孙晓梅", DAYS[2].isoformat(), True)
    assert release["first"] <= release["last"]
    parts = [manifest["configurations"][one["provenance"]["configuration"]] for one in (manifest, release)]
    assert {part for part in parts[0] if parts[0][part] != parts[1][part]} == {"outputs"}
    assert manifest["counts"]["rows_in"] == 2
    assert {replay.stage_of(name) for name in manifest["tables"]} == {"standardise", "link", "triage", "release"}
    assert "姓名" not in json.dumps(manifest, ensure_ascii=False)


def played_back(folder: Path, run_id: str = SECOND) -> Replay:
    return replay.replay(at(folder), run_id)


@pytest.mark.parametrize(
    ("pattern", "stage"),
    [
        (f"runs/{SECOND}/inputs/roll.parquet", "inputs"),
        (f"runs/{SECOND}/inputs/inputs.json", "inputs"),
        (f"runs/{SECOND}/slips.parquet", "inputs"),
        ("archive/configurations/*/schemas/triage.yml", "configuration"),
    ],
)
def test_one_changed_byte_of_what_a_run_stands_on_is_named(copy: Path, pattern: str, stage: str) -> None:
    paths = sorted((copy / "home").glob(pattern))
    for path in paths:
        harm(path)
    done = played_back(copy)
    assert (done.verdict, {(one.stage, one.kind) for one in done.differences}) == (Verdict.DIFFERENT, {(stage, Kind.ALTERED)})
    assert all(any(str(path).endswith(one.file) for path in paths) for one in done.differences)


MADE = {
    f"runs/{SECOND}/standard/fire_loss.parquet": "standardise",
    f"runs/{SECOND}/linkage.json": "link",
    f"runs/{SECOND}/pairs.parquet": "link",
    f"runs/{SECOND}/clues.parquet": "triage",
    f"runs/{SECOND}/published/中心/*/线索总表*": "publish",
    f"runs/{SECOND}/released/镇街/源泉镇/*/*.docx": "release",
    "archive/rolls/*.parquet": "archive",
}


def test_one_changed_byte_of_what_a_run_made_is_named(copy: Path) -> None:
    expected = set()
    for pattern, stage in MADE.items():
        (path,) = (copy / "home").glob(pattern)
        harm(path)
        expected.add((stage, path.name))
    done = played_back(copy)
    assert {(one.stage, Path(one.file).name) for one in done.differences} == expected
    assert {one.kind for one in done.differences} == {Kind.ALTERED}


def test_a_changed_line_of_the_manifest_is_named(copy: Path) -> None:
    folder = copy / "home" / "runs" / SECOND
    manifest = read_manifest(folder)
    manifest["tables"]["clues.parquet"] = "0" * 64
    manifest["counts"]["clues"] += 1
    write_manifest(folder, manifest)
    done = played_back(copy)
    assert {(one.file, one.column) for one in done.differences} == {
        ("manifest.json", "clues.parquet"),
        ("manifest.json", "counts.clues"),
    }
    write_manifest(folder, {name: told for name, told in manifest.items() if name != "outputs"})
    assert played_back(copy).missing == (f"runs/{SECOND}/manifest.json: outputs",)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert played_back(copy).missing == (f"runs/{SECOND}/manifest.json",)


@pytest.mark.parametrize(
    "lost", [f"runs/{SECOND}/inputs/open_clues.parquet", f"runs/{SECOND}/release.json", "archive/configurations"]
)
def test_what_is_gone_is_named(copy: Path, lost: str) -> None:
    path = copy / "home" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = played_back(copy)
    assert (done.verdict, done.differences) == (Verdict.CANNOT, ())
    assert all(name.startswith(lost) for name in done.missing)
    assert done.missing
    with pytest.raises(UsageError, match="没有这个批次"):
        played_back(copy, "event-2026-12-18-09")


def test_a_run_from_before_configurations_were_kept_says_so(copy: Path) -> None:
    folder = copy / "home" / "runs" / FIRST
    manifest = read_manifest(folder)
    write_manifest(folder, manifest | {"provenance": None})
    assert played_back(copy, FIRST).missing == ("当时的规则（旧版本没有存档）",)


def test_another_decision_is_told_by_record_stage_and_column(copy: Path) -> None:
    """As if the code of then had judged otherwise: its tables and the manifest agree, and the code of today does not."""
    folder = copy / "home" / "runs" / FIRST
    table = pq.read_table(folder / "outcomes.parquet")
    rows = table.to_pylist()
    (row,) = (row for row in rows if row["bucket"] == "new")
    row |= {"level": "蓝", "reason": "某人家中失火"}
    write_table(
        type(table).from_pylist([*rows[:-1], rows[-1] | {"record_id": "gone-1"}], table.schema), folder / "outcomes.parquet"
    )
    manifest = read_manifest(folder)
    manifest["tables"]["outcomes.parquet"] = sha256_file(folder / "outcomes.parquet")
    manifest["provenance"] |= {
        "code": "0" * 64,
        "version": "0.0.9",
        "libraries": {**manifest["provenance"]["libraries"], "pyarrow": "1.0", "python": "3.10.1"},
    }
    write_manifest(folder, manifest)
    done = played_back(copy, FIRST)
    found = [
        (one.stage, one.record, one.kind, one.column, one.then, one.now)
        for one in done.differences
        if one.file == "outcomes.parquet"
    ]
    assert ("triage", row["record_id"], Kind.VALUE, "level", "蓝", "红") in found
    assert ("triage", row["record_id"], Kind.VALUE, "reason", None, None) in found, "what a person reads is not told"
    assert {kind for _, record, kind, *_ in found if record in ("gone-1", rows[-1]["record_id"])} == {
        Kind.ONLY_THEN,
        Kind.ONLY_NOW,
    }
    assert [line.split(", ")[0] for line in done.code] == [
        "比对时 0.0.9 " + manifest["provenance"]["commit"][:12],
        "比对时 pyarrow 1.0",
        "比对时 python 3.10.1",
    ]


def player_of(scratch: Path) -> int:
    """The process that plays a run back in that folder."""
    return int(scratch.name.removeprefix(PREFIX).split("-")[0])


def test_a_killed_replay_leaves_nothing_behind(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while two runs are played back side by side: the home is as it was, the processes end, the next replay clears away."""
    (tmp_path / "scratch").mkdir()
    before = sha256_tree(copy / "home")
    own = {
        "ZHAOREN_HOME": str(copy / "home"),
        "ZHAOREN_CONFIGURATION": str(copy / "configuration"),
        "TMPDIR": str(tmp_path / "scratch"),
    }
    words = [sys.executable, "-c", "from matching.cli import main; main()", "replay", "--all", "--since", DAYS[0].isoformat()]
    playing = subprocess.Popen(words, env={**os.environ, **own, "ZHAOREN_THREADS": "2"}, stdout=subprocess.DEVNULL)
    assert waited_for(lambda: list((tmp_path / "scratch").glob("*/*/standard/*")))
    playing.kill()
    playing.wait()
    assert waited_for(lambda: not any(psutil.pid_exists(player_of(path)) for path in (tmp_path / "scratch").iterdir()))
    assert sha256_tree(copy / "home") == before
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    assert played_back(copy).verdict == Verdict.IDENTICAL
    assert list((tmp_path / "scratch").iterdir()) == []


def waited_for(seen: Callable[[], Any]) -> Any:
    """What is seen, as soon as there is any."""
    for _ in range(600):
        if found := seen():
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_on_the_command_line(zhaoren: Callable[..., Any], copy: Path, tmp_path: Path) -> None:
    since = ("replay", "--all", "--since", DAYS[1].isoformat())
    code, said, beside = zhaoren("replay", SECOND, "--json")
    assert (code, json.loads(said)["counts"]) == (0, {"identical": 1, "different": 0, "cannot": 0})
    assert "郑桂香" not in said + beside
    harm(next((copy / "home" / "runs" / SECOND / "published").rglob("*.xlsx")))
    (copy / "home" / "runs" / THIRD / "inputs" / "roll.parquet").unlink()
    code, said, _ = zhaoren(*since, "--out", str(tmp_path / "report"))
    assert (code, "不一致" in said, "无法重算" in said, "线索总表" in said) == (1, True, True, True)
    (book,) = (tmp_path / "report").glob("*.xlsx")
    assert [row[1].value for row in openpyxl.load_workbook(book)["结论"].iter_rows(min_row=4)] == ["不一致", "无法重算"]
    (told,) = (tmp_path / "report").glob("*.json")
    assert [one["verdict"] for one in json.loads(told.read_text(encoding="utf-8"))["runs"]] == ["different", "cannot"]
    assert zhaoren("replay", THIRD)[0] == 2
    for words in (
        (),
        ("--all",),
        (FIRST, "--since", "2026-01-01"),
        (FIRST, "--with", "triage"),
        (*since[1:], "--with", "triage=a.yml"),
    ):
        assert zhaoren("replay", *words)[0] == 2
