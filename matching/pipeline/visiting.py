"""回访: the month's list of people to be asked, and the form that comes back.

Belongs here: reading what was answered, writing down who is chosen, the events of the form. Does not belong here: the choice and what a word
does (matching.casework.visits), the list on paper (matching.publish).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import structlog

from matching.casework import Answered, Desk, Event, Heard, Transitions, answered, chosen, hear, read_transitions, rounds_of, walk
from matching.drops import Drop
from matching.installation import Installation
from matching.ledger import Ledger, writing
from matching.pipeline.feedback import desk_of
from matching.pipeline.histories import Slip, append_events, read_slips
from matching.pipeline.monthly import days_of
from matching.pipeline.slip_forms import Read, SlipForm, enter_rows, read_by_itself, read_in
from matching.pipeline.standing import clue_rows

log = structlog.get_logger()
Row = dict[str, Any]


def draw_visits(installation: Installation, month: str, today: date) -> Row:
    """Choose whom to visit of those answered in a month: {"month", "chosen", "done", "listed", "file"}; done: closed without a visit;
    listed: ever chosen for the month.

    Once chosen stays chosen: drawn again, the month's list is the same, with what was answered since. `file`: below the home, None if there is
    nobody to visit. Raises UsageError for what is no month or has not begun.
    """
    table = read_transitions(installation.settings.schemas)
    with writing(installation.settings) as ledger:
        fresh = _waiting(read_slips(ledger, table), table, *days_of(month, today))
        why = _choose(installation, fresh, month)
        for slip in fresh:
            day = max(today, slip.case.last_on or today)
            event = Event("回访", day, note=f"{month} {why[slip.slip_no]}") if slip.slip_no in why else Event("办结", day)
            append_events(ledger, slip, [event])
        if fresh:
            ledger.audit("draw_visits", month, chosen=len(why), done=len(fresh) - len(why))
        visits = list(_drawn(read_slips(ledger, table), month, table))
        registered = {row["slip_no"]: row for row in ledger.query("runs/list_slips").to_pylist()}
    file = _write(installation, month, [registered[row["slip_no"]] | row for row in visits])
    log.info("draw_visits", month=month, chosen=len(why), done=len(fresh) - len(why), listed=len(visits))
    return {"month": month, "chosen": len(why), "done": len(fresh) - len(why), "listed": len(visits), "file": file}


def asked_visits(installation: Installation, drop: Drop) -> SlipForm:
    """What the check of a drop must know: the slips that its rows name, as they stand."""
    desk = desk_of(installation)
    return _form(installation, desk, drop, read_by_itself(installation.settings, desk.table))


def enter_visits(ledger: Ledger, installation: Installation, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the events of accepted rows; returns counts by event. Raises as `enter_rows`."""
    desk = desk_of(installation)
    return enter_rows(ledger, _form(installation, desk, drop, read_in(ledger, desk.table)), "visits", records, drop)


def _form(installation: Installation, desk: Desk, drop: Drop, read: Read) -> SlipForm:
    columns = installation.visits.visit
    return SlipForm(
        columns.columns,
        read,
        None,
        lambda cells, case: hear(Heard.read(drop.received_on, cells), case, desk, columns),
        installation.district,
    )


def _waiting(slips: list[Slip], table: Transitions, first: date, last: date) -> list[Slip]:
    """The slips of which the last round was answered in the month and nobody decided yet whether they are visited."""
    return [slip for slip in slips if slip.case.state == "已反馈" and answered(rounds_of(slip.events, table)[-1], first, last)]


def _choose(installation: Installation, fresh: list[Slip], month: str) -> dict[str, str]:
    columns = installation.feedback.feedback
    leads = [Answered(slip.slip_no, slip.level, slip.case.result or "") for slip in fresh if slip.is_lead]
    return chosen(leads, month, installation.district.casework.visits, columns.aided, columns.reasoned)


def _drawn(slips: list[Slip], month: str, table: Transitions) -> Iterator[Row]:
    """Who was ever chosen for the month, with the answer that stood then."""
    for slip in slips:
        for before, event, _ in walk(slip.events, table):
            said, _, why = (event.note or "").partition(" ")
            if event.name == "回访" and said == month:
                yield {"slip_no": slip.slip_no, "result": before.result, "why": why}


def _write(installation: Installation, month: str, visits: list[Row]) -> str | None:
    from matching.publish.visits import TITLE, write_visits

    if not visits:
        return None
    settings, (_, last) = installation.settings, days_of(month, date.max)
    path = settings.outbox / "中心" / installation.visits.title / f"{TITLE}_{month.replace('-', '')}.xlsx"
    write_visits(installation, last, visits, clue_rows(installation, visits), path)
    return path.relative_to(settings.root).as_posix()
