"""How far a count can be trusted: intervals of shares and of rates.

Belongs here: the two intervals, exact or standard, of which the reports speak. Does not belong here: what is counted.
"""

from typing import NamedTuple


class Interval(NamedTuple):
    """Both ends."""

    low: float
    high: float


def share_interval(count: int, total: int, level: float = 0.95) -> Interval:
    """Wilson's interval of a share; the whole line if nothing was counted."""
    from scipy.stats import binomtest

    if not total:
        return Interval(0.0, 1.0)
    found = binomtest(count, total).proportion_ci(level, method="wilson")
    return Interval(float(found.low), float(found.high))


def rate_interval(count: int, expected: float, level: float = 0.95) -> Interval:
    """Garwood's exact interval of a Poisson count, as a multiple of what was expected (> 0)."""
    from scipy.stats import chi2

    tail = (1 - level) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return Interval(float(low) / expected, float(chi2.ppf(1 - tail, 2 * count + 2) / 2) / expected)
