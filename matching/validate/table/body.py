"""The rows below a heading: which of them are data.

Belongs here: leaving out blank rows, repeated headings and formal lines. Does not belong here: what one line is (lines),
which words say that there is nobody (nothing), what a value means (values) and whether it is allowed (suites). A row is left out
only if it can be nobody's: whatever may be a person stays, and is judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.validate.reading.sheets import Sheet
from matching.validate.table.formal import FOOTER_BEGINS
from matching.validate.table.headers import map_titles
from matching.validate.table.layout import Heading
from matching.validate.table.lines import Line, kind_of, lone_word
from matching.validate.values.cells import STROKES

MOST_OF_A_TITLE = 3
"""Cells that a title and its counts and days fill."""


@dataclass(frozen=True)
class Body:
    """0-based row numbers of a sheet, ascending."""

    rows: np.ndarray
    """The data rows."""
    titles: tuple[int, ...] = ()
    """Lines that were left out and of which the sender should know: titles of groups, a lone day under a column of days."""
    notes: tuple[int, ...] = ()
    """Notes in words of the sender's own that were left out, and may speak of somebody."""
    sums: tuple[int, ...] = ()
    """Lines of numbers alone that were left out: sums, most likely."""
    lone: Mapping[int, str] = field(default_factory=dict)
    """Of a table that ends benefits: lines that say one thing which may head the rows below, rows or not, with what they say."""


def data_rows(sheet: Sheet, heading: Heading, contract: TableContract) -> np.ndarray:
    """0-based row numbers of the sheet's data rows, ascending."""
    return read_body(sheet, heading, contract).rows


def read_body(sheet: Sheet, heading: Heading, contract: TableContract) -> Body:
    """What of the lines below the heading is data. Titles of groups are only titles where rows follow them, or where the
    table says that there are none."""
    body = sheet.cells.slice(heading.end)
    if not body.num_rows or not heading.columns:
        return Body(np.empty(0, dtype=np.int64))
    count = _filled_cells(body, list(heading.columns.values()))
    others = _filled_cells(body, [n for n in range(body.num_columns) if n not in heading.columns.values()])
    keep = ((count > 0) | (others > 0)) & ~_repeats_heading(body, sheet, heading)
    keep[list(_headings_again(body, heading, contract))] = False
    suspects = np.flatnonzero(
        keep & ((count <= 2) | _first_matches(body) | _says_strokes(body, heading, count) | _is_merged(body, heading))
    )
    kinds: dict[int, Line] = {}
    for n, row in _taken(body, suspects):
        kinds[n] = kind_of(row, heading, contract)
    keep[[n for n, kind in kinds.items() if kind not in (Line.ROW, Line.DATE)]] = False
    titles = _left_out(keep, kinds, Line.NOTHING in kinds.values())
    notes, sums = (tuple(n + heading.end for n, kind in kinds.items() if kind is told) for told in (Line.NOTE, Line.SUM))
    lone = _lone(body, heading, contract, count + others) if contract.ends_benefits else {}
    return Body(np.flatnonzero(keep) + heading.end, tuple(n + heading.end for n in titles), notes, sums, lone)


def _taken(body: pa.Table, rows: np.ndarray) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Some rows of the body with their numbers."""
    columns = [column.take(pa.array(rows)).to_pylist() for column in body.columns]
    return zip(rows.tolist(), zip(*columns, strict=True), strict=True)


def _lone(body: pa.Table, heading: Heading, contract: TableContract, filled: np.ndarray) -> dict[int, str]:
    merged = _is_merged(body, heading)
    if body.num_columns > 1:
        merged |= _mask(pc.and_(pc.equal(body.column(0), body.column(1)), pc.not_equal(body.column(0), "")))
    sparse = np.flatnonzero((filled > 0) & ((filled <= MOST_OF_A_TITLE) | merged))
    said = ((n + heading.end, lone_word(row, heading, contract)) for n, row in _taken(body, sparse))
    return {n: word for n, word in said if word}


def _left_out(keep: np.ndarray, kinds: dict[int, Line], nothing: bool) -> list[int]:
    """Titles, and days alone behind the last row, which are left out here; titles of a table without rows are rows after
    all, to be judged, unless it says that there are none."""
    titles = [n for n, kind in kinds.items() if kind is Line.TITLE]
    closing = []
    for n in reversed(np.flatnonzero(keep).tolist()):
        if kinds.get(n) is not Line.DATE:
            break
        closing.append(n)
    if nothing or len(closing) < keep.sum():
        keep[closing] = False
        return sorted([*titles, *closing])
    keep[titles] = True
    return []


def _filled_cells(body: pa.Table, columns: list[int]) -> np.ndarray:
    """How many of these columns hold something, row by row."""
    empty = np.zeros(body.num_rows, dtype=np.int64)
    return np.asarray(np.sum([empty, *(_mask(pc.not_equal(body.column(n), "")) for n in columns)], axis=0))


def _is_merged(body: pa.Table, heading: Heading) -> np.ndarray:
    """Rows whose first two known columns say the same: a title merged over them."""
    first, second = sorted(heading.columns.values())[:2] if len(heading.columns) > 1 else (0, 0)
    return _mask(pc.equal(body.column(first), body.column(second)))


def other_heading(sheet: Sheet, heading: Heading, contract: TableContract) -> int | None:
    """0-based row of a second heading below the first whose columns stand in another order, if there is one: the rows
    below it belong to other columns than they stand in."""
    body = sheet.cells.slice(heading.end)
    for n, columns in _headings_again(body, heading, contract).items():
        if any(heading.columns.get(name, place) != place for name, place in columns.items()):
            return n + heading.end
    return None


def _headings_again(body: pa.Table, heading: Heading, contract: TableContract) -> dict[int, dict[str, int]]:
    """Row of the body → contract column → sheet column, for rows that are headings themselves, whatever their order."""
    words = {word for column in contract.columns for word in (column.header, *column.aliases)}
    if not body.num_rows:
        return {}
    spellings = pa.array(sorted(words | set(filter(None, heading.titles))), pa.string())
    hits = np.sum([_mask(pc.is_in(body.column(n), spellings)) for n in heading.columns.values()], axis=0)
    found: dict[int, dict[str, int]] = {}
    for n in np.flatnonzero(hits >= max(2, len(heading.columns) / 2)).tolist():
        columns = map_titles([column[n].as_py() for column in body.columns], contract)
        if len(columns) * 2 >= len(heading.columns):
            found[n] = columns
    return found


def _mask(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=bool)


def _first_matches(body: pa.Table) -> np.ndarray:
    """Rows of which some cell among the first columns begins like a sum or a signature."""
    hits = np.zeros(body.num_rows, dtype=bool)
    for n in range(min(body.num_columns, 6)):
        hits |= _mask(pc.match_substring_regex(body.column(n), FOOTER_BEGINS))
    return hits


def _says_strokes(body: pa.Table, heading: Heading, count: np.ndarray) -> np.ndarray:
    """Rows that hold nothing but strokes and 无."""
    said = pa.array([*sorted(STROKES - {""}), "／", "无", "零报告"], pa.string())
    strokes = np.sum([_mask(pc.is_in(body.column(n), said)) for n in heading.columns.values()], axis=0)
    return np.asarray(strokes == count, dtype=bool)


def _repeats_heading(body: pa.Table, sheet: Sheet, heading: Heading) -> np.ndarray:
    """Rows that say again what one of the heading's rows says in most of its columns."""
    repeats = np.zeros(body.num_rows, dtype=bool)
    for row in sheet.rows(heading.first_row, heading.end - heading.labels):
        titles = {n: row[n] for n in heading.columns.values() if row[n]}
        if titles:
            same = np.sum([_mask(pc.equal(body.column(n), title)) for n, title in titles.items()], axis=0)
            repeats |= same * 2 > len(titles)
    return repeats
