"""What came of checking a drop: the shape that the ledger and the receipt are made from.

Belongs here: the result. Does not belong here: making it (check) and writing it (receipt).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Verdict
from matching.shapes import RECORDS, UNENTERED
from matching.validate.rules.suites import Outcome

HINT = "提示："
"""Begins what a row need not be corrected for."""
UNREAD = ("OTHER_SHEET_NOT_READ", "SHEET_LACKS_COLUMN", "SHEET_OF_PEOPLE")
"""Rules by which a file holds people, or what looks like them, on a sheet that was not read."""


@dataclass(frozen=True)
class FailingRow:
    """A row set aside: its 1-based row of the sender's sheet, its texts, and what is wrong by 0-based column of these."""

    row: int
    origin: str
    """Names the row in the next delivery: itself, or the row of an earlier delivery that it was to correct (drop_id-row)."""
    cells: tuple[str, ...]
    faults: dict[int, str]


@dataclass(frozen=True)
class Failing:
    """The rows set aside in the sender's order of columns, under the sender's own headings, or such as are read the same."""

    titles: tuple[str, ...] = ()
    rows: tuple[FailingRow, ...] = ()
    hidden: tuple[str, ...] = ()
    """Titles of columns that stay hidden, as they were."""


@dataclass(frozen=True)
class Checked:
    """The verdict on one drop. rows_in = rows_accepted + rows_rejected + rows_repeated + rows_withdrawn, whatever the verdict."""

    verdict: Verdict
    period: str
    """As matching.calendar.period_of writes it; of the roll: the month."""
    findings: tuple[Finding, ...] = ()
    sheet: str = ""
    rows_in: int = 0
    records: pa.Table = field(default_factory=RECORDS.empty_table)
    """matching.shapes.RECORDS; empty unless rows were accepted."""
    unentered: pa.Table = field(default_factory=UNENTERED.empty_table)
    """matching.shapes.UNENTERED; empty where the file was refused as a whole."""
    held: pa.Table = field(default_factory=RECORDS.empty_table)
    """Of a roll or its changes: rows set aside that say an end. What they mean covers nobody until they are corrected."""
    dropped_columns: tuple[str, ...] = ()
    """The sender's headings that the contract does not declare."""
    failing: Failing = field(default_factory=Failing)
    outcomes: tuple[Outcome, ...] = ()
    """What came of each expectation; empty if the file never came so far."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The sender's heading → the contract's column."""

    @property
    def rows_accepted(self) -> int:
        return int(self.records.num_rows)

    @property
    def rows_rejected(self) -> int:
        return self.rows_in - self.rows_accepted - self.rows_repeated - self.rows_withdrawn

    @property
    def rows_repeated(self) -> int:
        """Rows that say what another row of this or an earlier delivery says: neither entered nor sent back."""
        return self._rows_of("repeated")

    @property
    def rows_withdrawn(self) -> int:
        """Rows that give up a row set aside."""
        return self._rows_of("withdrawn")

    def _rows_of(self, fate: str) -> int:
        return int(pc.sum(pc.equal(self.unentered["fate"], fate)).as_py() or 0)


def holds_unread(findings: Iterable[Finding]) -> bool:
    """True if the file may hold people on a sheet that was not read."""
    return any(item.rule in UNREAD for item in findings)


def verdict_of(accepted: int, repeated: int, rejected: int, findings: Iterable[Finding], withdrawn: int = 0) -> Verdict:
    """What becomes of a file with data rows, by how many were accepted, are here already, are sent back, and are withdrawn, and by
    whether it may hold more people where nobody read."""
    if rejected or holds_unread(findings):
        return Verdict.PARTLY if accepted + repeated else Verdict.REJECTED
    if accepted:
        return Verdict.ACCEPTED
    return Verdict.WITHDRAWN if withdrawn else Verdict.DUPLICATE
