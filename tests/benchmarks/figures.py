"""Quality of decisions against the truth, with Wilson's 95 % intervals.

Belongs here: counting, and the errors of each rule. Does not belong here: intervals (quality), making the decisions (bench_link), the people
(district).
"""

from collections import Counter
from typing import Any

import pyarrow as pa

from tests.benchmarks.quality import interval

Row = dict[str, Any]
Truth = dict[str, str | None]


def judge(decisions: pa.Table, truth: Truth) -> Row:
    """Precision and recall of matches, hidden rate, what review adds, and the errors of each rule."""
    return _figures(decisions.to_pylist(), truth)


def judge_feeds(decisions: pa.Table, truth: Truth, feeds: dict[str, str]) -> dict[str, Row]:
    """The same figures, without rules, for every kind of feed."""
    rows = decisions.to_pylist()
    told = {}
    for feed in sorted(set(feeds.values())):
        figures = _figures([row for row in rows if feeds[row["record_id"]] == feed], truth)
        told[feed] = {name: value for name, value in figures.items() if "rule" not in name}
    return told


def _figures(rows: list[Row], truth: Truth) -> Row:
    matched = [row for row in rows if row["decision"] == "match"]
    review = [row for row in rows if row["decision"] == "review"]
    on_roll = sum(truth[row["record_id"]] is not None for row in rows)
    off_roll = len(rows) - on_roll
    right = sum(_right(row, truth) for row in matched)
    seen = sum(_right(row, truth) for row in review)
    hidden = [row for row in matched if truth[row["record_id"]] is None]
    wrong = [row for row in matched if not _right(row, truth)]
    missed = [row for row in rows if row["decision"] == "new" and truth[row["record_id"]] is not None]
    precision, recall = right / max(len(matched), 1), right / max(on_roll, 1)
    return {
        "on_roll": on_roll,
        "off_roll": off_roll,
        "precision": round(precision, 5),
        "recall": round(recall, 5),
        "recall_95": interval(right, on_roll),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 5),
        "recall_with_review": round((right + seen) / max(on_roll, 1), 5),
        "recall_with_review_95": interval(right + seen, on_roll),
        "hidden": round(len(hidden) / max(off_roll, 1), 6),
        "hidden_people": len(hidden),
        "hidden_95": interval(len(hidden), off_roll),
        "covered_wrongly": sum(row["rule"] == "EXACT_ID" for row in wrong),
        "review_share": round(len(review) / max(len(rows), 1), 5),
        "review_right": round(seen / max(len(review), 1), 4),
        "rules": _counted(rows),
        "wrong_by_rule": _counted(wrong),
        "hidden_by_rule": _counted(hidden),
        "missed_by_rule": _counted(missed),
    }


def _right(row: Row, truth: Truth) -> bool:
    return row["person_id"] is not None and row["person_id"] == truth[row["record_id"]]


def _counted(rows: list[Row]) -> dict[str, int]:
    return dict(sorted(Counter(row["rule"] for row in rows).items()))
