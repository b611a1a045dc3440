"""zhaoren train: new figures in the old text, a report that needs no network, the same bytes again."""

import difflib
import re
from pathlib import Path

import pytest
import yaml

from matching.errors import ProcessingError
from matching.installation import open_installation
from matching.link import link_people, read_linkage, read_model_file
from matching.link.rarity import GivenNames
from matching.link.training import given_names_file, learn, model_file
from matching.link.training.learn import next_version
from matching.link.training.report import thresholds
from matching.pipeline.match import read_both
from matching.pipeline.training import train
from matching.settings import Settings
from matching.standardise import standardise
from tests.benchmarks.district import keep, make_district
from tests.spec.people import installation, numbered, standard

SCHEMAS = installation().settings.schemas
TEXT = (SCHEMAS / "linkage.yml").read_text(encoding="utf-8")
MODEL = read_linkage(SCHEMAS)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("district")
    keep(folder, *make_district(installation(), feed=900, rolls=1100, seed=5, rates="training"))
    return folder


def taught(district: Path, out: Path, threads: int, truth: bool = True) -> dict[str, object]:
    place = open_installation(Settings(threads=threads))
    known = district / "truth.parquet" if truth else None
    return train(district / "feed.parquet", district / "rolls.parquet", out, place, seed=3, random_pairs=8_000, truth=known)


def test_training_writes_a_model_a_table_and_a_report(district: Path, tmp_path: Path) -> None:
    summary = taught(district, tmp_path / "a", threads=1)
    assert summary["settled"] is True
    written = (tmp_path / "a" / "linkage.yml").read_text(encoding="utf-8")
    changed = [line[2:] for line in difflib.ndiff(TEXT.splitlines(), written.splitlines()) if line[:1] in "+-"]
    assert changed
    assert all(re.match(r"\s+- \{level: |prior: |version: |# trained: ", line) for line in changed), (
        "nothing else in the text changes"
    )
    model = read_model_file(tmp_path / "a" / "linkage.yml")
    assert model.version == next_version(MODEL.version)
    assert model.comparison("guardian") == MODEL.comparison("guardian"), "what is fixed stays"
    same = model.comparison("name").levels[1]
    assert same.m == pytest.approx(0.94, abs=0.04), "nine in ten people are written as on the roll"
    given = GivenNames.model_validate(
        yaml.safe_load((tmp_path / "a" / "lookups" / "given_names.yml").read_text(encoding="utf-8"))
    )
    assert "伟" in given.shares["any"]
    page = (tmp_path / "a" / "training.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert not re.search(r"https?://|<script|src=|@import|url\(", page), "the page asks nobody"
    assert f"训练报告 {model.version}" in page
    assert "按真值" in page
    taught(district, tmp_path / "b", threads=2, truth=False)
    for name in ("linkage.yml", "lookups/given_names.yml"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), "threads and the truth teach nothing"
    untold = (tmp_path / "b" / "training.html").read_text(encoding="utf-8")
    assert "按真值" not in untold
    heading = page.index("<h2>数值</h2>")
    assert page[heading:] == untold[untold.index("<h2>数值</h2>") :]


def test_two_tables_of_nobody_keep_the_declared_model() -> None:
    steps: list[str] = []
    learned = learn(
        standard([]), standard([]), MODEL, seed=1, random_pairs=10, threads=1, progress=lambda name, *_: steps.append(name)
    )
    assert learned.model.comparisons == MODEL.comparisons
    assert learned.random_pairs == 0
    assert "训练" in steps


def test_estimates_are_near_the_truth(district: Path) -> None:
    left, right = (
        standardise(people, installation()) for people in read_both(district / "feed.parquet", district / "rolls.parquet")
    )
    learned = learn(left, right, MODEL, seed=3, random_pairs=10_000, threads=2, progress=lambda *_: None)
    sex = {level.level: level for level in learned.model.comparison("sex").levels}
    assert sex["same"].u == pytest.approx(0.5, abs=0.05)
    assert learned.model.prior * left.num_rows * right.num_rows == pytest.approx(0.3 * left.num_rows, rel=0.1)
    year = {level.level: level for level in learned.model.comparison("birth").levels}
    assert year["different"].u == pytest.approx(0.985, abs=0.02)


def test_the_text_keeps_its_comments() -> None:
    text = model_file(TEXT, MODEL, "zhaoren train --seed 1")
    assert comments(text) - comments(TEXT) == {"# trained: zhaoren train --seed 1"}
    assert all(line.startswith("# trained: ") for line in comments(TEXT) - comments(text))
    again = model_file(text, MODEL, "zhaoren train --seed 2")
    assert again.count("# trained: ") == 1


def comments(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.lstrip().startswith("#")}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("- {level: variant, test", "-  {level: variant, test", "do not stand on one line"),
        ("      - {level: typo, test", "      - {test", "do not stand on one line"),
        (", m: 0.", ", 'm': 0.", "m is not written"),
    ],
)
def test_a_level_written_otherwise_fails(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(ProcessingError, match=told):
        model_file(TEXT.replace(old, new, 1), MODEL, "")


@pytest.mark.parametrize(("version", "following"), [("2026.1", "2026.2"), ("2026.9", "2026.10"), ("spring", "spring.1")])
def test_versions(version: str, following: str) -> None:
    assert next_version(version) == following


def test_given_names_are_written_as_they_are_read() -> None:
    table = GivenNames(usual=31.058, other=1.042, shares={"any": {"伟": 159.0, "静": 147.1}, "1980": {"伟": 200.5}, "2020": {}})
    assert GivenNames.model_validate(yaml.safe_load(given_names_file(table, "test"))) == table


def test_thresholds_count_each_record_with_its_best_pair() -> None:
    row = {"name": "尉迟恭", "birth_date": "1968-03-05", "phone": "13964317720"}
    people = standard(numbered([row, row | {"phone": None}], "p"))
    linked = link_people(standard(numbered([row], "r")), people, MODEL)
    assert linked.pairs.num_rows == 2
    low = thresholds(linked, {"r000": "p000", "r001": None})[0]
    assert (low["matches"], low["true_precision"], low["true_recall"], low["hidden"]) == (1, 1.0, 1.0, 0.0)
    assert thresholds(linked, {"r000": None})[0]["hidden"] == 1.0
    assert thresholds(linked, None)[0]["recall"] == 1.0
