"""The answers of a rehearsal: made of the outbox alone, the same every time, on the mark's list, and never in a home that may be real."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.pipeline.answering import hand_in
from matching.pipeline.clock import business_day
from matching.pipeline.rehearsal import Mark, read_mark, write_mark
from matching.run import sha256_file
from matching.settings import Settings

DAY = date(2026, 12, 7)
DAYS = [DAY + timedelta(days=number) for number in range(22)]


@pytest.fixture
def rehearsing(sent_out: Path, settings: Settings) -> Installation:
    """A rehearsal's home with a batch in the outbox, and nothing of which an office knows nothing: no ledger, no runs."""
    shutil.copytree(sent_out / "outbox", settings.outbox)
    write_mark(settings, Mark(business_date=DAY, made=("0" * 64,)))
    return open_installation(settings)


def bytes_of(installation: Installation, seed: int) -> dict[str, str]:
    """Everything that is handed in over three weeks."""
    handed = {}
    for day in DAYS:
        handed |= {name: sha256_file(installation.settings.inbox / name) for name in hand_in(installation, day, seed)}
    return handed


def test_the_same_papers_and_seed_give_the_same_files_out_of_the_outbox_alone(rehearsing: Installation) -> None:
    first = bytes_of(rehearsing, 5)
    assert len(first) >= 3
    assert first == bytes_of(rehearsing, 5) != bytes_of(rehearsing, 6)
    assert {path.rsplit("/", 1)[0] for path in first} <= {"镇街/源泉镇/反馈", "区应急管理局/反馈", "区住建局/反馈"}
    assert set(first.values()) | {"0" * 64} <= set(read_mark(rehearsing.settings).made)
    assert not rehearsing.settings.ledger.exists()
    assert business_day(rehearsing.settings) == DAYS[-1], "the rehearsal has come to the last day that was played"


def test_nobody_makes_up_answers_in_a_home_that_may_be_real(rehearsing: Installation) -> None:
    (rehearsing.settings.root / "demo.json").unlink()
    with pytest.raises(UsageError, match="不是演练"):
        bytes_of(rehearsing, 5)
    assert not rehearsing.settings.inbox.exists()
