"""Slips that are taken back keep their number, and their people are not lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline import releasing, runs
from matching.pipeline.clues import list_clues
from matching.pipeline.withdrawing import list_slips, withdraw
from tests.unit.pipeline.releases import DAY, NEXT, RUN, take


def test_a_withdrawn_slip_keeps_its_number_and_the_person_is_not_lost(
    held: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    releasing.release(held, RUN, DAY, "孙晓梅")
    withdraw(held, "博救转〔2026〕0001号", "单位有误", "孙晓梅", NEXT)
    (line,) = list_slips(held, RUN, withdrawn=True)
    assert (line["state"], line["reason"], line["by_whom"], line["withdrawn_on"]) == ("作废", "单位有误", "孙晓梅", "2026-12-21")
    assert [row["state"] for row in list_slips(held)] == ["作废", "已转办"]
    assert [row["closed_by"] for row in list_clues(held, NEXT)] == ["转办作废"]
    assert list_clues(held, NEXT, only_open=True) == []
    assert len(list_clues(held, DAY, only_open=True)) == 1
    book = load_workbook(held.settings.outbox / "镇街" / "源泉镇" / "全部在办.xlsx")
    assert (book["作废"]["B4"].value, book["作废"]["H4"].value) == ("博救转〔2026〕0001号", "单位有误")
    assert [cell.value for cell in book["全部在办"]["A"][3:]] == ["（无）"]
    drop_fire(held.settings.inbox, [["2026-12-17", *fire_rows[2][1:-1], "5000"]], "火灾损失人员_20261217.xlsx")
    take(held)
    second = runs.run(held, "event", DAY)
    assert (second["feeds"]["fire_loss"]["new"], second["feeds"]["fire_loss"]["merged"]) == (1, 0)
    releasing.release(held, second["run_id"], NEXT, "孙晓梅")
    assert [row["number"] for row in list_slips(held)][:3] == [1, 2, 3]


def test_a_slip_is_named_by_its_square_code_too_and_withdrawn_once(held: Installation) -> None:
    releasing.release(held, RUN, DAY, "孙晓梅")
    code = list_slips(held)[1]["code"]
    assert withdraw(held, code, "重复", "孙晓梅", NEXT)["number"] == 2
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    for said, reason, by in (
        (code, "重复", "孙晓梅"),
        (wrong, "重复", "孙晓梅"),
        ("博救转〔2026〕0001号", " ", "孙晓梅"),
        ("博救转〔2026〕0001号", "重复", ""),
    ):
        with pytest.raises(UsageError):
            withdraw(held, said, reason, by, NEXT)
    assert [row["state"] for row in list_slips(held)] == ["已转办", "作废"]
