"""One run of one cadence: freeze its inputs, go through the stages, commit, publish.

Belongs here: the order of a run's steps and what it takes from and leaves in the ledger. Does not belong here:
what a step does in its folder (matching.pipeline.stages). Every step may be repeated: until the commit nothing
counts, after it the run is found done. A record belongs to the run that committed it and to no other.
"""

import json
import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog
from filelock import FileLock

from matching.contracts import Cadence
from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import copy_ledger, reading, writing
from matching.pipeline import stages
from matching.pipeline.committing import commit_once
from matching.pipeline.freezing import freeze, is_stale, moving_inputs, refreeze
from matching.pipeline.outbox import install
from matching.run import Run, read_manifest, sha256_file, sha256_tree, versions, write_manifest, write_table

log = structlog.get_logger()

Progress = Callable[[str, int, int], None]

ATTEMPTS = 5
"""How often a run is linked again because another run committed clues meanwhile."""


def _folder(installation: Installation, run_id: str) -> Path:
    return installation.settings.runs / Run.parse(run_id).run_id


def prepare(installation: Installation, cadence: str, as_of: date) -> dict[str, Any] | None:
    """Freeze the next run of that cadence and day: {"run_id", "feeds"}; None if no accepted record waits."""
    return freeze(installation, Cadence(cadence), as_of)


def standardise_feed(installation: Installation, run_id: str, feed: str) -> dict[str, Any]:
    """Standardise one feed of a prepared run. A committed run is left as it is, here and in the next two steps: a feed
    that failed in it waits for the next run, even if its task is started again."""
    if _is_committed(installation, run_id):
        return {"feed": feed, "records": 0, "committed": True}
    return {"feed": feed, "records": stages.standardise_feed(installation, _folder(installation, run_id), feed)}


def link(installation: Installation, run_id: str) -> dict[str, Any]:
    """Link the standardised feeds of a run."""
    if _is_committed(installation, run_id):
        return {"committed": True}
    return stages.link(installation, _folder(installation, run_id))


def triage(installation: Installation, run_id: str) -> dict[str, Any]:
    """Put every record of a run into its bucket."""
    if _is_committed(installation, run_id):
        return {"committed": True}
    return stages.triage(installation, _folder(installation, run_id))


def _is_committed(installation: Installation, run_id: str) -> bool:
    with reading(installation.settings) as ledger:
        return bool(ledger.query("runs/select_run", run_id=run_id).num_rows)


def commit(installation: Installation, run_id: str) -> dict[str, Any]:
    """Write the run into the ledger in one transaction and take its slip numbers. A committed run is found done.

    If another run committed clues since this one was frozen, the same person could be sent out twice: the open clues
    are frozen again and linking and triage repeated before the next attempt.
    """
    folder = _folder(installation, run_id)
    for _ in range(ATTEMPTS):
        with writing(installation.settings) as ledger:
            if not is_stale(ledger, installation, folder):
                summary = commit_once(ledger, installation, folder)
                slips = ledger.query("runs/select_slips", run_id=run_id)
                break
            now = moving_inputs(ledger, installation, stages.records_of(folder), Run.parse(run_id).as_of)
        refreeze(folder, now)
        stages.link(installation, folder)
        stages.triage(installation, folder)
    else:
        raise ProcessingError(f"run={run_id}: other runs kept committing clues; run it again")
    write_table(slips, folder / "slips.parquet")
    log.info("commit", run=run_id, records=summary["rows_in"], clues=summary["clues"], slips=summary["slips"])
    return summary


def publish(installation: Installation, run_id: str) -> dict[str, Any]:
    """Render a committed run's files, write its manifest, and put them into the outbox. Repeatable, one process at a time."""
    with FileLock(installation.settings.runs / f".{run_id}.lock", timeout=installation.settings.lock_seconds):
        return _publish(installation, run_id)


def _publish(installation: Installation, run_id: str) -> dict[str, Any]:
    folder = _folder(installation, run_id)
    outputs = stages.publish(installation, folder)
    output_sha256 = sha256_tree(folder / "published")
    write_manifest(folder, _manifest(installation, folder, outputs, output_sha256))
    install(folder / "published", installation.settings.outbox, run_id)
    with writing(installation.settings) as ledger:
        if run_id in ledger.query("runs/list_unpublished_runs")["run_id"].to_pylist():
            event = {"run_id": run_id, "event": "published", "output_sha256": output_sha256}
            ledger.append("run_events", pa.Table.from_pylist([event]))
            ledger.audit("publish", run_id, files=len(outputs), output_sha256=output_sha256)
    copy_ledger(installation.settings, installation.settings.outbox / "中心" / "台账.duckdb")
    log.info("publish", run=run_id, files=len(outputs), sha256=output_sha256[:16])
    return {"run_id": run_id, "files": len(outputs), "output_sha256": output_sha256}


def _manifest(installation: Installation, folder: Path, outputs: list[str], output_sha256: str) -> dict[str, Any]:
    inputs = stages.read_inputs(folder)
    tables = sorted(path for path in folder.rglob("*.parquet") if "published" not in path.parts)
    return {
        **inputs,
        "feeds_done": stages.standardised_feeds(folder),
        "versions": versions(installation.settings),
        "linkage": stages.read_linkage_report(folder),
        "tables": {path.relative_to(folder).as_posix(): sha256_file(path) for path in tables},
        "outputs": {name: sha256_file(folder / "published" / name) for name in outputs},
        "output_sha256": output_sha256,
    }


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
        *(partial(step, installation, run_id) for step in (link, triage, commit, publish)),
    ]
    answers = []
    for step in steps:
        answers.append(step())
        if progress:
            progress("比对", len(answers), len(steps))
    committed, published = answers[-2:]
    return committed | published


def finish(installation: Installation) -> list[str]:
    """Publish the runs that were committed before somebody pulled the plug. Returns their ids."""
    with reading(installation.settings) as ledger:
        left: list[str] = ledger.query("runs/list_unpublished_runs")["run_id"].to_pylist()
    for run_id in left:
        commit(installation, run_id)
        publish(installation, run_id)
    return left


def _again(installation: Installation, cadence: str, as_of: date) -> dict[str, Any]:
    with reading(installation.settings) as ledger:
        done = ledger.query("runs/count_runs", cadence=cadence, as_of=as_of)["runs"][0].as_py()
        if done == 0:
            return {"run_id": None, "cadence": cadence, "as_of": as_of.isoformat(), "rows_in": 0, "feeds": {}}
        run_id = Run(cadence=Cadence(cadence), as_of=as_of, sequence=done).run_id
        summary: dict[str, Any] = json.loads(ledger.query("runs/select_run", run_id=run_id)["summary"][0].as_py())
    return summary | rebuild(installation, run_id)


def rebuild(installation: Installation, run_id: str) -> dict[str, Any]:
    """Go through all stages again from the frozen inputs, in a scratch folder, and compare with what was published.

    Raises ProcessingError if a byte differs.
    """
    folder, scratch = _folder(installation, run_id), installation.settings.runs / f".again-{run_id}"
    manifest = read_manifest(folder)
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(folder / "inputs", scratch / "inputs")
    shutil.copyfile(folder / "slips.parquet", scratch / "slips.parquet")
    try:
        for feed in manifest["feeds_done"]:
            stages.standardise_feed(installation, scratch, feed)
        stages.link(installation, scratch)
        stages.triage(installation, scratch)
        outputs = stages.publish(installation, scratch)
        rebuilt = sha256_tree(scratch / "published")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if rebuilt != manifest["output_sha256"]:
        raise ProcessingError(
            f"run={run_id}: the rebuilt files differ from the published ones; manifest.json holds the versions they were made with"
        )
    return {"run_id": run_id, "files": len(outputs), "output_sha256": rebuilt}
