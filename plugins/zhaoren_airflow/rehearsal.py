"""The home a demo plays in: cleared of what a demo left there, never of anything real.

Belongs here: telling a rehearsal's home from a real one. Does not belong here: the rehearsal.
A marker file says that a demo made the home, and how many drops it had taken when it ended; a home with more
drops than that has been used since, and is refused like one without a marker.
"""

import json
import shutil
from pathlib import Path

from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.settings import Settings
from zhaoren_airflow import service

MARKER = "demo.json"
PLACES = ("inbox", "receipts", "archive", "ledger", "runs", "outbox", "airflow", "synthetic")


def clear(settings: Settings) -> None:
    """Stop the Airflow of this home and empty the home for a new demo. Raises UsageError if it may hold real data."""
    root, marker = settings.root, settings.root / MARKER
    if not marker.exists() and settings.ledger.exists():
        raise UsageError(f"{root} 里有正式台账, 演示不会动它。请换一个文件夹: ZHAOREN_HOME=/tmp/zhaoren-demo make demo")
    if marker.exists() and _used_since(settings, json.loads(marker.read_text(encoding="utf-8"))["drops"]):
        raise UsageError(f"上次演示之后 {root} 又收过文件, 演示不会清除。请换一个文件夹, 或自行移走后再演示")
    service.down(settings, lambda words: None)
    root.mkdir(parents=True, exist_ok=True)
    marker.write_text(json.dumps({"drops": None}), encoding="utf-8")
    for place in PLACES:
        shutil.rmtree(root / place, ignore_errors=True)


def close(installation: Installation) -> None:
    """Write down how much the demo took, once Airflow has stopped."""
    marker: Path = installation.settings.root / MARKER
    marker.write_text(json.dumps({"drops": _drops(installation)}), encoding="utf-8")


def _used_since(settings: Settings, drops: int | None) -> bool:
    if drops is None or not settings.ledger.exists():
        return False
    waiting = any(path.is_file() for path in settings.inbox.rglob("*"))
    return waiting or _drops(open_installation(settings)) > drops


def _drops(installation: Installation) -> int:
    from matching.pipeline.status import status

    return sum(line["drops"] for line in status(installation)["drops"])


def checked_drops(installation: Installation) -> int:
    """How many drops have been checked, each with its receipt written."""
    from matching.pipeline.status import status

    if not installation.settings.ledger.exists():
        return 0
    return sum(line["drops"] for line in status(installation)["drops"] if line["verdict"] != "unchecked")
