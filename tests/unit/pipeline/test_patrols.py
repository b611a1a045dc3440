"""A case that a unit handled on the doorstep answers the slip it was sent for the same person, and nothing less sure does."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.clues import clue_story
from matching.settings import Settings
from tests.unit.pipeline.casework import slips_of
from tests.unit.pipeline.conftest import THREE_FIRES, write_sheet

DAY = date(2026, 12, 10)
HEADINGS = ["村(社区)", "姓名", "身份证号", "困难情形", "发现日期", "办理情况", "办理结果"]


@pytest.fixture
def installation(sent_out: Path, settings: Settings) -> Installation:
    shutil.copytree(sent_out, settings.home)
    return open_installation(settings)


def row(person: int, **changes: str) -> list[str]:
    """A handled case of one of the three people, but for the changes."""
    name, number = THREE_FIRES[person][2:4]
    cells = (
        dict(zip(HEADINGS, ["麻庄村", name, number, "房屋失火", "2026-12-09", "已办结", "给予临时救助"], strict=True)) | changes
    )
    return [cells[heading] for heading in HEADINGS]


def test_a_handled_case_answers_its_slip_and_nothing_less_sure_does(installation: Installation) -> None:
    own = [
        row(0),
        row(1, 办理情况="办理中"),
        row(1, 困难情形="家中失火", 办理结果="已联系村里帮扶"),
        row(1, 困难情形="火灾", 办理结果="不符合条件"),
        row(2, 发现日期="2026-12-06"),
        row(2, 困难情形="家中失火", 身份证号=""),
    ]
    for unit, rows in (("源泉镇", own), ("池上镇", [row(2, 困难情形="火灾")])):
        write_sheet(installation.settings.inbox / "镇街" / unit / "巡查发现" / "巡查.xlsx", HEADINGS, rows)
    for group in reception.sweep(installation, datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)).groups:
        told = checking.check(installation, group["table"], group["drop_ids"])["drops"]
        assert sum(drop["rows_accepted"] for drop in told) == 7
    runs.run(installation, "monthly", DAY)
    leads = [slip for slip in slips_of(installation).values() if slip.is_lead]
    ((clue_id, result),) = ((slip.clue_id, slip.case.result) for slip in leads if slip.case.answer)
    assert result == "临时救助"
    told = clue_story(installation, clue_id, full=True)
    assert (told["person"]["name"], told["clue"]["closed_on"]) == (THREE_FIRES[0][2], DAY.isoformat())
    lead = next(slip for slip in leads if slip.clue_id == clue_id)
    assert [(event.name, event.said_on) for event in lead.events[1:]] == [("反馈", date(2026, 12, 9))]
