"""Other rules tried on a run: what they would have done, and what really running with them does."""

import json
import shutil
import tempfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from matching.drops import archived_path
from matching.errors import ConfigurationError, ProcessingError, UsageError
from matching.pipeline import reception, runs
from matching.pipeline.trial import publish_trial, try_rules
from matching.run import read_manifest, sha256_tree
from tests.unit.pipeline.conftest import ROLL, ROLL_HEADINGS, write_sheet
from tests.unit.pipeline.playback import DAYS, FIRST, at, edit, moment, take

RULES = {
    "linkage": (("review_weight: -2.0", "review_weight: 99.0"), ("birth: [same, swapped, two_parts, missing], sex: [same, missing], identity: [missing, unreadable, masked, masked_short, birth_part, unlike, foreign]", "birth: [same], sex: [same, missing], identity: [missing]")),
    "triage": (("loss >= 100000", "loss >= 200000"), ("loss < 100000", "loss < 200000")),
}  # fmt: skip
"""Nobody is asked any more who is only like somebody of the roll; a fire is grave from another sum on."""


@pytest.fixture
def other(copy: Path) -> dict[str, Path]:
    """Files of other rules, beside an installation whose own rules stay."""
    aside = copy / "other"
    shutil.copytree(copy / "configuration", aside / "configuration")
    for name, words in RULES.items():
        edit(at(aside), f"{name}.yml", *words)
    return {name: aside / "configuration" / "schemas" / f"{name}.yml" for name in RULES}


def test_a_trial_agrees_with_really_running_and_enters_nothing(copy: Path, other: dict[str, Path]) -> None:
    here, there = at(copy), at(copy / "other")
    before = sha256_tree(here.settings.root)
    trial = try_rules(here, FIRST, other)
    assert sha256_tree(here.settings.root) == before
    reception.load_roll(there, write_sheet(copy / "other" / "名册.xlsx", ROLL_HEADINGS, ROLL), moment(DAYS[0]))
    (drop,) = read_manifest(here.settings.runs / FIRST)["inputs"]["drops"]
    folder = there.settings.inbox / "区消防救援大队" / "火灾损失人员"
    folder.mkdir(parents=True)
    shutil.copyfile(archived_path(here.settings.archive, drop["sha256"]), folder / "火灾.xlsx")
    take(there, DAYS[0])
    assert runs.run(there, "event", DAYS[0])["run_id"] == FIRST
    really, then = (pq.read_table(one.settings.runs / FIRST / "outcomes.parquet").to_pylist() for one in (there, here))
    clues = pq.read_table(there.settings.runs / FIRST / "clues.parquet").to_pylist()
    placed = {row["record_id"]: (row["bucket"], row["rule"], row["clue_id"]) for row in then}
    placed |= {change.record_id: (change.now.bucket, change.now.rule, change.now.clue_id) for change in trial.changes}
    assert placed == {row["record_id"]: (row["bucket"], row["rule"], row["clue_id"]) for row in really}
    assert {change.now.clue_id: (change.now.level, change.now.unit) for change in trial.changes} == {
        clue["clue_id"]: (clue["level"], clue["unit"]) for clue in clues
    }
    assert trial.counts == {"found": 1, "lost": 0, "level": 1, "unit": 0, "bucket": 0}
    assert (trial.records, trial.clues_then, trial.clues_now, trial.buckets[("review", "new")]) == (5, 1, 2, 1)
    book, told = publish_trial(here, trial, other, DAYS[0])
    sheet = openpyxl.load_workbook(book)["会多找到"]
    assert [cell.value for cell in sheet[4]][1:5] == ["李志强", "火灾损失人员", "疑似在册", "新增线索"]
    assert "李志强" not in told.read_text(encoding="utf-8")
    assert json.loads(told.read_text(encoding="utf-8"))["counts"]["found"] == 1


def test_rules_that_cannot_be_used_and_runs_that_changed_are_refused(copy: Path, other: dict[str, Path]) -> None:
    here = at(copy)
    with pytest.raises(UsageError, match=r"schemas/ 里没有 \.\./triage\.yml; 可以换用的: .*triage"):
        try_rules(here, FIRST, {"../triage": other["triage"]})
    with pytest.raises(UsageError, match=r"没有这个文件: .*nowhere"):
        try_rules(here, FIRST, {"triage": copy / "nowhere.yml"})
    other["triage"].write_text(
        other["triage"].read_text(encoding="utf-8").replace("loss >= 200000", "losses >= 200000"), encoding="utf-8"
    )
    with pytest.raises(ConfigurationError, match="FIRE_LOSS_100K"):
        try_rules(here, FIRST, {"triage": other["triage"]})
    aside = copy / "新规则.yml"
    for text, place in (("a: [", rf"^{aside}: cannot be read"), ("policy: 1\n", rf"^{aside}: policy")):
        aside.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError, match=place) as refused:
            try_rules(here, FIRST, {"triage": aside})
        assert tempfile.gettempdir() + "/zhaoren" not in str(refused.value)
    clues = here.settings.runs / FIRST / "clues.parquet"
    clues.write_bytes(clues.read_bytes() + b"\n")
    with pytest.raises(ProcessingError, match=r"gone or changed: clues\.parquet"):
        try_rules(here, FIRST, {"linkage": other["linkage"]})
