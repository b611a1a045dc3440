"""Looking for files in the drop folders, and waiting until they have settled.

Belongs here: finding. Does not belong here: reading a file's bytes (store) and judging them (matching.validate).
Links are never followed: a drop folder may be a network share that strangers write to.
"""

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from matching.intake.places import Place

TEMPORARY_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".lnk", ".filepart")
SYSTEM_NAMES = ("thumbs.db", "desktop.ini", ".ds_store")
LOCKS = ("~$", ".~lock.")
"""How the names of files begin that an office program keeps beside one that is open."""
UNFINISHED_NS = 24 * 60 * 60 * 10**9
"""A file that bears the name of an unfinished copy and stood still for so long will not be finished."""


class Odd(StrEnum):
    """Why something in the inbox is no file that can be taken."""

    LINK = "link"
    SPECIAL = "special"
    FOLDER = "folder"
    """A folder that cannot be looked into."""
    UNFINISHED = "unfinished"
    """A file under the name of an unfinished or hidden one, since yesterday or longer."""


@dataclass(frozen=True)
class Found:
    """A file in the inbox. `place` is None if it lies in no agreed folder; size in bytes, ctime in nanoseconds (a copy may keep the time of change, never this one)."""

    path: Path
    folder: str
    """Folder below inbox/, with forward slashes; "" for the inbox itself."""
    place: Place | None
    size: int
    ctime_ns: int
    odd: Odd | None = None
    """Set on what lies in the inbox and is no file."""

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


def find(inbox: Path, places: dict[str, Place], clock: Callable[[], int] = time.time_ns) -> list[Found]:
    """Everything below inbox/ in order of path. System files are passed over, and temporary and hidden ones for a day by the
    file system's `clock`; links, devices and folders that cannot be opened are named as odd and never followed; what vanishes
    meanwhile is not there."""
    found: list[Found] = []
    folders = [inbox]
    while folders:
        folder = folders.pop()
        relative = folder.relative_to(inbox).as_posix()
        relative = printable("" if relative == "." else relative)
        try:
            with os.scandir(folder) as entries:
                names = [entry.name for entry in entries]
        except FileNotFoundError:
            continue
        except OSError:
            above = relative.rpartition("/")[0]
            found.append(Found(folder, above, places.get(above), 0, 0, Odd.FOLDER))
            continue
        for name in names:
            path = folder / name
            item = _look(path, relative, places.get(relative))
            if is_temporary(name):
                if item is not None and is_left_over(name) and clock() - item.ctime_ns > UNFINISHED_NS:
                    found.append(replace(item, odd=Odd.UNFINISHED))
            elif item is not None:
                found.append(item)
            elif _is_folder(path):
                folders.append(path)
    return sorted(found, key=lambda item: os.fsencode(item.path))


def is_temporary(name: str) -> bool:
    """True for names that Office, browsers and copying programs give to files they have not finished."""
    low = name.lower()
    return low.startswith((".", "~$", "~")) or low.endswith(TEMPORARY_SUFFIXES) or low in SYSTEM_NAMES


def is_left_over(name: str) -> bool:
    """True for a temporary name that somebody's table may bear: neither the system's nor an office program's lock."""
    low = name.lower()
    return low not in SYSTEM_NAMES and not low.startswith(LOCKS)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat(follow_symlinks=False).st_mode)
    except OSError:
        return False


def _look(path: Path, folder: str, place: Place | None) -> Found | None:
    """What lies there, if it is no folder."""
    try:
        seen = path.stat(follow_symlinks=False)
    except OSError:
        return None
    if stat.S_ISDIR(seen.st_mode):
        return None
    odd = None if stat.S_ISREG(seen.st_mode) else Odd.LINK if stat.S_ISLNK(seen.st_mode) else Odd.SPECIAL
    return Found(path, folder, place, seen.st_size, seen.st_ctime_ns, odd)


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
