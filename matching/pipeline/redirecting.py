"""Handing a lead slip on to another unit (改派): the old one is over, another follows under the next number, the clue stays open.

Belongs here: what is appended, and when its papers are drawn. Does not belong here: from which states it may be (schemas/casework.yml), what the
papers look like (matching.publish.redirected), taking a slip back for good (matching.pipeline.withdrawing).
"""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import structlog

from matching.casework import Event, Transitions, read_transitions
from matching.chain import PAPERS
from matching.errors import ConfigurationError, UsageError
from matching.installation import Installation
from matching.ledger import Ledger, reading, writing
from matching.pipeline.clues import unit_code
from matching.pipeline.histories import Slip, append_events, find_slip, require
from matching.pipeline.outbox import install
from matching.pipeline.sealing import HANDED_ON, hashes
from matching.pipeline.standing import clue_rows, refresh
from matching.pipeline.withdrawing import list_slips

log = structlog.get_logger()
Row = dict[str, Any]
EVENT: Final = "改派"
COLUMNS = ("slip_no", "year", "number", "clue_id", "run_id", "recipient_kind", "recipient", "role", "issued_on", "follows")
"""Of a slip, beside its deadline."""
TOLD = ("slip_no", "follows", "clue_id", "recipient", "issued_on", "due_on", "state")
LAYOUT = Path("outputs") / "redirected.yml"
TOO_OLD = (
    "{file} 没有「改派」，本区的规则还是旧版本的，不能改派，未作任何改动: 请把软件自带的 schemas/{name} {what}，"
    "运行 zhaoren contracts check 核对后再试"
)


def redirect(installation: Installation, number: str, to: str, reason: str, by: str, day: date) -> Row:
    """Hand a lead slip on, named by 文号 or by the digits of its square code, to a unit, named by any of its names or its code.

    Returns {"slip_no", "follows", "clue_id", "recipient", "issued_on", "due_on", "state", "files"} of the slip that follows; the same again if it was
    handed on to that unit before, and its papers are then drawn if they are not there. Raises UsageError for a number, unit or state with which that
    cannot be, and without a reason or name; ConfigurationError if the district's configuration knows of no 改派; CalendarMissing.
    """
    if not (reason.strip() and by.strip()):
        raise UsageError("改派须写明原因(--reason)和决定人(--by)")
    table, unit = _table(installation), unit_code(installation, to)
    with writing(installation.settings) as ledger:
        slip = find_slip(ledger, table, number)
        if slip.next_no is None:
            _hand_on(ledger, installation, slip, unit, Event(EVENT, day, note=reason.strip(), by_whom=by.strip()), table)
        elif slip.next_unit != unit:
            name = installation.district.unit(str(slip.next_unit)).name
            raise UsageError(f"{slip.slip_no}: 已改派给{name}，再改派请用新文号 {slip.next_no}")
    files = _send(installation, slip.slip_no)
    refresh(installation, day)
    line = next(line for line in list_slips(installation) if line["follows"] == slip.slip_no)
    log.info("redirect", slip=line["slip_no"], follows=slip.slip_no)
    return {name: line[name] for name in TOLD} | {"files": files}


def _table(installation: Installation) -> Transitions:
    """The table of transitions, if the district's own configuration is one under which a slip may be handed on."""
    schemas = installation.settings.schemas
    table = read_transitions(schemas)
    if EVENT not in table.events:
        raise ConfigurationError(
            TOO_OLD.format(file=schemas / "casework.yml", name="casework.yml", what="里「改派」一行照抄进去")
        )
    if not (schemas / LAYOUT).exists():
        raise ConfigurationError(TOO_OLD.format(file=schemas / "outputs", name=LAYOUT.as_posix(), what="复制过去"))
    return table


def _hand_on(ledger: Ledger, installation: Installation, slip: Slip, unit: str, event: Event, table: Transitions) -> None:
    """Append the end of the slip, the one that follows, and its beginning."""
    district, day = installation.district, event.on_day
    if not slip.is_lead:
        raise UsageError(f"{slip.slip_no}: 是协办转办单，不能改派；不该由该部门办的请作废(zhaoren slips withdraw)")
    if slip.recipient == unit:
        raise UsageError(f"{slip.slip_no}: 现在就由{district.unit(unit).name}承办；仍由它办的请重办(zhaoren cases again)")
    require(slip, event, table)
    due = installation.calendar.add(day, district.limits.feedback_working_days)
    new = _next(ledger, installation, slip, unit, day)
    append_events(ledger, slip, [event])
    ledger.append("slips", pa.Table.from_pylist([{name: getattr(new, name) for name in COLUMNS} | {"due_on": due}]))
    begun = Event("已转办", day, due, note=f"由{slip.recipient_name(district)}改派，原文号{slip.slip_no}", by_whom=event.by_whom)
    append_events(ledger, new, [begun])
    ledger.audit("redirect", slip.slip_no, clue=slip.clue_id, slip=new.slip_no, to=unit, due_on=due)


def _next(ledger: Ledger, installation: Installation, slip: Slip, unit: str, day: date) -> Slip:
    """The slip that follows, under the next number of the year."""
    number: int = ledger.query("runs/last_slip_number", year=day.year)["number"][0].as_py() + 1
    slip_no = installation.district.slip_number.format(year=day.year, number=number)
    return replace(
        slip, slip_no=slip_no, year=day.year, number=number, recipient=unit, issued_on=day, follows=slip.slip_no, events=()
    )


def _send(installation: Installation, slip_no: str) -> list[str]:
    """Draw, keep and place what the ledger says of a slip that was handed on; the papers below the home. Repeatable: what was sent before is not
    drawn again, not even if its papers were destroyed by rule since, and a folder that lies in the outbox is left alone."""
    from matching.publish.redirected import batch_name

    settings = installation.settings
    with reading(settings) as ledger:
        register = {row["slip_no"]: row for row in ledger.query("runs/list_slips").to_pylist()}
        old = register[slip_no]
        new = register[old["next_no"]]
        sent = ledger.query("audit/list_papers", subject=new["slip_no"]).num_rows
    kept = settings.runs / new["run_id"] / HANDED_ON / batch_name(new)
    if not sent and not kept.exists():
        _draw(installation, old, new, kept)
    papers = {path.relative_to(kept).as_posix(): path for path in sorted(kept.rglob("*")) if path.is_file()}
    if not sent:
        with writing(settings) as ledger:
            ledger.audit(PAPERS, new["slip_no"], folder=kept.relative_to(settings.root).as_posix(), files=hashes(papers))
    if papers:
        install(kept, settings.outbox, kept.name)
    return [(settings.outbox / name).relative_to(settings.root).as_posix() for name in papers]


def _draw(installation: Installation, old: Row, new: Row, kept: Path) -> None:
    """Write the papers aside and put the whole folder in place."""
    from matching.publish.redirected import publish_redirected

    aside = kept.with_name(f".{kept.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    publish_redirected(installation, old, new, clue_rows(installation, [new])[new["clue_id"]], aside)
    aside.replace(kept)
