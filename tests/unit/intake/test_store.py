"""Bytes go into the archive unchanged and once; the inbox is emptied last."""

import hashlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matching.drops import drop_id
from matching.errors import ProcessingError
from matching.intake import store
from matching.intake.places import Place
from matching.intake.sweep import Found, find

NOW = datetime(2026, 11, 3, 18, 30, tzinfo=UTC)
PLACES = {"区残联/新认定残疾人员": Place("区残联/新认定残疾人员", "disability_new")}
CONTENT = b"\x00name,\xff" * 1000


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox" / "区残联" / "新认定残疾人员").mkdir(parents=True)
    return tmp_path / "inbox"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def _put(inbox: Path, content: bytes = CONTENT, name: str = "名单.xlsx") -> Found:
    (inbox / "区残联" / "新认定残疾人员" / name).write_bytes(content)
    return next(item for item in find(inbox, PLACES) if item.name == name)


def _left(archive: Path) -> list[str]:
    return sorted(path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file())


def test_a_drop_is_named_by_folder_and_bytes(inbox: Path, archive: Path) -> None:
    drop = store.take(_put(inbox), archive, NOW)
    sha = hashlib.sha256(CONTENT).hexdigest()
    assert drop.sha256 == sha
    assert drop.drop_id == hashlib.sha256(f"区残联/新认定残疾人员\0{sha}".encode()).hexdigest()[:16]
    assert (drop.table, drop.unit, drop.name, drop.size) == ("disability_new", None, "名单.xlsx", len(CONTENT))
    assert drop.received_on.isoformat() == "2026-11-04"
    assert drop_id("甲", sha) != drop_id("乙", sha)


def test_bytes_are_archived_unchanged_read_only_and_once(inbox: Path, archive: Path) -> None:
    drop = store.take(_put(inbox), archive, NOW)
    kept = drop.archived(archive)
    assert kept.read_bytes() == CONTENT
    assert stat.S_IMODE(kept.stat().st_mode) == 0o440
    inode = kept.stat().st_ino
    again = store.take(_put(inbox, name="另一个名字.xlsx"), archive, NOW)
    assert (again.drop_id, kept.stat().st_ino) == (drop.drop_id, inode)
    assert _left(archive) == [f"drops/{drop.sha256[:2]}/{drop.sha256}"]


def test_the_leftover_of_a_crash_is_written_over(inbox: Path, archive: Path) -> None:
    found = _put(inbox)
    key = hashlib.sha256(os.fsencode(found.path)).hexdigest()[:16]
    (archive / "drops").mkdir(parents=True)
    (archive / "drops" / f".incoming-{key}").write_bytes(b"half")
    drop = store.take(found, archive, NOW)
    assert _left(archive) == [f"drops/{drop.sha256[:2]}/{drop.sha256}"]


def test_a_file_that_changed_since_it_was_found_waits(inbox: Path, archive: Path) -> None:
    found = _put(inbox)
    found.path.write_bytes(CONTENT + b"more")
    with pytest.raises(store.StillMoving):
        store.take(found, archive, NOW)
    assert _left(archive) == []


def test_a_file_replaced_while_it_is_read_waits(inbox: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _put(inbox)
    read = os.read

    def replace_then_read(descriptor: int, size: int) -> bytes:
        if found.path.stat().st_size == found.size:
            other = found.path.with_name("other")
            other.write_bytes(b"new")
            other.replace(found.path)
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", replace_then_read)
    with pytest.raises(store.StillMoving):
        store.take(found, archive, NOW)
    assert _left(archive) == []


def test_a_file_that_is_gone_waits(inbox: Path, archive: Path) -> None:
    found = _put(inbox)
    found.path.unlink()
    with pytest.raises(store.StillMoving):
        store.take(found, archive, NOW)


def test_a_link_put_in_its_place_is_not_read(inbox: Path, archive: Path, tmp_path: Path) -> None:
    found = _put(inbox)
    (tmp_path / "secret").write_bytes(CONTENT)
    found.path.unlink()
    found.path.symlink_to(tmp_path / "secret")
    with pytest.raises(store.CannotRead):
        store.take(found, archive, NOW)
    assert _left(archive) == []


def test_what_cannot_be_read_is_the_senders_side(inbox: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _put(inbox)

    def broken(descriptor: int, size: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", broken)
    with pytest.raises(store.CannotRead):
        store.take(found, archive, NOW)
    assert _left(archive) == []


def test_a_full_disk_is_ours_and_leaves_the_file(inbox: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _put(inbox)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProcessingError, match="No space left"):
        store.take(found, archive, NOW)
    assert found.path.exists()
    assert _left(archive) == []


def test_archived_bytes_that_are_not_what_they_say_stop_us(inbox: Path, archive: Path) -> None:
    found = _put(inbox)
    kept = store.take(found, archive, NOW).archived(archive)
    kept.unlink()
    kept.write_bytes(b"short")
    with pytest.raises(ProcessingError):
        store.take(found, archive, NOW)


def test_a_file_in_no_agreed_folder_is_taken_without_a_table(inbox: Path, archive: Path) -> None:
    (inbox / "stray.csv").write_bytes(b"x")
    (found,) = find(inbox, PLACES)
    drop = store.take(found, archive, NOW)
    assert (drop.table, drop.folder) == (None, "")


def test_only_the_file_that_was_taken_is_removed(inbox: Path) -> None:
    found = _put(inbox)
    found.path.write_bytes(b"a newer delivery")
    assert store.remove(found) is False
    assert found.path.exists()
    found = _put(inbox)
    assert store.remove(found) is True
    assert not found.path.exists()
    assert store.remove(found) is False
