"""The completion of a month (办结情况), counted in rounds: 上期结转 + 本月转办 = 办结 + 在办 + 退回.

Belongs here: counting and rates. Does not belong here: cutting histories into rounds (rounds), the table on paper (matching.report).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from matching.casework.rounds import Round


@dataclass
class Completion:
    """One recipient's month, or everybody's. Every round that ran in the month is counted once on each side of the identity."""

    carried: int = 0
    """上期结转: rounds open when the month began."""
    handed: int = 0
    """本月转办: rounds that began in it, 重办 included."""
    again: int = 0
    """Of these, 重办."""
    signed: int = 0
    """Of all of them, signed for by its end."""
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    """Of the open ones, beyond their deadline at the end of the month."""
    returned: int = 0
    """Given back, withdrawn or handed on before an answer."""
    withdrawn: int = 0
    """Of these, withdrawn."""
    redirected: int = 0
    """Of these, handed on to another unit by the end of the month (改派), where another slip was handed over instead."""
    visited: int = 0
    """回访数: return visits entered in the month, whenever the answer was."""
    content: int = 0
    """Of these, people who were content."""
    results: Counter[str] = field(default_factory=Counter)
    """Answered rounds by the result that stood at the end of the month."""

    @property
    def done(self) -> int:
        return self.on_time + self.late

    @property
    def balances(self) -> bool:
        """Whether the identity holds."""
        return (
            self.carried + self.handed
            == self.done + self.open + self.returned
            == sum(self.results.values()) + self.open + self.returned
        )

    @property
    def done_share(self) -> float | None:
        """办结率: of what was not given back, the answered share."""
        return _share(self.done, self.carried + self.handed - self.returned)

    @property
    def on_time_share(self) -> float | None:
        """按时率: of what was answered or should have been, the share in time. Whoever never answers is not punctual."""
        return _share(self.on_time, self.done + self.overdue)

    @property
    def content_share(self) -> float | None:
        """满意率."""
        return _share(self.content, self.visited)


def completion_of(rounds: Iterable[Round], first: date, last: date) -> Completion:
    """Count a month from `first` to `last`, both included; the rounds as they stood at the end of `last`."""
    told = Completion()
    for one in rounds:
        if one.visited_on is not None and first <= one.visited_on <= last:
            told.visited += 1
            told.content += one.content
        carried, handed = one.is_open(first - timedelta(days=1)), first <= one.opened_on <= last
        if carried or handed:
            told.carried += carried
            told.handed += handed
            told.again += handed and one.again
            told.signed += one.signed_on is not None
            _end(told, one, last)
    return told


def _end(told: Completion, one: Round, last: date) -> None:
    if one.is_open(last):
        told.open += 1
        told.overdue += one.due_on is not None and one.due_on < last
    elif one.ended_as == "反馈":
        told.on_time += not one.late
        told.late += one.late
        told.results[one.result or ""] += 1
    else:
        told.returned += 1
        told.withdrawn += one.ended_as == "作废"
        told.redirected += one.redirected


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
