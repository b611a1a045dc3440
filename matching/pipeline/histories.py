"""The slips with their events in the ledger: read and folded, and appended to.

Belongs here: between the rows of slip_events and matching.casework. Does not belong here: what an event may do (matching.casework),
who may ask for one (feedback, withdrawing, cases).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from matching.casework import Case, Event, Refused, Transitions, replay, step
from matching.codes import parse_slip_number, read_slip_code, read_slip_number
from matching.district import District
from matching.errors import UsageError
from matching.ledger import Ledger

EVENTS = pa.schema(
    [
        *((name, pa.string()) for name in ("slip_no", "event", "note", "by_whom", "answer", "record_id")),
        *((name, pa.date32()) for name in ("on_day", "until", "said_on")),
        ("position", pa.int32()),
    ]
)
Number = tuple[int, int]
"""Year and number of a slip."""


@dataclass(frozen=True)
class Slip:
    """A slip, and where it stands on the day it was read for."""

    slip_no: str
    year: int
    number: int
    clue_id: str
    recipient_kind: str
    """unit or department; `recipient`: its code or key."""
    recipient: str
    role: str
    issued_on: date
    level: str
    clue_run: str
    """The run that opened its clue."""
    run_id: str
    """The run with whose batch it went out."""
    follows: str | None
    """The slip that was handed on to this one's recipient (改派)."""
    next_no: str | None
    """The slip that follows it, if it was itself handed on, and its unit's code."""
    next_unit: str | None
    case: Case
    events: tuple[Event, ...]

    @property
    def is_lead(self) -> bool:
        """Whether its recipient answers for the clue; others only give special aid."""
        return self.role == "主办"

    def recipient_name(self, district: District) -> str:
        return (district.unit if self.recipient_kind == "unit" else district.department)(self.recipient).name


def read_slips(ledger: Ledger, table: Transitions, day: date = date.max, named: Collection[Number] | None = None) -> list[Slip]:
    """Every slip issued by a day, or those of them that are named, as they stood then, in the order of the numbers."""
    numbers = None if named is None else [year * 1_000_000 + number for year, number in sorted(named)]
    rows = ledger.query("casework/list_slip_events", as_of=day, numbers=numbers).to_pylist()
    return [_slip(list(of_one), table) for _, of_one in groupby(rows, itemgetter("slip_no"))]


def find_slip(ledger: Ledger, table: Transitions, number: str) -> Slip:
    """The slip that a person names by its 文号 or by the digits of its square code, as it stands. Raises UsageError."""
    read = read_slip_number(number)
    for slip in read_slips(ledger, table, named=[parse_slip_number(read)[:2]] if read else []):
        if slip.slip_no == number.strip() or read_slip_code(number):
            return slip
    raise UsageError(f"没有这张转办单: {number}")


def append_events(ledger: Ledger, slip: Slip, events: Sequence[Event], record_id: str | None = None) -> None:
    """Append what happened to a slip, behind what is known of it."""
    rows = [
        {
            "slip_no": slip.slip_no,
            "position": position,
            "event": event.name,
            "record_id": record_id,
            **{name: getattr(event, name) for name in ("on_day", "until", "said_on", "note", "by_whom", "answer")},
        }
        for position, event in enumerate(events, start=len(slip.events))
    ]
    ledger.append("slip_events", pa.Table.from_pylist(rows, EVENTS))


def require(slip: Slip, event: Event, table: Transitions) -> Case:
    """The case after an event that a person asks for. Raises UsageError if the table does not allow it."""
    after = step(slip.case, event, table)
    if isinstance(after, Refused) and after.why == "order":
        raise UsageError(f"{slip.slip_no}: {slip.case.last_on} 已有登记，不能再登记更早的 {event.on_day}「{event.name}」")
    if isinstance(after, Refused):
        raise UsageError(f"{slip.slip_no}: 现为「{after.state}」，不能登记「{after.event}」")
    return after


def _slip(rows: list[dict[str, Any]], table: Transitions) -> Slip:
    first, events = rows[0], tuple(map(_event, rows))
    told = {field.name: first[field.name] for field in fields(Slip) if field.name in first}
    return Slip(**told, case=replay(events, table), events=events)


def _event(row: dict[str, Any]) -> Event:
    told = {name: row[name] for name in ("on_day", "until", "said_on", "note", "by_whom", "answer")}
    return Event(row["event"], **told)
