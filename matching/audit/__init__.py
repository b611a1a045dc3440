"""Audit: what was made once more is laid beside what was made then, what other rules would have done beside what was done, and the ledger
beside its chain.

Belongs here: comparing tables, papers and placements, telling it in a workbook; broken links of the chain. Does not belong here: making anything once more,
the ledger, the archive (matching.pipeline).
"""

from matching.audit.book import say, write_replays, write_trial
from matching.audit.broken import Anchor, broken_links, changed_rows, missed_anchors, told_by
from matching.audit.changes import Change, Trial, try_out
from matching.audit.compare import compare, compare_content
from matching.audit.difference import Difference, Kind, Replay, Verdict, told
from matching.audit.faults import CHANGED, GONE, Fault, Place, Verified, in_order
from matching.audit.passages import Passage, facts, write_case_file

__all__ = [
    "CHANGED",
    "GONE",
    "Anchor",
    "Change",
    "Difference",
    "Fault",
    "Kind",
    "Passage",
    "Place",
    "Replay",
    "Trial",
    "Verdict",
    "Verified",
    "broken_links",
    "changed_rows",
    "compare",
    "compare_content",
    "facts",
    "in_order",
    "missed_anchors",
    "say",
    "told",
    "told_by",
    "try_out",
    "write_case_file",
    "write_replays",
    "write_trial",
]
