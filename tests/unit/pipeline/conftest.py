"""A tiny district of synthetic people: a roll, and drops whose outcome anybody can read off the table."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
import xlsxwriter
from stdnum.cn.ric import calc_check_digit

from matching import terminal
from matching.cli import main
from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, releasing, runs
from matching.pipeline.clock import SHANGHAI
from matching.settings import Settings
from tests.unit.pipeline.releases import DAY, MOMENT, take, waiting_for_people

ROLL_HEADINGS = [
    "户主身份证号",
    "姓名",
    "身份证号",
    "与户主关系",
    "性别",
    "救助类型",
    "户月保障金额",
    "最初享受月份",
    "街道/镇",
    "社区/村",
    "家庭地址",
    "联系电话",
]
FIRE_HEADINGS = ["时间", "地址", "户主", "户主身份证号", "联系电话", "灾种", "家庭人口", "损失金额"]


def number(birth: str, sequence: int) -> str:
    """A valid identity number of the unallocated county 370399. (The library leaves off the last character it is given.)"""
    body = f"370399{birth}{sequence:03d}"
    return body + calc_check_digit(f"{body}?")


WANG, LI, ZHAO, SUN, QIAN, ZHOU = (number(f"19{60 + n}0310", 101 + 2 * n) for n in range(6))

ROLL = [
    [
        WANG,
        "王建国",
        WANG,
        "户主",
        "男",
        "农村低保",
        "1200",
        "2024-01",
        "池上镇",
        "东池村",
        "博山区池上镇东池村12号",
        "19900000001",
    ],
    [
        WANG,
        "张秀兰",
        number("19650808", 222),
        "配偶",
        "女",
        "农村低保",
        "1200",
        "2024-01",
        "池上镇",
        "东池村",
        "博山区池上镇东池村12号",
        "19900000001",
    ],
    [
        LI,
        "李志强",
        LI,
        "户主",
        "男",
        "特困供养(分散)",
        "900",
        "2023-05",
        "域城镇",
        "大峪口村",
        "博山区域城镇大峪口村3号",
        "19900000002",
    ],
]

FIRE = [
    # on the roll by an exact number: enrolled
    ["2026-12-14", "博山区池上镇东池村12号", "王建国", WANG, "19900000001", "火灾", "2", "30000"],
    # the roll's name, phone and house without a number: review
    ["2026-12-14", "博山区域城镇大峪口村3号", "李志强", "", "19900000002", "火灾", "1", "8000"],
    # on no roll: new
    ["2026-12-15", "博山区源泉镇麻庄村8号", "赵春生", ZHAO, "19900000003", "火灾", "4", "120000"],
    # lives and is registered elsewhere: outside
    ["2026-12-15", "济南市莱芜区茶业口镇1号", "孙福来", SUN, "19900000004", "火灾", "3", "50000"],
    # no address to go by: unlocated
    ["2026-12-16", "不详", "钱有财", QIAN, "19900000005", "火灾", "1", "15000"],
]
"""Five rows of one file, one for each bucket but merged."""


def write_sheet(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """Write a plain workbook of text cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([headings, *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    return path


@pytest.fixture
def roll_file(tmp_path: Path) -> Path:
    """The roll of three people as 区民政局 would send it."""
    return write_sheet(tmp_path / "sent" / "名册.xlsx", ROLL_HEADINGS, ROLL)


@pytest.fixture
def drop_fire() -> Callable[..., Path]:
    """Drop a fire list into the brigade's folder: (inbox, rows, name) → path."""

    def drop(inbox: Path, rows: Sequence[Sequence[str]] = FIRE, name: str = "火灾损失人员_20261216.xlsx") -> Path:
        return write_sheet(inbox / "区消防救援大队" / "火灾损失人员" / name, FIRE_HEADINGS, rows)

    return drop


@pytest.fixture
def fire_rows() -> list[list[str]]:
    """The five rows, one for each bucket but merged."""
    return [list(row) for row in FIRE]


@pytest.fixture
def roll_rows() -> list[list[str]]:
    """The roll's three rows."""
    return [list(row) for row in ROLL]


@pytest.fixture
def drop_roll() -> Callable[..., Path]:
    """Drop a roll into its folder: (inbox, rows, name) → path."""

    def drop(inbox: Path, rows: Sequence[Sequence[str]], name: str) -> Path:
        return write_sheet(inbox / "区民政局" / "救助对象名册" / name, ROLL_HEADINGS, rows)

    return drop


THREE_FIRES = [
    ["2026-12-07", f"博山区源泉镇麻庄村{n}号", name, number("19800101", n), f"199000001{n:02d}", "火灾", "4", "120000"]
    for n, name in enumerate(("赵春生", "周长河", "郑海燕"), start=10)
]
"""On no roll, all of one township."""


@pytest.fixture(scope="session")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one batch sent out on 2026-12-07: three lead slips to 源泉镇 and their support slips. To be copied, not used."""
    home, day = tmp_path_factory.mktemp("sent") / "home", date(2026, 12, 7)
    installation = open_installation(Settings(home=home, stable_seconds=0.05))
    roll = write_sheet(home.parent / "名册.xlsx", ROLL_HEADINGS, ROLL)
    reception.load_roll(installation, roll, datetime(2026, 12, 7, 8, tzinfo=SHANGHAI))
    write_sheet(installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / "火灾.xlsx", FIRE_HEADINGS, THREE_FIRES)
    for group in reception.sweep(installation, datetime(2026, 12, 7, 9, tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    releasing.release(installation, runs.run(installation, "event", day)["run_id"], day)
    return home


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home in which three runs were played, and their configuration (playback.py). To be copied, not used."""
    from tests.unit.pipeline.playback import play

    folder = tmp_path_factory.mktemp("played")
    play(folder)
    return folder


@pytest.fixture
def copy(played: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(played, tmp_path / "copy"))


@pytest.fixture
def zhaoren(copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Any]]:
    """The command line over such a copy: words → exit code, what was printed, what was printed beside it."""
    for name, value in (
        ("HOME", copy / "home"),
        ("CONFIGURATION", copy / "configuration"),
        ("BUSINESS_DATE", "2026-12-20"),
        ("THREADS", "1"),
    ):
        monkeypatch.setenv(f"ZHAOREN_{name}", str(value))
    monkeypatch.setattr(terminal.out, "size", (240, 50))  # its own is found when it is imported

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhaoren", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), *capsys.readouterr()

    yield call
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run published, waiting for a person. To be copied, not used."""
    folder = tmp_path_factory.mktemp("published")
    settings = Settings(home=folder / "home", stable_seconds=0.05)
    held = waiting_for_people(open_installation(settings))
    reception.load_roll(held, write_sheet(folder / "名册.xlsx", ROLL_HEADINGS, ROLL), MOMENT)
    write_sheet(settings.inbox / "区消防救援大队" / "火灾损失人员" / "火灾损失人员_20261216.xlsx", FIRE_HEADINGS, FIRE)
    take(held)
    assert runs.run(held, "event", DAY)["released_on"] is None
    return settings.root


@pytest.fixture
def held(installation: Installation, published: Path) -> Installation:
    """A copy of that home for one test."""
    shutil.copytree(published, installation.settings.root, dirs_exist_ok=True)
    return waiting_for_people(installation)
