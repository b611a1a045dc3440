"""The configuration in force (schemas/ and expectations/), kept in the archive under the hash of its content.

Belongs here: keeping it, opening what was kept, saying what is wrong with it. Does not belong here: what a file says
(matching.installation) and the SQL, which is code. A run keeps the configuration before anything else and from then on reads that
copy, so that an edit in the middle of a run, or years later, changes nothing.

    archive/configurations/<name>/files.json    every file → its SHA-256; the name is the SHA-256 of this file
    archive/configurations/<name>/schemas/ expectations/
"""

import json
import shutil
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation, open_installation
from matching.pipeline.run_folder import read_inputs
from matching.run import sha256_file
from matching.settings import Settings

LISTING = "files.json"
PARTS = {
    "schemas/district.yml": "district",
    "schemas/feeds/": "contracts",
    "schemas/rolls/": "contracts",
    "schemas/judgements/": "forms",
    "schemas/linkage.yml": "linkage",
    "schemas/triage.yml": "triage",
    "schemas/casework.yml": "casework",
    "schemas/lookups/calendar.yml": "calendar",
    "schemas/lookups/": "lookups",
    "schemas/outputs/": "outputs",
    "schemas/templates/": "templates",
    "expectations/": "suites",
}
"""How a file's path begins → the part it belongs to; the first that fits."""


def keep(settings: Settings) -> str:
    """Keep the configuration that the settings point to; returns its name. Kept once, however often it is asked for."""
    files = _found(settings.schemas.parent)
    target = settings.configurations / _name(files)
    if not target.exists():
        settings.configurations.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.archive / ".configurations.lock", timeout=settings.lock_seconds):
            lay_out(files, settings.schemas.parent, target)
    return target.name


def lay_out(files: dict[str, str], source: Path, target: Path) -> None:
    """Copy the files (path → SHA-256) and their listing into a folder, all at once. Raises ProcessingError if one is another by now."""
    aside = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    for path in files:
        (aside / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, aside / path)
    (aside / LISTING).write_text(_text(files), encoding="utf-8")
    if _faults(aside):
        raise ProcessingError("the configuration was edited while it was being archived; try again")
    if not target.exists():
        aside.replace(target)
    shutil.rmtree(aside, ignore_errors=True)


def name_of(settings: Settings) -> str:
    """The name under which the configuration that the settings point to is kept, or would be."""
    return _name(_found(settings.schemas.parent))


def recall(settings: Settings, name: str) -> Installation:
    """The installation under a configuration that was kept. Raises ProcessingError if that is gone or changed."""
    return _recalled(settings, name)


@lru_cache(maxsize=8)
def _recalled(settings: Settings, name: str) -> Installation:
    if found := faults(settings, name):
        raise ProcessingError(f"archive/configurations/{name}: {'; '.join(f'{path}: {word}' for path, word in found.items())}")
    return open_installation(settings.model_copy(update={"configuration": settings.configurations / name}))


def of_run(installation: Installation, folder: Path) -> Installation:
    """The installation under the configuration that a run was prepared with; as it is now, for one that a version prepared which kept
    none. Raises UsageError if there is no such run."""
    if not (folder / "inputs" / "inputs.json").exists():
        raise UsageError(f"没有这个批次: {folder.name}")
    made_with = read_inputs(folder).get("provenance")
    return recall(installation.settings, made_with["configuration"]) if made_with else installation


def faults(settings: Settings, name: str) -> dict[str, str]:
    """What is wrong with a configuration that was kept: path → missing | changed | added."""
    folder = settings.configurations / name
    if not (folder / LISTING).exists():
        return {LISTING: "missing"}
    if sha256_file(folder / LISTING) != name:
        return {LISTING: "changed"}
    return _faults(folder)


def _faults(folder: Path) -> dict[str, str]:
    listed, found = _listed(folder), _found(folder)
    wrong = dict.fromkeys(listed.keys() - found.keys(), "missing") | dict.fromkeys(found.keys() - listed.keys(), "added")
    wrong |= {path: "changed" for path in listed.keys() & found.keys() if listed[path] != found[path]}
    return dict(sorted(wrong.items()))


def parts(settings: Settings, name: str) -> dict[str, str]:
    """Part (district, contracts, linkage …) → one hash over the names and bytes of its files, of a configuration that was kept."""
    lines: dict[str, list[str]] = {}
    for path, digest in sorted(_listed(settings.configurations / name).items()):
        part = next((part for start, part in PARTS.items() if path.startswith(start)), "other")
        lines.setdefault(part, []).append(f"{path}\0{digest}\n")
    return {part: sha256("".join(told).encode()).hexdigest() for part, told in sorted(lines.items())}


def _listed(folder: Path) -> dict[str, str]:
    content: dict[str, str] = json.loads((folder / LISTING).read_text(encoding="utf-8"))
    return content


def _found(folder: Path) -> dict[str, str]:
    """The files of a configuration → SHA-256. Hidden files (an editor's) are nobody's configuration."""
    paths = sorted(path for root in ("schemas", "expectations") for path in (folder / root).rglob("*") if path.is_file())
    names = {path.relative_to(folder): path for path in paths}
    return {name.as_posix(): sha256_file(path) for name, path in names.items() if not any(part[0] == "." for part in name.parts)}


def _name(files: dict[str, str]) -> str:
    return sha256(_text(files).encode()).hexdigest()


def _text(files: dict[str, str]) -> str:
    return json.dumps(files, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
