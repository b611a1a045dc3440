"""How much more agreement on a rare name says than on a usual one, in bits.

Belongs here: the tables of shares (surnames.yml, given_names.yml), counting given names, and the bits of a name. Does not belong
here: which levels these bits are added to (schemas/linkage.yml).
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from math import log2

import pyarrow as pa
import pyarrow.compute as pc

from matching.strict import Strict

USUAL_SURNAME = 300.0
"""Share per 10,000 at which agreement on a surname adds nothing: two random people agree on a surname that often."""
SURNAME_BITS, GIVEN_BITS = (-1.5, 3.0), (-4.0, 3.0)
"""Bounds: what a table says of the rare is a guess."""
FIRST, LAST = 1930, 2020
DECADES = tuple(str(year) for year in range(FIRST, LAST + 10, 10))
"""Who was born before or after belongs to the first or the last of them."""
ANY = "any"
BEARERS = 5
"""A given name with fewer bearers in the counted roll is not listed."""


class Surnames(Strict):
    """Shares of surnames per 10,000 people."""

    other: float
    shares: dict[str, float]


class GivenNames(Strict):
    """Shares of given names per 10,000 people of a decade of birth, and of all.

    usual: how often in 10,000 two random people share a given name; other: the share of a name that is not listed.
    """

    usual: float
    other: float
    shares: dict[str, dict[str, float]]

    @cached_property
    def listed(self) -> tuple[pa.Array, pa.Array]:
        """The listed names, and the bits of each, those of a name that is not listed behind them. Made once: a small run asks as often
        as a large one."""
        names = [*self.shares[ANY]]
        unlisted = [_bits(self.usual, self.other, GIVEN_BITS)] * (len(DECADES) + 1)
        return pa.array(names, pa.string()), pa.array(
            [*(_by_decade(name, self) for name in names), unlisted], pa.list_(pa.float64())
        )


def surname_bits(surnames: pa.Array, table: Surnames) -> pa.Array:
    """Bits that agreement on this surname says more (or less) than on a usual one."""
    encoded = pc.dictionary_encode(surnames)
    shares = (table.shares.get(name, table.other) for name in encoded.dictionary.to_pylist())
    return pc.take(pa.array([_bits(USUAL_SURNAME, share, SURNAME_BITS) for share in shares], pa.float64()), encoded.indices)


def given_bits(given: pa.Array, table: GivenNames) -> pa.Array:
    """The same for given names: a list for each, first for a birth that nobody knows, then for every decade."""
    names, bits = table.listed
    return pc.take(bits, pc.fill_null(pc.index_in(given, names), len(names)))


def _by_decade(name: str, table: GivenNames) -> list[float]:
    shares = [table.shares[ANY][name], *(table.shares.get(decade, {}).get(name, table.other) for decade in DECADES)]
    return [_bits(table.usual, share, GIVEN_BITS) for share in shares]


def _bits(usual: float, share: float, bounds: tuple[float, float]) -> float:
    low, high = bounds
    return round(min(high, max(low, log2(usual / share))), 3)


def count_given(bearers: Iterable[tuple[str, str | None]]) -> GivenNames:
    """Count a table from (given name, birth year or nothing) of people, each once. Names of few bearers are left out."""
    people = list(bearers)
    decades = {decade: Counter(name for name, year in people if _decade(year) == decade) for decade in (*DECADES, None)}
    everybody = sum(decades.values(), Counter())
    total = max(len(people), 1)
    shares = {ANY: _shares(everybody)} | {decade: _shares(decades[decade]) for decade in DECADES}
    common = sum((count / total) ** 2 for count in everybody.values())
    return GivenNames(
        usual=round(10_000 * max(common, 1 / total), 3),
        other=round(10_000 * BEARERS / total, 3),
        shares={k: v for k, v in shares.items() if v or k == ANY},
    )


def _decade(year: str | None) -> str | None:
    return str(min(LAST, max(FIRST, int(year) // 10 * 10))) if year else None


def _shares(counts: Counter[str]) -> dict[str, float]:
    """Shares of those with enough bearers, the most usual first."""
    total = counts.total()
    listed = sorted((item for item in counts.items() if item[1] >= BEARERS), key=lambda item: (-item[1], item[0]))
    return {name: round(10_000 * count / total, 1) for name, count in listed}
