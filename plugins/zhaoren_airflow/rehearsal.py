"""The home a demo plays in: marked before the first byte, cleared only of what a demo made.

Belongs here: marking, telling the demo's own files from anybody else's, clearing. Does not belong here: playing (demo),
going over to real use (begin), what the mark says (matching.pipeline.rehearsal).
A home is cleared only if every file in its inbox and archive and every drop in its ledger is on the mark's list.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
from filelock import FileLock, Timeout

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline.rehearsal import Mark, mark_file, read_mark, write_mark
from matching.run import sha256_file, write_text
from matching.settings import Settings
from zhaoren_airflow import service

PLACES = ("inbox", "receipts", "checks", "archive", "ledger", "runs", "outbox", "airflow", "synthetic")
"""Everything a home holds, by folder below it."""
NOTE = "演练_人员均为虚构.txt"
SYSTEM_FILES = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What a file manager leaves in a folder somebody looked into."""


class Waiting(NamedTuple):
    """A file in the inbox that the demo did not make."""

    path: Path
    folder: str
    """Below inbox/."""


class Taken(NamedTuple):
    """A delivery in the ledger that the demo did not make."""

    sha256: str
    folder: str
    """Below inbox/, as it lay there."""
    name: str


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep a second demo out of this home, and `make begin` while one plays. Raises UsageError at once."""
    settings.root.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.root / "demo.lock", timeout=0):
            yield
    except Timeout as error:
        raise UsageError(f"{settings.root} 里正在演练, 请等它结束, 或在那个窗口按 Ctrl+C") from error


def clear(settings: Settings, day: date) -> None:
    """Stop the Airflow of this home, empty the home and mark it for a demo that plays on `day`.

    Raises UsageError, with nothing touched, if anything in the home may be real."""
    mark = read_mark(settings)
    _refuse_anything_else(settings, mark)
    if left := service.down(settings, lambda words: None):
        raise ProcessingError(f"进程没有停止: {left}")
    _refuse_anything_else(settings, mark)  # what came meanwhile
    # Until all is gone the old list stays: an interrupted clearing is cleared by the next demo.
    write_mark(settings, Mark(business_date=day, made=mark.made if mark else ()))
    for path, _ in _files(settings.inbox):
        path.unlink()
    for place in PLACES[1:]:
        _remove(settings.root / place)
    write_mark(settings, Mark(business_date=day))
    write_text("这是演练。本文件夹里的人员、名单、转办单全部是虚构的, 不要转办。\n", settings.outbox / NOTE)


def record(settings: Settings, folders: list[Path]) -> None:
    """Write down the files of these folders as the demo's own: to be called before any of them is dropped."""
    made = {sha256_file(path) for folder in folders for path in folder.rglob("*") if path.is_file()}
    write_mark(settings, _marked(settings).model_copy(update={"made": tuple(sorted(made))}))


def finish(settings: Settings) -> None:
    """Write down that the demo came to its end."""
    write_mark(settings, _marked(settings).model_copy(update={"finished": True}))


def waiting(settings: Settings, mark: Mark) -> list[Waiting]:
    """The files in the inbox that are not on the mark's list."""
    made = set(mark.made)
    return [Waiting(path, folder) for path, folder in _files(settings.inbox) if not _is_made(path, made)]


def taken(settings: Settings, mark: Mark | None) -> list[Taken]:
    """The deliveries in the ledger that are not on the mark's list; without a mark all of them.

    Raises UsageError if the ledger cannot be read."""
    if not settings.ledger.exists():
        return []
    made = set(mark.made) if mark else set()
    try:
        with reading(settings) as ledger:
            drops = ledger.query("status/list_drop_files").to_pylist()
    except duckdb.Error as error:
        raise UsageError(
            f"{settings.ledger} 打不开, 无法确认里面是什么。请把 {settings.root} 移到别处保存, 再重新开始"
        ) from error
    return [Taken(drop["sha256"], drop["folder"], drop["name"]) for drop in drops if drop["sha256"] not in made]


def checked_drops(installation: Installation) -> int:
    """How many drops have been checked, each with its receipt written."""
    from matching.pipeline.status import status

    if not installation.settings.ledger.exists():
        return 0
    return sum(line["drops"] for line in status(installation)["drops"] if line["verdict"] != "unchecked")


def _refuse_anything_else(settings: Settings, mark: Mark | None) -> None:
    root = settings.root
    if mark is None and (found := _in_use(settings)):
        raise UsageError(
            f"{root} 已经在正式使用 ({'、'.join(found)}), 演练不会动它。请另用一个文件夹演练: ZHAOREN_HOME=/tmp/zhaoren-demo make demo"
        )
    if mark and (found := _strange(settings, mark)):
        raise UsageError(
            f"{root} 里有不是演练自己的文件 ({'、'.join(found)}), 演练不会清除。请先运行 make begin, "
            "把上次演练连同这些文件移到一旁保存 (什么都不删), 再运行 make demo"
        )


def _in_use(settings: Settings) -> list[str]:
    """What a home without a mark holds. The ledger, which a look at an unused home makes, is opened only if all else is empty."""
    own = (settings.ledger.name, f"{settings.ledger.name}.wal", settings.ledger.with_suffix(".lock").name)
    held = {place: [path for path, _ in _files(settings.root / place) if path.name not in own] for place in PLACES}
    found = [f"{place}/ 里有 {len(paths)} 个文件" for place, paths in held.items() if paths]
    return found or [f"台账里有 {count} 份报送" for count in [len(taken(settings, None))] if count]


def _strange(settings: Settings, mark: Mark) -> list[str]:
    """What a marked home holds that the demo did not make."""
    counts = {
        "inbox/ 里有 {} 个文件": len(waiting(settings, mark)),
        "台账里有 {} 份报送": len(taken(settings, mark)),
        "archive/ 里有 {} 份原件": len(_archived(settings, mark)),
    }
    return [words.format(count) for words, count in counts.items() if count]


def _archived(settings: Settings, mark: Mark) -> list[Path]:
    """Archived originals that are not on the mark's list. A copy that was cut off is passed over: its original lies in the inbox."""
    made = set(mark.made)
    return [path for path, _ in _files(settings.archive / "drops") if not path.name.startswith(".") and path.name not in made]


def _is_made(path: Path, made: set[str]) -> bool:
    """True if these bytes are the demo's. What is no plain file, or cannot be read, is not."""
    try:
        return path.is_file() and not path.is_symlink() and sha256_file(path) in made
    except OSError:
        return False


def _files(root: Path) -> list[tuple[Path, str]]:
    """Every file and link below a folder, with its folder below it; system files are passed over, links not followed."""
    found: list[tuple[Path, str]] = []
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        entries = [here / name for name in names if name not in SYSTEM_FILES]
        entries += [here / name for name in folders if (here / name).is_symlink()]
        found += [(path, here.relative_to(root).as_posix()) for path in entries]
    return sorted(found)


def _remove(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise ProcessingError(f"{folder} 清除不了: {error.strerror or error}") from error


def _marked(settings: Settings) -> Mark:
    mark = read_mark(settings)
    if mark is None:
        raise ProcessingError(f"{mark_file(settings)} 不见了")
    return mark
