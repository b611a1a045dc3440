"""Playing runs back: each is made once more from what was frozen and laid beside what it was.

Belongs here: which runs, and the verdict on each. Does not belong here: the stages' order (matching.pipeline.rebuilding), how files are
compared (matching.audit), other rules (matching.pipeline.trial). The ledger is never opened.
"""

import dataclasses
import json
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import structlog

from matching.audit import Difference, Kind, Replay, Verdict, compare, compare_content, write_replays
from matching.errors import UsageError, ZhaorenError
from matching.installation import Installation
from matching.interrupts import end_quietly
from matching.pipeline import in_force
from matching.pipeline.holdings import Manifest, altered, destroyed, gone
from matching.pipeline.provenance import PYTHON, provenance
from matching.pipeline.rebuilding import rebuild, scratch
from matching.pipeline.sealing import describe, output_sha256, outputs, tables
from matching.run import Provenance, Run, read_manifest, write_text
from matching.settings import Settings

log = structlog.get_logger()

FOLDER = Path("中心") / "重算核对"
BY_TABLE = {
    **dict.fromkeys(("roll_decisions", "open_decisions", "clusters", "pairs", "questions", "linkage"), "link"),
    **dict.fromkeys(("history_people", "history_clusters"), "link"),
    **dict.fromkeys(("outcomes", "clues", "supplements", "requests", "overlaps", "review_pairs"), "triage"),
    **dict.fromkeys(("slips", "release"), "release"),
}
"""Table → the stage that makes it."""
CANNOT = (ZhaorenError, LookupError, ValueError, TypeError, OSError, duckdb.Error)
"""What the code of today may say to what an older one froze."""
NOT_TODAY = "今天的程序算不出来"


def replay(installation: Installation, run_id: str) -> Replay:
    """Make a run once more and compare. Raises UsageError for a run that is not there."""
    settings = installation.settings
    folder = settings.runs / Run.parse(run_id).run_id
    if not folder.is_dir():
        raise UsageError(f"没有这个批次: {run_id}")
    try:
        manifest = read_manifest(folder)
    except (UsageError, json.JSONDecodeError):
        return Replay(folder.name, Verdict.CANNOT, missing=(f"runs/{folder.name}/manifest.json",))
    return _replay(settings, folder, manifest)


def replays(installation: Installation, run_ids: Sequence[str]) -> Iterator[Replay]:
    """Play runs back, in their order, on every core: one process a run, as little of a run is done by several threads."""
    for done in _each(installation, run_ids):
        log.info("replay", run=done.run_id, verdict=done.verdict.value, differences=len(done.differences))
        yield done


def _each(installation: Installation, run_ids: Sequence[str]) -> Iterator[Replay]:
    settings = installation.settings
    workers = min(settings.threads or os.cpu_count() or 1, len(run_ids))
    if workers == 1:
        yield from map(partial(replay, installation), run_ids)
        return
    alone = dataclasses.replace(installation, settings=settings.model_copy(update={"threads": 1}))
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent) as pool:
        yield from pool.map(partial(replay, alone), run_ids)


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever; one whose parent is interrupted ends with it."""
    end_quietly()
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _replay(settings: Settings, folder: Path, manifest: Manifest) -> Replay:
    if lost := gone(settings, folder, manifest):
        return Replay(folder.name, Verdict.CANNOT, missing=tuple(lost))
    code, found = tuple(_code(settings, manifest)), list(altered(settings, folder, manifest))
    if all(one.stage == "archive" for one in found):
        with scratch() as work:
            made = work / folder.name
            try:
                rebuild(settings, folder, made, manifest)
            except CANNOT as error:
                told = str(error) if isinstance(error, ZhaorenError) else type(error).__name__
                return Replay(folder.name, Verdict.CANNOT, missing=(f"{NOT_TODAY}: {told}",), code=code, differences=tuple(found))
            found += _compared(settings, folder, made, manifest)
    return Replay(
        folder.name,
        Verdict.DIFFERENT if found else Verdict.IDENTICAL,
        len(manifest["tables"]),
        len(manifest["outputs"]),
        code=code,
        expired=tuple(destroyed(settings, manifest)),
        differences=tuple(found),
        output_sha256=manifest["output_sha256"],
    )


def _compared(settings: Settings, folder: Path, made: Path, manifest: Manifest) -> Iterator[Difference]:
    yield from compare(manifest["tables"], tables(folder), tables(made), stage_of)
    then, now = outputs(folder), outputs(made)
    released = {name for files in (then, now) for name, path in files.items() if "released" in path.parts}
    yield from compare(manifest["outputs"], then, now, lambda name: "release" if name in released else "publish")
    yield from _manifest(manifest, describe(settings, made))


def stage_of(table: str) -> str:
    """The stage that makes a table or file of a run's folder."""
    path = Path(table)
    return "standardise" if path.parts[0] == "standard" else BY_TABLE.get(path.stem, "manifest")


def _manifest(then: Manifest, now: Manifest) -> Iterator[Difference]:
    """What the manifest says beside the hashes of what was made, which are compared on their own."""
    found, hashed = Difference("manifest", "manifest.json", Kind.VALUE), {"tables", "outputs", "output_sha256"}
    yield from compare_content(found, *({name: told for name, told in one.items() if name not in hashed} for one in (then, now)))
    if then["output_sha256"] != output_sha256(then["outputs"]):
        yield Difference("manifest", "manifest.json", Kind.ALTERED, column="output_sha256")


def _code(settings: Settings, manifest: Manifest) -> Iterator[str]:
    """What of the code and the libraries is another than then, in words."""
    now = provenance(settings, in_force.name_of(settings))
    for title, holder in (("比对", manifest), ("签发", manifest["release"] or {})):
        then = Provenance.model_validate(holder["provenance"]) if holder else now
        if then.code != now.code:
            yield f"{title}时 {then.version} {then.commit[:12]}, 现在 {now.version} {now.commit[:12]}"
        unsaid = {PYTHON} - then.libraries.keys()
        for name in sorted({*then.libraries, *now.libraries} - unsaid):
            if then.libraries.get(name) != now.libraries.get(name):
                yield f"{title}时 {name} {then.libraries.get(name, '无')}, 现在 {now.libraries.get(name, '无')}"


def runs_of(settings: Settings, since: date, until: date | None = None) -> list[str]:
    """The runs of these days that were published, in order of their days. What was prepared and never committed made nothing."""
    made = {path.parent.name for name in ("manifest.json", "published") for path in settings.runs.glob(f"[!.]*/{name}")}
    found = map(Run.parse, made)
    chosen = [run for run in found if since <= run.as_of and (until is None or run.as_of <= until)]
    return [run.run_id for run in sorted(chosen, key=lambda run: (run.as_of, run.cadence.value, run.sequence))]


def chosen(settings: Settings, run_id: str | None, since: date | None, until: date | None) -> list[str]:
    """The one run, or those of a period. Raises UsageError unless it is one or the other, and for a period without runs."""
    if bool(run_id) == bool(since) or (until and not since):
        raise UsageError("name either one run, or the first day of a period")
    found = [run_id] if run_id else runs_of(settings, since or date.min, until)
    if not found:
        raise UsageError(f"no run was published from {since} to {until or 'today'}")
    return found


def publish_replays(
    installation: Installation, done: Sequence[Replay], name: str, day: date, folder: Path | None = None
) -> list[Path]:
    """Write the report of replays as a workbook and as JSON, by default into the centre's outbox; returns both files."""
    folder = folder or installation.settings.outbox / FOLDER
    stem = f"重算核对_{name}_{day:%Y%m%d}"
    book = write_replays(folder / f"{stem}.xlsx", done, day, installation.district.name)
    content = {"day": day.isoformat(), "runs": [one.as_json() for one in done]}
    write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", folder / f"{stem}.json")
    return [book, folder / f"{stem}.json"]
