"""How every pair of a batch stands: decided by a person, open, or no longer waited for.

Belongs here: bringing the pairs of linkage together with what people said before. Does not belong here: which records end in
review (matching.triage) and what they are then asked (pairs).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from matching.codes import pair_number
from matching.shapes import ASKED, JUDGED, QUESTIONS, VERDICTS

Row = dict[str, Any]
WORDS = {"same": "是同一人", "different": "不是同一人", "unsure": "无法判断"}


@dataclass(frozen=True)
class Known:
    """What a run knows of earlier questions, and when its own must be answered."""

    as_of: date
    answer_by: date
    verdicts: pa.Table = field(default_factory=VERDICTS.empty_table)
    """shapes.VERDICTS"""
    asked: pa.Table = field(default_factory=ASKED.empty_table)
    """shapes.ASKED"""


def judged(keys: Mapping[str, str], verdicts: pa.Table, numbers: Mapping[str, str]) -> pa.Table:
    """JUDGED for the records of `keys` (record → subject key): what must be honoured before any score.

    Whoever a sample found to be somebody else is so in other words, too, as long as the number is the same (`numbers`: record → number key):
    else the next list would call the same person covered again. A word about a record's own words comes first.
    """
    decided = [row for row in verdicts.to_pylist() if row["verdict"] in ("same", "different")]
    apart = [row for row in decided if row["verdict"] == "different" and row.get("number_key")]
    pairs = [*_by_record(numbers, apart, "number_key"), *_by_record(keys, decided)]
    found = {(record_id, row["person_id"]): row for record_id, row in pairs}
    rows = [
        {"record_id": record_id, "person_id": person_id, "verdict": row["verdict"], "told": _told(row)}
        for (record_id, person_id), row in sorted(found.items())
    ]
    return pa.Table.from_pylist(rows, JUDGED)


def questions(keys: Mapping[str, str], candidates: pa.Table, known: Known) -> pa.Table:
    """QUESTIONS by record and person: the candidates of linkage, and every other pair that was asked about before."""
    verdicts = {row["pair_no"]: row for row in known.verdicts.to_pylist()}
    asked = {row["pair_no"]: row for row in known.asked.to_pylist()}
    pairs: dict[tuple[str, str], Row] = {
        (row["record_id"], row["person_id"]): row | {"candidate": True} for row in candidates.to_pylist()
    }
    for record_id, row in _by_record(keys, {**asked, **verdicts}.values()):
        pairs.setdefault((record_id, row["person_id"]), {"candidate": False})
    rows = []
    for (record_id, person_id), pair in sorted(pairs.items()):
        number = pair_number(keys[record_id], person_id)
        named = {"record_id": record_id, "person_id": person_id, "pair_no": number, "subject_key": keys[record_id]}
        rows.append({**pair, **named, **_state(verdicts.get(number), asked.get(number), known)})
    return pa.Table.from_pylist(rows, QUESTIONS)


def _by_record(keys: Mapping[str, str], rows: Any, named: str = "subject_key") -> Iterator[tuple[str, Row]]:
    """Each record with each row of its key."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row[named]].append(row)
    for record_id, key in sorted(keys.items()):
        for row in by_key.get(key, ()):
            yield record_id, row


def _state(verdict: Row | None, asked: Row | None, known: Known) -> Row:
    """State, last day for the answer and what is told. A pair is waited for once: the first time it was asked counts."""
    answer_by = asked["answer_by"] if asked else known.answer_by.isoformat()
    if verdict and verdict["verdict"] in WORDS:
        return {"state": verdict["verdict"], "answer_by": answer_by, "told": _told(verdict)}
    if answer_by < known.as_of.isoformat():
        told = f"研判逾期,截至{_day(answer_by)}未收到{'一致的' if verdict else ''}结论"
        return {"state": "lapsed", "answer_by": answer_by, "told": told}
    return {"state": "open", "answer_by": answer_by, "told": None}


def _told(verdict: Row) -> str:
    return f"{verdict['judged_by']}{_day(verdict['judged_on'])}人工研判{WORDS[verdict['verdict']]}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
