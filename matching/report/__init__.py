"""Report: who has delivered what and when, and who must be reminded.

Belongs here: punctuality of deliveries, reminders (催报), the centre's tables about them. Does not belong here: opening the
ledger (matching.pipeline.punctuality), judging a file (matching.validate), telling people about clues (matching.publish).
"""

from matching.report.events import EventRecords
from matching.report.letter import write_letter
from matching.report.lines import Delivery, Recipient, State, WithdrawnRow
from matching.report.measure import Punctuality, as_json, measure
from matching.report.overview import write_overview
from matching.report.reminders import Notice, NoticeLine, due_notices

__all__ = [
    "Delivery",
    "EventRecords",
    "Notice",
    "NoticeLine",
    "Punctuality",
    "Recipient",
    "State",
    "WithdrawnRow",
    "as_json",
    "due_notices",
    "measure",
    "write_letter",
    "write_overview",
]
