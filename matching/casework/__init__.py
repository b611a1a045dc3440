"""What becomes of a slip after it went out: its states, its clock, what the rows that come back do to both, and who is reminded of it.

Belongs here: rules over events (schemas/casework.yml) and the papers of supervision. Does not belong here: the ledger (matching.pipeline),
reading files (matching.validate), the papers of a release (matching.publish).
"""

from matching.casework.answers import Desk, Taken, extend, take
from matching.casework.completion import Completion, completion_of
from matching.casework.notice import notice_name, write_circular, write_notice
from matching.casework.rounds import Round, answered, rounds_of
from matching.casework.said import Said
from matching.casework.states import (
    Case,
    Event,
    Refused,
    Transitions,
    is_living,
    is_overdue,
    read_transitions,
    replay,
    returned_on,
    step,
    walk,
)
from matching.casework.supervision import NoticeLine, Step, step_due
from matching.casework.visits import Answered, Heard, chosen, hear
from matching.casework.words import PROBLEMS, Problem, Weight

__all__ = [
    "PROBLEMS",
    "Answered",
    "Case",
    "Completion",
    "Desk",
    "Event",
    "Heard",
    "NoticeLine",
    "Problem",
    "Refused",
    "Round",
    "Said",
    "Step",
    "Taken",
    "Transitions",
    "Weight",
    "answered",
    "chosen",
    "completion_of",
    "extend",
    "hear",
    "is_living",
    "is_overdue",
    "notice_name",
    "read_transitions",
    "replay",
    "returned_on",
    "rounds_of",
    "step",
    "step_due",
    "take",
    "walk",
    "write_circular",
    "write_notice",
]
