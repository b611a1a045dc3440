"""EM over counted patterns: what was put in comes out again."""

import numpy as np
import pytest

from matching.link.training.maximise import Patterns, maximise

M = [np.array([0.9, 0.1]), np.array([0.7, 0.2, 0.1]), np.array([0.95, 0.05])]
U = [
    [np.array([0.05, 0.95]), np.array([0.1, 0.2, 0.7]), np.array([0.3, 0.7])],
    [np.array([0.4, 0.6]), np.array([0.02, 0.08, 0.9]), np.array([0.1, 0.9])],
]
SHARES = (0.3, 0.6)
PAIRS = (40_000, 20_000)


def drawn(known: float = 0.0) -> tuple[Patterns, np.ndarray]:
    """The patterns that two blocking rules would make if the shares were exactly so; some of the matches are known."""
    levels, counts, groups, sure = [], [], [], []
    for group, (others, share, pairs) in enumerate(zip(U, SHARES, PAIRS, strict=True)):
        for a in range(2):
            for b in range(3):
                for c in range(2):
                    match = share * pairs * M[0][a] * M[1][b] * M[2][c]
                    apart = (1 - share) * pairs * others[0][a] * others[1][b] * others[2][c]
                    levels += [[a, b, c]] * 2
                    counts += [match * (1 - known) + apart, match * known]
                    groups += [group] * 2
                    sure += [False, True]
    keep = [place for place, count in enumerate(counts) if count > 0]
    speaks = [np.ones(len(m), np.bool_) for m in M]
    patterns = Patterns(np.array(levels)[keep], np.array(counts)[keep], np.array(groups)[keep], np.array(sure)[keep], speaks)
    return patterns, np.where(patterns.levels[:, 0] == 0, 0.8, 0.2)


EVEN = [np.full(len(m), 1 / len(m)) for m in M]


@pytest.mark.parametrize("known", [0.0, 0.5])
def test_the_shares_that_made_the_pairs_are_found(known: float) -> None:
    patterns, chance = drawn(known)
    seen: list[int] = []
    estimate = maximise(patterns, EVEN, chance, seen.append)
    assert estimate.settled
    assert len(estimate.rounds) == len(seen) == seen[-1]
    assert estimate.share == pytest.approx((0.3 * 40_000 + 0.6 * 20_000) / 60_000, abs=0.01)
    for found, put in zip(estimate.m, M, strict=True):
        assert found == pytest.approx(put, abs=0.01)
        assert found.sum() == pytest.approx(1)


def test_the_order_of_the_pairs_teaches_nothing() -> None:
    patterns, chance = drawn()
    order = np.random.default_rng(3).permutation(len(patterns.counts))
    shuffled = Patterns(
        patterns.levels[order], patterns.counts[order], patterns.groups[order], patterns.known[order], patterns.speaks
    )
    first, second = maximise(patterns, EVEN, chance, int), maximise(shuffled, EVEN, chance[order], int)
    assert first.share == pytest.approx(second.share, abs=1e-9)
    for a, b in zip(first.m, second.m, strict=True):
        assert a == pytest.approx(b, abs=1e-9)


def test_a_level_that_does_not_speak_takes_no_share() -> None:
    patterns, chance = drawn()
    speaks = [np.array([True, True]), np.array([True, False, True]), np.array([True, True])]
    silent = Patterns(patterns.levels, patterns.counts, patterns.groups, patterns.known, speaks)
    estimate = maximise(silent, EVEN, chance, int)
    assert estimate.m[1][1] == 0
    assert estimate.expected[1][1] == 0
    assert estimate.m[1].sum() == pytest.approx(1)


def test_no_pairs_at_all_teach_nothing() -> None:
    nothing = np.zeros(0)
    patterns = Patterns(
        np.zeros((0, 3), np.int64),
        nothing,
        nothing.astype(np.int64),
        nothing.astype(np.bool_),
        [np.ones(len(m), np.bool_) for m in M],
    )
    estimate = maximise(patterns, M, nothing, int)
    assert estimate.share == 0
    for found, put in zip(estimate.m, M, strict=True):
        assert found == pytest.approx(put)
