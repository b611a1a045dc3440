"""What if: the records of a run under other rules (规则试算).

Belongs here: laying other rules over the configuration of a run, and both placements beside each other. Does not belong here: how they
differ (matching.audit.changes). Nothing is entered anywhere: not in the ledger, not in the run's folder.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import structlog

from matching.audit import Trial, try_out, write_trial
from matching.errors import CalendarMissing, ConfigurationError, ProcessingError, UsageError
from matching.installation import Installation, open_installation
from matching.pipeline import in_force
from matching.pipeline.holdings import Manifest, altered, gone
from matching.pipeline.provenance import provenance
from matching.pipeline.rebuilding import decide, scratch
from matching.pipeline.run_folder import standard_people
from matching.run import Provenance, Run, read_manifest, sha256_file, write_text
from matching.settings import Settings
from matching.triage import check_rules, read_rules

log = structlog.get_logger()

FOLDER = Path("中心") / "规则试算"
PLACEMENTS = ("outcomes.parquet", "clues.parquet")


def try_rules(installation: Installation, run_id: str, rules: Mapping[str, Path]) -> Trial:
    """A run as it was, and as it would have been. rules: name of a file below schemas/ (linkage, triage, lookups/places) → the other one.

    Raises UsageError for a run or a name that is not there, ConfigurationError for rules that cannot be used, ProcessingError where what
    the run stands on is gone or changed.
    """
    settings = installation.settings
    folder = settings.runs / Run.parse(run_id).run_id
    manifest = read_manifest(folder)
    _require(settings, folder, manifest)
    run, feeds = in_force.of_run(installation, folder), manifest["inputs"]["feeds_done"]
    with scratch() as work, _files_as_given(rules, work / "configuration"):
        other = _under(run, rules, work / "configuration")
        decide(other, folder, work / "now", feeds)
        then = folder
        if not _same_code(installation, manifest):
            then = work / "then"
            decide(run, folder, then, feeds)
        trial = try_out(folder.name, sorted(rules), _placements(then), _placements(work / "now"))
    log.info("trial", run=folder.name, rules=list(trial.rules), counts=trial.counts)
    return trial


def _require(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Raises ProcessingError unless the run's inputs and placements are what they were."""
    wrong = gone(settings, folder, manifest)
    if not wrong:
        wrong = [one.file for one in altered(settings, folder, manifest) if one.stage != "archive"]
        wrong += [name for name in PLACEMENTS if sha256_file(folder / name) != manifest["tables"][name]]
    if wrong:
        raise ProcessingError(f"run={folder.name}: gone or changed: {'; '.join(wrong)}")


@contextmanager
def _files_as_given(rules: Mapping[str, Path], folder: Path) -> Iterator[None]:
    """Errors name the files that a person gave, and the others by their place in the run's configuration: its copy in `folder` ends with the trial."""

    def given(text: str) -> str:
        for name, file in rules.items():
            text = text.replace(str(folder / "schemas" / f"{name}.yml"), str(file))
        return text.replace(f"{folder}/", "")

    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(given(str(error))) from error
    except CalendarMissing as missing:
        raise CalendarMissing(missing.year, given(missing.source)) from missing


def _under(run: Installation, rules: Mapping[str, Path], folder: Path) -> Installation:
    """The run's installation with other rules laid over its configuration."""
    source = run.settings.schemas
    known = {path.relative_to(source).with_suffix("").as_posix() for path in source.rglob("*.yml")}
    for name, file in rules.items():
        if not file.is_file():
            raise UsageError(f"没有这个文件: {file}")
        if name not in known:
            raise UsageError(f"schemas/ 里没有 {name}.yml; 可以换用的: {'、'.join(sorted(known))}")
    shutil.copytree(source.parent, folder)
    for name, file in rules.items():
        shutil.copyfile(file, folder / "schemas" / f"{name}.yml")
    other = open_installation(run.settings.model_copy(update={"configuration": folder}))
    check_rules(read_rules(other.settings.schemas), other)
    return other


def _same_code(installation: Installation, manifest: Manifest) -> bool:
    """Whether the tables of the run are what this code would make: else they are made once more, so that only the rules differ."""
    settings = installation.settings
    return Provenance.model_validate(manifest["provenance"]).same_code(provenance(settings, in_force.name_of(settings)))


def _placements(folder: Path) -> tuple[pa.Table, pa.Table]:
    outcomes, clues = (pq.read_table(folder / name) for name in PLACEMENTS)
    return outcomes, clues


def publish_trial(
    installation: Installation, trial: Trial, rules: Mapping[str, Path], day: date, folder: Path | None = None
) -> list[Path]:
    """Write a trial as a workbook, with names, and as JSON, without, by default into the centre's outbox; returns both files."""
    settings = installation.settings
    folder = folder or settings.outbox / FOLDER
    tried = "_".join(f"{name.replace('/', '-')}-{sha256_file(file)[:8]}" for name, file in sorted(rules.items()))
    stem = f"规则试算_{trial.run_id}_{tried}"
    people = standard_people(settings.runs / trial.run_id)
    names = dict(zip(people["record_id"].to_pylist(), people["name"].to_pylist(), strict=True))
    words = {code: feed.title for code, feed in installation.feeds.items()} | {
        one.code: one.name for one in installation.district.units
    }
    book = write_trial(folder / f"{stem}.xlsx", trial, day, installation.district.name, names, words)
    content: dict[str, Any] = trial.as_json()
    write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", folder / f"{stem}.json")
    return [book, folder / f"{stem}.json"]
