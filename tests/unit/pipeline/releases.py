"""A batch that waits for its release, for tests of what a release does, what holds it, and what follows.

Belongs here: what those tests share. Does not belong here: the home with the batch (conftest: `published`, `held`).
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import duckdb

from matching.district import Releasing
from matching.installation import Installation
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI

DAY, NEXT = date(2026, 12, 18), date(2026, 12, 21)
MOMENT = datetime(2026, 12, 18, 9, 30, tzinfo=SHANGHAI)
RUN = "event-2026-12-18-01"


def waiting_for_people(installation: Installation) -> Installation:
    """The same installation in which nothing goes out by itself."""
    return replace(installation, district=installation.district.model_copy(update={"release": Releasing()}))


def take(installation: Installation, moment: datetime = MOMENT) -> None:
    for group in reception.sweep(installation, moment).groups:
        checking.check(installation, group["table"], group["drop_ids"])


def slips_of(installation: Installation) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.execute("SELECT year, number, run_id, issued_on, due_on FROM slips ORDER BY ALL").fetchall()


def papers(installation: Installation) -> list[str]:
    outbox = installation.settings.outbox
    return sorted(path.relative_to(outbox).parts[0] for path in outbox.rglob("*.docx"))
