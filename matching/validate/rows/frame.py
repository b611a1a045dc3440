"""The data rows as columns of canonical text, with the helper columns that expectations look at.

Belongs here: applying values and identity to whole columns, on distinct cells. Does not belong here: what is allowed
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

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.calendar import period_of
from matching.contracts import Column, FeedContract, TableContract
from matching.findings import Finding
from matching.validate.reading.sheets import Sheet
from matching.validate.rows.ended import ENDS, add_ended
from matching.validate.rows.merged import merged_over_people, without_merged
from matching.validate.rows.person import add_person
from matching.validate.rows.repeats import find_repeats
from matching.validate.rows.stray import blank_states, ends_elsewhere
from matching.validate.table.headers import Heading
from matching.validate.values import identity
from matching.validate.values.cells import Problem, Value
from matching.validate.values.grades import GRADE, age_in_grade
from matching.validate.values.identity import IdStatus
from matching.validate.values.readers import PARSED, plain, reader

REQUIRED_BLANK = "BLANK"
NUMBERED = ("date", "money", "integer")
IDENTITIES = ("id_number", "disability_card")
MONTHS_OF_BENEFIT = ("start_month", "end_month")
"""Of these a value that cannot be read stands for one that covers nobody: it is not compared with other months."""
BLOCK = 100_000
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


class _Read(NamedTuple):
    text: pa.Array
    problem: pa.Array


def build_frame(
    sheet: Sheet,
    heading: Heading,
    contract: TableContract,
    rows: np.ndarray,
    received_on: date,
    private_use: Mapping[int, str] = MappingProxyType({}),
    titled: np.ndarray = NO_ROWS,
) -> Frame:
    """Read the sheet's data rows (0-based numbers) column by column. `private_use`: private code point → real character;
    `titled`: rows below a title that says their benefits ended."""
    columns: dict[str, pa.Array] = {}
    helpers: dict[str, pa.Array] = {}
    nothing = pa.nulls(len(rows), pa.large_string())
    merged = merged_over_people(sheet, heading, contract, rows)
    for column in contract.columns:
        if column.name not in heading.columns:
            helpers |= _absent(column, nothing)
            continue
        times = heading.scale(column.name)
        read_cell, unchanged = reader(column, times, private_use, contract.ends_benefits), plain(column, times)
        read = _together(column, [_read(_pick(sheet, n, rows), read_cell, unchanged) for n in heading.places(column.name)])
        sheet.rest()
        if column.name in merged:
            read = _Read(*without_merged(*read, merged[column.name], column.name in contract.own_columns))
        problem = _or_blank(read) if column.filled else read.problem
        problem = problem if problem.null_count < len(problem) else nothing
        columns[column.name] = read.text
        known = pc.if_else(pc.is_valid(read.problem), None, read.text) if column.type in MONTHS_OF_BENEFIT else read.text
        helpers |= {column.name: known, f"{column.name}__problem": problem}
        if column.type in NUMBERED:
            helpers[f"{column.name}__number"] = _numbers(read.text, column)
        if column.type in IDENTITIES:
            helpers[f"{column.name}__status"] = _statuses(read.text, column)
        if column.type == "disability_card":
            helpers |= _said_by_cards(column.name, read.text)
        if column.name == GRADE:
            helpers[f"{GRADE}__age"] = _each(read.text, age_in_grade, pa.float64())
    ending = ends_elsewhere(sheet, heading, contract, rows, helpers)
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


def _together(column: Column, said: list[_Read]) -> _Read:
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
    return _Read(text, pc.coalesce(*(read.problem for read in said)))


def _pick(sheet: Sheet, column: int, rows: np.ndarray) -> pa.Array:
    cells = sheet.cells.column(column).take(pa.array(rows))
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _doubts(frame: pd.DataFrame, contract: TableContract) -> frozenset[tuple[str, str]]:
    said = ((column, problem) for column in contract.columns for problem in frame[f"{column.name}__problem"].dropna().unique())
    return frozenset((column.name, code) for column, code in said if column.type not in PARSED or code == Problem.MERGED)


def _read(cells: pa.Array, read_cell: Callable[[str], Value], unchanged: str | None) -> _Read:
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
    return _Read(pa.concat_arrays(texts), pa.concat_arrays(problems))


def _or_blank(read: _Read) -> pa.Array:
    nothing = pc.and_(pc.is_null(read.text), pc.is_null(read.problem))
    return pc.if_else(nothing, pa.scalar(REQUIRED_BLANK, pa.large_string()), read.problem)


def _absent(column: Column, nothing: pa.Array) -> dict[str, pa.Array]:
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


def _said_by_cards(name: str, cards: pa.Array) -> dict[str, pa.Array]:
    """Kind and level of the disability that the cards themselves say."""
    return {
        f"{name}__{what}": _each(cards, lambda card, n=n: identity.said_by_card(card)[n], pa.large_string())  # type: ignore[misc]
        for n, what in enumerate(("kind", "level"))
    }


def _each(text: pa.Array, make: Callable[[str], str | float | None], kind: pa.DataType) -> pa.Array:
    """What `make` makes of each cell that is not blank; each distinct cell is asked for once in a block."""
    made = []
    for start in range(0, len(text), BLOCK):
        encoded = text.slice(start, BLOCK).dictionary_encode()
        made.append(pa.array([make(word) for word in encoded.dictionary.to_pylist()], kind).take(encoded.indices))
    return pa.concat_arrays(made) if made else pa.nulls(0, kind)


def _numbers(text: pa.Array, column: Column) -> pa.Array:
    if column.type == "date":
        return _each(text, lambda word: float(date.fromisoformat(word).toordinal()), pa.float64())
    return _each(text, float, pa.float64())


def _statuses(text: pa.Array, column: Column) -> pa.Array:
    """Status of each number. Where a spreadsheet cut some numbers of a column, no cut-looking number of it is believed."""
    classify = identity.classify_card if column.type == "disability_card" else identity.classify
    statuses = _each(text, classify, pa.large_string())
    if pc.any(pc.equal(statuses, IdStatus.DAMAGED.value)).as_py():
        cut = pc.match_substring_regex(text, identity.LOST_DIGITS.pattern)
        statuses = pc.if_else(cut, pa.scalar(IdStatus.DAMAGED.value, pa.large_string()), statuses)
    return pc.fill_null(statuses, IdStatus.MISSING.value)


def _add_period(frame: pd.DataFrame, contract: TableContract) -> None:
    if isinstance(contract, FeedContract):
        days = frame[contract.period_column]
        labels = {day: period_of(contract.cadence, date.fromisoformat(day)) for day in days.dropna().unique()}
        frame["row__period"] = days.map(labels).astype("str")
