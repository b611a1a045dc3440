"""Expectation maximisation over counted patterns of levels (Fellegi-Sunter, comparisons independent of each other).

Belongs here: the arithmetic. Does not belong here: where the patterns come from (matching.link.training.learn).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ENOUGH = 1e-6
"""Training stops when no m and not the share of matches changes by more ..."""
ROUNDS = 500
"""... or after so many rounds."""
BELIEF = 10.0
"""So many pairs speak for what was believed before the first was seen: nothing is impossible because few pairs do not show it."""
LEAST = 1e-9


@dataclass(frozen=True)
class Patterns:
    """Pairs counted by their levels: `levels[k, c]` is the level of comparison c in pattern k, `counts[k]` its pairs.

    `groups[k]`: which blocking rule made them; `known[k]`: a must-rule says that they are of one person, and training believes it.
    `speaks[c][j]`: whether level j of comparison c is evidence.
    """

    levels: NDArray[np.int64]
    counts: Floats
    groups: NDArray[np.int64]
    known: NDArray[np.bool_]
    speaks: list[NDArray[np.bool_]]


@dataclass(frozen=True)
class Estimate:
    """share: of the pairs that are matches; m: per comparison the shares of its levels among them (they sum to 1 over the levels
    that speak); expected: how many matches stand at each level; rounds: share and largest change of each round; settled: it stopped
    before the last round."""

    share: float
    m: list[Floats]
    expected: list[Floats]
    rounds: list[tuple[float, float]]
    settled: bool


def maximise(patterns: Patterns, declared: list[Floats], chance: Floats, progress: Callable[[int], None]) -> Estimate:
    """Start from the `chance` of each pattern to be of one person and improve it until it settles.

    Pairs of two people that one blocking rule made agree on what the rule asks: they have shares of their own for every rule.
    The levels of one person's pairs are the same whichever rule found them.
    """
    begin = [
        np.where(speaks, m, 0.0) / max(float(m[speaks].sum()), LEAST) for m, speaks in zip(declared, patterns.speaks, strict=True)
    ]
    chance = np.where(patterns.known, 1.0, chance)
    m, share, rounds, settled = _shares(patterns, patterns.counts * chance, begin), _share(patterns, chance), [], False
    for number in range(1, ROUNDS + 1):
        chance = _improved(patterns, m, chance)
        better = _shares(patterns, patterns.counts * chance, begin)
        moved = max(
            [abs(_share(patterns, chance) - share), *(float(np.abs(a - b).max()) for a, b in zip(m, better, strict=True))]
        )
        share, m = _share(patterns, chance), better
        rounds.append((share, moved))
        progress(number)
        settled = moved < ENOUGH
        if settled:
            break
    return Estimate(share, m, _counted(patterns, patterns.counts * chance), rounds, settled)


def _share(patterns: Patterns, chance: Floats) -> float:
    return float(np.dot(chance, patterns.counts) / max(patterns.counts.sum(), 1.0))


def _shares(patterns: Patterns, weights: Floats, believed: list[Floats]) -> list[Floats]:
    """Of pairs so weighted, the share at each level of each comparison, among those whose level speaks."""
    counts = zip(_counted(patterns, weights), believed, strict=True)
    return [(counted + BELIEF * belief) / (counted.sum() + BELIEF) for counted, belief in counts]


def _counted(patterns: Patterns, weights: Floats) -> list[Floats]:
    """How many pairs so weighted stand at each level that speaks."""
    counts: list[Floats] = []
    for place, speaks in enumerate(patterns.speaks):
        counted = np.bincount(patterns.levels[:, place], weights.astype(np.float64), minlength=len(speaks))
        counts.append((counted * speaks).astype(np.float64))
    return counts


def _improved(patterns: Patterns, m: list[Floats], chance: Floats) -> Floats:
    """The chance of each pattern to be of one person, by Bayes, within the pairs of each blocking rule."""
    apart = patterns.counts * (1 - chance)
    even = [speaks / max(int(speaks.sum()), 1) for speaks in patterns.speaks]
    pooled = _shares(patterns, apart, even)
    improved = np.ones_like(chance)
    for group in np.unique(patterns.groups):
        here = (patterns.groups == group) & ~patterns.known
        counts = patterns.counts[here]
        share = (float(np.dot(counts, chance[here])) + 0.5) / (float(counts.sum()) + 1)
        odds = np.full(len(counts), np.log(share / (1 - share)))
        others = _shares(patterns, np.where(here, apart, 0.0), pooled)
        for place, speaks in enumerate(patterns.speaks):
            bits = np.log(np.where(speaks, m[place], 1.0) + LEAST) - np.log(np.where(speaks, others[place], 1.0) + LEAST)
            odds += bits[patterns.levels[here, place]]
        improved[here] = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
    return improved
