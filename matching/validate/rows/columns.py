"""One column of cells → canonical texts, problems, and what helpers are made of them.

Belongs here: applying values and identity to whole columns, on distinct cells. Does not belong here: which columns there are, and what rows
say as a whole (frame).
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.columns import Column
from matching.validate.reading.sheets import Sheet
from matching.validate.values import identity
from matching.validate.values.cells import Value
from matching.validate.values.grades import GRADE
from matching.validate.values.identity import IdStatus

REQUIRED_BLANK = "BLANK"
NUMBERED = ("date", "money", "integer")
IDENTITIES = ("id_number", "disability_card")
BLOCK = 100_000


class Read(NamedTuple):
    """A column that was read, both large_string: canonical text and problem of each cell, null for none."""

    text: pa.Array
    problem: pa.Array


def together(column: Column, said: list[Read]) -> Read:
    """What several columns of the sheet say as one: the earliest end, a state that is not the first, all remarks."""
    if len(said) == 1:
        return said[0]
    texts = [read.text for read in said]
    if column.type == "enum":
        drawn = pa.scalar(next(iter(column.values)), pa.large_string())
        others = [pc.if_else(pc.equal(text, drawn), pa.scalar(None, pa.large_string()), text) for text in texts]
        text = pc.coalesce(*others, *texts)
    elif column.type == "remark":
        text = pc.binary_join_element_wise(*texts, pa.scalar("；", pa.large_string()), null_handling="skip")
        text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)
    else:
        text = pc.min_element_wise(*texts)
    return Read(text, pc.coalesce(*(read.problem for read in said)))


def pick(sheet: Sheet, column: int, rows: np.ndarray) -> pa.Array:
    cells = sheet.cells.column(column).take(pa.array(rows))
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def read_cells(cells: pa.Array, read_cell: Callable[[str], Value], unchanged: str | None) -> Read:
    """Read each distinct cell once in a block. Text is large_string, which pandas shares with us instead of copying it."""
    texts, problems = [], []
    for start in range(0, len(cells), BLOCK):
        block = cells.slice(start, BLOCK)
        odd = pc.invert(pc.match_substring_regex(block, unchanged)) if unchanged else pa.repeat(True, len(block))
        encoded = block.filter(odd).dictionary_encode()
        results = [read_cell(text) for text in encoded.dictionary.to_pylist()]
        read = pa.array([result.text for result in results], pa.large_string()).take(encoded.indices)
        problem = pa.array([result.problem for result in results], pa.large_string()).take(encoded.indices)
        texts.append(pc.replace_with_mask(block.cast(pa.large_string()), odd, read))
        problems.append(pc.replace_with_mask(pa.nulls(len(block), pa.large_string()), odd, problem))
    return Read(pa.concat_arrays(texts), pa.concat_arrays(problems))


def or_blank(read: Read) -> pa.Array:
    nothing = pc.and_(pc.is_null(read.text), pc.is_null(read.problem))
    return pc.if_else(nothing, pa.scalar(REQUIRED_BLANK, pa.large_string()), read.problem)


def absent(column: Column, nothing: pa.Array) -> dict[str, pa.Array]:
    helpers = dict.fromkeys((column.name, f"{column.name}__problem"), nothing)
    if column.type in NUMBERED:
        helpers[f"{column.name}__number"] = pa.nulls(len(nothing), pa.float64())
    if column.type in IDENTITIES:
        helpers[f"{column.name}__status"] = nothing
    if column.type == "disability_card":
        helpers |= dict.fromkeys((f"{column.name}__kind", f"{column.name}__level"), nothing)
    if column.name == GRADE:
        helpers[f"{GRADE}__age"] = pa.nulls(len(nothing), pa.float64())
    return helpers


def said_by_cards(name: str, cards: pa.Array) -> dict[str, pa.Array]:
    """Kind and level of the disability that the cards themselves say."""
    return {
        f"{name}__{what}": each(cards, lambda card, n=n: identity.said_by_card(card)[n], pa.large_string())  # type: ignore[misc]
        for n, what in enumerate(("kind", "level"))
    }


def each(text: pa.Array, make: Callable[[str], str | float | None], kind: pa.DataType) -> pa.Array:
    """What `make` makes of each cell that is not blank; each distinct cell is asked for once in a block."""
    made = []
    for start in range(0, len(text), BLOCK):
        encoded = text.slice(start, BLOCK).dictionary_encode()
        made.append(pa.array([make(word) for word in encoded.dictionary.to_pylist()], kind).take(encoded.indices))
    return pa.concat_arrays(made) if made else pa.nulls(0, kind)


def numbers_of(text: pa.Array, column: Column) -> pa.Array:
    if column.type == "date":
        return each(text, lambda word: float(date.fromisoformat(word).toordinal()), pa.float64())
    return each(text, float, pa.float64())


def statuses_of(text: pa.Array, column: Column) -> pa.Array:
    """Status of each number. Where a spreadsheet cut some numbers of a column, no cut-looking number of it is believed."""
    classify = identity.classify_card if column.type == "disability_card" else identity.classify
    statuses = each(text, classify, pa.large_string())
    if pc.any(pc.equal(statuses, IdStatus.DAMAGED.value)).as_py():
        cut = pc.match_substring_regex(text, identity.LOST_DIGITS.pattern)
        statuses = pc.if_else(cut, pa.scalar(IdStatus.DAMAGED.value, pa.large_string()), statuses)
    return pc.fill_null(statuses, IdStatus.MISSING.value)
