"""The estimate of missed people: the interval against the drawing of every possible sample, and what is left out of it."""

from itertools import combinations
from math import comb

import pytest

from matching.report import missed
from matching.report.intervals import finite_interval


def seen(like: int, population: int, drawn: int) -> list[float]:
    """How often a sample holds 0, 1, … of them, by counting the samples one by one."""
    counts = [0] * (drawn + 1)
    for sample in combinations(range(population), drawn):
        counts[sum(one < like for one in sample)] += 1
    return [count / comb(population, drawn) for count in counts]


@pytest.mark.parametrize(("population", "drawn"), [(7, 3), (9, 9), (12, 4), (10, 1)])
def test_the_interval_holds_whatever_would_not_be_surprised_by_what_was_found(population: int, drawn: int) -> None:
    chances = [seen(like, population, drawn) for like in range(population + 1)]
    for count in range(drawn + 1):
        kept = [like for like, own in enumerate(chances) if sum(own[count:]) > 0.025 and sum(own[: count + 1]) > 0.025]
        assert finite_interval(count, drawn, population) == (kept[0], kept[-1])
    for like, own in enumerate(chances):
        inside = (finite_interval(count, drawn, population) for count in range(drawn + 1))
        assert sum(chance for chance, (low, high) in zip(own, inside, strict=True) if low <= like <= high) >= 0.95


def counted(bucket: str, word: str | None, pairs: int, sent_out: int = 0) -> dict[str, object]:
    said_on = None if word is None else "2026-12-0" + str(len(word))
    named = {"sample_no": "CY-1", "scope": "2026-11", "drawn_on": "2026-12-01", "bucket": bucket, "population": 200}
    return named | {"word": word, "pairs": pairs, "said_on": said_on, "sent_out": sent_out}


def test_nobody_whom_people_could_not_judge_counts_and_each_bucket_has_its_own_error() -> None:
    covered, controls = missed(
        [
            counted("enrolled", "different", 2, sent_out=1),
            counted("enrolled", "same", 18),
            counted("enrolled", "unsure", 3),
            counted("enrolled", "contested", 1),
            counted("enrolled", None, 6),
            counted("new", "different", 9, sent_out=9),
            counted("new", "same", 1, sent_out=1),
        ]
    )
    names = ("drawn", "judged", "wrong", "unsure", "waiting", "sent_out", "estimate")
    assert [covered[name] for name in names] == [30, 20, 2, 4, 6, 1, 20.0]
    assert (covered["low"], covered["high"]) == tuple(finite_interval(2, 20, 200))
    assert covered["said_on"] == "2026-12-09"
    assert [controls[name] for name in names] == [10, 10, 1, 0, 0, 1, 20.0]
    (waiting,) = missed([counted("enrolled", None, 30)])
    assert (waiting["waiting"], waiting["estimate"], waiting["low"], waiting["said_on"]) == (30, None, None, None)
