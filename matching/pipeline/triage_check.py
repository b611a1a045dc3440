"""The check of the triage rules: every rule compiles, rests on a clause and has examples.

Belongs here: what is told of each rule. Does not belong here: what can be wrong with one (matching.triage.rules) and its examples
(matching.triage.examples).
"""

from pathlib import Path
from typing import Any

from matching.installation import Installation
from matching.triage import check_rules, read_rules
from matching.triage.examples import coverage, read_cases
from matching.triage.rules import DefaultRule, Rule, TriageRules


def check_triage(installation: Installation, cases: Path) -> dict[str, Any]:
    """One line a rule, and the names of those that no case fires or none leaves silent.

    Raises ConfigurationError if a rule does not compile, names an unknown column, or has another fault.
    """
    rules = read_rules(installation.settings.schemas)
    check_rules(rules, installation)
    covered = coverage(rules, read_cases(cases))
    lines = [_line(rule, rules, *covered[rule.name]) for rule in (*rules.rules, rules.default)]
    return {"rules": lines, "uncovered": [line["rule"] for line in lines if not (line["fires"] and line["silent"])]}


def _line(rule: DefaultRule, rules: TriageRules, fires: int, silent: int) -> dict[str, Any]:
    days = (rule.effective, rule.until) if isinstance(rule, Rule) else (None, None)
    effective, until = (day.isoformat() if day else None for day in days)
    return {
        "rule": rule.name,
        "clause": f"{rules.policy}{rules.clauses[rule.clause]}",
        "effective": effective,
        "until": until,
        "level": rule.level.value,
        "aid": list(rule.aid),
        "fires": fires,
        "silent": silent,
    }
