"""Every DAG file loads, and there are exactly these DAGs."""

import pytest

from matching.contracts import Cadence
from matching.settings import PROJECT

DAGS = {
    "intake",
    "clues_event",
    "clues_weekly",
    "clues_monthly",
    "clues_annual",
    "feeds",
    "release",
    "casework",
    "reports",
    "replay",
}


@pytest.fixture(scope="module")
def bag(airflow: None):
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(PROJECT / "dags"))


def test_no_import_errors_and_the_exact_set_of_dags(bag) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == DAGS


def test_officials_read_chinese(bag) -> None:
    for dag in bag.dags.values():
        words = [dag.dag_display_name, dag.doc_md, dag.description, *(task.task_display_name for task in dag.tasks)]
        assert all(any("一" <= letter <= "鿿" for letter in word) for word in words), dag.dag_id


def test_no_backfill_no_two_runs_at_once_and_retries(bag) -> None:
    for dag in bag.dags.values():
        assert not dag.catchup
        assert (dag.max_active_runs == 1) != (dag.dag_id == "release"), (
            "only batches that wait for a person may wait side by side"
        )
        assert all(task.retries == 2 for task in dag.tasks)


def test_tasks_that_open_the_ledger_share_the_pool(bag) -> None:
    pooled = {dag.dag_id: {task.task_id for task in dag.tasks if task.pool == "ledger"} for dag in bag.dags.values()}
    others = {
        "intake": {"sweep", "choose"},
        "feeds": {"overview", "remind", "anchor"},
        "release": {"look", "send"},
        "casework": {"supervise"},
        "reports": {"monthly", "visits", "sample"},
        "replay": set(),
    }
    assert pooled == {name: others.get(name, {"prepare", "commit", "publish", "let_go"}) for name in DAGS}


def test_every_cadence_has_its_dag_and_its_wake_up(bag) -> None:
    from zhaoren_airflow.assets import CADENCES, WAKE

    assert {cadence.value: cadence.chinese for cadence in Cadence} == CADENCES
    for cadence, asset in WAKE.items():
        assert [(outlet.name, outlet.uri) for outlet in bag.dags["intake"].get_task(f"wake_{cadence}").outlets] == [
            (asset.name, asset.uri)
        ]
        assert bag.dags[f"clues_{cadence}"].timetable.asset_condition.objects == (asset,)


def test_every_dag_can_be_stored_and_read_back(bag) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    summaries = {
        name: DagSerialization.from_dict(DagSerialization.to_dict(dag)).timetable.summary for name, dag in bag.dags.items()
    }
    assert summaries["clues_weekly"] == "Asset or 每周一 18:00"
    assert summaries["clues_annual"] == "Asset or 每年12月31日 18:00"
    assert (summaries["feeds"], summaries["casework"], summaries["reports"]) == ("30 8 * * *", "40 8 * * *", "0 9 1 * *")
