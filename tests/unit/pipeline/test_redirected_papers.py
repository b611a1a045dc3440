"""改派: the papers of the slip that follows are kept with the run as they went out, and verified."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.chain import PAPERS, Line
from matching.installation import Installation, open_installation
from matching.ledger import reading
from matching.pipeline.anchoring import read_lines
from matching.pipeline.redirecting import redirect
from matching.pipeline.verifying import verify
from matching.settings import Settings
from tests.unit.pipeline.casework import hashes

RUN, NEW, BATCH = "event-2026-12-07-01", "博救转〔2026〕0007号", "改派-2026-0007"
HANDED = ("博救转〔2026〕0001号", "池上", "户籍和住所都在池上镇", "孙晓梅", date(2026, 12, 9))


@pytest.fixture
def here(sent_out: Path, settings: Settings) -> Installation:
    """Three lead slips (1 to 3) to 源泉镇 of 2026-12-07, three support slips (4 to 6)."""
    shutil.copytree(sent_out, settings.home)
    return open_installation(settings)


def lines(installation: Installation) -> list[Line]:
    with reading(installation.settings) as ledger:
        return [line for line in read_lines(ledger) if line.action == PAPERS]


def test_the_papers_are_kept_as_they_went_out_and_verified(here: Installation) -> None:
    redirect(here, *HANDED)
    (folder,) = (here.settings.runs / RUN / "redirected").iterdir()
    kept = hashes(folder)
    assert {name.split("/")[0] for name in kept} == {"镇街", "中心"}
    assert {name: hashes(here.settings.outbox)[name] for name in kept} == kept
    (line,) = lines(here)
    assert (line.subject, json.loads(line.detail)) == (NEW, {"folder": f"runs/{RUN}/redirected/{BATCH}", "files": kept})
    whole = verify(here)
    assert (whole.faults, whole.looked_at["released"]) == ((), 1)
    slip = next(folder.rglob("*.docx"))
    slip.write_bytes(slip.read_bytes().replace(b"a", b"b", 1))
    next(folder.rglob("交接登记表*.xlsx")).unlink()
    (folder / "多出来.txt").write_text("", encoding="utf-8")
    told = {Path(fault.which).name.split("_")[0]: fault.told for fault in verify(here).faults}
    assert told == {"线索转办单": "被改动", "交接登记表": "不见了", "多出来.txt": "是后来加入的"}


def test_papers_that_a_crash_left_undrawn_or_unsaid_are_drawn_and_said_once(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("disk full")

    for name in ("matching.publish.redirected.publish_redirected", "matching.pipeline.redirecting.install"):
        with monkeypatch.context() as crash:
            crash.setattr(name, fail)
            with pytest.raises(OSError, match="disk full"):
                redirect(here, *HANDED)
    drawn = hashes(here.settings.runs / RUN / "redirected")
    files = redirect(here, *HANDED)["files"]
    assert len(files) == 5
    assert all((here.settings.root / name).exists() for name in files)
    assert hashes(here.settings.runs / RUN / "redirected") == drawn
    assert len(lines(here)) == 1
    assert verify(here).faults == ()


def test_papers_that_were_destroyed_by_rule_are_not_drawn_again(here: Installation) -> None:
    redirect(here, *HANDED)
    for folder in (here.settings.runs / RUN / "redirected", here.settings.outbox):
        for path in (path for path in folder.rglob(f"{BATCH}/**/*") if path.is_file()):
            path.unlink()
    for folder in (here.settings.outbox / "镇街" / "池上镇" / BATCH, here.settings.outbox / "中心" / "转办登记" / BATCH):
        folder.rmdir()
    assert redirect(here, *HANDED)["files"] == []
    assert not [path for path in here.settings.root.rglob(f"*{BATCH}*/**/*") if path.is_file()]
    assert not (here.settings.outbox / "镇街" / "池上镇" / BATCH).exists()
    assert len(lines(here)) == 1
