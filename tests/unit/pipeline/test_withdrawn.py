"""A row set aside that its sender gives up: closed, kept, counted, listed; and what is no withdrawal."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl

from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.punctuality import overview, punctuality

DAY = date(2026, 12, 18)
ANSWER, WHY = "更正或撤回", "撤回原因"


def sweep(installation: Installation, day: date = DAY) -> list[dict]:
    groups = reception.sweep(installation, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def sent_back(installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]) -> dict:
    """Five rows of which three go back: two without a name, one with a loss that cannot be read."""
    fire_rows[1][2] = fire_rows[2][2] = ""
    fire_rows[3][7] = "约五万"
    drop_fire(installation.settings.inbox, fire_rows)
    (answer,) = sweep(installation)
    assert (answer["verdict"], answer["rows_rejected"]) == ("partly", 3)
    return answer


def answered(installation: Installation, answer: dict, name: str, change: Callable[[list[dict[str, str]]], None]) -> dict:
    """The correction workbook filled in and dropped again; `change` sees its rows by title."""
    book = openpyxl.load_workbook(installation.settings.root / answer["corrections"])
    page = book["待更正"]
    titles = [cell.value for cell in page[1]]
    rows = [dict(zip(titles, [cell or "" for cell in row], strict=True)) for row in page.iter_rows(min_row=2, values_only=True)]
    change(rows)
    page.delete_rows(2, page.max_row)
    for row in rows:
        page.append([row.get(title, "") for title in titles])
    book.save(installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / name)
    (after,) = sweep(installation)
    return after


def told(answer: dict) -> set[tuple[int | None, str]]:
    return {(item["row"], item["rule"]) for item in answer["findings"]}


def line(installation: Installation, as_of: date = DAY) -> tuple[int, int]:
    """Rows to correct and rows given up."""
    with reading(installation.settings) as ledger:
        rows = ledger.query("report/list_deliveries", feeds=["fire_loss"], as_of=as_of).to_pylist()
    return sum(row["rows_to_correct"] for row in rows), sum(row["rows_withdrawn"] for row in rows)


def test_a_row_that_is_given_up_is_closed_counted_and_listed(
    installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    first = sent_back(installation, drop_fire, fire_rows)

    def change(rows: list[dict[str, str]]) -> None:
        assert [row[ANSWER] for row in rows] == ["更正"] * 3
        rows[0] |= {ANSWER: "撤回", WHY: "同一户重复登记"}
        rows[1] |= {ANSWER: "撤回", WHY: " "}
        rows[2] |= {ANSWER: "撤回", WHY: "误报，非本区火灾"}

    after = answered(installation, first, "待更正_1.xlsx", change)
    assert (after["verdict"], after["rows_in"], after["rows_rejected"], after["rows_withdrawn"]) == ("rejected", 3, 1, 2)
    assert (3, "WITHDRAWN_WITHOUT_REASON") in told(after)
    assert line(installation) == (1, 2)
    pages = openpyxl.load_workbook(overview(installation, DAY))
    listed = [[cell for cell in row if cell] for row in pages["撤回的行"].iter_rows(min_row=4, values_only=True)]
    assert [(row[3:5], row[-1]) for row in listed] == [
        ([first["drop_id"], 3], "同一户重复登记"),
        ([first["drop_id"], 5], "误报，非本区火灾"),
    ]
    assert "孙福来" in listed[1]
    receipt = openpyxl.load_workbook(installation.settings.root / after["receipt"])["回执"]
    assert any(cell == "撤回行数" for row in receipt.iter_rows(values_only=True) for cell in row)
    again = answered(installation, after, "待更正_2.xlsx", lambda rows: rows[0].update({ANSWER: "撤回", WHY: "户主拒绝登记"}))
    assert (again["verdict"], again["rows_withdrawn"], line(installation)) == ("withdrawn", 1, (0, 3))
    assert [each.rows_withdrawn for each in punctuality(installation, DAY).lines if each.feed == "fire_loss"] in ([], [3])


def test_what_is_no_withdrawal(installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]) -> None:
    first = sent_back(installation, drop_fire, fire_rows)
    assert (
        answered(
            installation,
            first,
            "待更正_0.xlsx",
            lambda rows: rows.__setitem__(slice(0, 2), []) or rows[0].update(损失金额="50000"),
        )["rows_accepted"]
        == 1
    )
    before = line(installation)

    def change(rows: list[dict[str, str]]) -> None:
        rows[0] |= {ANSWER: "撤回", WHY: "重复", "原行号": "2"}
        rows[1] |= {ANSWER: "撤回", WHY: "重复", "回执编号": "", "原行号": ""}
        rows[2] |= {ANSWER: "撤回", WHY: "已更正接收的行"}
        rows.append({**rows[1], ANSWER: "删除", WHY: ""})

    after = answered(installation, first, "待更正_1.xlsx", change)
    assert {(2, "WITHDRAWS_NOTHING"), (3, "WITHDRAWN_WITHOUT_ORIGIN"), (4, "WITHDRAWS_NOTHING"), (5, "ANSWER_UNKNOWN")} <= told(
        after
    )
    assert (after["rows_accepted"], line(installation)[1]) == (0, before[1])
    with reading(installation.settings) as ledger:
        assert ledger.query("report/list_withdrawn_rows", feeds=["fire_loss"], as_of=DAY).num_rows == 0


def test_a_new_row_in_the_correction_workbook_is_a_record_of_its_own(
    installation: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    first = sent_back(installation, drop_fire, fire_rows)
    added = ["2026-12-17", "博山区白塔镇小庄村5号", "周来宝", "", "19900000009", "火灾", "2", "20000"]

    def change(rows: list[dict[str, str]]) -> None:
        rows[2]["损失金额"] = "50000"
        rows.append(dict(zip(list(rows[0]), added, strict=False)))

    after = answered(installation, first, "待更正_1.xlsx", change)
    assert (after["rows_accepted"], after["rows_rejected"]) == (2, 2)
    with reading(installation.settings) as ledger:
        known = ledger.query("intake/list_pending_records", feeds=["fire_loss"], as_of=DAY).to_pylist()
    assert sorted(row["origin"] is None for row in known if row["drop_id"] == after["drop_id"]) == [False, True]
    assert line(installation) == (2, 0)
    how = openpyxl.load_workbook(installation.settings.root / first["corrections"])["填写说明"]
    words = "".join(str(row[0]) for row in how.iter_rows(values_only=True))
    assert "另起一行" in words
    assert "选「撤回」" in words
