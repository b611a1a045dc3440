"""A control file says when its table is whole."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matching.intake import find, store
from matching.intake.pairs import Partner, pair
from matching.intake.places import Place
from matching.intake.sweep import Found

PLACES = {"区残联": Place("区残联", "disability_new")}
CONTENT = "姓名\n张三\n".encode()
SHA = hashlib.sha256(CONTENT).hexdigest()
MD5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox" / "区残联"
    made.mkdir(parents=True)
    return made


def seen(folder: Path) -> list[Found]:
    return find(folder.parent, PLACES)


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".sha256", SHA),
        (".sha256", f"{SHA.upper()}  名单.csv\n"),
        (".SHA256", f"SHA256 的 名单.csv 哈希:\r\n{SHA}\r\nCertUtil: 命令成功完成。\r\n"),
        (".sha256", " ".join(SHA[n : n + 2] for n in range(0, 64, 2))),
        (".md5", f"MD5 (名单.csv) = {MD5}"),
    ],
)
def test_a_matching_pair_is_taken_together(folder: Path, tmp_path: Path, suffix: str, content: str) -> None:
    (folder / "名单.csv").write_bytes(CONTENT)
    (folder / f"名单.csv{suffix}").write_text(content, encoding="utf-8")
    (folder / "单独.csv").write_bytes(b"x")
    pairs, waiting, spent = pair(seen(folder), tmp_path / "archive")
    assert {(one.table.name, one.control and one.control.name) for one in pairs} == {
        ("名单.csv", f"名单.csv{suffix}"),
        ("单独.csv", None),
    }
    assert (waiting, spent) == ([], [])


@pytest.mark.parametrize(
    ("control", "why"), [(SHA.replace(SHA[0], "0", 1)[:-1] + "f", Partner.DIFFERS), ("看不懂", Partner.NO_SUM)]
)
def test_a_table_that_does_not_agree_waits(folder: Path, tmp_path: Path, control: str, why: Partner) -> None:
    (folder / "名单.csv").write_bytes(CONTENT + b"more")
    (folder / "名单.csv.sha256").write_text(control, encoding="utf-8")
    pairs, waiting, spent = pair(seen(folder), tmp_path / "archive")
    assert [(item.name, reason) for item, reason in waiting] == [("名单.csv", why)]
    assert (pairs, spent) == ([], [])


def test_a_control_file_alone_waits_until_its_table_was_taken(folder: Path, tmp_path: Path) -> None:
    (folder / "名单.csv.sha256").write_text(SHA, encoding="utf-8")
    archive = tmp_path / "archive"
    pairs, waiting, spent = pair(seen(folder), archive)
    assert [(item.name, reason) for item, reason in waiting] == [("名单.csv.sha256", Partner.ALONE)]
    assert (pairs, spent) == ([], [])
    (folder / "名单.csv").write_bytes(CONTENT)
    table = next(item for item in seen(folder) if item.name == "名单.csv")
    store.take(table, archive, datetime(2026, 11, 4, tzinfo=UTC))
    store.remove(table)
    pairs, waiting, spent = pair(seen(folder), archive)
    assert [item.name for item in spent] == ["名单.csv.sha256"]
    assert (pairs, waiting) == ([], [])


def test_what_cannot_be_read_is_left_to_the_taking(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "名单.csv").write_bytes(CONTENT)
    (folder / "名单.csv.md5").write_text(MD5, encoding="utf-8")
    found = seen(folder)
    read = store.os.read
    monkeypatch.setattr(
        store.os, "read", lambda source, size: read(source, size) if size < 100 else (_ for _ in ()).throw(OSError(5, "x"))
    )
    assert [reason for _, reason in pair(found, tmp_path)[1]] == [Partner.NO_SUM]
    monkeypatch.undo()
    (folder / "名单.csv").unlink()
    assert [one.table.name for one in pair(found, tmp_path)[0]] == ["名单.csv"]
