"""Report: who has delivered what and when, who must be reminded, and the papers of a month.

Belongs here: punctuality of deliveries, reminders (催报), the centre's tables about them; the workbook and bulletin of a month. Does not belong
here: opening the ledger (matching.pipeline.punctuality, monthly), counting slips (matching.casework), judging a file (matching.validate), telling people about clues (matching.publish).
"""

from matching.report.bulletin import percent, write_bulletin
from matching.report.events import EventRecords
from matching.report.insights import advise, detection, try_lines
from matching.report.letter import write_letter
from matching.report.lines import Delivery, Recipient, State, WithdrawnRow
from matching.report.measure import Punctuality, as_json, measure
from matching.report.missed import missed
from matching.report.monthly_book import write_book
from matching.report.overview import write_overview
from matching.report.reminders import Notice, NoticeLine, due_notices
from matching.report.scores import score, senders

__all__ = [
    "Delivery",
    "EventRecords",
    "Notice",
    "NoticeLine",
    "Punctuality",
    "Recipient",
    "State",
    "WithdrawnRow",
    "advise",
    "as_json",
    "detection",
    "due_notices",
    "measure",
    "missed",
    "percent",
    "score",
    "senders",
    "try_lines",
    "write_book",
    "write_bulletin",
    "write_letter",
    "write_overview",
]
