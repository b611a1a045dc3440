"""Whether a row of the roll, or of a change of it, says that its benefit ended.

Belongs here: putting together what the row's columns say of the end. Does not belong here: reading cells (values) and
closing entries of the roll (the pipeline).
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.columns import Column
from matching.contracts import TableContract
from matching.validate.rows.repeats import LAST_MONTH
from matching.validate.values.cells import Problem
from matching.validate.values.dates import ENDED

ENDS = "row__ends"
"""The helper column: True for a row that says an end, be it one to come."""


def add_ended(
    columns: dict[str, pa.Array],
    helpers: dict[str, pa.Array],
    contract: TableContract,
    received_on: date,
    elsewhere: np.ndarray,
    titled: np.ndarray,
) -> np.ndarray:
    """Fill the contract's column of type ended: the earliest month that the column itself, a remark, another cell (`elsewhere`, a
    mask), or a state or end that cannot be read give; below a title that says the end (`titled`) at once, unless the row says
    when. A row that says its end in the columns for it needs no question about it: these rows come back as a mask."""
    ended = next((column for column in contract.columns if column.type == "ended"), None)
    if ended is None:
        return np.zeros(len(elsewhere), dtype=bool)
    own = columns.get(ended.name, helpers[ended.name])
    when = _any(pc.is_valid(own), *_ends(columns, contract)).to_numpy(zero_copy_only=False)
    said = [own, *(_doubt(helpers, column) for column in contract.columns), _where(pa.array(elsewhere | (titled & ~when)), ENDED)]
    columns[ended.name] = helpers[LAST_MONTH] = pc.min_element_wise(*said)
    past = pa.scalar(f"{received_on:%Y-%m}", pa.large_string())
    settled = pc.or_kleene(_over(columns, helpers, contract, past), _not_drawn(helpers, contract))
    told = pc.and_(pc.fill_null(pc.less(helpers[ended.name], past), False), pc.invert(settled))
    helpers[f"{ended.name}__problem"] = _where(told, Problem.SAYS_ENDED.value)
    for column in contract.columns:
        if column.type == "remark":
            problem = f"{column.name}__problem"
            helpers[problem] = pc.if_else(settled, pa.scalar(None, pa.large_string()), helpers[problem])
    helpers[ENDS] = _any(pc.is_valid(columns[ended.name]), _not_drawn(helpers, contract), *_ends(columns, contract))
    return np.asarray(settled.to_numpy(zero_copy_only=False), dtype=bool)


def _doubt(helpers: dict[str, pa.Array], column: Column) -> pa.Array:
    """ENDED where the cell leaves open whether the benefit runs."""
    problem = helpers[f"{column.name}__problem"]
    if column.type == "remark":
        doubtful = pa.array([Problem.SAYS_ENDED.value, Problem.REMARK_UNKNOWN.value], pa.large_string())
        return _where(pc.is_in(problem, doubtful), ENDED)
    return _where(pc.and_(pc.is_valid(problem), pa.scalar(column.set_aside)), ENDED)


def _over(columns: dict[str, pa.Array], helpers: dict[str, pa.Array], contract: TableContract, past: pa.Scalar) -> pa.Array:
    """Rows whose own month of the end was read and is past."""
    months = [column.name for column in contract.columns if column.type == "end_month"]
    return _any(*(pc.fill_null(pc.less(helpers[name], past), False) for name in months))


def _ends(columns: dict[str, pa.Array], contract: TableContract) -> list[pa.Array]:
    return [pc.is_valid(columns[c.name]) for c in contract.columns if c.type == "end_month" and c.name in columns]


def _not_drawn(helpers: dict[str, pa.Array], contract: TableContract) -> pa.Array:
    """Rows whose state is one other than the first, which says that the benefit is drawn."""
    states = [column for column in contract.columns if column.type == "enum" and column.set_aside]
    return _any(*(pc.fill_null(pc.not_equal(helpers[column.name], next(iter(column.values))), False) for column in states))


def _any(first: pa.Array, *others: pa.Array) -> pa.Array:
    for other in others:
        first = pc.or_(first, other)
    return first


def _where(mask: pa.Array, text: str) -> pa.Array:
    return pc.if_else(mask, pa.scalar(text, pa.large_string()), pa.scalar(None, pa.large_string()))
