"""What a run stands on: its frozen inputs, the configuration it was made with, the bytes that its records came with.

Belongs here: what of it is gone, and what is no longer what the manifest says. Does not belong here: making the run once more
(matching.pipeline.rebuilding) and laying it beside what it was (matching.pipeline.replay).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matching.audit import Difference, Kind
from matching.drops import archived_path
from matching.pipeline import in_force
from matching.run import sha256_file
from matching.settings import Settings

NOT_KEPT = "当时的规则（旧版本没有存档）"
RELEASE = ("release.json", "slips.parquet")
"""What the release took from the ledger."""
SAID = {"configurations", "counts", "inputs", "linkage", "output_sha256", "outputs", "release", "run_id", "tables"}
"""What a manifest says (matching.pipeline.sealing)."""
Manifest = dict[str, Any]


def gone(settings: Settings, folder: Path, manifest: Manifest) -> list[str]:
    """What is not there any more and without which the run cannot be made once more: names below the home."""
    if not manifest.get("provenance"):
        return [NOT_KEPT]
    if lines := SAID - manifest.keys():
        return [f"runs/{folder.name}/manifest.json: {'、'.join(sorted(lines))}"]
    lost = [path for name in _inputs(manifest) if not (path := folder / name).exists()]
    for name in _configurations(manifest):
        wrong = in_force.faults(settings, name)
        lost += [settings.configurations / name / path for path, word in wrong.items() if word == "missing"]
    return [path.relative_to(settings.root).as_posix() for path in lost]


def altered(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[Difference]:
    """What is there and is no longer what the manifest says, and what is gone of the archive that a replay can do without."""
    for name, digest in _inputs(manifest).items():
        if sha256_file(folder / name) != digest:
            yield Difference("inputs", name, Kind.ALTERED)
    for name in _configurations(manifest):
        for path in in_force.faults(settings, name):
            yield Difference("configuration", f"archive/configurations/{name}/{path}", Kind.ALTERED)
    for drop in manifest["inputs"]["drops"]:
        yield from _archived(settings, archived_path(settings.archive, drop["sha256"]), drop["sha256"])
    snapshot = manifest["inputs"]["roll_snapshot"]
    yield from _archived(settings, settings.archive / "rolls" / f"{snapshot}.parquet", snapshot)


def _archived(settings: Settings, path: Path, digest: str) -> Iterator[Difference]:
    name = path.relative_to(settings.root).as_posix()
    if not path.exists():
        yield Difference("archive", name, Kind.GONE)
    elif not sha256_file(path).startswith(digest):
        yield Difference("archive", name, Kind.ALTERED)


def _inputs(manifest: Manifest) -> dict[str, str]:
    """What the stages read, and what the release was told: name below the run's folder → SHA-256."""
    told = RELEASE if manifest["release"] else ()
    files: dict[str, str] = manifest["inputs"]["files"]
    return files | {name: manifest["tables"][name] for name in told}


def _configurations(manifest: Manifest) -> list[str]:
    made_with = [manifest["provenance"], *([manifest["release"]["provenance"]] if manifest["release"] else [])]
    return sorted({one["configuration"] for one in made_with})
