"""What a run stands on: its frozen inputs, the configuration it was made with, the bytes that its records came with.

Belongs here: what of it is gone, and what is no longer what the manifest says. Does not belong here: making the run once more
(matching.pipeline.rebuilding) and laying it beside what it was (matching.pipeline.replay).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from matching.audit import Difference, Kind
from matching.drops import archived_path
from matching.pipeline import in_force
from matching.pipeline.retention import expired
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
    return _told(settings, lost)


def destroyed(settings: Settings, manifest: Manifest) -> list[str]:
    """What is gone of the archive because its time was over, and without which the run can be made once more."""
    when = expired(settings)
    return _told(
        settings, (path for path, _ in _originals(settings, manifest) if not path.exists() and _name(settings, path) in when)
    )


def altered(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[Difference]:
    """What is there and is no longer what the manifest says, and what is gone of the archive that a replay can do without."""
    for name, digest in _inputs(manifest).items():
        if sha256_file(folder / name) != digest:
            yield Difference("inputs", name, Kind.ALTERED)
    for name in _configurations(manifest):
        for path in in_force.faults(settings, name):
            yield Difference("configuration", f"archive/configurations/{name}/{path}", Kind.ALTERED)
    when = expired(settings)
    for original, digest in _originals(settings, manifest):
        name = _name(settings, original)
        if not original.exists() and name not in when:
            yield Difference("archive", name, Kind.GONE)
        elif original.exists() and not sha256_file(original).startswith(digest):
            yield Difference("archive", name, Kind.ALTERED)


def _originals(settings: Settings, manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """What a run's records and roll came with, in the archive, and how its hash begins."""
    for drop in manifest["inputs"]["drops"]:
        yield archived_path(settings.archive, drop["sha256"]), drop["sha256"]
    snapshot = manifest["inputs"]["roll_snapshot"]
    yield settings.archive / "rolls" / f"{snapshot}.parquet", snapshot


def _name(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.root).as_posix()


def _told(settings: Settings, paths: Iterable[Path]) -> list[str]:
    """Names below the home, and of what was destroyed by rule when that was."""
    when = expired(settings)
    names = [_name(settings, path) for path in paths]
    return [f"{name}（{when[name]} 保管期满销毁）" if name in when else name for name in names]


def _inputs(manifest: Manifest) -> dict[str, str]:
    """What the stages read, and what the release was told: name below the run's folder → SHA-256."""
    told = RELEASE if manifest["release"] else ()
    files: dict[str, str] = manifest["inputs"]["files"]
    return files | {name: manifest["tables"][name] for name in told}


def _configurations(manifest: Manifest) -> list[str]:
    made_with = [manifest["provenance"], *([manifest["release"]["provenance"]] if manifest["release"] else [])]
    return sorted({one["configuration"] for one in made_with})
