"""Releasing a run's batch (签发): checked, numbered in one transaction, then put where its recipients fetch it.

Belongs here: the line between what a run found and what goes out. Does not belong here: what the check looks at
(matching.pipeline.inspection) and a run's other steps (matching.pipeline.runs). Until the release a run's clues are
open like any other and the centre has its list; nobody else has a paper, and no number is taken.
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import structlog
from filelock import FileLock

from matching.errors import ReleaseBlocked, UsageError
from matching.installation import Installation
from matching.ledger import Ledger, copy_ledger, reading, writing
from matching.pipeline import in_force, run_folder, stages
from matching.pipeline.inspection import inspect, left_behind, roll_problem
from matching.pipeline.numbering import numbered, wanted
from matching.pipeline.outbox import install
from matching.pipeline.provenance import provenance
from matching.pipeline.sealing import seal
from matching.pipeline.standing import refresh
from matching.run import Release, Run, sha256_file, write_table, write_text

log = structlog.get_logger()


def is_automatic(installation: Installation, run_id: str) -> bool:
    """Whether the district lets a run's batch go out without a person."""
    return Run.parse(run_id).cadence in installation.district.release.automatic


def look(installation: Installation, run_id: str, day: date) -> dict[str, Any]:
    """What a person must know to release a published run: {"run_id", "released_on", "clues", "slips", "recipients", "problems"}.

    recipients: name → slips; problems: Chinese sentences, none of which names a person; none once it is released.
    """
    folder = _folder(installation, run_id)
    with reading(installation.settings) as ledger:
        done = _release_of(ledger, folder.name)
        problems = [] if done else [*inspect(installation, folder, left_behind(ledger)), *roll_problem(ledger, installation, day)]
    (clues, requests), district = _asked_for(folder), installation.district
    slips = Counter(
        (district.unit if slip["recipient_kind"] == "unit" else district.department)(slip["recipient"]).name
        for slip in wanted(clues, requests)
    )
    return {
        "run_id": folder.name,
        "released_on": done.released_on.isoformat() if done else None,
        "clues": clues.num_rows,
        "slips": slips.total(),
        "recipients": dict(slips),
        "problems": problems,
    }


def release(installation: Installation, run_id: str, day: date, by: str = "", despite: str = "") -> dict[str, Any]:
    """Number the slips of a published run and put everybody's papers into the outbox. A released run is found done.

    `by`: who signs, "" for what goes out by itself. `despite`: why it goes out although its check found something; needs `by`.
    Returns {"run_id", "released_on", "released_by", "slips", "files", "output_sha256"}. Raises ReleaseBlocked with what the
    check found, UsageError for a run that is not published or a day before its own.
    """
    folder, settings = _folder(installation, run_id), installation.settings
    with reading(settings) as ledger:
        left = left_behind(ledger)
    problems = [] if run_folder.read_release(folder) else inspect(installation, folder, left)
    with FileLock(settings.runs / f".{folder.name}.lock", timeout=settings.lock_seconds):
        with writing(settings) as ledger:
            release = _release_of(ledger, folder.name)
            if release is None:
                release = Release(released_on=day, released_by=by, despite=despite)
                _require(folder.name, release, [*problems, *roll_problem(ledger, installation, day)])
                _enter(ledger, installation, folder, release)
            slips = ledger.query("runs/select_slips", run_id=folder.name)
        return _send(installation, folder, release, slips)


def _folder(installation: Installation, run_id: str) -> Path:
    """The folder of a published run."""
    run_id = Run.parse(run_id).run_id
    with reading(installation.settings) as ledger:
        known = ledger.query("runs/select_run", run_id=run_id).num_rows
        unpublished = ledger.query("runs/list_unpublished_runs")["run_id"].to_pylist()
    if not known or run_id in unpublished:
        raise UsageError(f"没有这个批次,或它没有发布: {run_id}")
    return installation.settings.runs / run_id


def _asked_for(folder: Path) -> tuple[pa.Table, pa.Table]:
    """The clues of a run, and those open ones for which it asks further departments."""
    return pq.read_table(folder / "clues.parquet"), run_folder.read_requests(folder)


def _release_of(ledger: Ledger, run_id: str) -> Release | None:
    rows = ledger.query("runs/select_release", run_id=run_id).to_pylist()
    return Release.model_validate(rows[0]) if rows else None


def _require(run_id: str, release: Release, problems: list[str]) -> None:
    """Raises unless the batch may go out on that day."""
    if release.released_on < Run.parse(run_id).as_of:
        raise UsageError(f"批次 {run_id} 不能在它自己的日期以前签发")
    if release.despite and not release.released_by:
        raise UsageError("核对未通过仍要签发的,须写明签发人(--by)")
    if problems and not release.despite:
        raise ReleaseBlocked(f"run={run_id} 不能签发: " + " ".join(problems))


def _enter(ledger: Ledger, installation: Installation, folder: Path, release: Release) -> None:
    """Append the release, its slips with their numbers, their events."""
    day, district = release.released_on, installation.district
    last = ledger.query("runs/last_slip_number", year=day.year)["number"][0].as_py()
    due = installation.calendar.add(day, district.limits.feedback_working_days)
    slips = numbered(*_asked_for(folder), district, day, due, last)
    ledger.append("releases", pa.Table.from_pylist([{"run_id": folder.name, **release.model_dump(exclude={"provenance"})}]))
    size = slips.num_rows
    run_ids = pa.array([folder.name] * size, pa.string())
    ledger.append("slips", slips.append_column("run_id", run_ids))
    events = {
        "position": pa.array([0] * size, pa.int32()),
        "event": pa.array(["已转办"] * size, pa.string()),
        "on_day": pa.array([day] * size, pa.date32()),
        "until": pa.array([due] * size, pa.date32()),
        "run_id": run_ids,
    }
    ledger.append("slip_events", pa.table({"slip_no": slips["slip_no"], **events}))
    ledger.audit(
        "release", folder.name, slips=size, first=last + 1, by_itself=not release.released_by, despite=bool(release.despite)
    )


def _send(installation: Installation, folder: Path, release: Release, slips: pa.Table) -> dict[str, Any]:
    """Draw and place what the ledger says is released. Repeatable; the same bytes every time: with the configuration that was in force
    when it was drawn first."""
    settings = installation.settings
    drawn = run_folder.read_release(folder)
    made_with = (drawn and drawn.provenance) or provenance(settings, in_force.keep(settings))
    write_table(slips, folder / "slips.parquet")
    write_text(release.model_copy(update={"provenance": made_with}).model_dump_json() + "\n", folder / "release.json")
    stages.release(in_force.recall(settings, made_with.configuration), folder)
    sealed = seal(settings, folder)
    install(folder / "released", settings.outbox, folder.name)
    refresh(installation, release.released_on)
    with writing(settings) as ledger:
        if folder.name in ledger.query("runs/list_unsent_releases")["run_id"].to_pylist():
            event = {"run_id": folder.name, "event": "released", "output_sha256": sealed["output_sha256"]}
            ledger.append("run_events", pa.Table.from_pylist([event]))
            told = {name: sealed[name] for name in ("files", "output_sha256")}
            ledger.audit("send", folder.name, **told, manifest=sha256_file(folder / "manifest.json"))
    copy_ledger(settings, settings.outbox / "中心" / "台账.duckdb")
    log.info("release", run=folder.name, slips=slips.num_rows, files=sealed["files"])
    return sealed | {"released_on": release.released_on.isoformat(), "released_by": release.released_by, "slips": slips.num_rows}
