"""What the DAG files share: cadences, assets, the pool and the defaults of a task.

Belongs here: names that more than one DAG file uses. Does not belong here: schedules (the DAG files),
the work itself (zhaoren_airflow.tasks).
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetWatcher

from zhaoren_airflow.triggers import InboxTrigger

TIMEZONE = "Asia/Shanghai"

CADENCES = {"event": "即时", "weekly": "每周", "monthly": "每月", "annual": "年度"}
"""Cadence → its Chinese word; one clue DAG each."""

POOL = "ledger"
"""One slot: only one task at a time opens the ledger. Made when the service starts."""

INBOX = Asset(
    name="zhaoren_inbox", uri="zhaoren://inbox", group="zhaoren", watchers=[AssetWatcher("zhaoren_inbox", InboxTrigger())]
)
"""The drop folders. An event says: look; it does not say what is new."""

WAKE = {cadence: Asset(name=f"zhaoren_wake_{cadence}", uri=f"zhaoren://wake/{cadence}", group="zhaoren") for cadence in CADENCES}
"""Intake says through these that the clue run of a cadence should start now."""

TASK_DEFAULTS: dict[str, Any] = {
    "owner": "区社会救助综合服务中心",
    "retries": 2,
    "retry_delay": timedelta(seconds=5),
    "execution_timeout": timedelta(minutes=30),
}
"""Every task is idempotent, so that a retry is cheap and safe."""
