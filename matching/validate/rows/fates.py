"""What becomes of each row of a file that was judged: entered, repeated, set aside, or held.

Belongs here: telling the rows apart by their findings. Does not belong here: making the findings (rules), records (records), and
what goes back to the sender (matching.validate.papers).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.contracts import RollContract, TableContract
from matching.findings import Finding, Severity
from matching.validate.rows.cut import CUT
from matching.validate.rows.frame import Frame
from matching.validate.rows.repeats import REPEATED
from matching.validate.rows.too_wide import TOO_WIDE

HELD = Finding(
    "HELD_UNTIL_CORRECTED",
    Severity.WARNING,
    "本行写明或可能表示救助已停止，更正以前，名册上此人的这项救助不算在册",
    "请尽快更正后重新报送本行",
)
"""Of a whole roll, whose row would be the entry. What a row of a weekly change holds only the roll in force tells (matching.pipeline)."""


@dataclass(frozen=True)
class Fates:
    """`bad`: 1-based rows of the sender's sheet that go back. The masks are in the order of the frame's rows."""

    refused: bool
    bad: frozenset[int]
    repeats: frozenset[int]
    kept: np.ndarray
    repeated: np.ndarray
    held: np.ndarray


def fates(frame: Frame, findings: Iterable[Finding], contract: TableContract) -> Fates:
    """Of a file that is refused no row is entered or held; nor is a row held by a roll of which nothing is entered."""
    findings = tuple(findings)
    refused = any(item.severity is Severity.FILE for item in findings)
    bad = frozenset(item.row for item in findings if item.row and item.severity is Severity.ROW and item.rule != REPEATED)
    repeats = frozenset(item.row for item in findings if item.row and item.rule == REPEATED) - bad
    kept = ~np.isin(frame.rows, list(bad | repeats)) & (not refused)
    held = frame.held(bad) & (not refused) & (bool(kept.any()) or not isinstance(contract, RollContract))
    return Fates(refused, bad, repeats, kept, np.isin(frame.rows, list(repeats)), held)


def faults_by_row(findings: Iterable[Finding], bad: frozenset[int], columns: Mapping[str, str]) -> dict[int, set[str]]:
    """Row that goes back → the contract's columns that are at fault, "" for the row as a whole, TOO_WIDE where
    all of them may be. `columns`: by the sender's title."""
    faults: dict[int, set[str]] = defaultdict(set)
    for item in findings:
        if item.row in bad and item.row is not None and item.severity is Severity.ROW:
            faults[item.row].add(TOO_WIDE if item.rule in (TOO_WIDE, CUT) else columns.get(item.column or "", ""))
    return faults
