"""What other rules would have done with the records of a run: who is found, who is lost, whose level or unit is another.

Belongs here: laying two placements of the same records beside each other. Does not belong here: making either
(matching.pipeline.trial). A record is found where it leads to somebody's door: in a new clue or in one that is open.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pyarrow as pa

from matching.shapes import Bucket

VISITED = {Bucket.NEW.value, Bucket.MERGED.value}
How = Literal["found", "lost", "level", "unit", "bucket"]
HOWS: dict[How, str] = {
    "found": "会多找到",
    "lost": "会少找到",
    "level": "等级不同",
    "unit": "承办单位不同",
    "bucket": "去向不同",
}
"""How a record fares otherwise. bucket: it ends elsewhere, but is visited neither then nor now."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """Where a record ended. level: of its clue, if the run opened that, else what the record itself says."""

    bucket: str
    rule: str
    clue_id: str | None
    level: str | None
    unit: str | None
    reason: str


@dataclass(frozen=True)
class Change:
    """One record that other rules place otherwise; it may differ in several ways."""

    record_id: str
    feed: str
    how: tuple[How, ...]
    then: Placed
    now: Placed


@dataclass(frozen=True)
class Trial:
    """A run as it was and as other rules would have it. clues: opened by the run; buckets: (then, now) → records."""

    run_id: str
    rules: tuple[str, ...]
    records: int
    clues_then: int
    clues_now: int
    buckets: dict[tuple[str, str], int]
    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[How, int]:
        """Records a way of differing."""
        counted = Counter(how for change in self.changes for how in change.how)
        return {how: counted[how] for how in HOWS}

    def as_json(self) -> Row:
        """The same as data, without names; the reasons of the placements are left out, as they tell of people."""
        changes = [asdict(change) for change in self.changes]
        for change in changes:
            for side in ("then", "now"):
                del change[side]["reason"]
        buckets = [{"then": then, "now": now, "records": count} for (then, now), count in self.buckets.items()]
        own = {name: getattr(self, name) for name in ("run_id", "rules", "records", "clues_then", "clues_now", "counts")}
        return own | {"buckets": buckets, "changes": changes}


def try_out(run_id: str, rules: Iterable[str], then: tuple[pa.Table, pa.Table], now: tuple[pa.Table, pa.Table]) -> Trial:
    """Compare (OUTCOMES, CLUES) of a run with those that other rules make of the same records."""
    before, after = _placed(*then), _placed(*now)
    feeds = dict(zip(then[0]["record_id"].to_pylist(), then[0]["feed"].to_pylist(), strict=True))
    changes = [
        Change(record_id, feeds[record_id], how, before[record_id], after[record_id])
        for record_id in sorted(before)
        if (how := tuple(_how(before[record_id], after[record_id])))
    ]
    moved = Counter((before[record_id].bucket, after[record_id].bucket) for record_id in before)
    buckets = {pair: moved[pair] for pair in ((one.value, other.value) for one in Bucket for other in Bucket) if moved[pair]}
    return Trial(run_id, tuple(rules), len(before), then[1].num_rows, now[1].num_rows, buckets, tuple(changes))


def _placed(outcomes: pa.Table, clues: pa.Table) -> dict[str, Placed]:
    levels = dict(zip(clues["clue_id"].to_pylist(), clues["level"].to_pylist(), strict=True))
    return {
        row["record_id"]: Placed(
            row["bucket"], row["rule"], row["clue_id"], levels.get(row["clue_id"], row["level"]), row["unit"], row["reason"] or ""
        )
        for row in outcomes.to_pylist()
    }


def _how(then: Placed, now: Placed) -> Iterable[How]:
    visited = then.bucket in VISITED, now.bucket in VISITED
    if visited == (False, True):
        yield "found"
    elif visited == (True, False):
        yield "lost"
    elif visited == (True, True):
        if then.level != now.level:
            yield "level"
        if then.unit != now.unit:
            yield "unit"
    elif then.bucket != now.bucket:
        yield "bucket"
