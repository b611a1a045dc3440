"""Slip numbers: gapless within a year, taken inside the transaction that commits the run.

Belongs here: which slips a run's clues need and which number each gets. Does not belong here: printing them
(matching.publish).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from matching.district import District
from matching.shapes import SLIPS


def slips_for(clues: pa.Table, district: District, issued_on: date, last_number: int) -> pa.Table:
    """One lead slip (主办) a clue to its unit, one (协办) to each department asked for special aid; SLIPS in order of number.

    Order: lead slips by unit and clue, then departments by key and clue, so that a batch holds consecutive numbers.
    """
    wanted = sorted(_wanted(clues), key=lambda slip: (slip["role"] != "主办", slip["recipient"], slip["clue_id"]))
    for number, slip in enumerate(wanted, start=last_number + 1):
        slip |= {
            "number": number,
            "year": issued_on.year,
            "slip_no": district.slip_number.format(year=issued_on.year, number=number),
            "issued_on": issued_on.isoformat(),
        }
    return pa.Table.from_pylist(wanted, SLIPS)


def _wanted(clues: pa.Table) -> Iterator[dict[str, Any]]:
    for clue in clues.select(["clue_id", "unit", "departments", "due_on"]).to_pylist():
        common = {"clue_id": clue["clue_id"], "due_on": clue["due_on"]}
        yield {**common, "recipient_kind": "unit", "recipient": clue["unit"], "role": "主办"}
        for department in clue["departments"]:
            yield {**common, "recipient_kind": "department", "recipient": department, "role": "协办"}
