"""The limits of a run's measures: what chance does is let through, what it does not is named."""

import random

import pytest

from matching.audit import Measure, watch
from matching.district import Quality

LIMITS = Quality(runs=12, least_runs=6, records=20, deviations=4, points=10)


def drawn(share: float, of: int, seed: int) -> Measure:
    chance = random.Random(seed)
    return Measure("review", "", sum(chance.random() < share for _ in range(of)), of)


def past(share: float = 0.05, of: int = 200, runs: int = 12) -> list[list[Measure]]:
    return [[drawn(share, of, seed)] for seed in range(runs)]


def test_what_chance_does_holds_nothing() -> None:
    seen = [watch([drawn(0.05, 200, seed)], past(), LIMITS)[0] for seed in range(100, 1100)]
    assert not any(one.broken for one in seen)
    assert all(one.runs == 12 and one.low < one.before < one.high for one in seen)


@pytest.mark.parametrize("count", [80, 200])
def test_a_share_that_leaps_is_broken(count: int) -> None:
    (one,) = watch([Measure("review", "", count, 200)], past(), LIMITS)
    assert one.broken


def test_a_share_that_falls_to_nothing_is_broken() -> None:
    (one,) = watch([Measure("enrolled", "", 0, 200)], [[Measure("enrolled", "", 90, 200)]] * 6, LIMITS)
    assert one.broken


def test_the_limits_are_those_of_the_formula() -> None:
    """Six equal runs of 10 in 100, 20 of 100 now: p = .1, four deviations of sqrt(.09 (1/100 + 1/600))."""
    (one,) = watch([Measure("review", "", 20, 100)], [[Measure("review", "", 10, 100)]] * 6, LIMITS)
    assert one.before == pytest.approx(0.1)
    assert one.high == pytest.approx(0.1 + 4 * (0.09 * (1 / 100 + 1 / 600)) ** 0.5, abs=1e-3)
    assert not one.broken


def test_much_of_what_matters_little_is_not_broken() -> None:
    (one,) = watch([Measure("review", "", 6000, 100_000)], [[Measure("review", "", 5000, 100_000)]] * 6, LIMITS)
    assert one.now.value > one.high
    assert not one.broken


def test_runs_that_scatter_widen_the_limits() -> None:
    steady, wild = ([[Measure("review", "", count, 200)] for count in counts] for counts in ([60] * 8, [20, 100] * 4))
    now = [Measure("review", "", 100, 200)]
    assert watch(now, steady, LIMITS)[0].broken
    assert not watch(now, wild, LIMITS)[0].broken


def test_a_rate_is_no_share() -> None:
    usual = [[Measure("candidates", "", 300, 200)]] * 6
    assert watch([Measure("candidates", "", 900, 200)], usual, LIMITS)[0].broken
    assert not watch([Measure("candidates", "", 320, 200)], usual, LIMITS)[0].broken
    assert watch([Measure("candidates", "", 0, 200)], usual, LIMITS)[0].broken


@pytest.mark.parametrize(
    ("now", "earlier"),
    [
        (Measure("review", "", 19, 19), past()),
        (Measure("review", "", 200, 200), past(runs=5)),
        (Measure("review", "", 200, 200), past(of=19)),
        (Measure("no_number", "fire", 200, 200), past()),
    ],
    ids=["few records", "few runs", "few records before", "never before"],
)
def test_what_cannot_be_judged_is_left_out(now: Measure, earlier: list[list[Measure]]) -> None:
    assert watch([now], earlier, LIMITS) == ()
