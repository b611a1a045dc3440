"""What a row of a feedback form says.

Belongs here: its cells, and what they are together. Does not belong here: what follows from them for a slip (answers).
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True)
class Said:
    """What a row says, beside its number. Blank cells are None."""

    received_on: date
    signed_by: str | None = None
    signed_on: date | None = None
    inquiry: str | None = None
    result: str | None = None
    amount: str | None = None
    reason: str | None = None
    request: str | None = None
    request_reason: str | None = None
    handler: str | None = None
    head: str | None = None
    answered_on: date | None = None

    @classmethod
    def read(cls, received_on: date, cells: Mapping[str, str | None]) -> Self:
        """From texts by the names of FeedbackColumns, dates as 2026-05-12."""
        days = {name: date.fromisoformat(text) if (text := cells[name]) else None for name in ("signed_on", "answered_on")}
        return cls(
            received_on,
            *(cells["signed_by"], days["signed_on"], cells["inquiry"], cells["result"], cells["amount"], cells["reason"]),
            *(cells["request"], cells["request_reason"], cells["handler"], cells.get("head"), days["answered_on"]),
        )

    @property
    def blank(self) -> bool:
        """Whether nothing is filled in."""
        return not any(astuple(self)[1:])

    @property
    def signed(self) -> bool:
        return bool(self.signed_by or self.signed_on)

    @property
    def gives_terms(self) -> bool:
        """Whether an amount or a reason stands there without a result."""
        return self.result is None and bool(self.amount or self.reason)

    @property
    def half_answered(self) -> bool:
        """Whether what is filled in without a result or a request is no mere sign-off and no inquiry: its writer meant an answer."""
        if self.result or self.request:
            return False
        return self.answered_on is not None or not (self.signed or self.inquiry or self.blank)

    @property
    def answer(self) -> str:
        said = {"result": self.result, "amount": self.amount, "reason": self.reason}
        return json.dumps({name: text for name, text in said.items() if text}, ensure_ascii=False, sort_keys=True)
