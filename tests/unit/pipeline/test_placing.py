"""待定派单 there and back: the form out of a run, filled in, dropped, and what the next run makes of it."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.waking import wakeups

DAY = date(2026, 12, 18)
Row = dict[str, Any]


class Centre:
    """The centre's clerk."""

    def __init__(self, installation: Installation) -> None:
        self.installation, self._sent = installation, 0

    def take(self, minute: int) -> list[Row]:
        groups = reception.sweep(self.installation, datetime(2026, 12, 18, 9, minute, tzinfo=SHANGHAI)).groups
        return [row for group in groups for row in checking.check(self.installation, group["table"], group["drop_ids"])["drops"]]

    def form(self, run_id: str, name: str = "待定派单表") -> Path:
        (path,) = (self.installation.settings.outbox / "中心" / run_id).glob(f"{name}_*.xlsx")
        return path

    def send_back(self, run_id: str, units: dict[str, str], minute: int, by: str = "孙晓梅") -> Row:
        """Fill in the unit of each name and drop the form."""
        book = openpyxl.load_workbook(self.form(run_id))
        sheet = book["待定派单"]
        headings = [cell.value for cell in sheet[3]]
        for line in sheet.iter_rows(min_row=4):
            unit = units.get(line[headings.index("来源姓名")].value)
            if unit:
                line[headings.index("承办单位")].value = unit
                line[headings.index("派单人")].value = by
        target = self.installation.settings.inbox / "中心" / "待定派单" / f"待定派单表_{minute}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        (answered,) = self.take(minute)
        return answered

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.installation.settings.ledger), read_only=True) as ledger:
            return ledger.execute(text).fetchall()


def rules_of(answered: Row) -> set[str]:
    return {finding["rule"] for finding in answered["findings"]}


@pytest.fixture
def centre(installation: Installation, roll_file: Path, drop_fire: Callable[..., Path], fire_rows: list[list[str]]) -> Centre:
    """Two people without a unit, 钱有财 and 周长河, in the run event-2026-12-18-01."""
    reception.load_roll(installation, roll_file, datetime(2026, 12, 18, 8, tzinfo=SHANGHAI))
    other = ["2026-12-16", "不详", "周长河", "", "19900000006", "火灾", "1", "15000"]
    drop_fire(installation.settings.inbox, [*fire_rows, other])
    centre = Centre(installation)
    centre.take(0)
    assert runs.run(installation, "event", DAY)["feeds"]["fire_loss"]["unlocated"] == 2
    return centre


def waiting(centre: Centre) -> list[str]:
    """Who is on the rolling form."""
    sheet = openpyxl.load_workbook(centre.installation.settings.outbox / "中心" / "待定派单表.xlsx")["待定派单"]
    return [line[3].value for line in sheet.iter_rows(min_row=4)]


def test_who_waits_for_a_unit_gets_it_through_the_drop_folder(centre: Centre) -> None:
    first = "event-2026-12-18-01"
    assert sorted(waiting(centre)) == ["周长河", "钱有财"]
    answered = centre.send_back(first, {"钱有财": "八陡", "周长河": "青州市"}, 5)
    assert waiting(centre) == ["周长河"]
    assert (answered["rows_accepted"], answered["rows_rejected"], rules_of(answered)) == (1, 1, {"UNIT_UNKNOWN"})
    assert wakeups(centre.installation, DAY) == ["event"]
    second = runs.run(centre.installation, "event", DAY)
    assert (second["rows_in"], second["units"]) == (1, {"370304106": 1})
    ((basis, unit_from),) = centre.query("SELECT basis, unit_from FROM clues WHERE unit = '370304106'")
    assert (unit_from, basis.startswith("承办单位由中心孙晓梅于2026年12月18日核实后指定")) == ("assigned", True)
    assert centre.query("SELECT bucket FROM outcomes JOIN assignments USING (record_id) ORDER BY after = '' DESC") == [
        ("unlocated",),
        ("new",),
    ]
    again = centre.send_back(first, {"钱有财": "城东街道", "周长河": "非本区"}, 10)
    assert (again["rows_accepted"], rules_of(again)) == (2, {"PLACED_BEFORE", "REPLACES_EARLIER"})
    assert waiting(centre) == []
    third = runs.run(centre.installation, "event", DAY)
    assert (third["rows_in"], third["feeds"]["fire_loss"]["outside"], third["clues"]) == (1, 1, 0)
    sheet = openpyxl.load_workbook(centre.form(third["run_id"], "转介清单"))["非本区"]
    assert [row[2].value for row in sheet.iter_rows(min_row=4)] == ["周长河"]
    for run in (second, third):
        assert runs.rebuild(centre.installation, run["run_id"])["output_sha256"] == run["output_sha256"]
    assert wakeups(centre.installation, DAY) == []


def test_a_number_of_nobody_is_refused(centre: Centre) -> None:
    path = centre.form("event-2026-12-18-01")
    book = openpyxl.load_workbook(path)
    sheet = book["待定派单"]
    headings = [cell.value for cell in sheet[3]]
    for heading, text in {"派单编号": "YP-00000-00000-0", "承办单位": "八陡镇", "派单人": "孙晓梅"}.items():
        sheet.cell(4, headings.index(heading) + 1).value = text
    sheet.delete_rows(5)
    target = centre.installation.settings.inbox / "中心" / "待定派单" / "表.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    (answered,) = centre.take(5)
    assert (answered["verdict"], rules_of(answered)) == ("rejected", {"PAIR_MISTYPED"})
