"""What a month suggests: the intervals against sums of the test's own, and that only a whole interval says anything."""

from math import exp, factorial, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.report.insights import FEW, HIGHER, KEEP, LOWER, advise, detection, try_lines
from matching.report.intervals import rate_interval, share_interval


def at_most(count: int, mean: float) -> float:
    """The chance that a Poisson count of this mean is at most `count`."""
    return sum(exp(-mean) * mean**k / factorial(k) for k in range(count + 1))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 60), st.floats(0.5, 50))
def test_a_rate_beyond_its_interval_would_be_seen_once_in_forty(count: int, expected: float) -> None:
    low, high = (end * expected for end in rate_interval(count, expected))
    assert at_most(count, high) == pytest.approx(0.025, abs=1e-6)
    assert low == 0 if count == 0 else 1 - at_most(count - 1, low) == pytest.approx(0.025, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 500), st.data())
def test_wilson_as_the_textbook_has_it(total: int, data: st.DataObject) -> None:
    share, z = data.draw(st.integers(0, total)) / total, 1.959963984540054
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    assert share_interval(round(share * total), total) == pytest.approx((middle - half, middle + half), abs=1e-9)
    assert share_interval(0, 0) == (0, 1)


def test_only_a_township_that_is_surely_below_the_district_is_marked() -> None:
    units = {"a": "甲镇", "b": "乙镇", "c": "丙镇", "d": "丁镇"}
    told = {row["name"]: row for row in detection(units, {"a": 1000, "b": 1000, "c": 50}, {"a": 100, "b": 60, "c": 3, "d": 4})}
    assert [told[name]["few"] for name in ("甲镇", "乙镇", "丙镇", "丁镇")] == [False, True, False, False]
    assert told["乙镇"]["expected"] == pytest.approx(1000 * 167 / 2050)
    assert (told["丁镇"]["expected"], told["丁镇"]["ratio"]) == (None, None)
    assert detection(units, {}, {"a": 3})[0]["ratio"] is None


def test_a_rule_gets_advice_only_with_enough_answers_and_a_whole_interval_on_one_side() -> None:
    rules = [
        {"name": "MANY", "meaning": "", "done": 100, "aided": 80},
        {"name": "NONE", "meaning": "", "done": 100, "aided": 10},
        {"name": "LIKE", "meaning": "", "done": 100, "aided": 45},
        {"name": "RARE", "meaning": "", "done": 5, "aided": 5},
    ]
    told = {row["name"]: row for row in advise(rules, {"MANY": 120})}
    assert [told[name]["advice"] for name in ("MANY", "NONE", "LIKE", "RARE")] == [HIGHER, LOWER, KEEP, FEW]
    assert (told["MANY"]["clues"], told["RARE"]["clues"], told["LIKE"]["overall"]) == (120, 0, pytest.approx(140 / 305))


def test_a_higher_line_spares_questions_and_says_whom_it_would_have_missed() -> None:
    judged = [
        {"weight": weight, "verdict": verdict}
        for weight, verdict in ((4.0, "different"), (4.5, "same"), (6.2, "same"), (9.0, "same"))
    ]
    told = [(row["line"], row["asked"], row["spared"], row["spared_same"]) for row in try_lines(4.0, judged)]
    assert told == [(4.0, 4, 0, 0), (5.0, 2, 2, 1), (6.0, 2, 2, 1), (7.0, 1, 3, 2), (8.0, 1, 3, 2)]
    assert try_lines(4.0, []) == []
