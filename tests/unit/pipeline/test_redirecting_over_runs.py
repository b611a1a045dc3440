"""改派 over runs: who is reported again, or corrected, after the slip was handed on belongs to the new unit."""

from datetime import date, datetime
from pathlib import Path

import pytest

from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.redirecting import redirect
from tests.office import Office
from tests.tables import as_xlsx, number
from tests.unit.pipeline.casework import say

OLD, WHY = "博救转〔2026〕0001号", "户籍和住所都在池上镇"
CHEN = {"name": "陈立新", "id_number": number(7), "address": "博山区源泉镇麻庄村8号", "cause": "火灾"}


@pytest.fixture
def office(installation: Installation, roll_file: Path) -> Office:
    """A slip of 2026-10-12 to 源泉镇 of the yellow level, number 1."""
    reception.load_roll(installation, roll_file, datetime(2026, 10, 1, 8, tzinfo=SHANGHAI))
    office = Office(installation)
    office.send("fire_loss", date(2026, 10, 12), [CHEN | {"occurred_on": "2026-10-11", "loss": "3000"}])
    return office


SECOND = CHEN | {"occurred_on": "2026-10-14", "loss": "3500", "phone": "13800000001"}


def test_what_is_reported_later_joins_the_clue_and_goes_to_the_new_unit(office: Office) -> None:
    here = office.installation
    new = redirect(here, OLD, "池上镇", WHY, "孙晓梅", date(2026, 10, 13))["slip_no"]
    later = office.send("fire_loss", date(2026, 10, 15), [SECOND])
    assert (later["feeds"]["fire_loss"]["merged"], later["clues"]) == (1, 0)
    (row,) = office.rolling("镇街/池上镇")
    assert row["转办后新情况"].startswith("2026年10月15日《火灾损失人员》")
    (raised,) = office.listed("线索补充单", later["run_id"], "池上镇")
    assert (raised["姓名"], raised["原等级"], raised["现等级"], raised["原文号"]) == ("陈立新", "黄", "橙", new)
    assert not (here.settings.outbox / "镇街" / "源泉镇" / later["run_id"]).exists()
    assert runs.rebuild(here, later["run_id"])["output_sha256"] == later["output_sha256"]
    say(here, date(2026, 10, 20), [(new, {"result": "临时救助", "amount": "800"})])
    after = office.send("fire_loss", date(2026, 10, 22), [SECOND | {"occurred_on": "2026-10-21"}])
    assert (after["feeds"]["fire_loss"]["new"], after["clues"]) == (1, 1), (
        "the new unit's answer closed the clue, so another follows"
    )


def test_a_run_that_was_frozen_before_is_placed_anew(office: Office) -> None:
    here = office.installation
    deliver(here, SECOND)
    prepared = runs.prepare(here, "event", date(2026, 10, 15))
    assert prepared
    runs.standardise_feed(here, prepared["run_id"], "fire_loss")
    for step in (runs.link, runs.triage):
        step(here, prepared["run_id"])
    redirect(here, OLD, "池上镇", WHY, "孙晓梅", date(2026, 10, 15))
    for step in (runs.commit, runs.publish, runs.let_go):
        step(here, prepared["run_id"])
    (raised,) = office.listed("线索补充单", prepared["run_id"], "池上镇")
    assert raised["姓名"] == "陈立新"


@pytest.mark.parametrize(
    ("address", "opened"), [("博山区源泉镇麻庄村8号", 0), ("博山区池上镇东池村9号", 0), ("博山区域城镇大峪口村3号", 1)]
)
def test_a_correction_joins_the_clue_unless_it_names_a_unit_that_never_had_it(office: Office, address: str, opened: int) -> None:
    redirect(office.installation, OLD, "池上镇", WHY, "孙晓梅", date(2026, 10, 13))
    again = office.send(
        "fire_loss",
        date(2026, 10, 15),
        [CHEN | {"occurred_on": "2026-10-11", "loss": "3000", "phone": "13800000001", "address": address}],
    )
    assert (again["clues"], again["feeds"]["fire_loss"]["merged"]) == (opened, 1 - opened)


def deliver(installation: Installation, row: dict[str, str]) -> None:
    """A list of fires with one row, taken and judged."""
    contract = installation.feeds["fire_loss"]
    cells = [row.get(column.name, "") for column in contract.columns]
    path = installation.settings.inbox / "区消防救援大队" / contract.title / "又一场.xlsx"
    path.write_bytes(as_xlsx([[column.header for column in contract.columns], cells]))
    for group in reception.sweep(installation, datetime(2026, 10, 15, 8, tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])
