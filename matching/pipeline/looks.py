"""Who looked at whom (查阅): every look at a person is a line of the audit chain.

Belongs here: writing it down. Does not belong here: what was looked at (matching.pipeline.lineage, clues, explain, subjects). The line holds
ids, never a name or a number.
"""

from datetime import datetime

import psutil

from matching.installation import Installation
from matching.ledger import writing


def log_look(installation: Installation, command: str, which: str, at: datetime, purpose: str = "") -> None:
    """Write down that the user of this process looked at `which` (an id of a run, row, person of the roll, slip or clue) through a command,
    before anything of it is shown."""
    with writing(installation.settings) as ledger:
        ledger.audit("look", which, command=command, by=psutil.Process().username(), at=at.isoformat(), purpose=purpose)
