"""Where things stand: counts over the ledger, for the data officer and for machines. No personal data.

Belongs here: reading counts. Does not belong here: judging punctuality or completion (casework, report).
"""

import json
from collections import Counter
from datetime import date
from typing import Any

import pyarrow as pa

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline.clock import business_day


def status(installation: Installation, as_of: date | None = None) -> dict[str, Any]:
    """Where things stand on a day (default: today): {"roll", "drops", "pending", "runs", "unreleased", "buckets", "review", "units", "departments"}; roll: people and entries, and how many people are on it on that day (in_force); buckets: where the records of each feed
    stand now; unreleased: runs whose batch waits for a release; review: open pairs by the day until which they can be answered; units and departments carry their slips per run."""
    day = as_of or business_day(installation.settings)
    with reading(installation.settings) as ledger:
        roll = ledger.query("status/count_roll", as_of=day).to_pylist()[0]
        drops = ledger.query("status/count_drops").to_pylist()
        pending = ledger.query("intake/count_pending_records", feeds=list(installation.feeds), as_of=day).to_pylist()
        runs = [json.loads(row["summary"]) for row in ledger.query("runs/list_runs").to_pylist()]
        unreleased = ledger.query("runs/list_unreleased_runs").to_pylist()
        outcomes = ledger.query("status/count_outcomes").to_pylist()
        review = ledger.query("judging/list_open_pairs", as_of=date.max)
        slips = ledger.query("status/count_slips").to_pylist()
    district = installation.district
    return {
        "roll": roll,
        "drops": drops,
        "pending": pending,
        "runs": runs,
        "unreleased": unreleased,
        "buckets": {
            feed: {row["bucket"]: row["records"] for row in outcomes if row["feed"] == feed}
            for feed in sorted({row["feed"] for row in outcomes})
        },
        "review": dict(sorted(Counter(_each_once(review)).items())),
        "units": {
            unit.name: {row["run_id"]: row["slips"] for row in slips if row["recipient"] == unit.code} for unit in district.units
        },
        "departments": {
            department.name: {row["run_id"]: row["slips"] for row in slips if row["recipient"] == department.key}
            for department in district.departments
            if department.aid
        },
    }


def _each_once(pairs: pa.Table) -> list[str]:
    """The last day for each open pair, however many records wait for it."""
    return list({row["pair_no"]: row["answer_by"] for row in reversed(pairs.to_pylist())}.values())
