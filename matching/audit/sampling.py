"""A sample of what runs decided, for people to judge blind: which decisions are drawn.

Belongs here: the choice. Does not belong here: the ledger (matching.pipeline.sampling), the form on paper (matching.publish.sampling), the estimate
(matching.report.missed). Nothing is drawn by chance at run time: lots are hashes, so that a sample can be drawn again and checked.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Decided(NamedTuple):
    """One record of the sampling frame: where a run placed it, and the roll's person beside whom it was put."""

    bucket: str
    unit: str
    """What is drawn: the roll's person who covers the record, or the clue that it opened."""
    record_id: str
    run_id: str
    person_id: str


def drawn(frame: Iterable[Decided], numbers: Mapping[str, int], seed: str) -> tuple[list[Decided], dict[str, int]]:
    """At most so many units of each bucket (bucket → number), one record of each, in the order of their lots; and how many units each bucket has.

    The same frame and seed give the same sample, and a smaller number its beginning.
    """
    units: dict[str, dict[str, list[Decided]]] = {bucket: defaultdict(list) for bucket in numbers}
    for one in frame:
        if one.bucket in units:
            units[one.bucket][one.unit].append(one)
    chosen = [
        min(own[unit], key=lambda one: _lot(seed, one.record_id))
        for bucket, own in units.items()
        for unit in sorted(own, key=lambda unit: _lot(seed, unit))[: numbers[bucket]]
    ]
    return chosen, {bucket: len(own) for bucket, own in units.items()}


def _lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
