"""One run of one cadence: freeze its inputs, go through the stages, commit, publish.

Belongs here: the order of a run's steps and what it takes from and leaves in the ledger. Does not belong here:
what a step does in its folder (matching.pipeline.stages). Every step may be repeated: until the commit nothing
counts, after it the run is found done. A record belongs to the run that committed it and to no other.
"""

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import structlog

from matching.contracts import Cadence
from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import Ledger, copy_ledger, reading, writing
from matching.pipeline import stages
from matching.pipeline.numbering import slips_for
from matching.pipeline.outbox import install
from matching.pipeline.people import raw_people
from matching.pipeline.rolls import snapshot
from matching.run import Run, read_manifest, sha256_file, sha256_tree, versions, write_manifest, write_table, write_text
from matching.shapes import RAW_PEOPLE, RECORDS, Bucket

log = structlog.get_logger()

ATTEMPTS = 5
"""How often a run is linked again because another run committed clues meanwhile."""


def prepare(installation: Installation, cadence: str, as_of: date) -> dict[str, Any] | None:
    """Freeze the inputs of the next run of that cadence and day; None if no accepted record waits.

    Writes runs/<run_id>/inputs/ and nothing into the ledger. What an earlier attempt left in the folder is removed.
    """
    with reading(installation.settings) as ledger:
        records = _pending(ledger, installation, Cadence(cadence), as_of)
        if records.num_rows == 0:
            return None
        done = ledger.query("runs/count_runs", cadence=cadence, as_of=as_of)["runs"][0].as_py()
        run = Run(cadence=Cadence(cadence), as_of=as_of, sequence=done + 1)
        snapshot_id, roll = snapshot(ledger, installation, as_of)
        open_clues = _open_clues(ledger, installation, as_of)
    folder = installation.settings.runs / run.run_id
    shutil.rmtree(folder, ignore_errors=True)
    feeds = sorted(set(records["feed"].to_pylist()))
    for feed in feeds:
        write_table(records.filter(pc.equal(records["feed"], feed)), folder / "inputs" / "records" / f"{feed}.parquet")
    write_table(roll, folder / "inputs" / "roll.parquet")
    write_table(open_clues, folder / "inputs" / "open_clues.parquet")
    inputs = {
        "run_id": run.run_id,
        "feeds": feeds,
        "roll_snapshot": snapshot_id,
        "open_clues": sha256_file(folder / "inputs" / "open_clues.parquet"),
    }
    write_text(json.dumps(inputs, indent=2, sort_keys=True) + "\n", folder / "inputs" / "inputs.json")
    log.info("prepare", run=run.run_id, records=records.num_rows, roll=snapshot_id)
    return {"run_id": run.run_id, "feeds": feeds}


def _pending(ledger: Ledger, installation: Installation, cadence: Cadence, as_of: date) -> pa.Table:
    feeds = [feed.code for feed in installation.feeds.values() if feed.cadence is cadence]
    return ledger.query("intake/list_pending_records", feeds=feeds, as_of=as_of).select(RECORDS.names).cast(RECORDS)


def _open_clues(ledger: Ledger, installation: Installation, as_of: date) -> pa.Table:
    """RAW_PEOPLE of the clues that are open, the clue's id in record_id."""
    rows = ledger.query("runs/select_open_clue_records", as_of=as_of)
    parts = [RAW_PEOPLE.empty_table()]
    for feed in sorted(set(rows["feed"].to_pylist())):
        of_feed = rows.filter(pc.equal(rows["feed"], feed))
        people = raw_people(of_feed, installation.tables[feed])
        parts.append(people.set_column(0, "record_id", of_feed["clue_id"]).cast(RAW_PEOPLE))
    return pa.concat_tables(parts).sort_by("record_id")


def _folder(installation: Installation, run_id: str) -> Path:
    return installation.settings.runs / Run.parse(run_id).run_id


def standardise_feed(installation: Installation, run_id: str, feed: str) -> dict[str, Any]:
    """Standardise one feed of a prepared run."""
    return {"feed": feed, "records": stages.standardise_feed(installation, _folder(installation, run_id), feed)}


def link(installation: Installation, run_id: str) -> dict[str, int]:
    """Link the standardised feeds of a run."""
    return stages.link(installation, _folder(installation, run_id))


def triage(installation: Installation, run_id: str) -> dict[str, int]:
    """Put every record of a run into its bucket."""
    return stages.triage(installation, _folder(installation, run_id))


def commit(installation: Installation, run_id: str) -> dict[str, Any]:
    """Write the run into the ledger in one transaction and take its slip numbers. A committed run is found done.

    If another run committed clues since this one was frozen, the same person could be sent out twice: the open clues
    are frozen again and linking and triage repeated before the next attempt.
    """
    folder = _folder(installation, run_id)
    for _ in range(ATTEMPTS):
        with writing(installation.settings) as ledger:
            if not _is_stale(ledger, installation, folder):
                summary = _commit_once(ledger, installation, folder)
                slips = ledger.query("runs/select_slips", run_id=run_id)
                break
            open_clues = _open_clues(ledger, installation, Run.parse(run_id).as_of)
        _refresh(installation, folder, open_clues)
    else:
        raise ProcessingError(f"run={run_id}: other runs kept committing clues; run it again")
    write_table(slips, folder / "slips.parquet")
    log.info("commit", run=run_id, records=summary["rows_in"], clues=summary["clues"], slips=summary["slips"])
    return summary


def _is_stale(ledger: Ledger, installation: Installation, folder: Path) -> bool:
    inputs = stages.read_inputs(folder)
    if ledger.query("runs/select_run", run_id=inputs["run_id"]).num_rows:
        return False
    now = _open_clues(ledger, installation, Run.parse(inputs["run_id"]).as_of)
    return not now.equals(pq.read_table(folder / "inputs" / "open_clues.parquet"))


def _refresh(installation: Installation, folder: Path, open_clues: pa.Table) -> None:
    write_table(open_clues, folder / "inputs" / "open_clues.parquet")
    inputs = stages.read_inputs(folder) | {"open_clues": sha256_file(folder / "inputs" / "open_clues.parquet")}
    write_text(json.dumps(inputs, indent=2, sort_keys=True) + "\n", folder / "inputs" / "inputs.json")
    stages.link(installation, folder)
    stages.triage(installation, folder)


def _commit_once(ledger: Ledger, installation: Installation, folder: Path) -> dict[str, Any]:
    inputs = stages.read_inputs(folder)
    run = Run.parse(inputs["run_id"])
    done = ledger.query("runs/select_run", run_id=run.run_id).to_pylist()
    if done:
        summary: dict[str, Any] = json.loads(done[0]["summary"])
        return summary
    outcomes, clues = pq.read_table(folder / "outcomes.parquet"), pq.read_table(folder / "clues.parquet")
    last = ledger.query("runs/last_slip_number", year=run.as_of.year)["number"][0].as_py()
    slips = slips_for(clues, installation.district, run.as_of, last)
    summary = summarise(run, outcomes, clues, slips)
    row = {"run_id": run.run_id, "cadence": run.cadence.value, "as_of": run.as_of, "sequence": run.sequence}
    row |= {"roll_snapshot": inputs["roll_snapshot"], "summary": json.dumps(summary, ensure_ascii=False, sort_keys=True)}
    ledger.append("runs", pa.Table.from_pylist([row]))
    _append_results(ledger, run, folder, outcomes, clues)
    _append_slips(ledger, run, slips)
    ledger.audit("commit", run.run_id, **{key: summary[key] for key in ("rows_in", "clues", "slips")})
    return summary


def _append_results(ledger: Ledger, run: Run, folder: Path, outcomes: pa.Table, clues: pa.Table) -> None:
    stamped = outcomes.append_column("run_id", _repeat(run.run_id, outcomes.num_rows))
    ledger.append("outcomes", stamped)
    for against in ("roll", "open"):
        decisions = pq.read_table(folder / f"{against}_decisions.parquet")
        extra = {"run_id": run.run_id, "against": against}
        for name, value in extra.items():
            decisions = decisions.append_column(name, _repeat(value, decisions.num_rows))
        ledger.append("links", decisions)
    kept = clues.drop_columns(
        [
            "name",
            "sex",
            "age",
            "birth",
            "id_number",
            "phone",
            "address",
            "register_address",
            "household",
            "benefits",
            "source",
            "evidence",
        ]
    )
    ledger.append("clues", kept.append_column("run_id", _repeat(run.run_id, clues.num_rows)))
    evidence = outcomes.filter(pc.is_in(outcomes["bucket"], pa.array([Bucket.NEW.value, Bucket.MERGED.value])))
    ledger.append(
        "clue_evidence", evidence.select(["clue_id", "record_id"]).append_column("run_id", _repeat(run.run_id, evidence.num_rows))
    )
    ledger.append("clue_events", _events(clues["clue_id"], "clue_id", "立案", run))


def _append_slips(ledger: Ledger, run: Run, slips: pa.Table) -> None:
    ledger.append("slips", slips.append_column("run_id", _repeat(run.run_id, slips.num_rows)))
    ledger.append("slip_events", _events(slips["slip_no"], "slip_no", "已转办", run))


def _events(ids: pa.ChunkedArray, key: str, event: str, run: Run) -> pa.Table:
    size = len(ids)
    return pa.table(
        {
            key: ids,
            "event": _repeat(event, size),
            "on_day": pa.array([run.as_of] * size, pa.date32()),
            "run_id": _repeat(run.run_id, size),
        }
    )


def _repeat(value: str, size: int) -> pa.Array:
    return pa.array([value] * size, pa.string())


def summarise(run: Run, outcomes: pa.Table, clues: pa.Table, slips: pa.Table) -> dict[str, Any]:
    """Counts of a run: per feed rows_in and the six buckets, per recipient clues and slips. No personal data."""
    counts = Counter(zip(outcomes["feed"].to_pylist(), outcomes["bucket"].to_pylist(), strict=True))
    feeds = {
        feed: {"rows_in": sum(n for (code, _), n in counts.items() if code == feed)}
        | {bucket.value: counts[feed, bucket.value] for bucket in Bucket}
        for feed in sorted(set(outcomes["feed"].to_pylist()))
    }
    return {
        "run_id": run.run_id,
        "cadence": run.cadence.value,
        "as_of": run.as_of.isoformat(),
        "rows_in": outcomes.num_rows,
        "feeds": feeds,
        "clues": clues.num_rows,
        "slips": slips.num_rows,
        "units": dict(sorted(Counter(clues["unit"].to_pylist()).items())),
        "recipients": dict(sorted(Counter(slips["recipient"].to_pylist()).items())),
    }


def publish(installation: Installation, run_id: str) -> dict[str, Any]:
    """Render a committed run's files, write its manifest, and put them into the outbox."""
    folder = _folder(installation, run_id)
    outputs = stages.publish(installation, folder)
    output_sha256 = sha256_tree(folder / "published")
    write_manifest(folder, _manifest(installation, folder, outputs, output_sha256))
    install(folder / "published", installation.settings.outbox, run_id)
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
        "tables": {path.relative_to(folder).as_posix(): sha256_file(path) for path in tables},
        "outputs": {name: sha256_file(folder / "published" / name) for name in outputs},
        "output_sha256": output_sha256,
    }


def run(installation: Installation, cadence: str, as_of: date) -> dict[str, Any]:
    """A whole run without the scheduler. With no record waiting, the day's last run is rebuilt and compared instead.

    Returns the run's summary with output_sha256; {"run_id": None} if there is nothing and never was.
    """
    prepared = prepare(installation, cadence, as_of)
    if prepared is None:
        return _again(installation, cadence, as_of)
    run_id = prepared["run_id"]
    for feed in prepared["feeds"]:
        standardise_feed(installation, run_id, feed)
    link(installation, run_id)
    triage(installation, run_id)
    summary = commit(installation, run_id)
    return summary | publish(installation, run_id)


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
    if not (folder / "manifest.json").exists():
        return publish(installation, run_id)
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
        raise ProcessingError(f"run={run_id}: the rebuilt files differ from the published ones; see zhaoren status for versions")
    return {"run_id": run_id, "files": len(outputs), "output_sha256": rebuilt}
