"""Audit: what was made once more is laid beside what was made then, what other rules would have done beside what was done, and a sample of
what was decided before people who judge it blind.

Belongs here: comparing tables, papers and placements, telling it in a workbook; drawing a sample. Does not belong here: making anything once more,
the ledger, the archive (matching.pipeline).
"""

from matching.audit.book import say, write_replays, write_trial
from matching.audit.changes import Change, Trial, try_out
from matching.audit.compare import compare, compare_content
from matching.audit.difference import Difference, Kind, Replay, Verdict, told
from matching.audit.drift import RATES, Measure, Watched, watch
from matching.audit.sampling import Decided, drawn

__all__ = [
    "RATES",
    "Change",
    "Decided",
    "Difference",
    "Kind",
    "Measure",
    "Replay",
    "Trial",
    "Verdict",
    "Watched",
    "compare",
    "compare_content",
    "drawn",
    "say",
    "told",
    "try_out",
    "watch",
    "write_replays",
    "write_trial",
]
