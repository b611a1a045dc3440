"""Rolls are bitemporal: what was known when, and for which month."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.rolls import snapshot


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=SHANGHAI)


def names_as_of(installation: Installation, day: date) -> dict[str, str]:
    with reading(installation.settings) as ledger:
        _, roll = snapshot(ledger, installation, day)
    return {row["name"]: row["category"] for row in roll.to_pylist()}


def take(installation: Installation, day: date) -> list[dict]:
    groups = reception.sweep(installation, at(day)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


@pytest.fixture
def loaded(installation: Installation, roll_rows: list[list[str]], drop_roll: Callable[..., Path]) -> Installation:
    limits = installation.district.limits.model_copy(update={"roll_shrink_percent": 50})
    installation = replace(installation, district=installation.district.model_copy(update={"limits": limits}))
    drop_roll(installation.settings.inbox, roll_rows, "名册_1月.xlsx")
    (answer,) = take(installation, date(2026, 1, 5))
    assert (answer["verdict"], answer["roll"]) == ("accepted", {"opened": 3, "closed": 0})
    return installation


def test_nobody_was_known_before_the_roll_came(loaded: Installation) -> None:
    with pytest.raises(ProcessingError, match="no roll"):
        names_as_of(loaded, date(2026, 1, 4))
    assert set(names_as_of(loaded, date(2026, 1, 5))) == {"王建国", "张秀兰", "李志强"}


def test_a_new_roll_closes_what_it_no_longer_says_and_the_past_stays(
    loaded: Installation, roll_rows: list[list[str]], drop_roll: Callable[..., Path]
) -> None:
    changed = [roll_rows[0], [*roll_rows[2][:5], "农村低保", *roll_rows[2][6:]]]
    drop_roll(loaded.settings.inbox, changed, "名册_2月.xlsx")
    (answer,) = take(loaded, date(2026, 2, 5))
    assert answer["roll"] == {"opened": 1, "closed": 2}
    assert names_as_of(loaded, date(2026, 2, 5)) == {"王建国": "农村低保", "李志强": "农村低保"}
    assert set(names_as_of(loaded, date(2026, 2, 4))) == {"王建国", "张秀兰", "李志强"}


def test_a_benefit_that_ended_is_no_cover(
    loaded: Installation, roll_rows: list[list[str]], drop_roll: Callable[..., Path]
) -> None:
    future = [*roll_rows[2][:7], "2026-06", *roll_rows[2][8:]]
    drop_roll(loaded.settings.inbox, [roll_rows[0], future], "名册_3月.xlsx")
    take(loaded, date(2026, 3, 5))
    assert set(names_as_of(loaded, date(2026, 5, 31))) == {"王建国"}
    assert set(names_as_of(loaded, date(2026, 6, 1))) == {"王建国", "李志强"}


def test_a_weekly_change_adds_and_replaces_only_its_own(loaded: Installation, fire_rows: list[list[str]]) -> None:
    headings = ["户主身份证号", "姓名", "身份证号", "救助类型", "户月保障金额", "最初享受月份", "批准日期", "街道/镇", "家庭地址"]
    person = fire_rows[2]
    row = [person[3], person[2], person[3], "临时救助", "500", "2026-03", "2026-03-10", "源泉镇", person[1]]
    path = loaded.settings.inbox / "区民政局" / "新纳入救助对象" / "新纳入_2026年第11周.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([headings, row])
    (answer,) = take(loaded, date(2026, 3, 16))
    assert (answer["verdict"], answer["roll"]) == ("accepted", {"opened": 1, "closed": 0})
    known = names_as_of(loaded, date(2026, 3, 16))
    assert known["赵春生"] == "临时救助"
    assert len(known) == 4
    assert len(names_as_of(loaded, date(2026, 3, 15))) == 3


def test_a_snapshot_is_named_by_its_content(loaded: Installation) -> None:
    with reading(loaded.settings) as ledger:
        first, _ = snapshot(ledger, loaded, date(2026, 1, 5))
        second, _ = snapshot(ledger, loaded, date(2026, 1, 6))
    assert first == second
    assert [path.stem for path in (loaded.settings.archive / "rolls").iterdir()] == [first]


def test_half_a_roll_is_refused_and_the_roll_in_force_stays(
    loaded: Installation, roll_rows: list[list[str]], drop_roll: Callable[..., Path]
) -> None:
    drop_roll(loaded.settings.inbox, roll_rows[:1], "名册_2月.xlsx")
    (answer,) = take(loaded, date(2026, 2, 5))
    assert (answer["verdict"], answer["rows_accepted"], answer["roll"]) == ("rejected", 0, {})
    assert answer["findings"][0]["rule"] == "ROLL_SHRANK"
    assert len(names_as_of(loaded, date(2026, 2, 5))) == 3


def test_a_refused_roll_sent_again_is_judged_again(
    loaded: Installation, roll_rows: list[list[str]], drop_roll: Callable[..., Path], tmp_path: Path
) -> None:
    path = drop_roll(loaded.settings.inbox, roll_rows[:1], "名册_2月.xlsx")
    kept = shutil.copy2(path, tmp_path / "kept.xlsx")
    take(loaded, date(2026, 2, 5))
    limits = loaded.district.limits.model_copy(update={"roll_shrink_percent": 100})
    changed = replace(loaded, district=loaded.district.model_copy(update={"limits": limits}))
    shutil.copy2(kept, path)
    (answer,) = take(changed, date(2026, 2, 6))
    assert (answer["verdict"], answer["roll"]) == ("accepted", {"opened": 0, "closed": 2})
    assert set(names_as_of(loaded, date(2026, 2, 6))) == {"王建国"}
    assert not path.exists()
