"""Runs that are played back: a home with three of them under a configuration of its own, and what may happen to it afterwards.

Belongs here: what the tests of replays and trials share. Does not belong here: any claim.
"""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, releasing, runs
from matching.pipeline.asking import open_pairs
from matching.pipeline.clock import SHANGHAI
from matching.settings import Settings
from tests.unit.pipeline.conftest import FIRE, FIRE_HEADINGS, ROLL, ROLL_HEADINGS, write_sheet

DAYS = date(2026, 12, 16), date(2026, 12, 17), date(2026, 12, 18)
FIRST, SECOND, THIRD = (f"event-{day}-01" for day in DAYS)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=SHANGHAI)


def take(installation: Installation, day: date) -> None:
    for group in reception.sweep(installation, moment(day)).groups:
        checking.check(installation, group["table"], group["drop_ids"])


def fires(installation: Installation, rows: list[list[str]], day: date) -> None:
    write_sheet(installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / f"火灾_{day}.xlsx", FIRE_HEADINGS, rows)
    take(installation, day)


def judge(installation: Installation, word: str, day: date) -> None:
    """The centre answers the pairs that are open."""
    form = installation.settings.inbox / "中心" / "人工研判" / "研判.csv"
    form.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{pair['pair_no']},{word},孙晓梅\n" for pair in open_pairs(installation, day)]
    form.write_text("配对编号,研判结论,研判人\n" + "".join(lines), encoding="utf-8-sig")
    take(installation, day)


def edit(installation: Installation, name: str, *words: tuple[str, str]) -> Installation:
    """The installation after somebody edited a file of its configuration."""
    path = installation.settings.schemas / name
    text = path.read_text(encoding="utf-8")
    for old, new in words:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return open_installation(installation.settings)


def at(folder: Path, **more: Any) -> Installation:
    settings = Settings(
        home=folder / "home", configuration=folder / "configuration", stable_seconds=0.05, lock_seconds=10, **more
    )
    return open_installation(settings)


def play(folder: Path) -> None:
    """Three runs: one row for each bucket, released at once; more of the same people under other rules, signed for later by a person on
    papers that changed meanwhile; a judged pair. The home and the configuration lie in the folder."""
    for name in ("schemas", "expectations"):
        shutil.copytree(Settings().project / name, folder / "configuration" / name)
    here = at(folder, threads=2)
    reception.load_roll(here, write_sheet(folder / "名册.xlsx", ROLL_HEADINGS, ROLL), moment(DAYS[0]))
    fires(here, FIRE, DAYS[0])
    assert runs.run(here, "event", DAYS[0])["released_on"] == DAYS[0].isoformat()
    here = edit(here, "district.yml", ("automatic: [event, ", "automatic: ["))
    fires(
        here, [["2026-12-16", *FIRE[2][1:-1], "5000"], ["2026-12-16", "博山区源泉镇麻庄村9号", "郑桂香", *FIRE[2][3:]]], DAYS[1]
    )
    assert runs.run(here, "event", DAYS[1])["released_on"] is None
    here = edit(here, "outputs/clue_list.yml", ("header: 姓名", "header: 本人姓名"))
    releasing.release(here, SECOND, DAYS[2], "孙晓梅")
    judge(here, "同一人", DAYS[2])
    assert runs.run(here, "event", DAYS[2])["feeds"]["fire_loss"]["enrolled"] == 1


def harm(path: Path) -> None:
    """Change one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
