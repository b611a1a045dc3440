"""One run of one cadence: freeze its inputs, go through the stages, commit, publish, let go.

Belongs here: the order of a run's steps and what it takes from and leaves in the ledger. Does not belong here:
what a step does in its folder (matching.pipeline.stages). Every step may be repeated: until the commit nothing
counts, after it the run is found done. A record belongs to the run that committed it and to no other.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog
from filelock import FileLock

from matching.audit import Verdict
from matching.contracts import Cadence
from matching.errors import ProcessingError, ReleaseBlocked
from matching.installation import Installation
from matching.ledger import copy_ledger, reading, writing
from matching.pipeline import in_force, run_folder, stages
from matching.pipeline.committing import commit_once
from matching.pipeline.freezing import freeze, is_stale, moving_inputs, refreeze
from matching.pipeline.outbox import install
from matching.pipeline.releasing import is_automatic, release
from matching.pipeline.replay import replay
from matching.pipeline.sealing import seal
from matching.pipeline.standing import refresh
from matching.run import Run, sha256_file

log = structlog.get_logger()

Progress = Callable[[str, int, int], None]

ATTEMPTS = 5
"""How often a run is linked again because another run committed clues meanwhile."""


def _folder(installation: Installation, run_id: str) -> Path:
    return installation.settings.runs / Run.parse(run_id).run_id


def _opened(installation: Installation, run_id: str) -> tuple[Installation, Path]:
    """The installation as the run was prepared under, and the run's folder."""
    folder = _folder(installation, run_id)
    return in_force.of_run(installation, folder), folder


def prepare(installation: Installation, cadence: str, as_of: date) -> dict[str, Any] | None:
    """Freeze the next run of that cadence and day: {"run_id", "feeds"}; None if no accepted record waits."""
    return freeze(installation, Cadence(cadence), as_of)


def standardise_feed(installation: Installation, run_id: str, feed: str) -> dict[str, Any]:
    """Standardise one feed of a prepared run. A committed run is left as it is, here and in the next two steps: a feed
    that failed in it waits for the next run, even if its task is started again."""
    if _is_committed(installation, run_id):
        return {"feed": feed, "records": 0, "committed": True}
    own, folder = _opened(installation, run_id)
    return {"feed": feed, "records": stages.standardise_feed(own, folder, feed)}


def link(installation: Installation, run_id: str) -> dict[str, Any]:
    """Link the standardised feeds of a run."""
    if _is_committed(installation, run_id):
        return {"committed": True}
    return stages.link(*_opened(installation, run_id))


def triage(installation: Installation, run_id: str) -> dict[str, Any]:
    """Put every record of a run into its bucket."""
    if _is_committed(installation, run_id):
        return {"committed": True}
    return stages.triage(*_opened(installation, run_id))


def _is_committed(installation: Installation, run_id: str) -> bool:
    with reading(installation.settings) as ledger:
        return bool(ledger.query("runs/select_run", run_id=run_id).num_rows)


def commit(installation: Installation, run_id: str) -> dict[str, Any]:
    """Write the run into the ledger in one transaction. A committed run is found done.

    If another run committed clues since this one was frozen, the same person could be sent out twice: the open clues
    are frozen again and linking and triage repeated before the next attempt.
    """
    own, folder = _opened(installation, run_id)
    for _ in range(ATTEMPTS):
        with writing(installation.settings) as ledger:
            if not is_stale(ledger, own, folder):
                summary = commit_once(ledger, own, folder)
                break
            now = moving_inputs(ledger, own, run_folder.records_of(folder), Run.parse(run_id).as_of)
        refreeze(folder, now)
        stages.link(own, folder)
        stages.triage(own, folder)
    else:
        raise ProcessingError(f"run={run_id}: other runs kept committing clues; run it again")
    log.info("commit", run=run_id, records=summary["rows_in"], clues=summary["clues"], slips=summary["slips"])
    return summary


def publish(installation: Installation, run_id: str) -> dict[str, Any]:
    """Render the centre's files of a committed run, write its manifest, and put them into the outbox. Repeatable, one process at a time."""
    with FileLock(installation.settings.runs / f".{run_id}.lock", timeout=installation.settings.lock_seconds):
        return _publish(installation, run_id)


def _publish(installation: Installation, run_id: str) -> dict[str, Any]:
    own, folder = _opened(installation, run_id)
    stages.publish(own, folder)
    sealed = seal(installation.settings, folder)
    install(folder / "published", installation.settings.outbox, run_id)
    refresh(installation, Run.parse(run_id).as_of)
    with writing(installation.settings) as ledger:
        if run_id in ledger.query("runs/list_unpublished_runs")["run_id"].to_pylist():
            event = {"run_id": run_id, "event": "published", "output_sha256": sealed["output_sha256"]}
            ledger.append("run_events", pa.Table.from_pylist([event]))
            told = {name: sealed[name] for name in ("files", "output_sha256")}
            ledger.audit("publish", run_id, **told, manifest=sha256_file(folder / "manifest.json"))
    copy_ledger(installation.settings, installation.settings.outbox / "中心" / "台账.duckdb")
    log.info("publish", run=run_id, files=sealed["files"], sha256=sealed["output_sha256"][:16])
    return sealed


def let_go(installation: Installation, run_id: str) -> dict[str, Any]:
    """Release a published run if the district lets its cadence go out by itself; else it waits for a person."""
    if not is_automatic(installation, run_id):
        return {"released_on": None}
    return release(installation, run_id, Run.parse(run_id).as_of)


def run(installation: Installation, cadence: str, as_of: date, progress: Progress | None = None) -> dict[str, Any]:
    """A whole run without the scheduler. With no record waiting, the day's last run is rebuilt and compared instead.

    `progress` is told (step in Chinese, steps done, steps in all). Returns the run's summary with output_sha256;
    {"run_id": None} if there is nothing and never was.
    """
    finish(installation)
    prepared = prepare(installation, cadence, as_of)
    if prepared is None:
        return _again(installation, cadence, as_of)
    run_id = prepared["run_id"]
    steps: list[Callable[[], dict[str, Any]]] = [
        *(partial(standardise_feed, installation, run_id, feed) for feed in prepared["feeds"]),
        *(partial(step, installation, run_id) for step in (link, triage, commit, publish, let_go)),
    ]
    answers = []
    for step in steps:
        answers.append(step())
        if progress:
            progress("比对", len(answers), len(steps))
    committed, published, released = answers[-3:]
    return committed | published | released


def finish(installation: Installation) -> list[str]:
    """Go on with the runs that somebody pulled the plug on: publish what was committed, send what was released, release what goes
    out by itself. Returns their ids. A batch that its check holds back goes on waiting."""
    with reading(installation.settings) as ledger:
        left: list[str] = ledger.query("runs/list_unpublished_runs")["run_id"].to_pylist()
    for run_id in left:
        commit(installation, run_id)
        publish(installation, run_id)
    with reading(installation.settings) as ledger:
        waiting: list[str] = ledger.query("runs/list_unreleased_runs")["run_id"].to_pylist()
        unsent: list[str] = ledger.query("runs/list_unsent_releases")["run_id"].to_pylist()
    for run_id in unsent:
        release(installation, run_id, Run.parse(run_id).as_of)
    for run_id in waiting:
        try:
            let_go(installation, run_id)
        except ReleaseBlocked:
            log.warning("blocked", run=run_id)
    return list(dict.fromkeys([*left, *unsent, *waiting]))


def _again(installation: Installation, cadence: str, as_of: date) -> dict[str, Any]:
    with reading(installation.settings) as ledger:
        done = ledger.query("runs/count_runs", cadence=cadence, as_of=as_of)["runs"][0].as_py()
        if done == 0:
            return {"run_id": None, "cadence": cadence, "as_of": as_of.isoformat(), "rows_in": 0, "feeds": {}}
        run_id = Run(cadence=Cadence(cadence), as_of=as_of, sequence=done).run_id
        summary: dict[str, Any] = json.loads(ledger.query("runs/select_run", run_id=run_id)["summary"][0].as_py())
        released = ledger.query("runs/select_release", run_id=run_id)["released_on"].to_pylist()
    return summary | rebuild(installation, run_id) | {"released_on": released[0] if released else None}


def rebuild(installation: Installation, run_id: str) -> dict[str, Any]:
    """Play a run back: {"run_id", "files", "output_sha256"}. Raises ProcessingError unless every byte is the same."""
    done = replay(installation, run_id)
    if done.verdict != Verdict.IDENTICAL:
        told = "; ".join([*done.missing, *dict.fromkeys(f"{one.file}: {one.kind.value}" for one in done.differences)])
        raise ProcessingError(
            f"run={done.run_id}: what is made once more differs, or cannot be made ({told}); zhaoren replay says where"
        )
    return {"run_id": done.run_id, "files": done.papers, "output_sha256": done.output_sha256}
