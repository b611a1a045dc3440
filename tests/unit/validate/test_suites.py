"""Suites: every rule can be run, none says what the contract says, and a crash is ours."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matching.errors import ConfigurationError, ProcessingError
from matching.findings import Severity
from matching.installation import Installation
from matching.settings import PROJECT
from matching.validate.reading.sheets import sheet_of
from matching.validate.rows.frame import build_frame
from matching.validate.rules.generated import generated
from matching.validate.rules.suites import (
    ON_VALUES,
    _ask,
    _crashed,
    _open_batch,
    column_of,
    findings_of,
    judge,
    read_suite,
    severity_of,
)
from matching.validate.table.headers import find_heading

FOLDER = PROJECT / "expectations"


def _rule(kind: str, kwargs: dict[str, object], severity: str = "critical", scope: str = "row") -> dict[str, object]:
    meta = {"rule": "R", "scope": scope, "message": "不对", "cure": "改"}
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": meta}


def test_there_is_one_suite_a_table(installation: Installation) -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(installation.tables)


def test_every_hand_written_rule_runs_on_a_table_with_and_without_its_columns(
    installation: Installation, table: Callable[..., list[list[str]]]
) -> None:
    for contract in installation.tables.values():
        rows = table(contract)
        required = [n for n, column in enumerate(contract.columns) if column.required or column.filled]
        required = required if len(required) > 1 else [0, 1]  # one word alone is no heading
        for content in (rows, [[row[n] for n in required] for row in rows]):
            sheet = sheet_of("x", [content])
            heading = find_heading(sheet, contract)
            assert heading is not None
            frame = build_frame(sheet, heading, contract, np.arange(1, 4), date(2026, 11, 4))
            outcomes = judge(frame.helpers, list(read_suite(FOLDER, contract.code)))
            assert all(item.rule["severity"] != "critical" for item in outcomes if not item.success)


def test_hand_written_rules_say_nothing_the_contract_says(installation: Installation) -> None:
    for contract in installation.tables.values():
        everything = frozenset(column.name for column in contract.columns)
        made = {
            (rule["type"], json.dumps(rule["kwargs"], sort_keys=True))
            for rule in generated(contract, everything, date(2026, 11, 4), "2026-10")
        }
        names = [column.name for column in contract.columns]
        for rule in read_suite(FOLDER, contract.code):
            assert (rule["type"], json.dumps(rule["kwargs"], sort_keys=True)) not in made
            column = column_of(rule)
            assert column is None or column in names, (contract.code, rule["meta"]["rule"])


def test_rows_are_found_without_their_values() -> None:
    frame = pd.DataFrame({"a": pd.Series(["x", None, "y"], dtype="str")})
    outcomes = judge(frame, [_rule("expect_column_values_to_not_be_null", {"column": "a"})])
    assert [(item.rows, item.counts["unexpected_count"]) for item in outcomes] == [((1,), 1)]
    (finding,) = findings_of(outcomes, [11, 12, 13], {"a": "甲"})
    assert (finding.rule, finding.severity, finding.row, finding.column) == ("R", Severity.ROW, 12, "甲")


def test_an_expectation_that_crashes_is_our_failure() -> None:
    frame = pd.DataFrame({"a": ["张三"]})
    with pytest.raises(ProcessingError, match="rule=R") as crash:
        judge(frame, [_rule("expect_column_values_to_not_be_null", {"column": "nowhere"})])
    assert "张三" not in str(crash.value)


@pytest.mark.parametrize("kind", ON_VALUES)
def test_a_rule_on_values_is_not_asked_of_a_column_without_any_and_the_outcome_is_the_same(kind: str) -> None:
    told = {
        "expect_column_values_to_be_between": {"min_value": 1},
        "expect_column_values_to_match_regex": {"regex": "x"},
        "expect_column_values_to_be_unique": {},
        "expect_column_value_lengths_to_be_between": {"min_value": 1},
    }
    rules = [
        _rule(kind, {"column": "empty", **told.get(kind, {"value_set": ["x"]})}),
        _rule("expect_column_values_to_not_be_null", {"column": "full"}),
    ]
    frame = pd.DataFrame({"empty": pd.Series([None, None], dtype="str"), "full": ["x", None]})
    assert judge(frame.copy(), rules) == _ask(frame.copy(), rules)


def test_only_counts_are_kept() -> None:
    frame = pd.DataFrame({"a": [23456.5, 34567.5], "b": pd.Series(["张三", None], dtype="str")})
    outcomes = judge(
        frame,
        [
            _rule("expect_column_max_to_be_between", {"column": "a", "max_value": 1}, scope="file"),
            _rule("expect_column_values_to_be_in_set", {"column": "b", "value_set": ["李四"]}),
            _rule("expect_table_row_count_to_be_between", {"min_value": 1}, scope="file"),
        ],
    )
    assert [(item.success, item.counts) for item in outcomes] == [
        (False, {}),
        (False, {"element_count": 2, "unexpected_count": 1}),
        (True, {"observed_value": 2}),
    ]


@pytest.mark.parametrize("severity", ["critical", "warning", "info"])
def test_severities_are_great_expectations_own(severity: str) -> None:
    batch, suite_of = _open_batch(pd.DataFrame({"a": pd.Series([None], dtype="str")}))
    outcome = batch.validate(suite_of([_rule("expect_column_values_to_not_be_null", {"column": "a"}, severity)]))
    assert outcome.get_max_severity_failure().value == severity


@pytest.mark.parametrize(
    ("info", "crashed"),
    [
        (None, False),
        ({"raised_exception": False, "exception_message": None}, False),
        ({"raised_exception": True, "exception_message": "x"}, True),
        ({"metric 1": {"raised_exception": False}, "metric 2": {"raised_exception": True}}, True),
        ({"metric 1": {"raised_exception": False}}, False),
        ({"metric 1": {"other": 1}}, True),
        ({"metric 1": "x"}, True),
    ],
)
def test_a_crash_in_any_shape_of_report(info: dict[str, object] | None, crashed: bool) -> None:
    assert _crashed(info) is crashed


@pytest.mark.parametrize(
    ("severity", "scope", "effect"),
    [
        ("critical", "file", Severity.FILE),
        ("critical", "row", Severity.ROW),
        ("warning", "row", Severity.WARNING),
        ("info", "row", Severity.WARNING),
    ],
)
def test_severities(severity: str, scope: str, effect: Severity) -> None:
    assert severity_of(_rule("x", {}, severity, scope)) is effect


@pytest.mark.parametrize(
    "content",
    [
        "{",
        json.dumps({"name": "other", "expectations": []}),
        json.dumps({"name": "x"}),
        json.dumps({"name": "x", "expectations": [{"type": "t", "kwargs": {}, "severity": "critical", "meta": {"rule": "R"}}]}),
        json.dumps({"name": "x", "expectations": [_rule("t", {}, "fatal")]}),
        json.dumps({"name": "x", "expectations": [_rule("t", {}, "info", "sheet")]}),
    ],
)
def test_a_wrong_suite_fails_with_its_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"x\.json"):
        read_suite(tmp_path, "x")
