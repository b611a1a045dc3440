"""The wiring of the DAGs, run in this process with the pipeline's answers given."""

import pytest

from matching.settings import PROJECT

STEPS = ("standardise", "link", "triage", "commit", "publish", "let_go")


@pytest.fixture(scope="module")
def bag(airflow: None):
    """The DAGs without retries, so that a failure fails at once."""
    from airflow.dag_processing.dagbag import DagBag
    from zhaoren_airflow import assets

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(assets.TASK_DEFAULTS, "retries", 0)
        yield DagBag(str(PROJECT / "dags"))


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch):
    """Replace the pipeline's calls; returns what was called with what."""
    from zhaoren_airflow import tasks

    calls: list[tuple] = []

    def answer(name: str, value: object = None, fails: object = None) -> None:
        def call(*arguments: object) -> object:
            calls.append((name, *arguments))
            if fails is not None and fails in arguments:
                raise RuntimeError(f"{name} fails")
            return value

        monkeypatch.setattr(tasks, name, call)

    answer.calls = calls
    return answer


def play(dag, **conf: object) -> tuple[str, dict[str, str]]:
    """State of the run, and of each task (mapped ones with their index)."""
    run = dag.test(run_conf=conf or None)
    states = {
        item.task_id if item.map_index < 0 else f"{item.task_id}[{item.map_index}]": str(item.state)
        for item in run.get_task_instances()
    }
    return str(run.state), states


def test_nothing_to_do_is_a_success(bag, pipeline) -> None:
    pipeline("prepare", [])
    state, tasks = play(bag.dags["clues_weekly"])
    assert state == "success"
    assert tasks.pop("prepare") == "success"
    assert set(tasks.values()) == {"skipped"}


def test_a_feed_that_fails_stops_no_other_but_fails_the_run(bag, pipeline) -> None:
    steps = [{"run_id": "weekly-2026-12-18-01", "feed": feed} for feed in ("citizen_complaint", "disability_new")]
    pipeline("prepare", steps)
    for step in STEPS:
        pipeline(step, {"records": 1}, fails="citizen_complaint" if step == "standardise" else None)
    pipeline("goes_out_by_itself", True)
    state, tasks = play(bag.dags["clues_weekly"])
    assert state == "failed"
    assert tasks == {
        "prepare": "success",
        "standardise[0]": "failed",
        "standardise[1]": "success",
        "all_standardised": "upstream_failed",
        "link": "success",
        "triage": "success",
        "commit": "success",
        "publish": "success",
        "choose": "success",
        "let_go": "success",
        "ask": "skipped",
    }
    assert [call for call in pipeline.calls if call[0] in STEPS[1:]] == [(step, steps) for step in STEPS[1:]]


def test_a_prepare_that_fails_goes_no_further(bag, pipeline) -> None:
    pipeline("prepare", fails="monthly")
    state, tasks = play(bag.dags["clues_monthly"])
    assert state == "failed"
    assert [name for name, of_task in tasks.items() if of_task not in ("failed", "upstream_failed")] == []
    assert [call[0] for call in pipeline.calls] == ["prepare"]


def test_the_business_date_comes_from_the_run_or_from_its_form(bag, pipeline) -> None:
    pipeline("prepare", [])
    play(bag.dags["clues_annual"])
    play(bag.dags["clues_annual"], as_of="2026-12-31")
    assert [call[:3] for call in pipeline.calls] == [("prepare", "annual", None), ("prepare", "annual", "2026-12-31")]
    assert all(call[3].tzinfo is not None for call in pipeline.calls)


def test_one_department_delays_nobody_and_the_officer_sees_it(bag, pipeline) -> None:
    pipeline("sweep", [{"table": "fire_loss", "drop_ids": ["a"]}, {"table": "police_110", "drop_ids": ["b", "c"]}])
    pipeline("check", {"drops": []}, fails="fire_loss")
    pipeline("due_cadences", ["event", "monthly"])
    pipeline("data_docs", {"results": 2})
    state, tasks = play(bag.dags["intake"])
    assert state == "failed"
    assert tasks == {
        "sweep": "success",
        "check[0]": "failed",
        "check[1]": "success",
        "all_checked": "upstream_failed",
        "data_docs": "success",
        "choose": "success",
        "wake_event": "success",
        "wake_weekly": "skipped",
        "wake_monthly": "success",
        "wake_annual": "skipped",
    }


def test_an_empty_sweep_still_looks_who_is_late(bag, pipeline) -> None:
    pipeline("sweep", [])
    pipeline("due_cadences", ["annual"])
    pipeline("data_docs", {"results": 0})
    state, tasks = play(bag.dags["intake"])
    assert (state, tasks["check"], tasks["all_checked"], tasks["wake_annual"]) == ("success", "skipped", "success", "success")


def test_nobody_is_woken_for_nothing(bag, pipeline) -> None:
    pipeline("sweep", [])
    pipeline("due_cadences", [])
    pipeline("data_docs", {"results": 0})
    state, tasks = play(bag.dags["intake"])
    assert state == "success"
    assert {tasks[f"wake_{cadence}"] for cadence in ("event", "weekly", "monthly", "annual")} == {"skipped"}


def test_every_day_the_workbook_then_the_reminders(bag, pipeline) -> None:
    pipeline("overview", "outbox/a.xlsx")
    pipeline("remind", [])
    pipeline("anchor", "outbox/b.txt")
    assert play(bag.dags["feeds"]) == ("success", {"overview": "success", "remind": "success", "anchor": "success"})
    play(bag.dags["feeds"], as_of="2026-12-15")
    assert [call[:2] for call in pipeline.calls if call[0] != "anchor"] == [
        ("overview", None),
        ("remind", None),
        ("overview", "2026-12-15"),
        ("remind", "2026-12-15"),
    ]
    assert all(call[-1].tzinfo is not None for call in pipeline.calls)


def test_reminders_that_fail_leave_the_workbook_and_the_anchor(bag, pipeline) -> None:
    pipeline("overview", "outbox/a.xlsx")
    pipeline("anchor", "outbox/b.txt")
    pipeline("remind", fails="2039-03-01")
    assert play(bag.dags["feeds"], as_of="2039-03-01") == (
        "failed",
        {"overview": "success", "remind": "failed", "anchor": "success"},
    )


def test_a_batch_that_waits_for_a_person_asks_once(bag, pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

    asked = []
    monkeypatch.setattr(TriggerDagRunOperator, "execute", lambda self, context: asked.append((self.trigger_run_id, self.conf)))
    pipeline("prepare", [{"run_id": "weekly-2026-12-18-01", "feed": "disability_new"}])
    for step in STEPS:
        pipeline(step, {"records": 1})
    pipeline("goes_out_by_itself", False)
    state, tasks = play(bag.dags["clues_weekly"])
    assert (state, tasks["ask"], tasks["let_go"]) == ("success", "success", "skipped")
    assert asked == [("release__weekly-2026-12-18-01", {"run_id": "weekly-2026-12-18-01"})]


@pytest.mark.parametrize(
    ("option", "signer", "by"), [("签发", "孙晓梅", "孙晓梅"), ("签发", None, "officer"), ("暂不签发", None, None)]
)
def test_a_batch_goes_out_as_the_person_said(
    monkeypatch: pytest.MonkeyPatch, option: str, signer: str | None, by: str | None
) -> None:
    from datetime import UTC, date, datetime

    from airflow.sdk.exceptions import AirflowSkipException
    from zhaoren_airflow import tasks

    from matching.pipeline import releasing

    calls = []
    monkeypatch.setattr(releasing, "release", lambda installation, *arguments: calls.append(arguments) or {})
    answer = {"chosen_options": [option], "params_input": {"by": signer}, "responded_by_user": {"id": "officer", "name": "officer"},
              "responded_at": datetime(2026, 12, 20, 17, tzinfo=UTC)}  # fmt: skip
    if by is None:
        with pytest.raises(AirflowSkipException):
            tasks.release("weekly-2026-12-18-01", answer)
        assert calls == []
        return
    tasks.release("weekly-2026-12-18-01", answer)
    assert calls == [("weekly-2026-12-18-01", date(2026, 12, 21), by)]


def test_a_replay_writes_its_report_and_then_says_whether_all_is_well(bag, pipeline) -> None:
    counts = {"identical": 2, "different": 0, "cannot": 0}
    for different, state in ((0, "success"), (1, "failed")):
        pipeline("replay", {"counts": counts | {"different": different}, "files": ["outbox/中心/重算核对/a.xlsx"]})
        assert play(bag.dags["replay"], since="2026-12-01") == (state, {"play": "success", "conclude": state})
    assert [call[:4] for call in pipeline.calls] == [("replay", None, "2026-12-01", None)] * 2
