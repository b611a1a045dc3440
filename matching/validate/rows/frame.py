"""The data rows as columns of canonical text, with the helper columns that expectations look at.

Belongs here: putting the columns together, and what a row says in several of them. Does not belong here: reading one column (columns), what is allowed
(rules, expectations/). Every contract column is there, blank where the sender's table has none. The helpers:

    <column>__problem   why a cell has no value (values.Problem, or BLANK where the contract says filled)
    <column>__status    what stands in an identity number's cell (identity.IdStatus)
    <column>__number    money in yuan, whole numbers, dates as days since 0001-01-01, for bounds
    id__birth, id__sex, id__age     what a valid number of the person says (age in years on the day of receipt)
    id__age_gap         years between that age and the one the row states; id__grade_gap: and the one of the pupil's grade
    <column>__kind, __level   what the disability card itself says
    person__trace       a first value by which the person could be found: number, phone, address, village or unit
    row__period         the period of the row
    row__ends           whether the row says an end of its benefit (rolls and their changes only)
    row__ended          the last month that it says in any place (the same)
    row__first          the position of the first row about the same thing (contract.unique)
    row__repeat         on the later of two rows: "repeat" if both say the same, "conflict" if they are about one thing
                        and say different things of it
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.calendar import period_of
from matching.contracts import FeedContract, TableContract
from matching.endings import Endings
from matching.findings import Finding
from matching.validate.reading.sheets import Sheet
from matching.validate.rows.columns import (
    IDENTITIES,
    NUMBERED,
    Read,
    absent,
    each,
    numbers_of,
    or_blank,
    pick,
    read_cells,
    said_by_cards,
    statuses_of,
    together,
)
from matching.validate.rows.ended import ENDS, add_ended
from matching.validate.rows.merged import merged_over_people, without_merged
from matching.validate.rows.person import add_person
from matching.validate.rows.repeats import find_repeats
from matching.validate.rows.stray import blank_states, ends_elsewhere
from matching.validate.table.layout import Heading
from matching.validate.values.cells import Problem
from matching.validate.values.grades import GRADE, age_in_grade
from matching.validate.values.readers import PARSED, plain, reader

MONTHS_OF_BENEFIT = ("start_month", "end_month")
"""Of these a value that cannot be read stands for one that covers nobody: it is not compared with other months."""
NO_ROWS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Frame:
    """`values`: one string column a contract column that the sheet has, blank null. `helpers`: pandas, all contract
    columns and the helpers, for the suites. `rows`: 1-based rows of the sender's sheet. All in the same order."""

    values: pa.Table
    helpers: pd.DataFrame
    rows: np.ndarray
    doubts: frozenset[tuple[str, str]]
    """(column, values.Problem) of every doubt about a name or a number that any row raises."""

    told: tuple[Finding, ...] = ()
    """What cells say of the benefit's end where it has no place."""

    @property
    def ends(self) -> np.ndarray:
        """Which rows say an end of a benefit, as a mask."""
        if ENDS not in self.helpers:
            return np.zeros(len(self.rows), dtype=bool)
        return np.asarray(self.helpers[ENDS].to_numpy(dtype=bool))

    def held(self, bad: Collection[int]) -> np.ndarray:
        """Which of the bad rows (of the sender's sheet) say an end of a benefit, as a mask."""
        return np.asarray(self.ends & np.isin(self.rows, list(bad)))

    def judged(self) -> "Frame":
        """Without the helpers, which nobody looks at any more."""
        pa.default_memory_pool().release_unused()
        return replace(self, helpers=pd.DataFrame())


def build_frame(
    sheet: Sheet,
    heading: Heading,
    contract: TableContract,
    rows: np.ndarray,
    received_on: date,
    private_use: Mapping[int, str] = MappingProxyType({}),
    titled: np.ndarray = NO_ROWS,
    endings: Endings | None = None,
) -> Frame:
    """Read the sheet's data rows (0-based numbers) column by column. `private_use`: private code point → real character;
    `titled`: rows below a title that says their benefits ended; `endings`: for a table that ends benefits, how that is said."""
    columns: dict[str, pa.Array] = {}
    helpers: dict[str, pa.Array] = {}
    nothing = pa.nulls(len(rows), pa.large_string())
    merged = merged_over_people(sheet, heading, contract, rows)
    for column in contract.columns:
        if column.name not in heading.columns:
            helpers |= absent(column, nothing)
            continue
        times = heading.scale(column.name)
        read_cell, unchanged = reader(column, times, private_use, endings), plain(column, times)
        read = together(column, [read_cells(pick(sheet, n, rows), read_cell, unchanged) for n in heading.places(column.name)])
        sheet.rest()
        if column.name in merged:
            read = Read(*without_merged(*read, merged[column.name], column.name in contract.own_columns))
        problem = or_blank(read) if column.filled else read.problem
        problem = problem if problem.null_count < len(problem) else nothing
        columns[column.name] = read.text
        known = pc.if_else(pc.is_valid(read.problem), None, read.text) if column.type in MONTHS_OF_BENEFIT else read.text
        helpers |= {column.name: known, f"{column.name}__problem": problem}
        if column.type in NUMBERED:
            helpers[f"{column.name}__number"] = numbers_of(read.text, column)
        if column.type in IDENTITIES:
            helpers[f"{column.name}__status"] = statuses_of(read.text, column)
        if column.type == "disability_card":
            helpers |= said_by_cards(column.name, read.text)
        if column.name == GRADE:
            helpers[f"{GRADE}__age"] = each(read.text, age_in_grade, pa.float64())
    ending = ends_elsewhere(sheet, heading, contract, rows, helpers, endings) if endings else []
    elsewhere = np.isin(rows, [item.row - 1 for item in ending if item.row])
    settled = rows[add_ended(columns, helpers, contract, received_on, elsewhere, np.isin(rows, titled))] + 1
    ending = [item for item in ending if item.row not in set(settled.tolist())]
    told = (*ending, *blank_states(heading, contract, helpers))
    table = pa.table(columns) if columns else pa.table({"none": pa.nulls(len(rows))})
    frame = pa.table(helpers).to_pandas()
    add_person(frame, contract, received_on)
    _add_period(frame, contract)
    frame["row__first"], frame["row__repeat"] = find_repeats(frame, contract)
    return Frame(table, frame, rows + 1, _doubts(frame, contract), told)


def _doubts(frame: pd.DataFrame, contract: TableContract) -> frozenset[tuple[str, str]]:
    said = ((column, problem) for column in contract.columns for problem in frame[f"{column.name}__problem"].dropna().unique())
    return frozenset((column.name, code) for column, code in said if column.type not in PARSED or code == Problem.MERGED)


def _add_period(frame: pd.DataFrame, contract: TableContract) -> None:
    if isinstance(contract, FeedContract):
        days = frame[contract.period_column]
        labels = {day: period_of(contract.cadence, date.fromisoformat(day)) for day in days.dropna().unique()}
        frame["row__period"] = days.map(labels).astype("str")
