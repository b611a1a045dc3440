"""Which must-rule comes nearest to a pair for which none holds.

Belongs here: the distance of a pair from a rule, in comparisons. Does not belong here: what is told of it (matching.link.reasons).
"""

from dataclasses import dataclass

from matching.link.model import LinkageModel
from matching.link.waterfall import Pair, Step


@dataclass(frozen=True)
class Nearest:
    """The must-rule that misses a pair by the fewest comparisons: those that are at none of its levels; short: the weight is not enough, too."""

    rule: str
    phrase: str
    lacking: tuple[Step, ...]
    short: bool


def nearest(pair: Pair, model: LinkageModel) -> tuple[Nearest, ...]:
    """The must-rules that come nearest to a pair for which none holds: those that miss it by equally little, the best line of each."""
    found = []
    for rule in model.must:
        short = rule.at_least is not None and pair.match_weight < rule.at_least
        lines = []
        for line in rule.when:
            lacking = tuple(step for step in pair.steps if step.comparison in line and step.level not in line[step.comparison])
            lines.append(Nearest(rule.name, rule.phrase or model.wording.rules.get(rule.name, ""), lacking, short))
        found.append(min(lines, key=_distance))
    found.sort(key=_distance)
    return tuple(one for one in found if _distance(one)[:2] == _distance(found[0])[:2])


def _distance(one: Nearest) -> tuple[int, int, list[str]]:
    """Fewest comparisons lacking; of the same number first what was compared, then what either side does not have."""
    silent = sum(step.bits == 0 for step in one.lacking)
    return len(one.lacking) + one.short, silent, [step.comparison for step in one.lacking]
