"""The shapes of punctuality: a delivery, a line of the table, a recipient.

Belongs here: names and Chinese words. Does not belong here: deciding which state a line is in (judge).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from matching.contracts import TableContract
from matching.district import District
from matching.findings import Verdict

DELIVERED = frozenset({Verdict.ACCEPTED, Verdict.PARTLY, Verdict.ZERO, Verdict.DUPLICATE})
"""Verdicts that make a file a delivery: an empty report is one, so is a list whose rows have all come before (with the lists of
another period); a refused file is none."""
REFUSED = frozenset({Verdict.REJECTED, Verdict.MISPLACED})


class State(StrEnum):
    """How one feed stands in one period."""

    PENDING = "pending"
    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    ZERO_ON_TIME = "zero_on_time"
    ZERO_LATE = "zero_late"
    EXTRA = "extra"
    """Delivered, but for a period that was not asked for: before the first day of use, or not begun."""
    UNKNOWN = "unknown"
    """Cannot be told: the year's calendar of working days is not known."""

    @property
    def chinese(self) -> str:
        return {
            "pending": "未到期",
            "on_time": "按时",
            "late": "逾期已报",
            "missing": "逾期未报",
            "zero_on_time": "零报告（按时）",
            "zero_late": "零报告（逾期）",
            "extra": "不计入",
            "unknown": "无法判断",
        }[self.value]


LATE = frozenset({State.LATE, State.ZERO_LATE, State.MISSING})
ON_TIME = frozenset({State.ON_TIME, State.ZERO_ON_TIME})


@dataclass(frozen=True, order=True)
class Recipient:
    """Who delivers: a department (its key), or one of the units that have a folder of their own (its code)."""

    kind: str
    """department | unit."""
    code: str

    @classmethod
    def of(cls, contract: TableContract, unit: str | None) -> "Recipient":
        return cls("unit", unit) if unit else cls("department", contract.department)

    def name(self, district: District) -> str:
        return district.unit(self.code).name if self.kind == "unit" else district.department(self.code).name


@dataclass(frozen=True)
class Delivery:
    """One file received in a feed's folder. verdict None: not judged yet, and then no period is known."""

    feed: str
    unit: str | None
    period: str | None
    verdict: str | None
    received_on: date
    rows_new: int
    """Rows it brought that had not come before."""
    rows_to_correct: int
    """Rows of it that were set aside and have not come back."""
    rows_withdrawn: int = 0
    """Rows of it that were set aside and that the sender gave up since."""


class WithdrawnRow(NamedTuple):
    """A row set aside that its sender gave up: `row` of the file `drop_id`, whose it was (the name, if it says one), why it was set
    aside, and why it is not reported."""

    feed: str
    unit: str | None
    period: str
    drop_id: str
    row: int
    name: str
    faults: str
    withdrawn_on: date
    reason: str


@dataclass(frozen=True)
class Line:
    """One feed (of one unit, where each has its own) in one period, as known on the day asked for."""

    feed: str
    unit: str | None
    period: str
    state: State
    due_on: date | None
    """None: the year's calendar is not known."""
    delivered_on: date | None
    """The first delivery; it decides whether the period is late."""
    late: int | None
    """Working days between the due date and the delivery, or today; None: not late, or cannot be counted."""
    deliveries: int
    refused: int
    rows: int
    rows_to_correct: int
    """Rows set aside that have not come back."""
    rows_withdrawn: int
    """Rows set aside that the sender gave up."""
    waiting: int
    """Files of this feed that came but are not judged yet, while the period is not delivered."""
    note: str
    """What else a clerk should know, in Chinese; empty if nothing."""
