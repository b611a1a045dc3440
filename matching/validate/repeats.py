"""Rows of one file that are one row sent twice.

Belongs here: which rows are one, and which of them is kept. Does not belong here: rows that an earlier file delivered
(matching.pipeline) and the rule's sentence (rules).
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from matching.contracts import TableContract
from matching.findings import Finding, Severity

REPEATED = "DUPLICATE_ROW"


def first_of(frame: pd.DataFrame, contract: TableContract) -> pd.Series:
    """For every row the position of the first row that is the same: that agrees on all of contract.unique, or, where one
    of these is blank and two people may share the rest, on every column."""
    position = pd.Series(np.arange(len(frame)), frame.index)
    keys, whole = list(contract.unique), [column.name for column in contract.columns]
    complete = frame[keys].notna().all(axis=1) if keys else pd.Series(data=False, index=frame.index)
    by_key = complete & frame[keys].duplicated(keep=False) if keys else complete
    by_all = frame[whole].duplicated(keep=False) & ~by_key
    first = position.copy()
    for mask, columns in ((by_key, keys), (by_all, whole)):
        if mask.any():
            groups = [frame.loc[mask, column] for column in columns]
            first[mask] = position[mask].groupby(groups, dropna=False, sort=False).transform("min")
    return first


def keep_good_ones(findings: list[Finding], rows: np.ndarray, first: pd.Series) -> list[Finding]:
    """The findings without DUPLICATE_ROW for the first row of a group that has no other fault: where the first of them is
    set aside for a fault of its own, a later good one counts in its place. `rows`: row number at each position."""
    repeated = [item for item in findings if item.rule == REPEATED and item.row is not None]
    bad = {item.row for item in findings if item.severity is Severity.ROW and item.rule != REPEATED}
    leader = dict(zip(rows.tolist(), rows[first.to_numpy()].tolist(), strict=True)) if repeated else {}
    groups: dict[int, list[int]] = defaultdict(list)
    for item in repeated:
        groups[leader[item.row]].append(int(item.row or 0))
    spared = {next((row for row in sorted(members) if row not in bad), None) for head, members in groups.items() if head in bad}
    return [item for item in findings if not (item.rule == REPEATED and item.row in spared)]
