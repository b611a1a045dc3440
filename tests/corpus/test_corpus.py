"""Every nasty file of the corpus gets the verdict, the findings and the values it must get, and a receipt that harms nobody."""

import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from time import sleep

import pytest
from python_calamine import CalamineWorkbook

from matching.cells import FORMULA_STARTS
from matching.findings import Verdict
from matching.installation import Installation, open_installation
from matching.pipeline.checking import check as take
from matching.pipeline.reception import sweep
from matching.settings import Settings
from matching.validate.check import check
from matching.validate.checked import Checked, holds_unread
from matching.validate.papers.receipt import write_receipt
from tests.corpus import (
    amounts,
    bodies,
    broken,
    commas,
    dates,
    files,
    folders,
    headings,
    merged,
    nobody_lost,
    notes,
    numbers,
    periods,
    texts,
)
from tests.corpus.cases import Case
from tests.tables import RECEIVED, drop_of

MODULES = (headings, bodies, merged, broken, dates, amounts, numbers, texts, periods, folders, files, nobody_lost, notes, commas)
CASES = [case for module in MODULES for case in module.CASES]
LONG_NUMBER = re.compile(r"\d{17}[\dX]")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return open_installation(Settings(home=tmp_path_factory.mktemp("corpus") / "home"))


def test_the_corpus_is_large_and_every_name_is_given_once() -> None:
    assert len(CASES) >= 130
    assert not [name for name, count in Counter(case.name for case in CASES).items() if count > 1]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_case(case: Case, house: Installation, tmp_path: Path) -> None:
    contract = house.tables[case.feed]
    path = tmp_path / "bytes"
    path.write_bytes(case.make())
    drop = drop_of(house, contract, case.file, case.unit)
    checked = check(path, drop, contract, house)
    told = [(item.row, item.column, item.rule, item.severity.value) for item in checked.findings]
    assert Counter(told) == Counter(case.told)
    assert (checked.verdict.value, checked.rows_in, checked.rows_accepted) == (case.verdict, *case.rows)
    _check_details(case, checked)
    _check_findings(checked)
    _check_papers(write_receipt(checked, drop, contract, house, tmp_path / "receipts"), checked)


def test_a_sample_comes_through_the_drop_folders_and_all_are_answered(tmp_path: Path) -> None:
    """Every eighth case, all dropped at once: each is taken and answered as it was alone, but rows that an earlier file of
    the same folder delivered are not entered again."""
    settings = Settings(home=tmp_path / "home", stable_seconds=0.05, lock_seconds=10)
    house = open_installation(settings)
    cases = {f"{n:03d}_{case.file[-120:].replace('/', '_')}": case for n, case in enumerate(CASES[::8]) if case.make()}
    for name, case in cases.items():
        target = settings.inbox / drop_of(house, house.tables[case.feed], name, case.unit).folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(case.make())
    sleep(0.1)
    waiting = sweep(house, RECEIVED).groups
    answers = [answer for group in waiting for answer in take(house, group["table"], group["drop_ids"])["drops"]]
    assert {answer["file"] for answer in answers} == set(cases)
    for answer in answers:
        case = cases[answer["file"]]
        refused = case.verdict in ("rejected", "misplaced", "zero")
        assert answer["rows_in"] == case.rows[0]
        assert answer["verdict"] == case.verdict if refused else answer["rows_accepted"] <= case.rows[1]
        assert answer["rows_in"] == answer["rows_accepted"] + answer["rows_rejected"] + answer["rows_repeated"]
    assert all((settings.root / answer["receipt"]).exists() for answer in answers)


def _check_details(case: Case, checked: Checked) -> None:
    records = {row["row"]: json.loads(row["values"]) for row in checked.records.to_pylist()}
    for row, values in case.values.items():
        assert {name: records[row].get(name) for name in values} == values
    assert case.period in (None, checked.period)
    assert case.dropped in (None, checked.dropped_columns)
    assert case.sheet in (None, checked.sheet)
    assert any(case.cure in item.cure + item.message for item in checked.findings) or not case.cure


def _check_findings(checked: Checked) -> None:
    """Whatever is found: Chinese words that say what to do, no value of anybody, and no row lost."""
    for item in checked.findings:
        assert re.search("[\u4e00-\u9fff]", item.message)
        assert re.search("[\u4e00-\u9fff]", item.cure)
        assert not LONG_NUMBER.search(item.message + item.cure)
    assert checked.rows_in == checked.rows_accepted + checked.rows_rejected + checked.rows_repeated
    whole = checked.rows_rejected == 0 and not holds_unread(checked.findings)
    assert (checked.verdict is Verdict.ACCEPTED) == (checked.rows_in > 0 and whole)


def _check_papers(papers: list[Path], checked: Checked) -> None:
    """The receipt opens, shows no identity number, and no paper holds a formula or what a spreadsheet takes for one."""
    assert len(papers) == 1 + bool(checked.failing.rows)
    for paper in papers:
        with zipfile.ZipFile(paper) as archive:
            assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
        with CalamineWorkbook.from_path(str(paper)) as book:
            cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
        texts = [cell for cell in cells if isinstance(cell, str)]
        assert not [text for text in texts if text.startswith(FORMULA_STARTS)]
        if paper == papers[0]:
            assert not [text for text in texts if LONG_NUMBER.search(text)]
