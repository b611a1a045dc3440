"""The validation result of one drop as a file: which rules were asked, what came of each, in counts.

Belongs here: the shape of checks/<drop_id>.json, writing and reading it. Does not belong here: judging (suites) and
showing it (docs). The file holds no value of any row, no file name of the sender and no clock: the same drop judged by
the same rules gives the same bytes. It does not lean on Great Expectations' own form, which changes between versions.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from matching.drops import BUSINESS_TIME, Drop
from matching.errors import ProcessingError
from matching.findings import Finding, Severity, Verdict
from matching.validate.checked import Checked
from matching.validate.rules.generated import Rule
from matching.validate.rules.suites import column_of

NUMBERS = re.compile(r"\d[\d,.]*")
NAMED = re.compile("「[^」]*」")


class RuleResult(BaseModel):
    """What came of one rule. `column` is the contract's; None: the rule is about the whole row or table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    type: str
    kwargs: dict[str, Any]
    severity: str
    scope: str
    column: str | None
    message: str
    cure: str
    success: bool
    counts: dict[str, int]
    """matching.validate.rules.suites.COUNTS, or observed_value: the number of rows."""


class Told(BaseModel):
    """What was found by no expectation: in a title, a stray cell, beside the roll. `count`: how many findings; `message`: of the first,
    without numbers and names of sheets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    severity: Severity
    column: str | None
    message: str
    count: int


class CheckResult(BaseModel):
    """What came of one drop that came as far as the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drop_id: str
    table: str
    unit: str | None
    period: str
    received_at: AwareDatetime
    verdict: Verdict
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    results: tuple[RuleResult, ...]
    told: tuple[Told, ...] = ()
    """Everything else that was found. (Results of earlier versions have none.)"""


def result_of(rule: Rule, success: bool = True, counts: dict[str, int] | None = None) -> RuleResult:
    """The result of a rule in the suite's JSON form; without counts: of a rule that was not asked yet."""
    meta = rule["meta"]
    return RuleResult(
        rule=meta["rule"],
        type=rule["type"],
        kwargs=rule["kwargs"],
        severity=rule["severity"],
        scope=meta["scope"],
        column=column_of(rule),
        message=meta["message"],
        cure=meta["cure"],
        success=success,
        counts=counts or {},
    )


def told(checked: Checked) -> tuple[Told, ...]:
    """What was found beside the expectations, counted by rule, severity and column of the contract."""
    judged = {(item.rule["meta"]["rule"], column_of(item.rule)) for item in checked.outcomes}
    kinds: dict[tuple[str, Severity, str | None], list[Finding]] = defaultdict(list)
    for item in checked.findings:
        column = checked.columns.get(item.column or "")
        if (item.rule, column) not in judged:
            kinds[item.rule, item.severity, column].append(item)
    return tuple(
        Told(rule=rule, severity=severity, column=column, message=_general(found[0]), count=len(found))
        for (rule, severity, column), found in sorted(kinds.items(), key=lambda kind: (kind[0][0], kind[0][1], kind[0][2] or ""))
    )


def _general(item: Finding) -> str:
    """The message without what is this file's own: numbers, and in what is said of the whole file the names in it."""
    text = NAMED.sub("「…」", item.message) if item.row is None else item.message
    return NUMBERS.sub("#", text)


def path_of(checks: Path, drop_id: str) -> Path:
    """Where the result of a drop lies below the folder of results."""
    return checks / f"{drop_id}.json"


def write_result(checked: Checked, drop: Drop, checks: Path) -> Path | None:
    """Write what the rules said of a drop, aside and renamed. None: the file was answered before any rule was asked."""
    if not checked.outcomes:
        return None
    result = CheckResult(
        drop_id=drop.drop_id,
        table=str(drop.table),
        unit=drop.unit,
        period=checked.period,
        received_at=drop.received_at.astimezone(BUSINESS_TIME),
        verdict=checked.verdict,
        rows_in=checked.rows_in,
        rows_accepted=checked.rows_accepted,
        rows_rejected=checked.rows_rejected,
        results=tuple(result_of(item.rule, item.success, item.counts) for item in checked.outcomes),
        told=told(checked),
    )
    checks.mkdir(parents=True, exist_ok=True)
    target = path_of(checks, drop.drop_id)
    aside = target.with_suffix(".tmp")
    text = json.dumps(result.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1)
    aside.write_text(text + "\n", encoding="utf-8")
    aside.replace(target)
    return target


def read_result(path: Path) -> CheckResult:
    """A result as written. Raises ProcessingError naming the file."""
    try:
        return CheckResult.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ProcessingError(f"{path}: cannot be read: {type(error).__name__}") from error
