"""A record with all that a run found out about it.

Belongs here: what a record says of itself, its unit, its questions. Does not belong here: where it ends (matching.triage.buckets).
"""

from dataclasses import dataclass
from typing import Any

from matching.contracts import FeedContract

EXACT = frozenset({"EXACT_ID", "HUMAN_SAME"})
"""Rules that may call somebody covered: an exact valid number with a compatible name, and a human's judgement."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A record with all that was found out about it. `case_id` is shared by the records of one person."""

    record: Row
    person: Row
    contract: FeedContract
    roll_decision: Row | None
    open_decision: Row | None
    case_id: str
    joined_by: str | None
    questions: tuple[Row, ...] = ()
    """shapes.QUESTIONS of the record."""
    ties: tuple[tuple[str, str], ...] = ()
    """(open clue, its unit) of what the record corrects, the nearest first."""
    assigned: Row | None = None
    """shapes.ASSIGNMENTS: the unit that people named for the record."""
    change: Row | None = None
    """shapes.ROLL_CHANGES: what the record did to the roll."""

    @property
    def record_id(self) -> str:
        return str(self.record["record_id"])

    @property
    def exactly_joined(self) -> bool:
        """Whether the record belongs to its case by an exact number."""
        return self.joined_by in EXACT

    @property
    def waiver(self) -> tuple[str, str] | None:
        """Rule and sentence of a record that people were asked about in vain: nobody answered in time, or nobody could tell."""
        possible = [question for question in self.questions if question["candidate"]]
        if not possible or any(question["state"] not in ("lapsed", "unsure") for question in possible):
            return None
        rule = "REVIEW_OVERDUE" if any(question["state"] == "lapsed" for question in possible) else "REVIEW_UNSURE"
        told = dict.fromkeys(str(question["told"]) for question in possible)
        return rule, f"{'、'.join(told)},按新增线索转办"

    def is_barred(self, person_id: str | None) -> bool:
        """Whether people are not to be asked about this pair: it was decided, or waited for long enough."""
        return any(question["person_id"] == person_id and question["state"] != "open" for question in self.questions)

    def say(self, told: str) -> str:
        """The sentence, behind why people are no longer asked."""
        return f"{self.waiver[1]};{told}" if self.waiver else told

    @property
    def is_outside(self) -> bool:
        if self.assigned:
            return self.assigned["unit"] is None
        return bool(self.person["area"] == "outside" and self.person["register_area"] != "inside")

    def located(self) -> tuple[str | None, str | None]:
        """Unit and what it was taken from: what people named, else residence, then register (户籍地), then the unit that sent the record."""
        person = self.person
        candidates = (
            ((self.assigned or {}).get("unit"), "assigned"),
            (person["unit"], person["unit_from"]),
            (person["register_unit"], "register"),
            (self.record["source_unit"], "source"),
        )
        return next(((unit, where) for unit, where in candidates if unit), (None, None))

    @property
    def has_moved(self) -> bool:
        """Whether the record corrects one whose clues all lie with units that cannot answer for it any more."""
        unit, _ = self.located()
        return bool(self.ties and unit and not self.is_outside and unit not in [held_by for _, held_by in self.ties])

    @property
    def open_clue(self) -> str | None:
        """The open clue that the record belongs to. Of several that it corrects it is the one of its own unit, else the nearest."""
        if self.ties:
            unit, _ = self.located()
            return next((clue_id for clue_id, held_by in self.ties if held_by == unit), self.ties[0][0])
        decision = self.open_decision
        return str(decision["person_id"]) if decision and decision["decision"] == "match" else None
