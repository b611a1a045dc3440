"""A correction takes the place of just the row it corrects; what was delivered before is not entered twice."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI

DAY = date(2026, 12, 18)
FOLDER = "区消防救援大队/火灾损失人员"
NAME, NUMBER, LOSS = 2, 3, 7
"""Columns of the fire list."""
Drop = Callable[..., Path]


def take(installation: Installation, minute: int = 0) -> list[dict[str, Any]]:
    groups = reception.sweep(installation, datetime(2026, 12, 18, 9, minute, tzinfo=SHANGHAI)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def counts(answer: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return (answer["verdict"], *(answer[f"rows_{key}"] for key in ("in", "accepted", "rejected", "repeated")))


def pending(installation: Installation) -> list[dict[str, Any]]:
    with reading(installation.settings) as ledger:
        return ledger.query("intake/list_pending_records", feeds=["fire_loss"], as_of=DAY).to_pylist()


def rules(answer: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(finding["rule"], finding["row"]) for finding in answer["findings"]]


def send_back(installation: Installation, answer: dict[str, Any], change: dict[str, str]) -> Path:
    """Open the correction workbook, set cells of its first row by heading, and drop it into the folder it came from."""
    source = installation.settings.root / answer["corrections"]
    book = openpyxl.load_workbook(source)
    page = book["待更正"]
    headings = [cell.value for cell in page[1]]
    for heading, text in change.items():
        page.cell(2, headings.index(heading) + 1).value = text
    target = installation.settings.inbox / FOLDER / source.name
    book.save(target)
    return target


@pytest.fixture
def partly(installation: Installation, drop_fire: Drop, fire_rows: list[list[str]]) -> dict[str, Any]:
    """The answer to a fire list whose third row has a number that a spreadsheet cut."""
    fire_rows[2][NUMBER] = "3.70399E+17"
    drop_fire(installation.settings.inbox, fire_rows)
    (answer,) = take(installation)
    assert counts(answer) == ("partly", 5, 4, 1, 0)
    return answer


def test_a_corrected_row_is_entered_alone(installation: Installation, partly: dict[str, Any], fire_rows: list[list[str]]) -> None:
    send_back(installation, partly, {"户主身份证号": ""})
    (answer,) = take(installation, 5)
    assert counts(answer) == ("accepted", 1, 1, 0, 0)
    waiting = pending(installation)
    assert len(waiting) == len(fire_rows)
    (corrected,) = [row for row in waiting if row["origin"]]
    assert corrected["origin"] == f"{partly['drop_id']}-000004"
    assert corrected["replaces"] is None


def test_a_correction_still_wrong_keeps_the_name_of_the_first_row(installation: Installation, partly: dict[str, Any]) -> None:
    send_back(installation, partly, {"户主身份证号": "3.70399E+17", "灾种": "电器火灾"})
    (answer,) = take(installation, 5)
    assert counts(answer) == ("rejected", 1, 0, 1, 0)
    send_back(installation, answer, {"户主身份证号": ""})
    (answer,) = take(installation, 10)
    assert counts(answer) == ("accepted", 1, 1, 0, 0)
    assert [row["origin"] for row in pending(installation) if row["origin"]] == [f"{partly['drop_id']}-000004"]


def test_a_row_corrected_twice_counts_once(installation: Installation, partly: dict[str, Any]) -> None:
    for minute, name in ((5, "赵春声"), (10, "赵春生")):
        send_back(installation, partly, {"户主身份证号": "", "户主": name})
        (answer,) = take(installation, minute)
    assert rules(answer) == [("ID_MISSING", None), ("REPLACES_EARLIER", 2)]
    corrected = [row for row in pending(installation) if row["origin"]]
    assert len(corrected) == 1
    assert "赵春生" in corrected[0]["values"]
    with reading(installation.settings) as ledger:
        known = ledger.query("intake/list_known_origins", folder=FOLDER, origins=[corrected[0]["origin"]])
    assert known.num_rows == 1


def test_the_whole_list_again_enters_only_what_is_new(
    installation: Installation, partly: dict[str, Any], drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    fire_rows[2][NUMBER] = ""
    fire_rows[3][LOSS] = "51000"
    drop_fire(installation.settings.inbox, fire_rows, "火灾损失人员(更正).xlsx")
    (answer,) = take(installation, 5)
    assert counts(answer) == ("accepted", 5, 2, 0, 3)
    assert {("ALREADY_DELIVERED", None), ("REPLACES_EARLIER", 5)} <= set(rules(answer))
    waiting = pending(installation)
    assert len(waiting) == len(fire_rows)
    assert [row["replaces"] for row in waiting if row["replaces"]] == [f"{partly['drop_id']}-000005"]
    text = "".join(
        str(cell.value) for row in openpyxl.load_workbook(installation.settings.root / answer["receipt"])["回执"] for cell in row
    )
    assert "3（与本表其他行或以前报送的内容完全相同，未重复登记）" in text


def test_a_list_of_which_all_is_known_is_a_repeat(
    installation: Installation, partly: dict[str, Any], drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    drop_fire(installation.settings.inbox, [fire_rows[0], fire_rows[1]], "再报.xlsx")
    (answer,) = take(installation, 5)
    assert counts(answer) == ("duplicate", 2, 0, 0, 2)
    assert len(pending(installation)) == 4
    assert "重复报送" in answer["receipt"]


def test_the_same_thing_said_twice_and_differently_in_one_list_goes_back(
    installation: Installation, drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    fire_rows.append([*fire_rows[0][:LOSS], "99999"])
    fire_rows.append(list(fire_rows[1]))
    drop_fire(installation.settings.inbox, fire_rows)
    (answer,) = take(installation)
    assert counts(answer) == ("partly", 7, 5, 1, 1)
    assert {("CONFLICTING_ROW", 7), ("DUPLICATE_ROW", 8)} <= set(rules(answer))
    assert answer["corrections"]


def test_a_good_row_after_a_bad_one_of_the_same_thing_does_not_wait_for_it(
    installation: Installation, drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    """The first row is set aside for its number; the second says the same with a good number: it contradicts nothing that
    was accepted. Corrected, the first is here already."""
    bad = [*fire_rows[2][:NUMBER], "3.70399E+17", *fire_rows[2][NUMBER + 1 :]]
    drop_fire(installation.settings.inbox, [bad, fire_rows[2]])
    (answer,) = take(installation)
    assert counts(answer) == ("partly", 2, 1, 1, 0)
    send_back(installation, answer, {"户主身份证号": fire_rows[2][NUMBER]})
    (again,) = take(installation, 5)
    assert counts(again) == ("duplicate", 1, 0, 0, 1)


def test_an_invented_reference_is_told_and_the_row_entered(installation: Installation, partly: dict[str, Any]) -> None:
    send_back(installation, partly, {"户主身份证号": "", "原行号": "77"})
    (answer,) = take(installation, 5)
    assert counts(answer) == ("accepted", 1, 1, 0, 0)
    assert ("ORIGIN_UNKNOWN", 2) in rules(answer)
    assert [row["origin"] for row in pending(installation) if row["drop_id"] == answer["drop_id"]] == [None]


def test_a_correction_joins_the_clue_that_the_wrong_row_opened(
    installation: Installation, roll_file: Path, drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 12, 18, 8, tzinfo=SHANGHAI))
    drop_fire(installation.settings.inbox, [fire_rows[2]])
    take(installation)
    first = runs.run(installation, "event", DAY)
    assert first["feeds"]["fire_loss"]["new"] == 1
    changed = [*fire_rows[2][:NUMBER], "", "19900000099", *fire_rows[2][NUMBER + 2 :]]
    drop_fire(installation.settings.inbox, [changed], "更正.xlsx")
    (answer,) = take(installation, 5)
    assert ("REPLACES_EARLIER", 2) in rules(answer)
    second = runs.run(installation, "event", DAY)
    assert (second["feeds"]["fire_loss"]["merged"], second["clues"], second["slips"]) == (1, 0, 0)
    with reading(installation.settings) as ledger:
        evidence = ledger.query("runs/select_open_clue_records")
    assert (evidence.num_rows, len(set(evidence["clue_id"].to_pylist()))) == (2, 1)
    assert runs.rebuild(installation, second["run_id"])["output_sha256"] == second["output_sha256"]


def test_a_corrected_address_replaces_though_the_address_tells_fires_apart(
    installation: Installation, drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    """One day, one householder with one valid number: the sender corrected where it burned. Without the number it may be another."""
    elsewhere = "博山区池上镇东池村8号"
    rows = [fire_rows[2], [*fire_rows[3][:NUMBER], "", *fire_rows[3][NUMBER + 1 :]]]
    drop_fire(installation.settings.inbox, rows)
    take(installation)
    drop_fire(installation.settings.inbox, [[row[0], elsewhere, *row[2:]] for row in rows], "更正.xlsx")
    (answer,) = take(installation, 5)
    assert [row for rule, row in rules(answer) if rule == "REPLACES_EARLIER"] == [2]
    assert len(pending(installation)) == 3


def test_two_fires_of_one_day_in_one_list_are_two(
    installation: Installation, drop_fire: Drop, fire_rows: list[list[str]]
) -> None:
    drop_fire(installation.settings.inbox, [fire_rows[2]])
    take(installation)
    two = [fire_rows[2], [fire_rows[2][0], "博山区池上镇东池村8号", *fire_rows[2][2:]]]
    drop_fire(installation.settings.inbox, two, "两处.xlsx")
    (answer,) = take(installation, 5)
    assert counts(answer) == ("accepted", 2, 1, 0, 1)
    assert "REPLACES_EARLIER" not in dict(rules(answer))
    assert len(pending(installation)) == 2


def test_a_township_does_not_replace_anothers_row(installation: Installation) -> None:
    heading = "村(社区),姓名,身份证号,困难情形,发现日期,发现方式,办理情况,办理结果\n"
    for unit, text in (("源泉镇", "家中失火"), ("池上镇", "大病")):
        path = installation.settings.inbox / "镇街" / unit / "巡查发现" / "巡查_202611.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{heading}麻庄村,赵春生,,{text},2026-11-20,入户走访,未办理,\n", encoding="utf-8")
    answers = take(installation)
    assert [counts(answer) for answer in answers] == [("accepted", 1, 1, 0, 0)] * 2
    assert not [finding for answer in answers for finding in rules(answer) if finding[0] == "REPLACES_EARLIER"]


def test_receipts_name_the_delivery(installation: Installation, partly: dict[str, Any]) -> None:
    page = openpyxl.load_workbook(installation.settings.root / partly["receipt"])["回执"]
    facts = {row[0].value: row[1].value for row in page}
    assert facts["回执编号"] == partly["drop_id"]
    shutil.copy2(installation.settings.root / partly["corrections"], installation.settings.root / "kept.xlsx")
    book = openpyxl.load_workbook(installation.settings.root / "kept.xlsx")
    assert [cell.value for cell in book["待更正"][1]][-3:] == ["回执编号", "原行号", "退回原因"]
