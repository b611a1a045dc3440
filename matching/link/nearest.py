"""Which must-rule comes nearest to a pair for which none holds.

Belongs here: the distance of a pair from a rule, in comparisons. Does not belong here: what is told of it (matching.link.reasons).
"""

from dataclasses import dataclass

from matching.link.evidence import MustRule
from matching.link.model import LinkageModel
from matching.link.waterfall import Pair, Step


@dataclass(frozen=True)
class Nearest:
    """A must-rule that misses a pair by the fewest comparisons. ways: for each of its lines that misses it by so few, the comparisons that are
    at none of its levels; short: the weight is not enough, too."""

    rule: str
    phrase: str
    ways: tuple[tuple[Step, ...], ...]
    short: bool


def nearest(pair: Pair, model: LinkageModel) -> tuple[Nearest, ...]:
    """The must-rules that come nearest to a pair for which none holds: those that miss it by equally little, in the model's order."""
    found = [_missed(pair, rule, model) for rule in model.must]
    least = min(map(_distance, found), default=0)
    return tuple(one for one in found if _distance(one) == least)


def _missed(pair: Pair, rule: MustRule, model: LinkageModel) -> Nearest:
    lines = [[step for step in pair.steps if step.level not in line.get(step.comparison, (step.level,))] for line in rule.when]
    ways = {tuple(step.comparison for step in steps): tuple(steps) for steps in lines if len(steps) == min(map(len, lines))}
    short = rule.at_least is not None and pair.match_weight < rule.at_least
    return Nearest(rule.name, rule.phrase or model.wording.rules.get(rule.name, ""), tuple(ways.values()), short)


def _distance(one: Nearest) -> int:
    return len(one.ways[0]) + one.short
