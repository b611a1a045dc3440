"""Whatever lies in the inbox gets an answer, and nothing that goes wrong with one file touches another."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.intake import store
from matching.pipeline import checking, reception
from matching.pipeline.answers import WORDS
from matching.pipeline.clock import SHANGHAI

SHAPE = {"file", "feed", "period", "verdict", "rows_in", "rows_accepted", "rows_rejected", "findings", "receipt", "corrections"}
FIRE, COMPLAINTS = "区消防救援大队/火灾损失人员", "区政府市民投诉中心/家庭困难诉求人员"


def sweep(installation: Installation, minute: int = 0) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Answers of a sweep, and of the check that follows."""
    swept = reception.sweep(installation, datetime(2026, 12, 16, 9, minute, tzinfo=SHANGHAI))
    checked = [
        drop for group in swept.groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]
    ]
    return swept.answers, checked


def notices(installation: Installation) -> list[str]:
    return sorted(path.name for path in installation.settings.receipts.rglob("回执_等待_*"))


def inbox(installation: Installation, folder: str = FIRE) -> Path:
    made = installation.settings.inbox / folder
    made.mkdir(parents=True, exist_ok=True)
    return made


def rules(answers: list[dict[str, Any]]) -> dict[str, str]:
    return {answer["file"]: answer["findings"][0]["rule"] for answer in answers}


def test_every_answer_has_one_shape(installation: Installation, drop_fire: Callable[..., Path], tmp_path: Path) -> None:
    first = drop_fire(installation.settings.inbox)
    kept = shutil.copy(first, tmp_path / "kept.xlsx")
    _, (accepted,) = sweep(installation)
    shutil.copy(kept, inbox(installation) / "again.xlsx")
    (inbox(installation, "区残联/别处") / "stray.csv").write_text("x", encoding="utf-8")
    (inbox(installation) / "link.xlsx").symlink_to(kept)
    answers, checked = sweep(installation, 1)
    assert checked == []
    assert {answer["verdict"] for answer in answers} == {"duplicate", "misplaced", "waiting"}
    for answer in [accepted, *answers]:
        assert set(answer) >= SHAPE
        assert (installation.settings.root / answer["receipt"]).is_file()
        json.dumps(answer)


def test_a_file_that_still_moves_has_one_notice_until_it_is_taken(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop_fire(installation.settings.inbox)
    with monkeypatch.context() as patch:
        patch.setattr(reception, "settled", lambda found, seconds: ([], found))
        for minute in range(3):
            (answer,), checked = sweep(installation, minute)
            assert (answer["verdict"], answer["feed"], checked) == ("waiting", "fire_loss", [])
    assert len(notices(installation)) == 1
    before = (installation.settings.root / answer["receipt"]).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(reception, "settled", lambda found, seconds: ([], found))
        sweep(installation, 9)
    assert (installation.settings.root / answer["receipt"]).read_bytes() == before
    _, (checked,) = sweep(installation, 10)
    assert checked["verdict"] == "accepted"
    assert notices(installation) == []
    assert not path.exists()


def test_a_notice_goes_when_the_file_has_gone(installation: Installation) -> None:
    link = inbox(installation) / "link.xlsx"
    link.symlink_to("/etc/hostname")
    answers, _ = sweep(installation)
    assert rules(answers) == {"link.xlsx": "NOT_A_FILE"}
    assert len(notices(installation)) == 1
    link.unlink()
    assert sweep(installation) == ([], [])
    assert notices(installation) == []


def test_pipes_links_and_locked_folders_are_answered_and_never_opened(
    installation: Installation, drop_fire: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = inbox(installation)
    os.mkfifo(folder / "pipe.csv")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.csv").write_text("x", encoding="utf-8")
    (folder / "away").symlink_to(tmp_path / "outside", target_is_directory=True)
    (folder / "loop").symlink_to(folder)
    locked = inbox(installation, "区残联/锁住")
    drop_fire(installation.settings.inbox)
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if path == locked:
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    answers, (checked,) = sweep(installation)
    assert rules(answers) == {"pipe.csv": "NOT_A_FILE", "away": "NOT_A_FILE", "loop": "NOT_A_FILE", "锁住": "FOLDER_UNREADABLE"}
    assert checked["verdict"] == "accepted"


@pytest.mark.parametrize("error", [errno.EACCES, errno.EIO])
def test_a_file_that_cannot_be_read_waits_and_the_others_are_taken(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    drop_fire(installation.settings.inbox)
    bad = inbox(installation, COMPLAINTS) / "bad.csv"
    bad.write_text("x", encoding="utf-8")
    opened = os.open

    def refuse(path: Any, *rest: Any, **named: Any) -> int:
        if path == bad:
            raise OSError(error, os.strerror(error))
        return opened(path, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    answers, (checked,) = sweep(installation)
    assert rules(answers) == {"bad.csv": "CANNOT_READ"}
    assert checked["verdict"] == "accepted"
    assert bad.exists()


def test_a_full_disk_leaves_the_file_takes_the_others_and_is_ours(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_fire(installation.settings.inbox)
    large = inbox(installation, COMPLAINTS) / "large.csv"
    large.write_text("x" * 5000, encoding="utf-8")
    take = store.take

    def full(found: Any, *rest: Any) -> Any:
        if found.size == 5000:
            raise ProcessingError("archive: cannot be written: No space left on device")
        return take(found, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(store, "take", full)
        swept = reception.sweep(installation, datetime(2026, 12, 16, 9, 0, tzinfo=SHANGHAI))
    assert rules(swept.answers) == {"large.csv": "NOT_ARCHIVED"}
    assert (swept.faults, [group["table"] for group in swept.groups], large.exists()) == (1, ["fire_loss"], True)
    answers, checked = sweep(installation, 5)
    assert [drop["feed"] for drop in checked] == ["citizen_complaint", "fire_loss"]
    assert (answers, notices(installation), large.exists()) == ([], [], False)


def test_a_notice_that_cannot_be_written_stops_nothing(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_fire(installation.settings.inbox)
    (installation.settings.inbox / "stray.csv").write_text("x", encoding="utf-8")
    (inbox(installation) / "link.csv").symlink_to("/etc/hostname")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(reception.receipt, "write_notice", full)
        swept = reception.sweep(installation, datetime(2026, 12, 16, 9, 0, tzinfo=SHANGHAI))
    assert swept.faults == 2
    assert {answer["receipt"] for answer in swept.answers} == {None}
    assert [group["table"] for group in swept.groups] == ["fire_loss"]


def test_absurd_names_are_answered(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    folder = os.fsencode(inbox(installation))
    names = [
        b"=cmd|' x'!A1.csv",
        b"-rf.csv",
        "一\n行\r.csv".encode(),
        "\u202egnp.csv".encode(),
        "名单".encode("gb18030") + b".csv",
        b"\xff\xfe\xfd.csv",
        b"x" * 251 + b".csv",
        "长".encode("gb18030") * 125 + b".csv",
        b"%s%n$(reboot)`x`;.csv",
        b"noextension",
        b"CON.csv",
        b"  .csv",
    ]
    for n, name in enumerate(names):
        with open(folder + b"/" + name, "wb") as stream:  # noqa: PTH123 - a name of bytes
            stream.write("姓名,备注\n".encode() + b"x" * (n + 1))
    stray = os.fsencode(installation.settings.inbox) + b"/" + "箱".encode("gb18030") * 120
    os.mkdir(stray)  # noqa: PTH102 - a name of bytes
    with open(stray + b"/=1+1.csv", "wb") as stream:  # noqa: PTH123 - a name of bytes
        stream.write(b"x")
    drop_fire(installation.settings.inbox)
    answers, checked = sweep(installation)
    assert len(checked) == len(names) + 1
    assert [answer["verdict"] for answer in answers] == ["misplaced"]
    assert all((installation.settings.root / answer["receipt"]).is_file() for answer in answers + checked)
    assert [path for path in installation.settings.inbox.rglob("*") if path.is_file()] == []


def test_a_folder_removed_during_the_sweep_stops_nothing(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_fire(installation.settings.inbox)
    folder = inbox(installation, COMPLAINTS)
    (folder / "gone.csv").write_text("x", encoding="utf-8")
    take = store.take

    def vanish(found: Any, *rest: Any) -> Any:
        shutil.rmtree(folder, ignore_errors=True)
        return take(found, *rest)

    monkeypatch.setattr(store, "take", vanish)
    answers, (checked,) = sweep(installation)
    assert rules(answers) == {"gone.csv": "STILL_MOVING"}
    assert checked["verdict"] == "accepted"
    monkeypatch.undo()
    assert sweep(installation, 1) == ([], [])
    assert notices(installation) == []


def test_twins_in_one_sweep_are_one_delivery_and_one_repeat(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    path = drop_fire(installation.settings.inbox)
    shutil.copy(path, path.with_name("zwilling.xlsx"))
    answers, (checked,) = sweep(installation)
    assert (rules(answers), answers[0]["receipt"], checked["verdict"]) == (
        {"火灾损失人员_20261216.xlsx": "TWIN_UNCHECKED"},
        None,
        "accepted",
    ) or (rules(answers) == {"zwilling.xlsx": "TWIN_UNCHECKED"})
    (repeat,), none = sweep(installation, 1)
    assert (repeat["verdict"], none) == ("duplicate", [])
    assert not list(inbox(installation).iterdir())


def test_a_pair_is_taken_together_and_waits_together(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    path = drop_fire(installation.settings.inbox)
    sent = path.read_bytes()
    control = path.with_name(f"{path.name}.sha256")
    control.write_text(hashlib.sha256(sent).hexdigest(), encoding="utf-8")
    path.write_bytes(sent[:-100])
    answers, checked = sweep(installation)
    assert (rules(answers), checked) == ({path.name: "CONTROL_DIFFERS"}, [])
    path.unlink()
    answers, _ = sweep(installation, 1)
    assert rules(answers) == {control.name: "CONTROL_WITHOUT_TABLE"}
    assert len(notices(installation)) == 1
    path.write_bytes(sent)
    answers, (checked_drop,) = sweep(installation, 2)
    assert (answers, checked_drop["verdict"], notices(installation)) == ([], "accepted", [])
    assert not list(inbox(installation).iterdir())


def test_words_for_clerks_tell_what_to_do() -> None:
    assert all(message and cure for message, cure in WORDS.values())
