"""Files whose time is over (保管期满): which are due by the district's rule, and destroying them with a record.

Belongs here: what is due, the record in the ledger and the chain, the list beside the archive that a replay reads. Does not belong here: what a
replay says of a file that is gone (matching.pipeline.holdings). The ledger's rows stay: they are what says that a door was knocked on.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import structlog

from matching.drops import archived_path
from matching.errors import UsageError
from matching.installation import Installation
from matching.ledger import Ledger, reading, writing
from matching.pipeline.clock import refuse_the_future
from matching.run import sha256_file, write_text
from matching.settings import Settings

log = structlog.get_logger()
LIST = "expired.json"
"""In the archive: every file that was destroyed by rule → when, and by which rule."""
KEPT = "manifest.json"
"""What stays of a run."""


class Due(NamedTuple):
    """A file whose time is over. path: below the home."""

    path: str
    rule: str


def due(installation: Installation, day: date) -> list[Due]:
    """The files that are due on a day and still there."""
    with reading(installation.settings) as ledger:
        return _due(ledger, installation, day)


def expire(installation: Installation, day: date, today: date, by: str) -> dict[str, Any]:
    """Destroy what is due on a day: {"expired_on", "by", "files": rule → how many}.

    Written down before anything is deleted; after a crash the same call goes on. Raises UsageError for a day to come or without a name.
    """
    refuse_the_future(day, today)
    if not by.strip():
        raise UsageError("销毁须写明经办人(--by)")
    settings = installation.settings
    with writing(settings) as ledger:
        chosen = _due(ledger, installation, day)
        told = {one["path"] for one in ledger.query("audit/list_expired").to_pylist() if one["expired_on"] == day.isoformat()}
        rows = [
            {**one._asdict(), "sha256": sha256_file(settings.root / one.path), "expired_on": day, "by_whom": by}
            for one in chosen
            if one.path not in told
        ]
        if rows:
            ledger.append("expiries", pa.Table.from_pylist(rows))
            ledger.audit("expire", day.isoformat(), by=by, files=len(rows))
        listed = list_text(ledger)
    if chosen:
        write_text(listed, settings.archive / LIST)
    for one in chosen:
        (settings.root / one.path).unlink(missing_ok=True)
    counts = {rule: sum(one.rule == rule for one in chosen) for rule in dict.fromkeys(one.rule for one in chosen)}
    log.info("expire", day=str(day), files=len(chosen))
    return {"expired_on": day.isoformat(), "by": by, "files": counts}


def expired(settings: Settings) -> dict[str, str]:
    """Path below the home → the day on which it was destroyed by rule. Asks the list in the archive, not the ledger."""
    path = settings.archive / LIST
    if not path.exists():
        return {}
    return {name: told["expired_on"] for name, told in json.loads(path.read_text(encoding="utf-8")).items()}


def list_text(ledger: Ledger) -> str:
    """What the list in the archive must say."""
    rows = {row.pop("path"): row for row in ledger.query("audit/list_expired").to_pylist()}
    return json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _due(ledger: Ledger, installation: Installation, day: date) -> list[Due]:
    settings = installation.settings
    found = (path for path in _candidates(ledger, installation, day) if (settings.root / path.path).is_file())
    return sorted(set(found))


def _candidates(ledger: Ledger, installation: Installation, day: date) -> Iterator[Due]:
    rules, settings = installation.district.retention, installation.settings
    if rules.originals_months:
        feeds = [feed.code for feed in installation.feeds.values() if feed.role == "clues"]
        found = ledger.query("audit/list_due_originals", day=day, months=rules.originals_months, feeds=feeds)
        for sha256 in found["sha256"].to_pylist():
            yield Due(_below(settings, archived_path(settings.archive, sha256)), "originals_months")
    if rules.runs_months:
        runs = set(ledger.query("audit/list_due_runs", day=day, months=rules.runs_months)["run_id"].to_pylist())
        for run_id in sorted(runs):
            for path in sorted(item for item in (settings.runs / run_id).rglob("*") if item.is_file() and item.name != KEPT):
                yield Due(_below(settings, path), "runs_months")
        read = ledger.query("audit/list_snapshots").to_pylist()
        needed = {row["roll_snapshot"] for row in read if row["run_id"] not in runs}
        for name in sorted({row["roll_snapshot"] for row in read} - needed):
            yield Due(_below(settings, settings.archive / "rolls" / f"{name}.parquet"), "runs_months")


def _below(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.root).as_posix()
