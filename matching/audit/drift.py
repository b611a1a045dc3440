"""Whether linkage went in a run as it went in the runs before: shares and rates of a run against those of the last ones.

Belongs here: the measures of one run, their limits, and which of them are broken. Does not belong here: counting a run's tables
(matching.pipeline.measuring) and what a breach leads to (matching.pipeline.inspection).

The limits are those of a p'- or u'-chart (Laney 2002): the pooled share p of the earlier runs, and around it so many standard
deviations, widened by what the earlier runs scatter beyond chance. A share must also have moved by a least number of points, a rate by
as many hundredths of itself: with many records even what matters to nobody is beyond chance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from matching.district import Quality

RATES = frozenset({"candidates"})
"""Measures that count more than one a record."""
Key = tuple[str, str]


@dataclass(frozen=True)
class Measure:
    """`count` out of `of` records of one run. measure: candidates (pairs that were compared) | weight (best pairs of a band of weights) |
    review | enrolled | no_number; part: the band, or the feed for no_number."""

    measure: str
    part: str
    count: int
    of: int

    @property
    def key(self) -> Key:
        return self.measure, self.part

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True)
class Watched:
    """A measure of a run beside the `runs` before it: their pooled value, and the limits (low, high) of it; broken: beyond them by enough."""

    now: Measure
    before: float
    runs: int
    low: float
    high: float
    broken: bool


def watch(now: Iterable[Measure], earlier: Sequence[Iterable[Measure]], limits: Quality) -> tuple[Watched, ...]:
    """Each measure that can be judged: of enough records, after enough runs of enough records; in the order of `now`."""
    past: dict[Key, list[Measure]] = {}
    for run in earlier:
        for one in run:
            if one.of >= limits.records:
                past.setdefault(one.key, []).append(one)
    return tuple(
        _watched(one, past[one.key], limits)
        for one in now
        if one.of >= limits.records and len(past.get(one.key, ())) >= limits.least_runs
    )


def _watched(now: Measure, past: Sequence[Measure], limits: Quality) -> Watched:
    rate, total = now.measure in RATES, sum(one.of for one in past)
    pooled = sum(one.count for one in past) / total
    smooth = (sum(one.count for one in past) + 0.5) / (total + 1)
    variance = smooth if rate else smooth * (1 - smooth)
    scatter = max(1.0, sqrt(sum((one.value - pooled) ** 2 * one.of for one in past) / len(past) / variance))
    reach = limits.deviations * scatter * sqrt(variance * (1 / now.of + 1 / total))
    low, high = max(0.0, pooled - reach), pooled + reach if rate else min(1.0, pooled + reach)
    least = limits.points / 100 * (pooled if rate else 1.0)
    broken = not low <= now.value <= high and abs(now.value - pooled) >= least
    return Watched(now, pooled, len(past), low, high, broken)
