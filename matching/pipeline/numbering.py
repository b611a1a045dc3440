"""Slip numbers: gapless within a year, taken inside the transaction that releases the run.

Belongs here: which slips a run's clues need and which number each gets. Does not belong here: when that is
(matching.pipeline.releasing) and printing them (matching.publish).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from matching.district import District
from matching.shapes import SLIPS


def wanted(clues: pa.Table, requests: pa.Table) -> list[dict[str, Any]]:
    """One lead slip (主办) a clue to its unit, one (协办) to each department asked for special aid, also of open clues (`requests`), without
    numbers.

    Order: lead slips by unit and clue, then departments by key and clue, so that a batch holds consecutive numbers.
    """
    slips = [*_leads(clues), *_asked(clues), *_asked(requests)]
    return sorted(slips, key=lambda slip: (slip["role"] != "主办", slip["recipient"], slip["clue_id"]))


def numbered(
    clues: pa.Table, requests: pa.Table, district: District, issued_on: date, due_on: date, last_number: int
) -> pa.Table:
    """SLIPS of a run, in order of their numbers; the first takes `last_number` + 1 of the year of `issued_on`."""
    year = issued_on.year
    days = {"issued_on": issued_on.isoformat(), "due_on": due_on.isoformat(), "year": year}
    slips = [
        {**slip, **days, "number": number, "slip_no": district.slip_number.format(year=year, number=number)}
        for number, slip in enumerate(wanted(clues, requests), start=last_number + 1)
    ]
    return pa.Table.from_pylist(slips, SLIPS)


def _leads(clues: pa.Table) -> Iterator[dict[str, Any]]:
    for clue in clues.select(["clue_id", "unit"]).to_pylist():
        yield {"clue_id": clue["clue_id"], "recipient_kind": "unit", "recipient": clue["unit"], "role": "主办"}


def _asked(clues: pa.Table) -> Iterator[dict[str, Any]]:
    for clue in clues.select(["clue_id", "departments"]).to_pylist():
        for department in clue["departments"]:
            yield {"clue_id": clue["clue_id"], "recipient_kind": "department", "recipient": department, "role": "协办"}
