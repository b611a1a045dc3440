"""Intake and a clue run in this process, through the DAGs, on the real pipeline."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from matching.installation import Installation, open_installation
from matching.pipeline.status import status
from matching.settings import PROJECT, Settings

pytestmark = pytest.mark.slow
DAY = "2026-12-18"
ROLL, FIRE = "区民政局/救助对象名册", "区消防救援大队/火灾损失人员"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A rehearsal's home with the roll and a year of fires in the inbox; a file name there names a person."""
    from matching.synthetic import synthesise

    root = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHAOREN_HOME", str(root))
        patch.setenv("ZHAOREN_BUSINESS_DATE", DAY)
        patch.setenv("ZHAOREN_STABLE_SECONDS", "0.05")
        made = open_installation(Settings())
        synthesise(made, root / "synthetic", people=3000, seed=1, year=2026)
        for folder in (ROLL, FIRE):
            (made.settings.inbox / folder).mkdir(parents=True)
        shutil.copy(next((root / "synthetic" / "rolls").iterdir()), made.settings.inbox / ROLL / "名册.xlsx")
        with (root / "synthetic" / "drops.csv").open(encoding="utf-8", newline="") as stream:
            fires = [line["path"] for line in csv.DictReader(stream) if line["feed"] == "fire_loss" and line["arrives_on"] <= DAY]
        for number, path in enumerate(fires):
            source = root / "synthetic" / "drops" / path
            shutil.copy(source, made.settings.inbox / FIRE / f"户主某某某{number}{source.suffix}")
        yield made


def xcoms() -> str:
    """Everything that the tasks left in Airflow's database."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        return "\n".join(json.dumps(value, ensure_ascii=False, default=str) for (value,) in session.query(XComModel.value))


def papers(installation: Installation) -> list[Path]:
    return sorted(installation.settings.outbox.rglob("*.docx"))


def test_from_the_inbox_to_the_outbox(airflow: None, installed: Installation) -> None:
    from airflow.dag_processing.dagbag import DagBag

    dags = DagBag(str(PROJECT / "dags")).dags
    intake = dags["intake"].test()
    assert str(intake.state) == "success"
    states = {item.task_id: str(item.state) for item in intake.get_task_instances() if item.task_id.startswith("wake_")}
    assert states == {"wake_event": "success", "wake_weekly": "skipped", "wake_monthly": "skipped", "wake_annual": "skipped"}
    assert not any(path.is_file() for path in installed.settings.inbox.rglob("*"))
    assert str(dags["clues_event"].test().state) == "success"
    (run,) = status(installed)["runs"]
    assert (run["cadence"], run["as_of"]) == ("event", DAY)
    assert run["slips"] > 0
    assert papers(installed)
    assert "某某某" not in xcoms()


def test_again_there_is_nothing_to_do(airflow: None, installed: Installation) -> None:
    from airflow.dag_processing.dagbag import DagBag

    dags, before = DagBag(str(PROJECT / "dags")).dags, {path: path.stat().st_mtime_ns for path in papers(installed)}
    for name in ("intake", "clues_event"):
        assert str(dags[name].test().state) == "success"
    assert len(status(installed)["runs"]) == 1
    assert {path: path.stat().st_mtime_ns for path in papers(installed)} == before


def test_deliveries_are_measured_and_missing_ones_asked_for(airflow: None, installed: Installation) -> None:
    """The home is in use since that day: nothing is overdue yet."""
    from airflow.dag_processing.dagbag import DagBag

    run = DagBag(str(PROJECT / "dags")).dags["feeds"].test()
    assert str(run.state) == "success"
    assert (installed.settings.outbox / "中心" / "报送情况" / "报送情况_20261218.xlsx").is_file()
    assert list(installed.settings.receipts.rglob("催报通知_*")) == []
    assert (installed.settings.outbox / "中心" / "审计封存" / "封存单_20261218.txt").is_file()
