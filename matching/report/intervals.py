"""How far a count can be trusted: intervals of shares and of rates.

Belongs here: the intervals, exact or standard, of which the reports speak. Does not belong here: what is counted.
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


def finite_interval(count: int, drawn: int, population: int, level: float = 0.95) -> Interval:
    """How many of a finite population may be like `count` of the `drawn` (> 0), drawn without replacement: exact, by the hypergeometric distribution
    (Buonaccorsi, The American Statistician 41, 1987). Both ends are whole and included; who drew all of them knows."""
    import numpy as np
    from scipy.stats import hypergeom

    tail = (1 - level) / 2
    like = np.arange(count, population - (drawn - count) + 1)
    low = like[hypergeom.sf(count - 1, population, like, drawn) > tail].min()
    high = like[hypergeom.cdf(count, population, like, drawn) > tail].max()
    return Interval(float(low), float(high))
