"""Runs played back: identical whatever changed since, every changed byte named, nothing left behind."""

import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from matching.audit import Kind, Replay, Verdict
from matching.cli import main
from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, releasing, replay, runs, stages
from matching.pipeline.asking import open_pairs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.rebuilding import PREFIX
from matching.run import read_manifest, sha256_file, sha256_tree, write_manifest, write_table
from matching.settings import Settings
from tests.unit.pipeline.conftest import FIRE, FIRE_HEADINGS, ROLL, ROLL_HEADINGS, write_sheet

DAYS = date(2026, 12, 16), date(2026, 12, 17), date(2026, 12, 18)
FIRST, SECOND, THIRD = (f"event-{day}-01" for day in DAYS)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=SHANGHAI)


def take(installation: Installation, day: date) -> None:
    for group in reception.sweep(installation, moment(day)).groups:
        checking.check(installation, group["table"], group["drop_ids"])


def fires(installation: Installation, rows: list[list[str]], day: date) -> None:
    write_sheet(installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / f"火灾_{day}.xlsx", FIRE_HEADINGS, rows)
    take(installation, day)


def judge(installation: Installation, word: str, day: date) -> None:
    """The centre answers the pairs that are open."""
    form = installation.settings.inbox / "中心" / "人工研判" / "研判.csv"
    form.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{pair['pair_no']},{word},孙晓梅\n" for pair in open_pairs(installation, day)]
    form.write_text("配对编号,研判结论,研判人\n" + "".join(lines), encoding="utf-8-sig")
    take(installation, day)


def edit(installation: Installation, name: str, *words: tuple[str, str]) -> Installation:
    """The installation after somebody edited a file of its configuration."""
    path = installation.settings.schemas / name
    text = path.read_text(encoding="utf-8")
    for old, new in words:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return open_installation(installation.settings)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs: one row for each bucket, released at once; more of the same people under other rules, signed for days later by a person
    on papers that changed meanwhile; a judged pair. Its home and its configuration lie in the folder."""
    folder = tmp_path_factory.mktemp("played")
    for name in ("schemas", "expectations"):
        shutil.copytree(Settings().project / name, folder / "configuration" / name)
    here = at(folder)
    reception.load_roll(here, write_sheet(folder / "名册.xlsx", ROLL_HEADINGS, ROLL), moment(DAYS[0]))
    fires(here, FIRE, DAYS[0])
    assert runs.run(here, "event", DAYS[0])["released_on"] == DAYS[0].isoformat()
    here = edit(here, "district.yml", ("automatic: [event, ", "automatic: ["))
    fires(
        here, [["2026-12-16", *FIRE[2][1:-1], "5000"], ["2026-12-16", "博山区源泉镇麻庄村9号", "郑桂香", *FIRE[2][3:]]], DAYS[1]
    )
    assert runs.run(here, "event", DAYS[1])["released_on"] is None
    here = edit(here, "outputs/clue_list.yml", ("header: 姓名", "header: 本人姓名"))
    releasing.release(here, SECOND, DAYS[2], "孙晓梅")
    judge(here, "同一人", DAYS[2])
    assert runs.run(here, "event", DAYS[2])["feeds"]["fire_loss"]["enrolled"] == 1
    return folder


def at(folder: Path, **more: Any) -> Installation:
    settings = Settings(
        home=folder / "home", configuration=folder / "configuration", stable_seconds=0.05, lock_seconds=10, **more
    )
    return open_installation(settings)


@pytest.fixture
def copy(played: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(played, tmp_path / "copy"))


def test_every_run_is_identical_whatever_changed_since(copy: Path) -> None:
    """Rules, papers, rolls and judgements change, the ledger is not even there; on one thread and on two."""
    here = edit(at(copy), "linkage.yml", ("review_weight: -2.0", "review_weight: 9.0"))
    here = edit(here, "triage.yml", ("loss >= 100000", "loss >= 900000"), ("loss < 100000", "loss < 900000"))
    here = edit(here, "lookups/places.yml", ("北博山", "北博小山"))
    judge(here, "不是", DAYS[2])
    shorter = write_sheet(copy / "名册2.xlsx", ROLL_HEADINGS, [*ROLL[:1], [ROLL[2][0], "别的人", *ROLL[2][2:]], ROLL[2]])
    reception.load_roll(here, shorter, moment(date(2026, 12, 19)))
    shutil.move(here.settings.ledger, copy / "elsewhere.duckdb")
    before = sha256_tree(here.settings.root)
    for threads in (1, 2):
        here = at(copy, threads=threads)
        done = [replay.replay(here, run_id) for run_id in replay.runs_of(here.settings, DAYS[0])]
        assert [one.run_id for one in done] == [FIRST, SECOND, THIRD]
        assert [(one.verdict, one.differences, one.code, one.missing) for one in done] == [(Verdict.IDENTICAL, (), (), ())] * 3
        assert all(one.papers and one.tables > 12 for one in done)
    assert sha256_tree(here.settings.root) == before
    assert replay.runs_of(here.settings, DAYS[1], DAYS[1]) == [SECOND]


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
    assert "姓名" not in json.dumps(manifest, ensure_ascii=False)


def harm(path: Path) -> None:
    """Change one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def played_back(folder: Path, run_id: str = SECOND) -> Replay:
    return replay.replay(at(folder), run_id)


@pytest.mark.parametrize(
    ("pattern", "stage"),
    [
        (f"runs/{SECOND}/inputs/roll.parquet", "inputs"),
        (f"runs/{SECOND}/inputs/inputs.json", "inputs"),
        (f"runs/{SECOND}/slips.parquet", "inputs"),
        ("archive/configurations/*/schemas/triage.yml", "configuration"),
        ("archive/drops/*/*", "archive"),
        ("archive/rolls/*.parquet", "archive"),
        (f"runs/{SECOND}/standard/fire_loss.parquet", "standardise"),
        (f"runs/{SECOND}/linkage.json", "link"),
        (f"runs/{SECOND}/clues.parquet", "triage"),
        (f"runs/{SECOND}/published/中心/*/线索总表*", "publish"),
        (f"runs/{SECOND}/released/镇街/源泉镇/*/*.docx", "release"),
    ],
)
def test_one_changed_byte_is_named(copy: Path, pattern: str, stage: str) -> None:
    paths = sorted((copy / "home").glob(pattern))
    for path in paths:
        harm(path)
    done = played_back(copy)
    assert done.verdict == Verdict.DIFFERENT
    assert {(one.stage, one.kind) for one in done.differences} == {(stage, Kind.ALTERED)}
    assert all(any(str(path).endswith(one.file) for path in paths) for one in done.differences)


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
    with pytest.raises(UsageError, match="no such run"):
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
        "libraries": {**manifest["provenance"]["libraries"], "pyarrow": "1.0"},
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
    ]


def test_a_killed_replay_leaves_nothing_behind(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    before = sha256_tree(copy / "home")

    def dies() -> None:
        stages.publish = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
        played_back(copy)

    child = multiprocessing.get_context("fork").Process(target=dies)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert sha256_tree(copy / "home") == before
    assert [path.name.startswith(PREFIX) for path in (tmp_path / "scratch").iterdir()] == [True]
    assert played_back(copy).verdict == Verdict.IDENTICAL
    assert list((tmp_path / "scratch").iterdir()) == [], "what the killed one left is removed by the next"


@pytest.fixture
def zhaoren(copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    for name, value in (("HOME", copy / "home"), ("CONFIGURATION", copy / "configuration"), ("BUSINESS_DATE", "2026-12-20")):
        monkeypatch.setenv(f"ZHAOREN_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhaoren", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), *capsys.readouterr()

    yield call


def test_on_the_command_line(zhaoren: Any, copy: Path, tmp_path: Path) -> None:
    code, said, beside = zhaoren("replay", "--all", "--since", DAYS[0].isoformat(), "--json")
    assert (code, json.loads(said)["counts"]) == (0, {"identical": 3, "different": 0, "cannot": 0})
    assert "赵春生" not in said + beside
    harm(next((copy / "home" / "runs" / FIRST / "published").rglob("*.xlsx")))
    (copy / "home" / "runs" / THIRD / "inputs" / "roll.parquet").unlink()
    code, said, _ = zhaoren("replay", "--all", "--since", DAYS[0].isoformat(), "--out", str(tmp_path / "report"))
    assert (code, "不一致" in said, "无法重算" in said, "留存的被改动" in said) == (1, True, True, True)
    (book,) = (tmp_path / "report").glob("*.xlsx")
    assert openpyxl.load_workbook(book)["结论"]["B4"].value == "不一致"
    (told,) = (tmp_path / "report").glob("*.json")
    assert [one["verdict"] for one in json.loads(told.read_text(encoding="utf-8"))["runs"]] == [
        "different",
        "identical",
        "cannot",
    ]
    assert zhaoren("replay", THIRD)[0] == 2
    assert [
        zhaoren(*words)[0]
        for words in (
            ("replay",),
            ("replay", "--all"),
            ("replay", FIRST, "--since", "2026-01-01"),
            ("replay", FIRST, "--with", "triage"),
        )
    ] == [2] * 4
