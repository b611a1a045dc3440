"""Audit: what was made once more is laid beside what was made then, and what other rules would have done beside what was done.

Belongs here: comparing tables, papers and placements, telling it in a workbook. Does not belong here: making anything once more,
the ledger, the archive (matching.pipeline).
"""

from matching.audit.book import say, write_replays, write_trial
from matching.audit.changes import Change, Trial, try_out
from matching.audit.compare import compare, compare_content
from matching.audit.difference import Difference, Kind, Replay, Verdict, told
from matching.audit.drift import RATES, Measure, Watched, watch

__all__ = [
    "RATES",
    "Change",
    "Difference",
    "Kind",
    "Measure",
    "Replay",
    "Trial",
    "Verdict",
    "Watched",
    "compare",
    "compare_content",
    "say",
    "told",
    "try_out",
    "watch",
    "write_replays",
    "write_trial",
]
