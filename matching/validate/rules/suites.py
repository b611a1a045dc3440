"""Judging a frame with Great Expectations: the contract's generated rules and the hand-written suite, in one pass.

Belongs here: running expectations and turning what fails into findings. Does not belong here: which rules there are
(rules, expectations/). No failing value leaves this module: only the numbers of the rows do.
"""

import json
import logging
import os
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from matching.errors import ConfigurationError, ProcessingError
from matching.findings import Finding, Severity
from matching.validate.rules.generated import Rule

HELPERS = "__"
META = {"rule", "scope", "message", "cure"}
JUDGE = {"result_format": "BASIC", "partial_unexpected_count": 0}
FETCH = {"result_format": "COMPLETE", "partial_unexpected_count": 0, "exclude_unexpected_values": True}
SCOPES = ("row", "file")
ON_VALUES = (
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_not_be_in_set",
    "expect_column_values_to_match_regex",
    "expect_column_values_to_be_unique",
    "expect_column_value_lengths_to_be_between",
)
"""Expectations on what stands in one column. An expectation costs 10 ms even of three rows, and of a column in which nothing stands it always holds."""


COUNTS = ("element_count", "unexpected_count")
"""What may be kept of a result: rows looked at, rows that break the rule; of a rule on the number of rows, that number."""


class Outcome(NamedTuple):
    """What came of one expectation: whether it holds, its counts (never a value), and the 0-based rows of the frame that
    break it (file scope and severity info: none)."""

    rule: Rule
    success: bool
    counts: dict[str, int]
    rows: tuple[int, ...] = ()


@lru_cache(maxsize=64)
def read_suite(folder: Path, code: str) -> tuple[Rule, ...]:
    """The hand-written rules of expectations/<code>.json. Raises ConfigurationError naming the file and what is wrong."""
    path = folder / f"{code}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rules = tuple(content["expectations"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    if content.get("name") != code:
        raise ConfigurationError(f"{path}: name: must be {code}")
    for n, rule in enumerate(rules):
        meta = rule.get("meta", {})
        if not set(meta) >= META or meta["scope"] not in SCOPES or rule.get("severity") not in ("critical", "warning", "info"):
            raise ConfigurationError(f"{path}: expectations.{n}: needs severity and meta with {sorted(META)}")
    return rules


def judge(frame: pd.DataFrame, rules: list[Rule]) -> list[Outcome]:
    """The outcome of every rule, in the order given. Raises ProcessingError if an expectation crashed.

    Great Expectations hashes a whole frame again and again, and holds on to it: it is given only the columns that some rule
    names, and they are taken back in the end."""
    named = json.dumps([rule["kwargs"] for rule in rules], default=str)
    looked_at = frame[[name for name in frame.columns if name in named]]
    try:
        return _judge(looked_at, rules)
    finally:
        for name in list(looked_at.columns):
            del looked_at[name]


def _judge(frame: pd.DataFrame, rules: list[Rule]) -> list[Outcome]:
    empty = {str(name) for name in frame.columns if frame[name].isna().all()}
    asked = [rule for rule in rules if not _has_nothing_to_say(rule, empty)]
    told = iter(_ask(frame, asked) if asked else ())
    nothing = {"element_count": len(frame), "unexpected_count": 0}
    return [Outcome(rule, True, dict(nothing)) if _has_nothing_to_say(rule, empty) else next(told) for rule in rules]


def _has_nothing_to_say(rule: Rule, empty: set[str]) -> bool:
    """Whether a rule is about what stands in a column in which nothing stands: it holds. Most columns of doubts are such."""
    return rule["type"] in ON_VALUES and rule["kwargs"]["column"] in empty


def _ask(frame: pd.DataFrame, rules: list[Rule]) -> list[Outcome]:
    """What Great Expectations says of each rule."""
    batch, suite_of = _open_batch(frame)
    numbered = [{**rule, "meta": {**rule["meta"], "number": n}} for n, rule in enumerate(rules)]
    judged = _validate(batch, suite_of(numbered), JUDGE)
    with_rows = [rule for n, rule in enumerate(numbered) if not judged[n]["success"] and _names_rows(rule)]
    fetched = _validate(batch, suite_of(with_rows), FETCH) if with_rows else {}
    return [
        Outcome(
            rule,
            judged[n]["success"],
            _counts(rule["type"], judged[n]["result"]),
            tuple(fetched[n]["result"].get("unexpected_index_list") or ()) if n in fetched else (),
        )
        for n, rule in enumerate(rules)
    ]


def _names_rows(rule: Rule) -> bool:
    return bool(rule["meta"]["scope"] == "row" and rule["severity"] != "info")


def _counts(kind: str, result: dict[str, Any]) -> dict[str, int]:
    kept = ("observed_value",) if kind.startswith("expect_table_row_count") else COUNTS
    return {key: int(result[key]) for key in kept if result.get(key) is not None}


def _open_batch(frame: pd.DataFrame) -> tuple[Any, Any]:
    """An ephemeral context around one frame: (batch, function from rules to a suite)."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("drop").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
    return batch, lambda rules: gx.ExpectationSuite(name="suite", expectations=rules)


def _validate(batch: Any, suite: Any, result_format: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Result of each rule by its number. Raises ProcessingError naming the rule that crashed, never what it crashed on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcome = batch.validate(suite, result_format=result_format)
    results: dict[int, dict[str, Any]] = {}
    for item in outcome.results:
        meta = item.expectation_config.meta
        if _crashed(item.exception_info):
            raise ProcessingError(f"rule={meta['rule']} expectation={item.expectation_config.type}: crashed")
        results[meta["number"]] = {"success": bool(item.success), "result": item.result or {}}
    return results


def _crashed(info: dict[str, Any] | None) -> bool:
    """True if an expectation raised. The report is flat, or nested by metric; one that says neither is taken for a crash."""
    if not info:
        return False
    reports = [info] if "raised_exception" in info else info.values()
    return any(not isinstance(report, dict) or report.get("raised_exception", True) for report in reports)


def column_of(rule: Rule) -> str | None:
    """The contract column a rule is about: the one it names, or the first it looks at."""
    kwargs = rule["kwargs"]
    column = (
        rule["meta"].get("column")
        or kwargs.get("column")
        or kwargs.get("column_A")
        or next(iter(kwargs.get("column_list", ())), "")
    )
    name = str(column).split(HELPERS)[0]
    return name if name not in ("", "row", "id", "person") else None


def severity_of(rule: Rule) -> Severity:
    """What breaking a rule does: critical refuses the file or sets the row aside, the rest only tells."""
    if rule["severity"] != "critical":
        return Severity.WARNING
    return Severity.FILE if rule["meta"]["scope"] == "file" else Severity.ROW


def findings_of(outcomes: list[Outcome], rows: list[int], titles: dict[str, str]) -> list[Finding]:
    """Findings in the sender's terms of the rules that do not hold. `rows`: 1-based row of the sheet for each row of the
    frame; `titles`: contract column → the sender's heading. A rule of severity info makes one finding for the whole file,
    with a count."""
    findings: list[Finding] = []
    for item in outcomes:
        if item.success:
            continue
        meta, severity, column = item.rule["meta"], severity_of(item.rule), column_of(item.rule)
        heading = titles.get(column, column) if column else None
        unexpected = item.counts.get("unexpected_count", 0)
        if item.rows:
            findings += [Finding(meta["rule"], severity, meta["message"], meta["cure"], rows[n], heading) for n in item.rows]
        else:
            message = f"共 {unexpected} 行：{meta['message']}" if unexpected else meta["message"]
            findings.append(Finding(meta["rule"], severity, message, meta["cure"], None, heading))
    return findings
