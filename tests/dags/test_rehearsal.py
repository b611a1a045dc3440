"""A demo clears what a demo made, and nothing else."""

import json
from pathlib import Path

import pytest
from zhaoren_airflow import rehearsal

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline import reception
from matching.pipeline.clock import business_moment
from matching.settings import Settings


def deliver(installation: Installation, text: str) -> None:
    """One drop, taken and in the ledger, not checked."""
    path = installation.settings.inbox / "区消防救援大队" / "火灾损失人员" / "火灾.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    reception.sweep(installation, business_moment(installation.settings))


def test_a_real_ledger_is_refused_and_left_alone(installation: Installation) -> None:
    deliver(installation, "户主\n")
    before = installation.settings.ledger.read_bytes()
    with pytest.raises(UsageError, match="正式台账"):
        rehearsal.clear(installation.settings)
    assert installation.settings.ledger.read_bytes() == before


def test_a_finished_demo_is_cleared_for_the_next(installation: Installation) -> None:
    rehearsal.clear(installation.settings)
    deliver(installation, "户主\n")
    rehearsal.close(installation)
    (installation.settings.root / "README.md").write_text("stays", encoding="utf-8")
    rehearsal.clear(installation.settings)
    assert sorted(path.name for path in installation.settings.root.iterdir()) == ["README.md", rehearsal.MARKER]


def test_a_demo_cut_off_is_cleared(installation: Installation) -> None:
    rehearsal.clear(installation.settings)
    deliver(installation, "户主\n")
    rehearsal.clear(installation.settings)
    assert not installation.settings.ledger.exists()


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "still in the inbox"])
def test_a_demo_home_used_since_is_refused(installation: Installation, taken: bool) -> None:
    rehearsal.clear(installation.settings)
    deliver(installation, "户主\n")
    rehearsal.close(installation)
    if taken:
        deliver(installation, "户主,时间\n")
    else:
        (installation.settings.inbox / "公安110").mkdir(parents=True, exist_ok=True)
        (installation.settings.inbox / "公安110" / "a.xlsx").write_bytes(b"x")
    with pytest.raises(UsageError, match="又收过文件"):
        rehearsal.clear(installation.settings)
    assert installation.settings.ledger.exists()


def test_what_is_delivered_is_one_week_one_month_the_year_and_two_events(tmp_path: Path) -> None:
    from zhaoren_airflow import demo

    lines = [
        "path,feed,unit,period,arrives_on,rows,format",
        "a/w49.xlsx,disability_new,,2026-W49,2026-12-07,3,xlsx",
        "a/w50.xlsx,disability_new,,2026-W50,2026-12-14,3,xlsx",
        "b/m.xls,health_inpatient,,2026-11,2026-12-05,3,xls",
        "c/y.xls,education_aid,,2026,2026-12-20,3,xls",
        "d/f1.csv,fire_loss,,2026-11-01,2026-11-03,3,csv",
        "d/f2.csv,fire_loss,,2026-12-01,2026-12-03,3,csv",
        "d/f3.csv,fire_loss,,2026-12-18,2026-12-20,3,csv",
        "e/t.csv,traffic_accident,,2026-12-01,2026-12-03,3,csv",
    ]
    (tmp_path / "drops.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [str(drop.path) for drop in demo.chosen(tmp_path)] == ["a/w50.xlsx", "b/m.xls", "c/y.xls", "d/f2.csv", "e/t.csv"]


def test_the_home_of_a_demo_says_so(settings: Settings) -> None:
    rehearsal.clear(settings)
    assert json.loads((settings.root / rehearsal.MARKER).read_text(encoding="utf-8")) == {"drops": None}
