"""Real use begins in an empty home; of the rehearsal nothing is deleted."""

from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from zhaoren_airflow import begin, rehearsal, service

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.pipeline import reception
from matching.pipeline.clock import business_moment
from matching.pipeline.rehearsal import mark_file, read_mark
from matching.settings import PROJECT, Settings

DAY = date(2026, 12, 18)
FIRE = "区消防救援大队/火灾损失人员"


def drop(settings: Settings, name: str, text: str) -> None:
    path = settings.inbox / FIRE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def played(installation: Installation) -> Settings:
    """A finished demo: one file of its own, taken."""
    settings = installation.settings
    rehearsal.clear(settings, DAY)
    (settings.root / "synthetic").mkdir()
    (settings.root / "synthetic" / "a.csv").write_text("户主\n", encoding="utf-8")
    rehearsal.record(settings, [settings.root / "synthetic"])
    drop(settings, "a.csv", "户主\n")
    reception.sweep(installation, business_moment(settings))
    rehearsal.finish(settings)
    return settings


def below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_everything_is_moved_and_nothing_deleted(played: Settings) -> None:
    (played.root / "README.md").write_text("stays", encoding="utf-8")
    before = below(played.root)
    folder = begin.begin(played)
    assert folder == played.root / "rehearsals" / "1"
    assert below(folder) == {name: text for name, text in before.items() if name != "README.md"}
    assert sorted(path.name for path in played.root.iterdir()) == ["README.md", "demo.lock", "rehearsals"]
    assert read_mark(played) is None


def test_a_second_time_nothing_is_touched(played: Settings, installation: Installation) -> None:
    begin.begin(played)
    drop(played, "真实.csv", "户主,时间\n")
    reception.sweep(installation, business_moment(played))
    before = below(played.root)
    assert begin.begin(played) is None
    assert below(played.root) == before


def test_then_a_demo_may_play_again_and_be_moved_again(played: Settings) -> None:
    begin.begin(played)
    rehearsal.clear(played, DAY)
    assert begin.begin(played) == played.root / "rehearsals" / "2"
    assert (played.root / "rehearsals" / "1" / "ledger" / "zhaoren.duckdb").exists()


def test_files_from_outside_are_pointed_at(played: Settings, installation: Installation) -> None:
    """Taken or still waiting, two of one name: each lies under its folder and name, to be put back if it is real."""
    drop(played, "名单.csv", "户主,时间\n")
    reception.sweep(installation, business_moment(played))
    drop(played, "名单.csv", "户主,时间,地址\n")
    (played.inbox / "链接").symlink_to(played.root / "nowhere")
    folder = begin.begin(played)
    assert below(folder / "待确认") == {
        f"{FIRE}/名单.csv": "户主,时间,地址\n".encode(),
        f"{FIRE}/2_名单.csv": "户主,时间\n".encode(),
    }
    console = Console(width=60, record=True)
    begin.tell(installation, folder, console)
    told = console.export_text()
    assert f"收到 2 个不是演练自己的文件, 副本在 {folder / '待确认'}" in told
    assert "名单.csv" not in told


def test_cut_off_midway_the_home_is_still_a_rehearsals(played: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(played, "名单.csv", "户主,时间\n")
    before = set(below(played.root))
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "ledger":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    with monkeypatch.context() as patch, pytest.raises(ProcessingError, match="再运行一次 make begin"):
        patch.setattr(Path, "rename", fail)
        begin.begin(played)
    assert mark_file(played).exists()
    assert begin.begin(played) == played.root / "rehearsals" / "2"
    moved = {name for number in ("1", "2") for name in below(played.root / "rehearsals" / number)}
    assert before <= moved
    assert list(begin.to_judge(played).values()) == [1]


def test_a_demo_that_plays_is_not_moved_from_under_itself(played: Settings) -> None:
    with rehearsal.alone(played), pytest.raises(UsageError, match="正在演练"):
        begin.begin(played)
    assert mark_file(played).exists()


def test_processes_that_do_not_end_keep_their_home(played: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "down", lambda settings, say: [4711])
    with pytest.raises(ProcessingError, match="4711"):
        begin.begin(played)
    assert played.ledger.exists()


def test_the_command(played: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ZHAOREN_HOME", str(played.root))
    assert begin.main() == 0
    first = capsys.readouterr().out
    assert "make up" in first
    assert str(played.inbox / "区民政局" / "救助对象名册") in first
    assert begin.main() == 0
    assert "没有演练数据" in capsys.readouterr().out
    mark_file(played).write_text("{", encoding="utf-8")
    assert begin.main() == 2


def test_commands_that_are_named_to_people_exist() -> None:
    """A message says `make …`: that must be a target."""
    targets = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}: setup ##" in targets for target in ("demo", "begin", "up", "down"))
