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


def nearest(pair: Pair, model: LinkageModel) -> Nearest | None:
    """The must-rule that comes nearest to a pair for which none holds; None for a model without one."""
    found = []
    for rule in model.must:
        short = rule.at_least is not None and pair.match_weight < rule.at_least
        for line in rule.when:
            lacking = tuple(step for step in pair.steps if step.comparison in line and step.level not in line[step.comparison])
            found.append(Nearest(rule.name, rule.phrase or pair.sentence, lacking, short))
    return min(found, key=_distance, default=None)


def _distance(one: Nearest) -> tuple[int, int, list[str]]:
    """Fewest comparisons lacking; of the same number first what was compared, then what either side does not have."""
    silent = sum(step.bits == 0 for step in one.lacking)
    return len(one.lacking) + one.short, silent, [step.comparison for step in one.lacking]
