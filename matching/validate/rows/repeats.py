"""Rows of one file that are about one thing.

Belongs here: which rows these are, and which of them counts. Does not belong here: rows that an earlier file delivered
(earlier) and the rules' sentences (rules).
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.validate.values.identity import IdStatus

SERIAL = r"^(?:第|[Nn][Oo]\.?|#)?\s*[0-9]{1,4}\s*(?:号|、|\.)?$"
"""A number that only counts the rows of a list: the next list begins again, and another person bears it."""
LAST_MONTH = "row__ended"
"""The helper column of the end that a row says in any place, also in a column that no contract declares or in a title above it."""
REPEATED = "DUPLICATE_ROW"
"""The rule of a row that says what an earlier row of the same file says."""
CONFLICTING = "CONFLICTING_ROW"
"""The rule of a row about the same thing as an earlier row that says something else."""


def find_repeats(frame: pd.DataFrame, contract: TableContract) -> tuple[pd.Series, pd.Series]:
    """(position of the first row that agrees on all of contract.unique, mark): "repeat" on a later row that says the same
    as an earlier one, its benefit's end included, "conflict" on one that agrees on contract.unique only. Where one of these is blank, two people may
    share the rest: then only equal rows are one."""
    first = pd.Series(np.arange(len(frame)), frame.index)
    marks = pd.Series(None, frame.index, dtype="str")
    keys = pd.DataFrame({name: _telling(frame[name], contract.column(name).type) for name in contract.unique}, frame.index)
    alike = keys.duplicated(keep=False) & keys.notna().all(axis=1) if len(keys.columns) else marks.notna()
    if alike.any():
        groups = [keys.loc[alike, name] for name in keys.columns]
        first[alike] = first[alike].groupby(groups, sort=False).transform("min")
        first = _another(frame, first, contract)
        marks = marks.mask(first < np.arange(len(frame)), "conflict")
    said = [*(column.name for column in contract.columns), *frame.columns.intersection([LAST_MONTH])]
    return first, marks.mask(frame[said].duplicated(keep="first"), "repeat")


def _another(frame: pd.DataFrame, first: pd.Series, contract: TableContract) -> pd.Series:
    """`first`, but a row with another valid number than those before it comes first itself: of one name in one place, two people."""
    number = contract.person.id_number
    if number is None or number not in frame.columns or number in contract.unique:
        return first
    first = first.copy()
    known: dict[int, dict[str, int]] = defaultdict(dict)
    shared = first.duplicated(keep=False)
    for position in np.flatnonzero(shared):
        cell, leaders = frame[number].iat[position], known[first.iat[position]]
        valid = cell if frame[f"{number}__status"].iat[position] == IdStatus.VALID else ""
        if not leaders or (valid and valid not in leaders and "" not in leaders):
            leaders[valid] = int(position)
        first.iat[position] = leaders.get(valid, leaders.get("", min(leaders.values())))
    return first


def _telling(cells: pd.Series, kind: str) -> pd.Series:
    """The cells of a column of contract.unique without those that only count the rows."""
    return cells.mask(cells.str.match(SERIAL).fillna(False).astype(bool)) if kind == "text" else cells


def keep_good_ones(findings: list[Finding], rows: np.ndarray, first: pd.Series) -> list[Finding]:
    """The findings without CONFLICTING_ROW for a row whose earlier rows about the same thing are all set aside for faults
    of their own: it contradicts nothing that is accepted. `rows`: the sheet's row at each position of `first`."""
    conflicts = [item for item in findings if item.rule == CONFLICTING]
    if not conflicts:
        return findings
    faulty = {item.row for item in findings if item.severity is Severity.ROW and item.rule not in (REPEATED, CONFLICTING)}
    members: dict[int, list[int]] = defaultdict(list)
    for position, leader in enumerate(first.tolist()):
        if leader != position:
            members[leader].append(int(rows[position]))
    spared = set()
    for leader, later in members.items():
        if rows[leader] in faulty:
            spared.add(next((row for row in later if row not in faulty), None))
    return [item for item in findings if item.rule != CONFLICTING or item.row not in spared]
