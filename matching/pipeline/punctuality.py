"""Who is punctual and who must be reminded: the report stage over the ledger.

Belongs here: reading deliveries, writing down reminders, the order of both. Does not belong here: judging a line or
drawing a paper (matching.report). Reminders are written into the ledger first and onto paper from there: a second run
of a day writes the same papers and issues nothing twice.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog

from matching.contracts import Cadence
from matching.installation import Installation
from matching.ledger import Ledger, reading, writing
from matching.pipeline.clock import refuse_the_future
from matching.report import (
    Delivery,
    EventRecords,
    Notice,
    NoticeLine,
    Punctuality,
    Recipient,
    WithdrawnRow,
    due_notices,
    measure,
    write_letter,
    write_overview,
)

log = structlog.get_logger()


def punctuality(installation: Installation, as_of: date) -> Punctuality:
    """How every feed stood at the end of a day, by what had been received up to that day."""
    with reading(installation.settings) as ledger:
        return _measure(ledger, installation, as_of)


def _measure(ledger: Ledger, installation: Installation, as_of: date) -> Punctuality:
    feeds = installation.feeds
    events = {code: feed.period_column for code, feed in feeds.items() if feed.cadence is Cadence.EVENT}
    rows = ledger.query("report/list_deliveries", feeds=list(feeds), as_of=as_of).to_pylist()
    counts = ledger.query(
        "report/count_event_records", feeds=list(events), columns=list(events.values()), as_of=as_of
    ).to_pylist()
    start = installation.district.reporting.start_on or ledger.query("report/first_receipt", as_of=as_of)["first_on"][0].as_py()
    records = [EventRecords(**row | {"event_on": _day(row["event_on"])}) for row in counts]
    found = measure(installation, [Delivery(**row) for row in rows], records, start, as_of)
    given_up = ledger.query("report/list_withdrawn_rows", feeds=list(feeds), as_of=as_of).to_pylist()
    return replace(found, withdrawn=[_withdrawn(installation, row) for row in given_up])


def _withdrawn(installation: Installation, row: dict[str, Any]) -> WithdrawnRow:
    said = json.loads(row.pop("said"))
    return WithdrawnRow(**row, name=said.get(installation.feeds[row["feed"]].person.name, ""))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def overview(installation: Installation, as_of: date) -> Path:
    """Write the centre's workbook of a day into the outbox; returns its path."""
    found = punctuality(installation, as_of)
    path = write_overview(
        installation.settings.outbox / "中心" / "报送情况" / f"报送情况_{as_of:%Y%m%d}.xlsx", found, installation
    )
    log.info("overview", as_of=str(as_of), lines=len(found.lines), months=len(found.months))
    return path


def daily(installation: Installation, as_of: date, today: date) -> dict[str, Any]:
    """A day's workbook and then its reminders: {"as_of", "workbook", "notices"}. Raises as `remind`, the workbook being written
    unless the day is to come."""
    refuse_the_future(as_of, today)
    workbook = overview(installation, as_of).relative_to(installation.settings.root).as_posix()
    return {"as_of": as_of.isoformat(), "workbook": workbook, "notices": remind(installation, as_of, today)}


def remind(installation: Installation, as_of: date, today: date) -> list[dict[str, Any]]:
    """Issue the reminders of a day and write them into the senders' folders: [{"recipient", "lines", "file"}].

    Once a later day has had its reminders, an earlier one gets no new ones, only its own papers again. Raises UsageError
    for a day to come, CalendarMissing if nobody knows whether that day is a working day.
    """
    refuse_the_future(as_of, today)
    with writing(installation.settings) as ledger:
        issued = [_notice_row(row) for row in ledger.query("report/list_notices").to_pylist()]
        done = {recipient for recipient, day, _ in issued if day == as_of}
        if all(day <= as_of for _, day, _ in issued):
            fresh = due_notices(installation, _measure(ledger, installation, as_of).lines, _asked(issued), as_of)
            issued += [row for notice in fresh if notice.recipient not in done for row in _write_down(ledger, notice)]
    notices = _notices(issued, as_of)
    papers = [write_letter(notice, installation, installation.settings.receipts) for notice in notices]
    log.info("remind", as_of=str(as_of), notices=len(notices), new=len(notices) - len(done))
    return [
        {
            "recipient": notice.recipient.name(installation.district),
            "lines": len(notice.lines),
            "file": paper.relative_to(installation.settings.root).as_posix(),
        }
        for notice, paper in zip(notices, papers, strict=True)
    ]


Issued = tuple[Recipient, date, NoticeLine]
"""One row of the ledger's notices."""


def _notice_row(row: dict[str, Any]) -> Issued:
    recipient, day = Recipient(row.pop("recipient_kind"), row.pop("recipient")), row.pop("issued_on")
    return recipient, day, NoticeLine(**row)


def _asked(issued: Sequence[Issued]) -> dict[tuple[Recipient, str, str], list[date]]:
    asked: dict[tuple[Recipient, str, str], list[date]] = defaultdict(list)
    for recipient, day, line in issued:
        asked[recipient, line.feed, line.period].append(day)
    return asked


def _write_down(ledger: Ledger, notice: Notice) -> list[Issued]:
    recipient = {"recipient_kind": notice.recipient.kind, "recipient": notice.recipient.code}
    rows = [{**recipient, "issued_on": notice.issued_on, **line._asdict()} for line in notice.lines]
    ledger.append("notices", pa.Table.from_pylist(rows))
    ledger.audit("notice", notice.recipient.code, issued_on=notice.issued_on, lines=len(rows))
    return [(notice.recipient, notice.issued_on, line) for line in notice.lines]


def _notices(issued: Sequence[Issued], day: date) -> list[Notice]:
    """The reminders of a day as the ledger has them."""
    lines: dict[Recipient, list[NoticeLine]] = defaultdict(list)
    for recipient, issued_on, line in issued:
        if issued_on == day:
            lines[recipient].append(line)
    return [Notice(recipient, day, tuple(sorted(lines[recipient]))) for recipient in sorted(lines)]
