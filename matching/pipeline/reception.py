"""From the drop folders to accepted records: sweep, check, receipt, and who should be woken.

Belongs here: the order of intake and validate, and what they leave in the ledger. Does not belong here:
reading a file (matching.validate), taking it (matching.intake), running a cadence (matching.pipeline.runs).
Every function may be repeated: a file is known by the hash of its folder and bytes.
"""

import shutil
import tempfile
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog

from matching.calendar import period_end
from matching.contracts import Cadence, FeedContract
from matching.drops import Drop
from matching.errors import ProcessingError, UsageError
from matching.findings import Verdict
from matching.installation import Installation
from matching.intake import places, store
from matching.intake import sweep as sweeping
from matching.ledger import reading, writing
from matching.pipeline.rolls import apply_roll

log = structlog.get_logger()


def sweep(installation: Installation, received_at: datetime) -> list[dict[str, Any]]:
    """Take every settled file from the agreed folders; return the drops that wait for their check.

    Order: archive the bytes, commit the ledger, only then remove the file from the inbox. A crash between leaves a file
    that is recognised as the one already taken and removed without a second delivery.
    Returns [{"table": code, "drop_ids": [...]}], one entry a table.
    """
    settings = installation.settings
    places.make_folders(installation)
    found = [item for item in sweeping.find(settings.inbox, places.places(installation)) if item.place]
    still, moving = sweeping.settled(found, settings.stable_seconds) if found else ([], [])
    taken: list[tuple[sweeping.Found, Drop]] = []
    for item in still:
        drop = store.take(item, settings.archive, received_at)
        if drop is not None:
            taken.append((item, drop))
    repeats = _record(installation, [drop for _, drop in taken])
    for item, drop in taken:
        if drop in repeats:
            from matching.validate import receipt

            receipt.write_short_receipt(drop, Verdict.DUPLICATE, installation)
        store.remove(item)
    log.info("sweep", taken=len(taken), repeats=len(repeats), moving=len(moving))
    return _unchecked(installation)


def _record(installation: Installation, drops: list[Drop]) -> set[Drop]:
    """Write new drops into the ledger; return those that are true repeats (not leftovers of a crash)."""
    if not drops:
        return set()
    with writing(installation.settings) as ledger:
        rows = ledger.query("intake/list_drops", drop_ids=[drop.drop_id for drop in drops]).to_pylist()
        known = {row["drop_id"] for row in rows}
        seen = {(row["drop_id"], row["name"], row["mtime_ns"]) for row in rows}
        repeats: set[Drop] = set()
        for drop in drops:
            if (drop.drop_id, drop.name, drop.mtime_ns) in seen:
                continue
            row = _drop_row(drop)
            if drop.drop_id in known:
                repeats.add(drop)
                ledger.append(
                    "repeats", pa.Table.from_pylist([{k: row[k] for k in ("drop_id", "name", "mtime_ns", "received_at")}])
                )
            else:
                ledger.append("drops", pa.Table.from_pylist([row]))
                known.add(drop.drop_id)
            ledger.audit("repeat" if drop in repeats else "drop", drop.drop_id, table=drop.table, sha256=drop.sha256)
    return repeats


def _drop_row(drop: Drop) -> dict[str, Any]:
    return {
        "drop_id": drop.drop_id,
        "sha256": drop.sha256,
        "size": drop.size,
        "table_code": drop.table,
        "unit": drop.unit,
        "folder": drop.folder,
        "name": drop.name,
        "mtime_ns": drop.mtime_ns,
        "received_at": drop.received_at.isoformat(),
        "received_on": drop.received_on,
    }


def _waiting_drops(installation: Installation) -> list[Drop]:
    with reading(installation.settings) as ledger:
        rows = ledger.query("intake/list_unchecked_drops").to_pylist()
    return [
        Drop(
            **{
                **{("table" if k == "table_code" else k): v for k, v in row.items()},
                "received_at": datetime.fromisoformat(row["received_at"]),
            }
        )
        for row in rows
    ]


def _unchecked(installation: Installation) -> list[dict[str, Any]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for drop in _waiting_drops(installation):
        groups[drop.table].append(drop.drop_id)
    return [{"table": table, "drop_ids": groups[table]} for table in sorted(groups)]


def check(installation: Installation, table: str, drop_ids: list[str]) -> dict[str, Any]:
    """Judge drops of one table: receipts first, then one ledger transaction each. A drop already judged is passed over."""
    drops = [drop for drop in _waiting_drops(installation) if drop.drop_id in set(drop_ids) and drop.table == table]
    return {"table": table, "drops": [check_drop(installation, drop) for drop in drops]}


def check_drop(installation: Installation, drop: Drop) -> dict[str, Any]:
    """Judge one drop, write its receipt, and write verdict, findings and records (or the roll) into the ledger."""
    from matching.validate import check as validating
    from matching.validate import receipt

    settings, contract = installation.settings, installation.tables[drop.table]
    checked = validating.check(drop.archived(settings.archive), drop, contract, installation)
    papers = receipt.write_receipt(checked, drop, contract, installation)
    accepted, rejected = checked.records.num_rows, checked.rows_in - checked.records.num_rows
    verdict = {
        "drop_id": drop.drop_id,
        "verdict": checked.verdict.value,
        "period": checked.period,
        "sheet": checked.sheet,
        "rows_in": checked.rows_in,
        "rows_accepted": accepted,
        "rows_rejected": rejected,
    }
    moved: dict[str, int] = {}
    with writing(settings) as ledger:
        ledger.append("checks", pa.Table.from_pylist([verdict]))
        ledger.append(
            "findings", pa.Table.from_pylist([{"drop_id": drop.drop_id, **item._asdict()} for item in checked.findings])
        )
        if isinstance(contract, FeedContract):
            ledger.append("records", checked.records)
        if accepted and getattr(contract, "role", "roll") != "clues":
            moved = apply_roll(ledger, installation, drop.table, checked.records, drop.drop_id, drop.received_on)
        ledger.audit("check", drop.drop_id, **{k: v for k, v in verdict.items() if k not in ("drop_id", "sheet")})
    log.info("check", table=drop.table, drop=drop.drop_id, verdict=checked.verdict.value, rows=checked.rows_in, accepted=accepted)
    root = settings.root
    return {
        **verdict,
        "file": drop.name,
        "feed": drop.table,
        "roll": moved,
        "findings": [
            {k: v for k, v in item._asdict().items() if k in ("row", "column", "rule", "severity")} for item in checked.findings
        ],
        "receipt": papers[0].relative_to(root).as_posix(),
        "corrections": papers[1].relative_to(root).as_posix() if len(papers) > 1 else None,
    }


def wakeups(installation: Installation, today: date) -> list[str]:
    """Cadences whose clue run should start now instead of at its hour.

    Event feeds: as soon as a record waits. Periodic feeds: when everything due for a waiting record's period has been
    delivered, or when its due date has passed (a late file does not wait for the next period).
    """
    with reading(installation.settings) as ledger:
        pending = ledger.query("intake/count_pending_records", as_of=today).to_pylist()
        delivered = {
            (row["table_code"], row["unit"], row["period"])
            for row in ledger.query("intake/list_deliveries", as_of=today).to_pylist()
        }
    waking = {row_cadence for row in pending if (row_cadence := _wakes(installation, row, delivered, today))}
    return [cadence.value for cadence in Cadence if cadence in waking]


def _wakes(
    installation: Installation, row: dict[str, Any], delivered: set[tuple[str, str | None, str]], today: date
) -> Cadence | None:
    feed = installation.feeds[row["feed"]]
    if feed.cadence is Cadence.EVENT or row["period"] is None:
        return feed.cadence
    if installation.calendar.due(feed.cadence, feed.deadline, period_end(feed.cadence, row["period"])) < today:
        return feed.cadence
    expected = [
        (other.code, unit, row["period"])
        for other in installation.feeds.values()
        if other.cadence is feed.cadence
        for unit in ([unit.code for unit in installation.district.units] if other.per_unit else [None])
    ]
    return feed.cadence if delivered.issuperset(expected) else None


def load_roll(installation: Installation, file: Path, received_at: datetime) -> dict[str, Any]:
    """Load a whole roll from a file anywhere: the same way as through the folder 救助对象名册, without moving the file."""
    settings, roll = installation.settings, installation.roll
    folder = f"{installation.district.department(roll.department).name}/{roll.title}"
    with tempfile.TemporaryDirectory() as inbox:
        copy = Path(inbox) / folder / file.name
        copy.parent.mkdir(parents=True)
        shutil.copy2(file, copy)
        found = next(item for item in sweeping.find(Path(inbox), places.places(installation)) if item.place)
        drop = store.take(found, settings.archive, received_at)
    if drop is None:
        raise ProcessingError("table=roll: the file changed while it was read")
    _record(installation, [drop])
    waiting = [item for item in _waiting_drops(installation) if item.drop_id == drop.drop_id]
    if not waiting:
        raise UsageError(f"drop={drop.drop_id}: this roll was loaded before")
    return check_drop(installation, waiting[0])
