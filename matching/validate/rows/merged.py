"""Cells merged over the rows of several people.

Belongs here: finding the rows for which such a cell says nothing certain. Does not belong here: spreading a merged cell over its rows
(reading), which columns are a person's own (the contract), and what is told (rules). A village, a day or a case that is merged is meant by
every row; a number or an amount is somebody's, and nobody knows whose.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.validate.reading.sheets import Sheet
from matching.validate.table.layout import Heading
from matching.validate.values.cells import Problem, narrow


def merged_over_people(sheet: Sheet, heading: Heading, contract: TableContract, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Contract column → mask over the data rows (0-based) that share one cell with somebody else: rows of another name, or of another
    number. Columns of a person's own and telephones are looked at."""
    if not sheet.merged:
        return {}
    found: dict[str, np.ndarray] = {}
    person = contract.person
    who = {
        name: _written(sheet, heading.columns[name], rows) for name in (person.name, person.id_number) if name in heading.columns
    }
    for name in sorted({*contract.own_columns, *([person.phone] if person.phone else [])} & set(heading.columns)):
        others = [said for column, said in who.items() if column != name]
        mask = np.zeros(len(rows), dtype=bool)
        for first, last in _spans(sheet, heading.places(name), rows):
            mask[first:last] |= any(len(set(said[first:last]) - {""}) > 1 for said in others)
        if mask.any():
            found[name] = mask
    return found


def without_merged(text: pa.Array, problem: pa.Array, mask: np.ndarray, own: bool) -> tuple[pa.Array, pa.Array]:
    """A column's texts and problems, large_string both: what is somebody's own is blank in these rows; a telephone may be everybody's."""
    there = pc.and_(pa.array(mask), pc.is_valid(text))
    code = (Problem.MERGED if own else Problem.MERGED_PHONE).value
    problem = pc.if_else(there, pa.scalar(code, pa.large_string()), problem)
    return (pc.if_else(there, pa.scalar(None, pa.large_string()), text) if own else text), problem


def _spans(sheet: Sheet, places: tuple[int, ...], rows: np.ndarray) -> Iterator[tuple[int, int]]:
    """First position and the one behind the last among the data rows, of each merged area of these columns that holds several."""
    for (top, left), (bottom, right) in sheet.merged:
        if any(left <= place <= right for place in places):
            first, last = np.searchsorted(rows, top), np.searchsorted(rows, bottom, side="right")
            if last - first > 1:
                yield int(first), int(last)


def _written(sheet: Sheet, column: int, rows: np.ndarray) -> list[str]:
    return [narrow(cell).upper() for cell in sheet.cells.column(column).take(pa.array(rows)).to_pylist()]
