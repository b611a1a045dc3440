"""Taking a file: its bytes into the archive, then, once the ledger knows it, the file out of the inbox.

Belongs here: hashing, copying, removing. Does not belong here: whether a drop is known already (the pipeline
asks the ledger between `take` and `remove`), so that a crash between the two loses and doubles nothing.
"""

import hashlib
import os
import stat
from datetime import datetime
from pathlib import Path

from matching.drops import Drop, drop_id
from matching.errors import ProcessingError, RejectedInput
from matching.intake.sweep import Found

BLOCK = 1 << 20
READ_ONLY = 0o440


class StillMoving(RejectedInput):
    """The file changed while it was read, or is no longer what was found: it waits for the next sweep."""


class CannotRead(RejectedInput):
    """The file's permissions or its disk do not let us read it."""


def take(found: Found, archive: Path, received_at: datetime) -> Drop:
    """Archive the file's bytes unchanged as archive/drops/<sha[:2]>/<sha256> and name the drop.

    Bytes archived before are kept as they are. Raises StillMoving, CannotRead (the sender's side)
    and ProcessingError (our disk)."""
    key = hashlib.sha256(os.fsencode(found.path)).hexdigest()[:16]
    aside = archive / "drops" / f".incoming-{key}"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        sha256 = _copy(found, aside)
        _keep(aside, archive / "drops" / sha256[:2] / sha256, found.size)
    except OSError as error:
        raise ProcessingError(f"archive: cannot be written: {error.strerror}") from error
    finally:
        aside.unlink(missing_ok=True)
    table, unit = (found.place.table, found.place.unit) if found.place else (None, None)
    return Drop(
        drop_id(found.folder, sha256), sha256, found.size, table, unit, found.folder, found.name, found.ctime_ns, received_at
    )


def _copy(found: Found, aside: Path) -> str:
    """Copy the file to `aside`, on disk for certain; returns the hex SHA-256 of what was read."""
    digest = hashlib.sha256()
    source = open_found(found)
    try:
        _must_be_same(found, source)
        with aside.open("xb") as target:
            while block := read_block(source):
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
            if target.tell() != found.size:
                raise StillMoving("file grew or shrank while it was read")
        _must_be_same(found, source)
    finally:
        os.close(source)
    return digest.hexdigest()


def open_found(found: Found) -> int:
    """The file's descriptor; a link, or what only looks like a file, is not opened. Raises StillMoving and CannotRead."""
    try:
        return os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise StillMoving("file is gone") from error
    except OSError as error:
        raise CannotRead(f"file cannot be opened: {error.strerror}") from error


def read_block(source: int) -> bytes:
    """The next bytes of an open file. Raises CannotRead."""
    try:
        return os.read(source, BLOCK)
    except OSError as error:
        raise CannotRead(f"file cannot be read: {error.strerror}") from error


def _must_be_same(found: Found, source: int) -> None:
    """The open file and the file under that name must both still be the one that was found."""
    opened = os.fstat(source)
    try:
        named = found.path.stat(follow_symlinks=False)
    except OSError as error:
        raise StillMoving("file is gone") from error
    same = (named.st_ino, named.st_dev) == (opened.st_ino, opened.st_dev)
    if not (same and stat.S_ISREG(opened.st_mode) and (opened.st_size, opened.st_ctime_ns) == (found.size, found.ctime_ns)):
        raise StillMoving("file changed while it was read")


def _keep(aside: Path, kept: Path, size: int) -> None:
    """Move the copy to its place for good, unless these bytes lie there already."""
    if kept.exists():
        if kept.stat().st_size != size:
            raise ProcessingError(f"archive: {kept.name}: is not what its name says")
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside.chmod(READ_ONLY)
    aside.replace(kept)
    folder = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove(found: Found) -> bool:
    """Delete the inbox file if it is still the one that was found (size and time). False: it has changed, is gone, or the
    folder does not let us."""
    try:
        now = found.path.stat(follow_symlinks=False)
        if not stat.S_ISREG(now.st_mode) or (now.st_size, now.st_ctime_ns) != (found.size, found.ctime_ns):
            return False
        found.path.unlink()
    except OSError:
        return False
    return True
