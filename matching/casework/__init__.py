"""What becomes of a slip after it went out: its states, its clock, and what the rows that come back do to both.

Belongs here: pure rules over events (schemas/casework.yml). Does not belong here: the ledger (matching.pipeline), reading
files (matching.validate), papers (matching.publish).
"""

from matching.casework.answers import Desk, Said, Taken, take
from matching.casework.states import Case, Event, Refused, Transitions, is_overdue, read_transitions, replay, step
from matching.casework.words import PROBLEMS, Problem, Weight

__all__ = [
    "PROBLEMS",
    "Case",
    "Desk",
    "Event",
    "Problem",
    "Refused",
    "Said",
    "Taken",
    "Transitions",
    "Weight",
    "is_overdue",
    "read_transitions",
    "replay",
    "step",
    "take",
]
