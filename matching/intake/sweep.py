"""Looking for files in the drop folders, and waiting until they have settled.

Belongs here: finding. Does not belong here: reading a file's bytes (store) and judging them (matching.validate).
Links are never followed: a drop folder may be a network share that strangers write to.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matching.intake.places import Place

TEMPORARY_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".lnk", ".filepart")
SYSTEM_NAMES = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Found:
    """A file in the inbox. `place` is None if it lies in no agreed folder; size in bytes, ctime in nanoseconds (a copy may keep the time of change, never this one)."""

    path: Path
    folder: str
    """Folder below inbox/, with forward slashes; "" for the inbox itself."""
    place: Place | None
    size: int
    ctime_ns: int

    @property
    def name(self) -> str:
        """The file's name in text that can be stored: bytes that are no UTF-8 are read as GB18030, else marked."""
        return printable(self.path.name)


def printable(name: str) -> str:
    """A file name without undecodable bytes or control characters."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = raw.decode("utf-8", errors="replace")
    return "".join(character if character.isprintable() else "_" for character in text)


def find(inbox: Path, places: dict[str, Place]) -> list[Found]:
    """Every file below inbox/ in order of path. Temporary, hidden and system files, links and folders are passed over,
    and a folder that cannot be opened or vanishes meanwhile holds no files for this sweep."""
    found: list[Found] = []
    for folder, _, names in os.walk(inbox, followlinks=False):
        relative = Path(folder).relative_to(inbox).as_posix()
        relative = printable("" if relative == "." else relative)
        if any(part.startswith(".") for part in relative.split("/")):
            continue
        found += [
            item
            for name in names
            if not is_temporary(name) and (item := _look(Path(folder) / name, relative, places.get(relative))) is not None
        ]
    return sorted(found, key=lambda item: os.fsencode(item.path))


def is_temporary(name: str) -> bool:
    """True for names that Office, browsers and copying programs give to files they have not finished."""
    low = name.lower()
    return low.startswith((".", "~$", "~")) or low.endswith(TEMPORARY_SUFFIXES) or low in SYSTEM_NAMES


def _look(path: Path, folder: str, place: Place | None) -> Found | None:
    try:
        if path.is_symlink() or not path.is_file():
            return None
        stat = path.stat(follow_symlinks=False)
    except OSError:
        return None
    return Found(path, folder, place, stat.st_size, stat.st_ctime_ns)


def settled(found: list[Found], seconds: float, sleep: Callable[[float], None] = time.sleep) -> tuple[list[Found], list[Found]]:
    """Look a second time after `seconds`: (files whose size and time did not move, files that still move).
    A file that vanished meanwhile is in neither."""
    if found:
        sleep(seconds)
    stable: list[Found] = []
    moving: list[Found] = []
    for item in found:
        again = _look(item.path, item.folder, item.place)
        if again is not None:
            (stable if again == item else moving).append(again)
    return stable, moving
