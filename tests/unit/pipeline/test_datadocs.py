"""From a checked drop to the data officer's pages: no value on the way, rebuilt when something changed, replaced whole."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.pipeline import checking, datadocs, reception
from matching.pipeline.clock import SHANGHAI
from matching.validate.docs import site
from matching.validate.rules.results import read_result
from tests.unit.pipeline.conftest import ROLL_HEADINGS, write_sheet
from tests.unit.pipeline.test_roll_cover import six

MORNING = datetime.fromisoformat("2026-12-16T09:00:00").replace(tzinfo=SHANGHAI)


def take(installation: Installation, at: datetime = MORNING) -> list[dict[str, Any]]:
    groups = reception.sweep(installation, at).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


@pytest.fixture
def personal(fire_rows: list[list[str]]) -> list[list[str]]:
    """Rows in which many values are wrong, so that they break rules; every value can be told from any text of ours."""
    for n, row in enumerate(fire_rows):
        row[7] = f"{n + 3}1234.57"
    fire_rows[0][3] = f"{fire_rows[0][3][:-1]}{(int(fire_rows[0][3][-1].replace('X', '0')) + 1) % 10}"
    fire_rows[1][4], fire_rows[1][7] = "19900000002099", "八千余元整壹"
    fire_rows[2][0], fire_rows[2][6], fire_rows[2][7] = "三月初九黄昏", "477", "98765432109"
    fire_rows[3][3] = "37039919630310"
    fire_rows[4][2] = ""
    return [*fire_rows, list(fire_rows[3])]


def tell_tales(rows: list[list[str]]) -> set[str]:
    return {cell for row in rows for cell in row if len(cell) > 2 and not cell.startswith("2026-")} - {"不详", "火灾"}


def test_no_value_reaches_a_result_or_a_page(
    installation: Installation, drop_fire: Callable[..., Path], personal: list[list[str]]
) -> None:
    drop_fire(installation.settings.inbox, personal, f"赵春生{personal[2][3]}_家庭.xlsx")
    (answer,) = take(installation)
    assert answer["verdict"] == "partly"
    datadocs.refresh(installation)
    (kept,) = installation.settings.checks.iterdir()
    folder = installation.settings.outbox / datadocs.FOLDER
    texts = [kept.read_text(encoding="utf-8"), *(path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))]
    names = " ".join(str(path.relative_to(folder)) for path in folder.rglob("*"))
    for secret in (*tell_tales(personal), "赵春生", "孙福来", "370399", "家庭.xlsx"):
        assert not any(secret in text for text in (*texts, names)), secret
    broken = {item.rule for item in read_result(kept).results if not item.success}
    assert broken >= {"ID_CHECKSUM", "MONEY_UNREADABLE", "DATE_UNREADABLE", "DUPLICATE_ROW", "PHONE_FORMAT", "REQUIRED_BLANK"}
    (page,) = folder.glob("validations/火灾损失人员/*/*/*.html")
    assert page.stem == answer["drop_id"]
    for word in ("身份证号校验位不符", "部分接收", "区消防救援大队", "2026-12-16 09:00", "核验 6 行, 其中 1 行不符合 (16.67%)"):
        assert word in page.read_text(encoding="utf-8")


def test_what_no_expectation_finds_is_counted_on_the_page_too(installation: Installation, drop_roll: Callable[..., Path]) -> None:
    """Names, stray cells and amounts that say an end, empty states, titles, rows that contradict each other: every rule with its count."""
    rows = [[*row, state] for row, state in zip([*six()[:5], six()[0]], ["在享", "", "在享", "在享", "", "停发"], strict=True)]
    rows[0][1], rows[1][1], rows[2][6], rows[5][5] = "孔甲", "孔乙(亡)", "0", "城镇低保"
    write_sheet(
        drop_roll(installation.settings.inbox, [], "名册.xlsx"),
        [*ROLL_HEADINGS, "享受状态"],
        [*rows[:4], ["二、注销人员"], *rows[4:]],
    )
    (answer,) = take(installation)
    datadocs.refresh(installation)
    (kept,) = installation.settings.checks.iterdir()
    result = read_result(kept)
    told = {(item.rule, item.column): item.count for item in result.told}
    assert told == {
        ("AMOUNT_ZERO", "monthly_amount"): 1,
        ("ROWS_CONTRADICT", None): 1,
        ("SAYS_ENDED", "name"): 1,
        ("STATE_BLANK", "status"): 1,
        ("TITLE_LEFT_OUT", None): 1,
        ("TITLE_SAYS_ENDED", None): 1,
    }
    asked = {item.rule for item in result.results if not item.success}
    assert {item["rule"] for item in answer["findings"]} == asked | {rule for rule, _ in told}
    (page,) = (installation.settings.outbox / datadocs.FOLDER).glob("validations/救助对象名册/*/*/*.html")
    text = page.read_text(encoding="utf-8")
    for word in ("（AMOUNT_ZERO）：1 处", "「姓名」", "（TITLE_SAYS_ENDED）：1 处", "第 # 行的标题写着停发"):
        assert word in text
    assert "孔乙" not in text + kept.read_text(encoding="utf-8")


def test_the_same_drop_gives_the_same_result(
    installation: Installation, drop_fire: Callable[..., Path], personal: list[list[str]], tmp_path: Path
) -> None:
    from matching.validate.check import check
    from matching.validate.rules.results import write_result

    drop_fire(installation.settings.inbox, personal)
    groups = reception.sweep(installation, MORNING).groups
    (drop,) = reception.waiting_drops(installation)
    checking.check(installation, groups[0]["table"], groups[0]["drop_ids"])
    checked = check(drop.archived(installation.settings.archive), drop, installation.feeds["fire_loss"], installation)
    again = write_result(checked, drop, tmp_path / "again")
    assert again is not None
    (kept,) = installation.settings.checks.iterdir()
    assert again.read_bytes() == kept.read_bytes()
    content = json.loads(kept.read_text(encoding="utf-8"))
    assert (content["received_at"], content["verdict"], content["rows_in"]) == ("2026-12-16T09:00:00+08:00", "partly", 6)


def test_a_file_no_rule_was_asked_about_leaves_no_result(installation: Installation) -> None:
    path = installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / "名单.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no workbook")
    (answer,) = take(installation)
    assert answer["verdict"] == "rejected"
    assert not installation.settings.checks.exists()


def test_rebuilt_when_something_came_and_only_then(
    installation: Installation,
    drop_fire: Callable[..., Path],
    fire_rows: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = installation.settings.outbox / datadocs.FOLDER
    assert datadocs.refresh(installation) == {"folder": "outbox/中心/数据质量", "results": 0, "rebuilt": True}
    assert datadocs.refresh(installation)["rebuilt"] is False
    drop_fire(installation.settings.inbox)
    take(installation)
    assert datadocs.refresh(installation) == {"folder": "outbox/中心/数据质量", "results": 1, "rebuilt": True}
    assert datadocs.refresh(installation)["rebuilt"] is False
    drop_fire(installation.settings.inbox, fire_rows[:2])
    (newest,) = take(installation, MORNING.replace(hour=10))
    monkeypatch.setattr(datadocs, "MOST", 1)
    assert datadocs.refresh(installation)["results"] == 1
    assert [path.stem for path in folder.glob("validations/*/*/*/*.html")] == [newest["drop_id"]]
    assert len(list(installation.settings.checks.iterdir())) == 2


def test_a_build_that_fails_leaves_the_old_pages(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = installation.settings.outbox / datadocs.FOLDER
    datadocs.refresh(installation)
    before = (folder / "index.html").read_bytes()
    drop_fire(installation.settings.inbox)
    take(installation)

    def fail(results: object, installation: Installation, target: Path) -> int:
        target.mkdir()
        (target / "index.html").write_text("half")
        raise ProcessingError("no")

    with monkeypatch.context() as patch, pytest.raises(ProcessingError):
        patch.setattr(site, "build", fail)
        datadocs.refresh(installation)
    assert (folder / "index.html").read_bytes() == before
    assert datadocs.refresh(installation)["rebuilt"] is True
    assert (folder / "index.html").read_bytes() != before
    assert not [path.name for path in folder.parent.iterdir() if path.name.endswith((".tmp", ".old"))]
