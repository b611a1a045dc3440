"""From the drop folders to drops that wait for their check.

Belongs here: the order of taking files, and the answers that need no look into them. Does not belong here:
taking a file (matching.intake), judging it (matching.pipeline.checking), waking a cadence (matching.pipeline.waking).
Every function may be repeated: a file is known by the hash of its folder and bytes.
"""

import shutil
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog

from matching.contracts import TableContract
from matching.drops import Drop
from matching.errors import ProcessingError, UsageError
from matching.findings import Finding, Verdict
from matching.installation import Installation
from matching.intake import Found, Pair, find, make_folders, pair, places, settled, store
from matching.ledger import writing
from matching.pipeline.answers import Swept, Waiting, answer, keep_notices
from matching.pipeline.checking import check_drop
from matching.pipeline.deliveries import path_of, record, waiting_drops
from matching.settings import Settings
from matching.validate.papers import receipt

log = structlog.get_logger()


def sweep(installation: Installation, received_at: datetime) -> Swept:
    """Take every settled file from the agreed folders; return the drops that wait for their check, and what became of
    every other file.

    Order: archive the bytes, commit the ledger, only then remove the file from the inbox. A crash between leaves a file
    that is recognised as the one already taken and removed without a second delivery. What goes wrong with one file is
    that file's answer: it stays where it is, and the sweep goes on.
    """
    settings = installation.settings
    make_folders(installation)
    found = find(settings.inbox, places(installation))
    files = [item for item in found if item.odd is None]
    still, moving = settled(files, settings.stable_seconds)
    pairs, partnerless, spent = pair(still, settings.archive)
    waiting = [
        *(Waiting(item, item.odd) for item in found if item.odd),
        *(Waiting(item, "STILL_MOVING") for item in moving),
        *(Waiting(item, reason) for item, reason in partnerless),
    ]
    swept = Swept()
    taken: list[tuple[Pair, Drop]] = []
    for one in pairs:
        drop, reason = _take(one.table, settings, received_at)
        if drop is None:
            waiting.append(Waiting(one.table, reason))
            swept.faults += reason == "NOT_ARCHIVED"
        else:
            taken.append((one, drop))
    for control in spent:
        store.remove(control)
    waiting += _record(installation, taken, swept)
    log.info("sweep", found=len(found), taken=len(taken), waiting=len(waiting), answered=len(swept.answers), faults=swept.faults)
    _refuse_strays(installation, swept)
    answers, faults = keep_notices(installation, waiting, received_at)
    swept.answers += answers
    swept.faults += faults
    swept.groups = _unchecked(installation)
    return swept


def _take(found: Found, settings: Settings, received_at: datetime) -> tuple[Drop | None, str]:
    """The archived drop; or None and why the file stays where it is until the next sweep."""
    try:
        return store.take(found, settings.archive, received_at), ""
    except store.StillMoving:
        reason = "STILL_MOVING"
    except store.CannotRead:
        reason = "CANNOT_READ"
    except ProcessingError as error:
        log.error("sweep", error=str(error), table=found.place.table if found.place else None)
        return None, "NOT_ARCHIVED"
    log.warning("sweep", left=reason, table=found.place.table if found.place else None)
    return None, reason


def _record(installation: Installation, taken: list[tuple[Pair, Drop]], swept: Swept) -> list[Waiting]:
    """Enter the taken files into the ledger, answer the repeats, empty the inbox of what is settled. A control file goes
    before its table: alone it would wait for a table that will not come again."""
    sorted_drops = record(installation, [drop for _, drop in taken])
    for drop in sorted_drops.repeats:
        _tell(installation, Verdict.DUPLICATE, drop, (), swept)
    waiting = []
    for one, drop in taken:
        if path_of(drop) not in sorted_drops.settled:
            waiting.append(Waiting(one.table, "TWIN_UNCHECKED"))
        elif one.control is None or store.remove(one.control):
            store.remove(one.table)
    return waiting


def _tell(installation: Installation, verdict: Verdict, drop: Drop, findings: tuple[Finding, ...], swept: Swept) -> None:
    """Write a notice and answer with it; a notice that cannot be written is our fault, and the answer says there is none."""
    settings = installation.settings
    paper = None
    try:
        written = receipt.write_notice(verdict, drop, installation, settings.receipts, findings)
        paper = written[0].relative_to(settings.root).as_posix()
    except OSError as error:
        log.error("sweep", notice=type(error).__name__, drop=drop.drop_id)
        swept.faults += 1
    swept.answers.append(answer(verdict, drop, findings, paper))


def _refuse_strays(installation: Installation, swept: Swept) -> None:
    """Answer the files that lay in no agreed folder: archived, refused, told where files belong."""
    agreed = sorted(places(installation))
    for drop in waiting_drops(installation):
        if drop.table is None:
            near = [folder for folder in agreed if folder.split("/")[0] == drop.folder.split("/")[0]]
            finding = receipt.not_agreed(near)
            _tell(installation, Verdict.MISPLACED, drop, (finding,), swept)
            verdict = {
                "drop_id": drop.drop_id,
                "verdict": Verdict.MISPLACED.value,
                "rows_in": 0,
                "rows_accepted": 0,
                "rows_rejected": 0,
                "rows_repeated": 0,
                "rows_withdrawn": 0,
            }
            with writing(installation.settings) as ledger:
                ledger.append("checks", pa.Table.from_pylist([verdict]))
                ledger.append("findings", pa.Table.from_pylist([{"drop_id": drop.drop_id, **finding._asdict()}]))
                ledger.audit("check", drop.drop_id, verdict=Verdict.MISPLACED.value)


def _unchecked(installation: Installation) -> list[dict[str, Any]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for drop in waiting_drops(installation):
        if drop.table:
            groups[drop.table].append(drop.drop_id)
    return [{"table": table, "drop_ids": groups[table]} for table in sorted(groups)]


def load_roll(installation: Installation, file: Path, received_at: datetime) -> dict[str, Any]:
    """Load a whole roll from a file anywhere: the same way as through the folder 救助对象名册, without moving the file."""
    return deliver(installation, installation.roll, file, received_at)


def deliver(installation: Installation, contract: TableContract, file: Path, received_at: datetime) -> dict[str, Any]:
    """Take and judge a file from anywhere, the same way as through its table's own folder, without moving it. Raises UsageError
    if the table takes no such file any more: the same bytes came before."""
    settings = installation.settings
    folder = f"{installation.district.department(contract.department).name}/{contract.title}"
    with tempfile.TemporaryDirectory() as inbox:
        copy = Path(inbox) / folder / file.name
        copy.parent.mkdir(parents=True)
        shutil.copy2(file, copy)
        found = next(item for item in find(Path(inbox), places(installation)) if item.place)
        drop = store.take(found, settings.archive, received_at)
    record(installation, [drop])
    waiting = [item for item in waiting_drops(installation) if (item.folder, item.sha256) == (drop.folder, drop.sha256)]
    if not waiting:
        raise UsageError(f"drop={drop.drop_id}: this file was delivered before")
    return check_drop(installation, waiting[0])
