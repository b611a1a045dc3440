"""How many people may be missed because they are called covered: the estimate out of blind samples.

Belongs here: the estimate out of what people said. Does not belong here: drawing (matching.audit.sampling), counting words
(sql/sampling/count_words.sql). What nobody judged yet, or could not tell, is left out of the estimate, as if it had not been drawn.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from matching.report.intervals import finite_interval

Row = dict[str, Any]
WRONG = {"enrolled": "different", "new": "same"}
"""The word that says that a bucket was wrong: somebody was called covered who is not, or visited who was covered."""
NAMED = ("sample_no", "scope", "drawn_on", "bucket", "population")


def missed(counts: Iterable[Row]) -> list[Row]:
    """A row a sample and bucket, oldest first: sample_no, scope, drawn_on, bucket, population, drawn, judged, wrong, unsure (contradictions too),
    waiting, sent_out (of the wrong, evidence of a clue by then), estimate with low and high (of the population wrong; None while nothing is judged),
    said_on (None while nothing is said).

    counts: rows of NAMED, word, pairs, said_on, sent_out.
    """
    told: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in counts:
        told[tuple(row[name] for name in NAMED)].append(row)
    return [dict(zip(NAMED, key, strict=True)) | _row(key[3], key[4], rows) for key, rows in told.items()]


def _row(bucket: str, population: int, rows: list[Row]) -> Row:
    words: Counter[str | None] = Counter()
    for row in rows:
        words[row["word"]] += row["pairs"]
    wrong, judged = words[WRONG[bucket]], words["same"] + words["different"]
    interval = finite_interval(wrong, judged, population) if judged else None
    return {
        "drawn": words.total(),
        "judged": judged,
        "wrong": wrong,
        "unsure": words["unsure"] + words["contested"],
        "waiting": words[None],
        "sent_out": sum(row["sent_out"] for row in rows if row["word"] == WRONG[bucket]),
        "estimate": population * wrong / judged if judged else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "said_on": max((row["said_on"] for row in rows if row["said_on"]), default=None),
    }
