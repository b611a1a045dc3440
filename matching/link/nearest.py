"""Which must-rules come near to a pair for which none holds.

Belongs here: the distance of a pair from a rule, in comparisons, and which rules are not for such a pair at all. Does not belong here:
what is told of it (matching.link.reasons) and which levels contradict or show a part (`wording` of the model).
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
    """A must-rule that misses a pair by the fewest comparisons (by none, if a rule that forbids comes before it). ways: each of its lines
    that misses it by so few; at_least: the weight that it asks for, if the pair does not reach it."""

    rule: str
    phrase: str
    ways: tuple[Way, ...]
    at_least: float | None

    @property
    def distance(self) -> int:
        return self.ways[0].distance


def nearest(pair: Pair, model: LinkageModel) -> tuple[Nearest, ...]:
    """The must-rules that come nearest to a pair that none decides, in the model's order: those that miss it by equally little. Empty if
    all are far, or contradicted."""
    found = [one for rule in model.must for one in _missed(pair, rule, model)]
    least = min((one.distance for one in found), default=FAR)
    return tuple(one for one in found if one.distance == least < FAR)


def _missed(pair: Pair, rule: MustRule, model: LinkageModel) -> list[Nearest]:
    """The rule as it misses the pair; none, if every line of it is contradicted or made for less than the pair shows."""
    lines = [line for line in rule.when if not _contradicted(pair, line)]
    found = {way.steps: way for line in lines for way in [_way(pair, line, rule, model)] if not _outgrown(way, line, model)}
    if not found:
        return []
    least = min(way.distance for way in found.values())
    short = rule.at_least is not None and pair.match_weight < rule.at_least
    return [
        Nearest(
            rule=rule.name,
            phrase=rule.phrase or model.wording.rules.get(rule.name, ""),
            ways=tuple(way for way in found.values() if way.distance == least),
            at_least=rule.at_least if short else None,
        )
    ]


def _contradicted(pair: Pair, line: Condition) -> bool:
    """Whether something contradicts that the line does not ask for; also where it does not look: it was not made for such a pair."""
    return any(step.contrary and step.level not in line.get(step.comparison, ()) for step in pair.steps)


def _outgrown(way: Way, line: Condition, model: LinkageModel) -> bool:
    """Whether the line asks for a part of a value that the pair shows whole: nothing more could be stated that would make it hold."""
    for step in way.steps:
        partial = model.wording.partial.get(step.comparison, ())
        level = next(item for item in model.comparison(step.comparison).levels if item.level == step.level)
        if set(line[step.comparison]) <= set(partial) and level.m is not None and level.level not in partial:
            return True
    return False


def _way(pair: Pair, line: Condition, rule: MustRule, model: LinkageModel) -> Way:
    steps = tuple(step for step in pair.steps if step.level not in line.get(step.comparison, (step.level,)))
    gained = sum(_best(step, line, model) - step.bits for step in steps)
    return Way(steps, rule.at_least is not None and pair.match_weight + gained < rule.at_least)


def _best(step: Step, line: Condition, model: LinkageModel) -> float:
    """The bits of the best level that the line asks of a comparison."""
    return max(level.weight for level in model.comparison(step.comparison).levels if level.level in line[step.comparison])
