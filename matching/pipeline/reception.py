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

from matching.drops import Drop
from matching.errors import UsageError
from matching.findings import Verdict
from matching.installation import Installation
from matching.intake import find, make_folders, places, settled, store
from matching.intake.sweep import Found
from matching.ledger import writing
from matching.pipeline.checking import check_drop
from matching.pipeline.deliveries import path_of, record, waiting_drops
from matching.settings import Settings
from matching.validate import receipt

log = structlog.get_logger()


def sweep(installation: Installation, received_at: datetime) -> list[dict[str, Any]]:
    """Take every settled file from the agreed folders; return the drops that wait for their check.

    Order: archive the bytes, commit the ledger, only then remove the file from the inbox. A crash between leaves a file
    that is recognised as the one already taken and removed without a second delivery.
    Returns [{"table": code, "drop_ids": [...]}], one entry a table.
    """
    settings = installation.settings
    make_folders(installation)
    found = find(settings.inbox, places(installation))
    still, moving = settled(found, settings.stable_seconds) if found else ([], [])
    taken = [(item, drop) for item in still if (drop := _take(item, settings, received_at))]
    sorted_drops = record(installation, [drop for _, drop in taken])
    for drop in sorted_drops.repeats:
        receipt.write_notice(Verdict.DUPLICATE, drop, installation, settings.receipts)
    for item, drop in taken:
        if path_of(drop) in sorted_drops.settled:
            store.remove(item)
    log.info("sweep", found=len(found), moving=len(moving), settled=len(sorted_drops.settled), repeats=len(sorted_drops.repeats))
    _refuse_strays(installation)
    return _unchecked(installation)


def _take(found: Found, settings: Settings, received_at: datetime) -> Drop | None:
    """The archived drop; None if the file moves or cannot be read: it stays where it is until the next sweep."""
    try:
        return store.take(found, settings.archive, received_at)
    except (store.StillMoving, store.CannotRead) as error:
        log.warning("sweep", left=type(error).__name__, table=found.place.table if found.place else None)
        return None


def _refuse_strays(installation: Installation) -> None:
    """Answer the files that lay in no agreed folder: archived, refused, told where files belong."""
    agreed = sorted(places(installation))
    for drop in waiting_drops(installation):
        if drop.table is None:
            near = [folder for folder in agreed if folder.split("/")[0] == drop.folder.split("/")[0]]
            finding = receipt.not_agreed(near)
            receipt.write_notice(Verdict.MISPLACED, drop, installation, installation.settings.receipts, (finding,))
            verdict = {
                "drop_id": drop.drop_id,
                "verdict": Verdict.MISPLACED.value,
                "rows_in": 0,
                "rows_accepted": 0,
                "rows_rejected": 0,
                "rows_repeated": 0,
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
    settings, roll = installation.settings, installation.roll
    folder = f"{installation.district.department(roll.department).name}/{roll.title}"
    with tempfile.TemporaryDirectory() as inbox:
        copy = Path(inbox) / folder / file.name
        copy.parent.mkdir(parents=True)
        shutil.copy2(file, copy)
        found = next(item for item in find(Path(inbox), places(installation)) if item.place)
        drop = store.take(found, settings.archive, received_at)
    record(installation, [drop])
    waiting = [item for item in waiting_drops(installation) if item.drop_id == drop.drop_id]
    if not waiting:
        raise UsageError(f"drop={drop.drop_id}: this roll was loaded before")
    return check_drop(installation, waiting[0])
