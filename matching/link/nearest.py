"""Which must-rules come near to a pair for which none holds.

Belongs here: the distance of a pair from a rule, in comparisons. Does not belong here: what is told of it (matching.link.reasons).
"""

from dataclasses import dataclass

from matching.link.evidence import Condition, MustRule
from matching.link.model import LinkageModel
from matching.link.waterfall import Pair, Step

FAR = 3
"""A rule that misses a pair by so many comparisons is not near."""


@dataclass(frozen=True)
class Way:
    """One line of a rule: the comparisons that are at none of its levels. short: with the best of these levels the weight would not
    be enough, either (the frequency of a value left out)."""

    steps: tuple[Step, ...]
    short: bool

    @property
    def distance(self) -> int:
        return len(self.steps) + self.short


@dataclass(frozen=True)
class Nearest:
    """A must-rule that misses a pair by the fewest comparisons. ways: each of its lines that misses it by so few; at_least: the weight that
    it asks for, if the pair does not reach it."""

    rule: str
    phrase: str
    ways: tuple[Way, ...]
    at_least: float | None

    @property
    def distance(self) -> int:
        return self.ways[0].distance


def nearest(pair: Pair, model: LinkageModel) -> tuple[Nearest, ...]:
    """The must-rules that come nearest to a pair for which none holds, in the model's order: those that miss it by equally little. Empty if
    all are far."""
    found = [_missed(pair, rule, model) for rule in model.must]
    least = min((one.distance for one in found), default=FAR)
    return tuple(one for one in found if one.distance == least < FAR)


def _missed(pair: Pair, rule: MustRule, model: LinkageModel) -> Nearest:
    found = {way.steps: way for way in (_way(pair, line, rule, model) for line in rule.when)}
    least = min(way.distance for way in found.values())
    short = rule.at_least is not None and pair.match_weight < rule.at_least
    return Nearest(
        rule=rule.name,
        phrase=rule.phrase or model.wording.rules.get(rule.name, ""),
        ways=tuple(way for way in found.values() if way.distance == least),
        at_least=rule.at_least if short else None,
    )


def _way(pair: Pair, line: Condition, rule: MustRule, model: LinkageModel) -> Way:
    steps = tuple(step for step in pair.steps if step.level not in line.get(step.comparison, (step.level,)))
    gained = sum(_best(step, line, model) - step.bits for step in steps)
    return Way(steps, rule.at_least is not None and pair.match_weight + gained < rule.at_least)


def _best(step: Step, line: Condition, model: LinkageModel) -> float:
    """The bits of the best level that the line asks of a comparison."""
    return max(level.weight for level in model.comparison(step.comparison).levels if level.level in line[step.comparison])
