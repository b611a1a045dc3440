"""A drop: one delivery of a department, taken from the inbox and archived.

Belongs here: what names a drop and where its bytes lie. Does not belong here: taking it (matching.intake),
judging it (matching.validate), and whether it was seen before (the ledger knows).
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

BUSINESS_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Drop:
    """One delivery. The same bytes in the same folder are the same drop, whenever they come and whatever their name."""

    drop_id: str
    """First 16 hex digits of SHA-256(folder, NUL, sha256)."""
    sha256: str
    size: int
    """Bytes."""
    table: str | None
    """Code of the contract of the folder it lay in; None: in no agreed folder."""
    unit: str | None
    """Code of the sending township, where each has a folder of its own."""
    folder: str
    """Folder below inbox/, with forward slashes."""
    name: str
    """File name as dropped."""
    ctime_ns: int
    """Of the inbox file, in nanoseconds: tells the file itself from a later copy of it."""
    received_at: datetime
    """Aware; the edge passes it in."""

    @property
    def received_on(self) -> date:
        """The business date of receipt (Asia/Shanghai)."""
        return self.received_at.astimezone(BUSINESS_TIME).date()

    def archived(self, archive: Path) -> Path:
        """Where the unchanged bytes lie below the archive folder."""
        return archived_path(archive, self.sha256)


def archived_path(archive: Path, sha256: str) -> Path:
    """Where bytes of that hash lie below the archive folder."""
    return archive / "drops" / sha256[:2] / sha256


def drop_id(folder: str, sha256: str) -> str:
    """The name of a drop, from its folder below inbox/ and the hex SHA-256 of its bytes."""
    return hashlib.sha256(f"{folder}\0{sha256}".encode()).hexdigest()[:16]
