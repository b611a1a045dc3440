"""What is found in the drop folders, and what is left alone."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from matching.intake.places import Place
from matching.intake.sweep import UNFINISHED_NS, Found, Odd, find, is_temporary, printable, settled

PLACES = {"区残联/新认定残疾人员": Place("区残联/新认定残疾人员", "disability_new")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "区残联" / "新认定残疾人员"
    made.mkdir(parents=True)
    return made


def test_files_are_found_in_order_with_their_place(tmp_path: Path, folder: Path) -> None:
    (folder / "b.xlsx").write_bytes(b"12")
    (folder / "a.xlsx").write_bytes(b"1")
    (tmp_path / "区残联" / "散落.xlsx").write_bytes(b"1")
    (tmp_path / "z.csv").write_bytes(b"")
    found = find(tmp_path, PLACES)
    assert [(item.name, item.folder, item.place and item.place.table, item.size) for item in found] == [
        ("z.csv", "", None, 0),
        ("散落.xlsx", "区残联", None, 1),
        ("a.xlsx", "区残联/新认定残疾人员", "disability_new", 1),
        ("b.xlsx", "区残联/新认定残疾人员", "disability_new", 2),
    ]


@pytest.mark.parametrize(
    "name",
    ["~$名单.xlsx", "~名单.tmp", ".~lock.a.ods#", ".hidden", "a.TMP", "a.xlsx.part", "a.crdownload", "Thumbs.db", "desktop.ini"],
)
def test_temporary_names_are_passed_over(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    assert is_temporary(name)
    assert find(tmp_path, PLACES) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [(".名单.xlsx", True), ("名单.xlsx.crdownload", True), ("~名单.tmp", True), ("~$名单.xlsx", False), (".DS_Store", False)],
)
def test_a_temporary_name_that_stood_still_for_a_day_is_told(tmp_path: Path, folder: Path, name: str, told: bool) -> None:
    (folder / name).write_bytes(b"x")
    found = find(tmp_path, PLACES, lambda: time.time_ns() + UNFINISHED_NS)
    assert [item.odd for item in found] == ([Odd.UNFINISHED] if told else [])


def test_links_are_never_followed(tmp_path: Path, folder: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "secret.xlsx").write_bytes(b"x")
    (folder / "link.xlsx").symlink_to(outside / "secret.xlsx")
    (folder / "folder").symlink_to(outside, target_is_directory=True)
    os.mkfifo(folder / "pipe.xlsx")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.xlsx").write_bytes(b"x")
    assert {item.path.name: item.odd for item in find(tmp_path, PLACES)} == {
        "link.xlsx": Odd.LINK,
        "folder": Odd.LINK,
        "pipe.xlsx": Odd.SPECIAL,
    }


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    scandir = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if path == folder:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert {item.name: item.odd for item in find(tmp_path, PLACES)} == {"a.csv": None, "新认定残疾人员": Odd.FOLDER}


def test_a_folder_removed_meanwhile_and_one_without_end_stop_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.xlsx").write_bytes(b"x")
    gone = tmp_path / "gone"
    gone.mkdir()
    scandir = os.scandir

    def vanish(path: Path) -> Iterator[os.DirEntry[str]]:
        if path == gone:
            gone.rmdir()
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanish)
    deep = str(tmp_path)
    for _ in range(1500):
        deep += "/d"
        Path(deep).mkdir()
    try:
        assert [item.name for item in find(tmp_path, PLACES)] == ["a.xlsx"]
    finally:
        _remove_deep(tmp_path / "d")


def _remove_deep(folder: Path) -> None:
    """Remove folders within folders, too deep for pytest's own clean-up: lift each out of the one above it."""
    while inner := next(folder.glob("*"), None):
        lifted = folder.with_name(f"{folder.name}_")
        inner.rename(lifted)
        folder.rmdir()
        lifted.rename(folder)
    folder.rmdir()


def test_an_inbox_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert find(tmp_path / "nowhere", PLACES) == []


def test_names_of_other_systems_become_text(tmp_path: Path, folder: Path) -> None:
    raw = os.fsencode(folder) + b"/" + "名单.xlsx".encode("gb18030")
    Path(os.fsdecode(raw)).write_bytes(b"x")
    (folder / "一\n行.xlsx").write_bytes(b"x")
    assert sorted(item.name for item in find(tmp_path, PLACES)) == ["一_行.xlsx", "名单.xlsx"]
    assert printable(os.fsdecode(b"\xff\xfe\xfa")).encode()


def test_a_file_that_still_grows_waits(tmp_path: Path, folder: Path) -> None:
    for name in ("still", "grows", "vanishes"):
        (folder / f"{name}.xlsx").write_bytes(b"x")

    def meanwhile(seconds: float) -> None:
        assert seconds == 2.0
        with (folder / "grows.xlsx").open("ab") as stream:
            stream.write(b"y")
        (folder / "vanishes.xlsx").unlink()

    stable, moving = settled(find(tmp_path, PLACES), 2.0, meanwhile)
    assert [item.name for item in stable] == ["still.xlsx"]
    assert [(item.name, item.size) for item in moving] == [("grows.xlsx", 2)]


def test_nothing_found_is_not_waited_for() -> None:
    def never(_: float) -> None:
        raise AssertionError

    assert settled([], 60, never) == ([], [])


def test_found_is_a_plain_value(folder: Path) -> None:
    assert Found(folder, "", None, 1, 2) == Found(folder, "", None, 1, 2)
