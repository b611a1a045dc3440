"""Judgements in the ledger: what people were asked, and what they said.

Belongs here: reading what was asked, writing what was said. Does not belong here: what a judgement does to a batch
(matching.judging, matching.link) and listing open pairs for people (matching.pipeline.asking).
"""

import json
from collections import Counter
from typing import Any

import pyarrow as pa

from matching.drops import Drop
from matching.forms import JudgementContract
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.validate.rows.asked import AskedPairs


def asked_pairs(installation: Installation, drop: Drop) -> AskedPairs:
    """What the check of a drop must know: the pairs that were asked about, and what was said of them on that day."""
    with reading(installation.settings) as ledger:
        asked = ledger.query("judging/list_asked_pairs").to_pylist()
        said = ledger.query("judging/list_judgements_of_day", day=drop.received_on).to_pylist()
    return AskedPairs(
        {row["pair_no"]: row["waiting"] for row in asked},
        tuple((row["pair_no"], row["judged_by"], row["verdict"]) for row in said),
    )


def enter_judgements(ledger: Ledger, contract: JudgementContract, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the judgements of accepted rows, with a line in the audit chain; returns counts by verdict."""
    asked = {row["pair_no"]: row for row in ledger.query("judging/list_asked_pairs").to_pylist()}
    rows = [_judgement(record, asked, contract, drop) for record in records.to_pylist()]
    ledger.append("judgements", pa.Table.from_pylist(rows))
    counts = dict(sorted(Counter(row["verdict"] for row in rows).items()))
    ledger.audit("judge", drop.drop_id, **counts)
    return counts


def _judgement(
    record: dict[str, Any], asked: dict[str, dict[str, Any]], contract: JudgementContract, drop: Drop
) -> dict[str, Any]:
    values, columns = json.loads(record["values"]), contract.judgement
    pair = asked[values[columns.pair]]
    return {
        **{name: pair[name] for name in ("pair_no", "subject_key", "person_id", "run_id", "record_id", "match_weight")},
        "judgement_id": record["record_id"],
        "verdict": columns.words[values[columns.verdict]],
        "judged_by": values[columns.judged_by],
        "note": values.get(columns.note),
        "received_at": drop.received_at.isoformat(),
        "received_on": drop.received_on,
        "drop_id": drop.drop_id,
    }
