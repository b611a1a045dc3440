"""What tells how linkage went in a run: candidates, weights, reviews, records without a number.

Belongs here: counting them from the tables of a run's folder, and those of earlier runs from what the ledger keeps. Does not belong
here: whether a measure is as it should be (matching.audit.drift).
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.audit import RATES, Measure, Watched, watch
from matching.contracts import Cadence
from matching.errors import UsageError
from matching.installation import Installation
from matching.ledger import Ledger
from matching.run import Run
from matching.shapes import MEASURES, Bucket

BANDS = (-10.0, -2.0, 8.0, 20.0)
"""Limits between the bands of match weights, in bits; a record without a candidate is in none of them."""
NONE = "none"


def measures(folder: Path) -> list[Measure]:
    """The measures of a triaged run, each once, in a fixed order. No personal data."""
    decisions = pq.read_table(folder / "roll_decisions.parquet", columns=["match_weight"])
    outcomes = pq.read_table(folder / "outcomes.parquet", columns=["bucket"])
    records = decisions.num_rows
    weights = Counter(map(_band, decisions["match_weight"].to_pylist()))
    buckets = Counter(outcomes["bucket"].to_pylist())
    bands = [NONE, *map(_name, range(len(BANDS) + 1))]
    return [
        Measure("candidates", "", pq.read_metadata(folder / "pairs.parquet").num_rows, records),
        *(Measure("weight", band, weights[band], records) for band in bands),
        *(Measure(bucket.value, "", buckets[bucket.value], records) for bucket in (Bucket.REVIEW, Bucket.ENROLLED)),
        *_without_number(folder),
    ]


def _without_number(folder: Path) -> list[Measure]:
    """Of each feed the records without a valid number of their own."""
    found = []
    for path in sorted((folder / "standard").glob("*.parquet")):
        status = pq.read_table(path, columns=["id_status"])["id_status"]
        valid = pc.sum(pc.equal(status, "valid")).as_py() or 0
        found.append(Measure("no_number", path.stem, len(status) - valid, len(status)))
    return found


def _band(weight: float | None) -> str:
    return NONE if weight is None else _name(sum(weight >= limit for limit in BANDS))


def _name(place: int) -> str:
    low, high = ("", *BANDS)[place], (*BANDS, "")[place]
    return f"{low:+g}以上" if high == "" else f"{high:+g}以下" if low == "" else f"{low:+g}到{high:+g}"


def measure_title(installation: Installation, one: Measure) -> str:
    """What a measure is called."""
    if one.measure == "no_number":
        return f"《{installation.feeds[one.part].title}》没有有效身份证号的占比"
    if one.measure == "weight":
        return "没有可比的人的占比" if one.part == NONE else f"最高分数在 {one.part} 比特的占比"
    return {"candidates": "平均每条比对人数", "review": "待研判占比", "enrolled": "已在册占比"}[one.measure]


def shown(measure: str, value: float) -> str:
    """A share in percent, a rate as a number."""
    return f"{value:.2f}" if measure in RATES else f"{value:.1%}"


def earlier_measures(ledger: Ledger, installation: Installation, cadence: Cadence, as_of: date) -> pa.Table:
    """MEASURES of the last committed runs of a cadence up to a day, as many as the district watches."""
    runs = ledger.query(
        "runs/list_last_summaries", cadence=cadence.value, as_of=as_of, runs=installation.district.quality.runs
    ).to_pylist()
    rows = [
        {"run_id": row["run_id"], **dict(zip(MEASURES.names[1:], one, strict=True))}
        for row in runs
        for one in json.loads(row["summary"]).get("measures", [])
    ]
    return pa.Table.from_pylist(rows, MEASURES)


def quality(installation: Installation, run_id: str) -> list[dict[str, Any]]:
    """Every measure of a triaged run, with its title, and what it was held against: {"measure", "part", "title", "count", "of", "value",
    "before", "runs", "low", "high", "broken"}, the last five null for what cannot be judged. Raises UsageError for a run that is not there."""
    folder = installation.settings.runs / Run.parse(run_id).run_id
    if not (folder / "outcomes.parquet").exists():
        raise UsageError(f"没有这个批次,或它还没有分级: {run_id}")
    own = measures(folder)
    held = {one.now.key: one for one in watched(installation, folder, own)}
    rows = []
    for one in own:
        seen = held.get(one.key)
        limits = {name: getattr(seen, name, None) for name in ("before", "runs", "low", "high", "broken")}
        rows.append({**asdict(one), "title": measure_title(installation, one), "value": one.value, **limits})
    return rows


def watched(installation: Installation, folder: Path, own: Sequence[Measure]) -> tuple[Watched, ...]:
    """A run's own measures beside those of the runs that it was frozen with; a run of an earlier version was frozen with none."""
    path = folder / "inputs" / "measures.parquet"
    if not path.exists():
        return ()
    earlier: dict[str, list[Measure]] = {}
    for row in pq.read_table(path).to_pylist():
        earlier.setdefault(row.pop("run_id"), []).append(Measure(**row))
    return watch(own, list(earlier.values()), installation.district.quality)
