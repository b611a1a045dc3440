"""Eleven units drop their feedback at the same second, two sweeps look at once, and a batch goes out meanwhile: every form is taken once."""

import multiprocessing
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from matching.installation import Installation
from matching.pipeline import checking, reception, releasing, runs
from matching.pipeline.cases import cases_status
from matching.pipeline.clock import SHANGHAI
from tests.unit.pipeline.casework import slips_of
from tests.unit.pipeline.conftest import FIRE_HEADINGS, number, write_sheet

ISSUED, DAY = date(2026, 12, 7), date(2026, 12, 9)
FAMILIES = ("赵", "周", "郑", "吴", "冯", "陈", "褚", "卫", "蒋", "沈", "韩")


def fires(installation: Installation, day: date, first: int) -> None:
    rows = [
        [
            day.isoformat(),
            f"博山区{unit.name}和平路{first + place}号",
            f"{family}春生",
            number("19800101", first + place),
            "",
            "火灾",
            "4",
            "120000",
        ]
        for place, (unit, family) in enumerate(zip(installation.district.units, FAMILIES, strict=True))
    ]
    write_sheet(installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / f"火灾{first}.xlsx", FIRE_HEADINGS, rows)


def intake(installation: Installation, day: date) -> None:
    for _ in range(2):
        for group in reception.sweep(installation, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)).groups:
            checking.check(installation, group["table"], group["drop_ids"])


def send_out(installation: Installation, day: date) -> None:
    releasing.release(installation, runs.run(installation, "event", day)["run_id"], day)


@pytest.mark.slow
def test_eleven_forms_at_once_are_each_taken_once(installation: Installation, roll_file: Path) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 12, 7, 8, tzinfo=SHANGHAI))
    fires(installation, ISSUED, 101)
    intake(installation, ISSUED)
    send_out(installation, ISSUED)
    leads = [slip for slip in slips_of(installation).values() if slip.is_lead]
    assert len({slip.recipient for slip in leads}) == len(leads) == 11
    fires(installation, DAY, 201)
    intake(installation, DAY)
    for slip in leads:
        folder = installation.settings.inbox / "镇街" / slip.recipient_name(installation.district) / "反馈"
        write_sheet(
            folder / "反馈表.xlsx",
            ["文号", "线索编号", "处理结果", "未纳入原因"],
            [[slip.slip_no, slip.clue_id, "已在册", "低保在册"]],
        )
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work, args=(installation, DAY)) for work in (intake, intake, send_out)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    intake(installation, DAY)
    now = slips_of(installation)
    assert Counter(event.name for slip in leads for event in now[slip.slip_no].events) == {"已转办": 11, "反馈": 11}
    assert sum(slip.is_lead for slip in now.values()) == 22
    assert cases_status(installation, DAY)["states"]["已反馈"] == 11
    receipts = list((installation.settings.receipts / "镇街").glob("*/反馈/回执_*"))
    assert len(receipts) == 11
