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
Row = dict[str, str]


@pytest.fixture
def installation(sent_out: Path, settings: Settings) -> Installation:
    shutil.copytree(sent_out, settings.home)
    return open_installation(settings)


def patrol(installation: Installation, unit: str = "源泉镇", **changes: str) -> None:
    """A patrol's list of one of the three people, and the run that takes it."""
    name, number = THREE_FIRES[0][2:4]
    row = dict(zip(HEADINGS, ["麻庄村", name, number, "房屋失火", "2026-12-09", "已办结", "给予临时救助"], strict=True)) | changes
    folder = installation.settings.inbox / "镇街" / unit / "巡查发现"
    write_sheet(folder / "巡查.xlsx", HEADINGS, [[row[heading] for heading in HEADINGS]])
    for group in reception.sweep(installation, datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    runs.run(installation, "monthly", DAY)


def answers(installation: Installation) -> dict[str, str | None]:
    return {slip.clue_id: slip.case.result for slip in slips_of(installation).values() if slip.is_lead and slip.case.answer}


def test_a_handled_case_answers_its_slip_and_closes_the_clue(installation: Installation) -> None:
    patrol(installation)
    ((clue_id, result),) = answers(installation).items()
    assert result == "临时救助"
    told = clue_story(installation, clue_id, full=True)
    assert (told["person"]["name"], told["clue"]["closed_on"]) == (THREE_FIRES[0][2], DAY.isoformat())
    lead = next(slip for slip in slips_of(installation).values() if slip.clue_id == clue_id and slip.is_lead)
    assert [(event.name, event.said_on) for event in lead.events[1:]] == [("反馈", date(2026, 12, 9))]


@pytest.mark.parametrize(
    "changes",
    [
        {"办理情况": "办理中"},
        {"办理结果": "已联系村里帮扶"},
        {"办理结果": "不符合条件"},
        {"发现日期": "2026-12-06"},
        {"身份证号": ""},
        {"unit": "池上镇"},
    ],
    ids=["not handled", "a result in words of its own", "unfit without a reason", "before the slip", "no number", "another unit"],
)
def test_nothing_less_sure_answers_a_slip(installation: Installation, changes: dict[str, str]) -> None:
    patrol(installation, **changes)
    assert answers(installation) == {}
