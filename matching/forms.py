"""What a form of ours promises that comes back through the drop folders: schemas/judgements/*.yml as frozen models.

Belongs here: which columns of a form say what, what its words mean, and the reading of both. Does not belong here: how any table is
read (matching.contracts), and what an answer does (judging, casework).
"""

from pathlib import Path
from typing import Literal

from pydantic import model_validator

from matching.contracts import TableContract
from matching.strict import Strict, read_model

Verdict = Literal["same", "different", "unsure"]
"""What a person says of a pair."""


class JudgementColumns(Strict):
    """Which columns hold a judgement, and what the words of its verdict mean."""

    pair: str
    verdict: str
    judged_by: str
    note: str
    words: dict[str, Verdict]
    """Each value of the verdict's column → what it says."""


class JudgementContract(TableContract):
    """The form on which the centre says of pairs whether they are one person; it comes back as often as people like."""

    role: Literal["judgements"] = "judgements"
    judgement: JudgementColumns

    @model_validator(mode="after")
    def _every_word_means_something(self) -> "JudgementContract":
        if set(self.column(self.judgement.verdict).values) != set(self.judgement.words):
            raise ValueError("judgement: words: must be the values of the verdict's column")
        return self

    def _references(self) -> list[str]:
        said = self.judgement
        return [*super()._references(), said.pair, said.verdict, said.judged_by, said.note]


class AssignmentColumns(Strict):
    """Which columns name the unit of a record in 待定."""

    place: str
    unit: str
    assigned_by: str
    note: str
    outside: str
    """The word in the column of units that says: none of this district."""


class AssignmentContract(TableContract):
    """The form on which the centre names the unit of people whom nobody could place."""

    role: Literal["assignments"] = "assignments"
    assignment: AssignmentColumns

    def _references(self) -> list[str]:
        said = self.assignment
        return [*super()._references(), said.place, said.unit, said.assigned_by, said.note]


class FeedbackColumns(Strict):
    """Which columns say what became of a slip, and what the words of its results mean. None: the form has no such column."""

    slip: str
    clue: str
    name: str | None = None
    id_number: str | None = None
    signed_by: str
    signed_on: str
    inquiry: str
    result: str
    amount: str
    reason: str
    request: str
    request_reason: str
    handler: str
    head: str | None = None
    answered_on: str
    reasoned: tuple[str, ...]
    """Results that need a reason: all by which nobody gets anything."""
    unfit: tuple[str, ...] = ()
    """Those of them that say that the person does not qualify."""
    aided: tuple[str, ...]
    """Results by which somebody gets something, so that an amount is asked for."""
    requests: dict[str, Literal["退回", "延期"]]
    """Each value of the request's column → the event it asks for."""

    @property
    def columns(self) -> dict[str, str]:
        """What a column that its sender fills in, or that finds the slip, says → its name."""
        return self.model_dump(exclude={"name", "id_number", "reasoned", "unfit", "aided", "requests"}, exclude_none=True)

    @property
    def person(self) -> dict[str, str]:
        """The same of those that name whom the slip is about."""
        return self.model_dump(include={"name", "id_number"}, exclude_none=True)


class FeedbackContract(TableContract):
    """The form on which units and departments answer the slips they were sent."""

    role: Literal["feedback"] = "feedback"
    feedback: FeedbackColumns

    @model_validator(mode="after")
    def _every_word_is_one(self) -> "FeedbackContract":
        said = self.feedback
        if not set(said.unfit) <= set(said.reasoned):
            raise ValueError("feedback: unfit: must be among the results that need a reason")
        if not {*said.reasoned, *said.aided} <= set(self.column(said.result).values):
            raise ValueError("feedback: reasoned, aided: must be values of the result's column")
        if set(self.column(said.request).values) != set(said.requests):
            raise ValueError("feedback: requests: must be the values of the request's column")
        return self

    def _references(self) -> list[str]:
        return [*super()._references(), *self.feedback.columns.values(), *self.feedback.person.values()]


class VisitColumns(Strict):
    """Which columns say what a return visit heard, and what the words of its outcome mean."""

    slip: str
    clue: str
    outcome: str
    note: str
    visited_by: str
    visited_on: str
    content: tuple[str, ...]
    """Outcomes that end the case."""
    again: tuple[str, ...]
    """Outcomes after which the slip is sent out again. After any other the visit is still to come."""

    @property
    def columns(self) -> dict[str, str]:
        """What a column says → its name."""
        return self.model_dump(exclude={"content", "again"})


class VisitContract(TableContract):
    """The form on which the centre says what people told it who were to be visited."""

    role: Literal["visits"] = "visits"
    visit: VisitColumns

    @model_validator(mode="after")
    def _every_outcome_is_one(self) -> "VisitContract":
        if not {*self.visit.content, *self.visit.again} <= set(self.column(self.visit.outcome).values):
            raise ValueError("visit: content, again: must be values of the outcome's column")
        return self

    def _references(self) -> list[str]:
        return [*super()._references(), *self.visit.columns.values()]


def read_judgements(schemas: Path) -> JudgementContract:
    """The contract of clerical review. Raises ConfigurationError."""
    return read_model(schemas / "judgements" / "judgement.yml", JudgementContract)


def read_assignments(schemas: Path) -> AssignmentContract:
    """The contract of the form of units. Raises ConfigurationError."""
    return read_model(schemas / "judgements" / "assignment.yml", AssignmentContract)


def read_feedback(schemas: Path) -> FeedbackContract:
    """The contract of the form of feedback. Raises ConfigurationError."""
    return read_model(schemas / "judgements" / "feedback.yml", FeedbackContract)


def read_visits(schemas: Path) -> VisitContract:
    """The contract of the form of return visits. Raises ConfigurationError."""
    return read_model(schemas / "judgements" / "visit.yml", VisitContract)
