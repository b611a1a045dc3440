"""Audit: what was made once more is laid beside what was made then, what other rules would have done beside what was done, the ledger beside its
chain, how linkage went beside the runs before, and a sample of what was decided before people who judge it blind.

Belongs here: comparing tables, papers and placements, telling it in a workbook; broken links of the chain; drawing a sample; the limits of a
run's measures. Does not belong here: making anything once more,
the ledger, the archive (matching.pipeline).
"""

from matching.audit.book import say, write_replays, write_trial
from matching.audit.broken import Anchor, broken_links, changed_rows, missed_anchors, told_by
from matching.audit.changes import Change, Trial, try_out
from matching.audit.compare import compare, compare_content
from matching.audit.difference import Difference, Kind, Replay, Verdict, told
from matching.audit.drift import RATES, Measure, Watched, watch
from matching.audit.faults import CHANGED, GONE, Fault, Place, Verified, in_order
from matching.audit.passages import Passage, facts, write_case_file
from matching.audit.sampling import Decided, drawn

__all__ = [
    "CHANGED",
    "GONE",
    "RATES",
    "Anchor",
    "Change",
    "Decided",
    "Difference",
    "Fault",
    "Kind",
    "Measure",
    "Passage",
    "Place",
    "Replay",
    "Trial",
    "Verdict",
    "Verified",
    "Watched",
    "broken_links",
    "changed_rows",
    "compare",
    "compare_content",
    "drawn",
    "facts",
    "in_order",
    "missed_anchors",
    "say",
    "told",
    "told_by",
    "try_out",
    "watch",
    "write_case_file",
    "write_replays",
    "write_trial",
]
