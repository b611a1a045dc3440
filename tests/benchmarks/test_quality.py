"""The judge of the benchmark judges rightly."""

import pyarrow as pa
import pytest

from tests.benchmarks.quality import count, interval, thresholds

TRUTH = pa.table({"record_id": ["a", "b", "c", "d"], "person_id": pa.array(["1", "2", None, None], pa.string())})
FEEDS = pa.table({"record_id": ["a", "b", "c", "d"], "feed": ["x", "x", "x", "y"]})


def test_wilsons_interval() -> None:
    assert interval(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert interval(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert interval(0, 0) == (0.0, 1.0)


def test_counts_of_all_and_of_each_feed() -> None:
    decisions = pa.table(
        {
            "record_id": ["a", "b", "c"],
            "decision": ["match", "review", "match"],
            "person_id": ["1", "2", "9"],
        }
    )
    counted = count(decisions, TRUTH, FEEDS)
    assert list(counted) == ["all", "x", "y"]
    everything = counted["all"]
    assert (everything.rows, everything.on_roll, everything.matches, everything.right) == (4, 2, 2, 1)
    assert (everything.reviews, everything.seen, everything.hidden) == (1, 1, 1)
    assert everything.lines()["F1"] == "0.5000"
    assert counted["y"].matches == 0


def test_thresholds_by_f1_and_without_anybody_hidden() -> None:
    best = pa.table({"record_id": ["a", "b", "c"], "person_id": ["1", "2", "9"], "weight": [9.0, 3.0, 5.0]})
    found = {name: sorted(table["record_id"].to_pylist()) for name, table in thresholds(best, TRUTH).items()}
    assert found == {"best F1": ["a", "b", "c"], "no hidden": ["a"]}
