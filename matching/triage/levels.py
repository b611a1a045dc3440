"""Levels: which rules fired for a record, and what follows for a person.

Belongs here: running the rules in force over the case view and combining what fired. Does not belong here:
the rules themselves (schemas/triage.yml).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from matching.calendar import say_day
from matching.triage.cases import CaseView
from matching.triage.rules import AIDS, DefaultRule, Rule, TriageRules
from matching.triage.wording import BLANK, fill, places, say_money


class Fired(NamedTuple):
    """A rule that fired, with its sentence."""

    rule: DefaultRule
    order: int
    told: str


class Judgement(NamedTuple):
    """What the rules say of a record or a person: the highest level, the rule that set it, all reasons, the aid."""

    level: str
    level_rule: str
    reasons: list[str]
    aid: list[str]


def fire(view: CaseView, rules: TriageRules, as_of: date) -> dict[str, list[Fired]]:
    """The rules that fired for each record, by record_id; a record for which none fired has an empty list."""
    in_force = rules.holding(as_of)
    by_name = {rule.name: (order, rule) for order, rule in enumerate(in_force)}
    answers = view.ask(
        [(rule.name, _condition(rule)) for rule in in_force],
        {place for rule in in_force for place in places(rule.reason)},
    )
    return {
        answer["record_id"]: [
            Fired(rule, order, _tell(rule, rules, answer)) for order, rule in map(by_name.__getitem__, answer["fired"])
        ]
        for answer in answers
    }


def combine(fired: Iterable[Fired], rules: TriageRules) -> Judgement:
    """One judgement of all that fired: most pressing first, then in the order of the rules; nothing fired: the default."""
    ranked = sorted(fired, key=lambda item: (item.rule.level.rank, item.order, item.told))
    ranked = ranked or [Fired(rules.default, 0, _tell(rules.default, rules, {}))]
    wanted = {aid for item in ranked for aid in item.rule.aid}
    return Judgement(
        level=ranked[0].rule.level.value,
        level_rule=ranked[0].rule.name,
        reasons=list(dict.fromkeys(item.told for item in ranked)),
        aid=[aid for aid in AIDS if aid in wanted],
    )


def _condition(rule: Rule) -> str:
    feeds = ", ".join(f"'{feed}'" for feed in rule.feeds)
    return f"feed IN ({feeds}) AND ({rule.condition})" if feeds else rule.condition


def _tell(rule: DefaultRule, rules: TriageRules, row: dict[str, Any]) -> str:
    told = fill(rule.reason, lambda place: _say(row.get(place)))
    return f"【{rule.level.value}】{told}(依据:{rules.policy}{rules.clauses[rule.clause]};规则:{rule.name})"


def _say(value: Any) -> str:
    if value is None:
        return BLANK
    if isinstance(value, Decimal):
        return say_money(value)
    return say_day(value) if isinstance(value, date) else str(value)
