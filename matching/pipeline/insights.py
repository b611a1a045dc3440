"""The counts behind a month's suggestions, out of the ledger.

Belongs here: which records, clues, answers and judgements are counted. Does not belong here: what they suggest (matching.report.insights).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.link import read_linkage
from matching.pipeline.punctuality import punctuality
from matching.report import Recipient, advise, detection, missed, score, senders, try_lines

Row = dict[str, Any]
YEAR = timedelta(days=365)
WORST = 3
"""So many columns are named for which rows were set aside."""


def insights(installation: Installation, first: date, last: date, rules: Sequence[Row]) -> Row:
    """{"senders", "detection", "advice", "lines", "samples"} of a month; detection, advice and samples look back a year from `last`. rules: name, meaning, done, aided of
    the answers of that year."""
    with reading(installation.settings) as ledger:
        since: dict[str, Any] = {"after": last - YEAR, "last": last}
        clues = {row["unit"]: row["clues"] for row in ledger.query("report/count_clues_of_units", **since).to_pylist()}
        ruled = {row["rule"]: row["clues"] for row in ledger.query("report/count_clues_of_rules", **since).to_pylist()}
        judged = ledger.query("report/list_judged_weights", last=last).to_pylist()
        words = ledger.query("sampling/count_words", since=last - YEAR, as_of=last).to_pylist()
        households = _households(ledger, installation, last)
        quality = _quality(ledger, installation, first, last)
    units = {unit.code: unit.name for unit in installation.district.units}
    return {
        "senders": _senders(installation, first, last, quality),
        "detection": detection(units, households, clues),
        "advice": advise(rules, ruled),
        "lines": try_lines(read_linkage(installation.settings.schemas).review_weight, judged),
        "samples": missed(words),
    }


def _households(ledger: Ledger, installation: Installation, day: date) -> Counter[str]:
    """Households on the rolls by unit; somebody without a household's key is one."""
    known = installation.district.unit_names
    roll = ledger.query("rolls/select_roll_as_of", as_of=day).select(["person_id", "household_id", "township"]).to_pylist()
    named = {(row["household_id"] or row["person_id"], known.get(row["township"] or "")) for row in roll}
    return Counter(unit for _, unit in named if unit)


def _quality(ledger: Ledger, installation: Installation, first: date, last: date) -> dict[Recipient, Row]:
    """Files and rows of each sender in the month, and for which columns most rows were set aside."""
    asked: dict[str, Any] = {"first": first, "last": last, "feeds": list(installation.feeds)}
    counted: dict[Recipient, Counter[str]] = defaultdict(Counter)
    faults: dict[Recipient, Counter[str]] = defaultdict(Counter)
    for row in ledger.query("report/count_rows_of_senders", **asked).to_pylist():
        sender = Recipient.of(installation.feeds[row.pop("feed")], row.pop("unit"))
        counted[sender].update(row)
    for row in ledger.query("report/count_faults_of_senders", **asked).to_pylist():
        faults[Recipient.of(installation.feeds[row["feed"]], row["unit"])][row["column"]] += row["rows_aside"]
    return {
        sender: {**counts, "faults": [{"column": name, "rows": rows} for name, rows in faults[sender].most_common(WORST)]}
        for sender, counts in counted.items()
    }


def _senders(installation: Installation, first: date, last: date, quality: dict[Recipient, Row]) -> list[Row]:
    """The scorecard: what was due in the month and how it came, and how good it was."""
    found = punctuality(installation, last)
    lines = [line for line in found.lines if line.due_on and first <= line.due_on <= last]
    scores = {
        one.recipient: one for one in score(installation, lines, [one for one in found.months if one.month == f"{first:%Y-%m}"])
    }
    nothing: Row = {"files": 0, "refused": 0, "rows_in": 0, "rows_aside": 0, "rows_repeated": 0, "faults": []}
    rows = []
    for sender in senders(installation):
        own, counts = scores[sender], nothing | quality.get(sender, {})
        punctual = {name: getattr(own, name) for name in ("expected", "on_time", "late", "missing", "records", "records_late")}
        share = counts["rows_aside"] / counts["rows_in"] if counts["rows_in"] else None
        rows.append({"name": sender.name(installation.district), **punctual, **counts, "aside_share": share})
    return rows
