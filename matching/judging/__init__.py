"""Judging: which pairs people are asked about in clerical review, and what their answers mean for a batch.

Belongs here: keys of pairs, the state of each question, what a record in review is asked. Does not belong here: the form
(matching.publish), reading it back (matching.validate), matching (matching.link), buckets (matching.triage), the ledger.
"""

from matching.judging.keys import key_numbers, key_subjects
from matching.judging.pairs import review_pairs, side_by_side
from matching.judging.questions import Known, judged, questions

__all__ = ["Known", "judged", "key_numbers", "key_subjects", "questions", "review_pairs", "side_by_side"]
