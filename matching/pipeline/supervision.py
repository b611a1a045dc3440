"""The daily supervision of slips (提醒, 催办, 督办): written into the ledger first, then onto paper from there.

Belongs here: reading the slips, writing down what was sent, where the papers lie. Does not belong here: when a step is due and what a paper
says (matching.casework). A second run of a day writes the same papers and sends nothing twice; a recipient gets one paper a day at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog

from matching.casework import NoticeLine, Step, notice_name, read_transitions, step_due, write_circular, write_notice
from matching.installation import Installation
from matching.ledger import Ledger, reading, writing
from matching.pipeline.cases import undecided
from matching.pipeline.clock import refuse_the_future
from matching.pipeline.extending import grant_extensions
from matching.pipeline.histories import Slip, read_slips
from matching.report import Recipient

log = structlog.get_logger()
FOLDER = "督办"
"""Below the folder of each recipient in the outbox, and of the centre."""


Sent = tuple[date, Recipient, NoticeLine]
"""One row of the ledger's supervisions."""


def supervise(installation: Installation, as_of: date, today: date) -> dict[str, Any]:
    """Send the notices of a day: {"as_of", "notices": [{"recipient", "lines", "file"}], "circular": path or None, "undecided"}; paths below the home;
    undecided: how many slips were given back and wait for the centre on that day, and how many of them longer than it has: {"slips", "late"}.

    Extensions that waited for a calendar come first (matching.pipeline.extending). Nobody is written to on a day off. Once a later day had its notices, an earlier one sends no new ones, only its own papers again.
    Raises UsageError for a day to come, CalendarMissing if nobody knows whether that day is a working day.
    """
    refuse_the_future(as_of, today)
    if as_of == today:
        grant_extensions(installation, today)
    with reading(installation.settings) as ledger:
        sent, due = _look(ledger, installation, as_of)
    done = {recipient for day, recipient, _ in sent if day == as_of}
    if due:  # on most days there is nothing to be written down
        with writing(installation.settings) as ledger:
            sent, due = _look(ledger, installation, as_of)
            sent += _write_down(ledger, due, as_of)
    lines: dict[Recipient, list[NoticeLine]] = defaultdict(list)
    for day, recipient, line in sent:
        if day == as_of:
            lines[recipient].append(line)
    notices = [_notice(installation, recipient, own, as_of) for recipient, own in sorted(lines.items())]
    circular = _circular(installation, lines, as_of)
    returned = undecided(installation, as_of)
    waiting = {"slips": len(returned), "late": sum(line["late"] for line in returned)}
    log.info("supervise", as_of=str(as_of), notices=len(notices), new=len(notices) - len(done), undecided=len(returned))
    return {"as_of": as_of.isoformat(), "notices": notices, "circular": circular, "undecided": waiting}


def _look(ledger: Ledger, installation: Installation, day: date) -> tuple[list[Sent], list[tuple[Recipient, NoticeLine]]]:
    """What was sent so far, and what is to be sent on a day to those who had nothing on it."""
    sent = [_sent(row) for row in ledger.query("casework/list_supervisions").to_pylist()]
    if not installation.calendar.is_working(day) or any(later > day for later, _, _ in sent):
        return sent, []
    done = {recipient for on_day, recipient, _ in sent if on_day == day}
    return sent, [one for one in _due(ledger, installation, sent, day) if one[0] not in done]


def _due(ledger: Ledger, installation: Installation, sent: Iterable[Sent], day: date) -> list[tuple[Recipient, NoticeLine]]:
    """The steps to be taken on a working day."""
    taken: dict[tuple[str, date], dict[Step, date]] = defaultdict(dict)
    for sent_on, _, line in sent:
        taken[line.slip_no, line.due_on][line.step] = sent_on
    table, limits = read_transitions(installation.settings.schemas), installation.district.casework.supervision
    found = []
    for slip in read_slips(ledger, table, day):
        due_on = slip.case.due_on
        step = step_due(
            slip.case, day, taken.get((slip.slip_no, due_on), {}) if due_on else {}, limits, installation.calendar, table
        )
        if step and due_on:
            found.append((Recipient(slip.recipient_kind, slip.recipient), _line(slip, step, due_on, installation, day)))
    return found


def _line(slip: Slip, step: Step, due_on: date, installation: Installation, day: date) -> NoticeLine:
    late, opened_on = installation.calendar.between(due_on, day), slip.case.opened_on or slip.issued_on
    return NoticeLine(slip.slip_no, step, slip.level, slip.case.state, opened_on, due_on, late)


def _write_down(ledger: Ledger, due: Iterable[tuple[Recipient, NoticeLine]], day: date) -> list[Sent]:
    new = [(day, recipient, line) for recipient, line in sorted(due)]
    rows = [
        {"sent_on": day, "recipient_kind": recipient.kind, "recipient": recipient.code, **line._asdict()}
        for _, recipient, line in new
    ]
    ledger.append("supervisions", pa.Table.from_pylist(rows))
    for recipient, own in groupby(new, lambda one: one[1]):
        ledger.audit("supervise", recipient.code, sent_on=day, lines=len(list(own)))
    return new


def _sent(row: dict[str, Any]) -> Sent:
    day, recipient = row.pop("sent_on"), Recipient(row.pop("recipient_kind"), row.pop("recipient"))
    return day, recipient, NoticeLine(**row | {"step": Step(row["step"])})


def _notice(installation: Installation, recipient: Recipient, lines: list[NoticeLine], day: date) -> dict[str, Any]:
    district, settings = installation.district, installation.settings
    name, below = _places(installation, recipient)
    path = settings.outbox / below / FOLDER / notice_name(lines, day)
    write_notice(lines, name, f"inbox/{below}/{installation.feedback.title}", district.centre, day, path)
    return {"recipient": name, "lines": len(lines), "file": path.relative_to(settings.root).as_posix()}


def _circular(installation: Installation, lines: Mapping[Recipient, list[NoticeLine]], day: date) -> str | None:
    """The centre's 通报 list of a day, if somebody came onto it."""
    late = [
        (_places(installation, recipient)[0], line)
        for recipient, own in sorted(lines.items())
        for line in own
        if line.step is Step.ESCALATE
    ]
    if not late:
        return None
    district, settings = installation.district, installation.settings
    path = settings.outbox / "中心" / FOLDER / f"通报名单_{day:%Y%m%d}.docx"
    write_circular(late, district.casework.supervision.escalate_working_days, district.centre, day, path)
    return path.relative_to(settings.root).as_posix()


def _places(installation: Installation, recipient: Recipient) -> tuple[str, Path]:
    """A recipient's name, and its folder below inbox/ and outbox/."""
    name = recipient.name(installation.district)
    group = installation.district.department(installation.feedback.department).name
    return name, Path(group) / name if recipient.kind == "unit" else Path(name)
