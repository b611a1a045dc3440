"""The drawn table of examples, one row a case of a rule: tests/spec/triage.md.

Belongs here: reading the table, and which rules it covers. Does not belong here: running the cases (tests/spec/test_triage.py).
"""

from collections import Counter
from pathlib import Path

from matching.errors import ConfigurationError
from matching.settings import PROJECT
from matching.triage.rules import TriageRules

TABLE = PROJECT / "tests" / "spec" / "triage.md"
RULE, FIRES, YES, NO = "规则", "触发", "是", "否"


def read_cases(path: Path) -> list[dict[str, str]]:
    """The rows of the table by heading. Raises ConfigurationError for a file that holds none, or a row that does not fit."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read") from error
    rows = [_cells(line) for line in lines]
    if len(rows) < 3 or any(len(row) != len(rows[0]) for row in rows) or not {RULE, FIRES} <= set(rows[0]):
        raise ConfigurationError(f"{path}: holds no table of cases")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def coverage(rules: TriageRules, cases: list[dict[str, str]]) -> dict[str, tuple[int, int]]:
    """For each rule, the default included: how many cases fire it and how many do not. Raises ConfigurationError for a case of no rule."""
    names = [*(rule.name for rule in rules.rules), rules.default.name]
    lost = {case[RULE] for case in cases} - set(names)
    if lost:
        raise ConfigurationError(f"triage cases: no such rule: {sorted(lost)}")
    counted = Counter((case[RULE], case[FIRES]) for case in cases)
    return {name: (counted[name, YES], counted[name, NO]) for name in names}
