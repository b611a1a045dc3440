"""Whether the files of the archive and of the runs are what ledger, chain and manifests say of them.

Belongs here: one drop, one snapshot, one configuration, one run. Does not belong here: the chain and the ledger's rows, and the order of all
(matching.pipeline.verifying).
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from matching.audit import CHANGED, GONE, Fault, Place
from matching.drops import archived_path
from matching.pipeline import in_force
from matching.pipeline.holdings import SAID
from matching.pipeline.retention import LIST
from matching.pipeline.sealing import PAPERS, outputs, tables
from matching.run import read_manifest, sha256_file
from matching.settings import Settings


class Kept(NamedTuple):
    """What must be there, by the ledger."""

    drops: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    manifests: dict[str, str]
    """Run → SHA-256 of its manifest, as the chain has it."""
    expired: frozenset[str]
    """Paths of what was destroyed by rule."""


def check_drop(settings: Settings, kept: Kept, drop: Mapping[str, Any]) -> list[Fault]:
    """The bytes of a delivery (a row of audit/list_archived)."""
    told = f"（{drop['received_on']} 收自 {drop['folder']}）"
    return check_archived(settings, kept, Place.DROP, archived_path(settings.archive, drop["sha256"]), drop["sha256"], told)


def check_archived(settings: Settings, kept: Kept, place: Place, path: Path, digest: str, about: str = "") -> list[Fault]:
    """A file of the archive; `digest`: how its hash must begin."""
    which = path.relative_to(settings.root).as_posix()
    if not path.exists():
        return [] if which in kept.expired else [Fault(place, which, GONE + about)]
    return [] if sha256_file(path).startswith(digest) else [Fault(place, which, CHANGED + about)]


def check_configuration(settings: Settings, name: str) -> Iterator[Fault]:
    """Every file of a configuration that was kept."""
    words = {"missing": GONE, "changed": CHANGED, "added": "是后来加入的"}
    for path, word in in_force.faults(settings, name).items():
        yield Fault(Place.CONFIGURATION, f"archive/configurations/{name}/{path}", words[word])


def _is_sealed(settings: Settings, kept: Kept, run: Mapping[str, Any]) -> bool:
    """Whether the manifest of a run is there and is the one of which the chain holds the hash: only then can it be read."""
    path = settings.runs / run["run_id"] / "manifest.json"
    return path.exists() and sha256_file(path) == kept.manifests.get(run["run_id"])


def check_run(settings: Settings, run: Mapping[str, Any], kept: Kept) -> list[Fault]:
    """The manifest of a run beside the chain, and every file of the run beside its manifest."""
    folder, which = settings.runs / run["run_id"], f"runs/{run['run_id']}/manifest.json"
    path = folder / "manifest.json"
    if not path.exists():
        return [Fault(Place.MANIFEST, which, GONE)]
    if not run["unsent"] and not _is_sealed(settings, kept, run):
        return [Fault(Place.MANIFEST, which, f"{CHANGED}，本批次的文件无法再按它核对")]
    manifest = read_manifest(folder)
    if SAID - manifest.keys():
        return []
    inputs = {name: folder / name for name in manifest["inputs"]["files"]}
    return [
        *_files(settings, kept, Place.RUN, manifest["inputs"]["files"], inputs),
        *_files(settings, kept, Place.RUN, manifest["tables"], _tables(folder, manifest["tables"])),
        *_files(settings, kept, Place.RELEASED, manifest["outputs"], _papers(folder, manifest["outputs"])),
        *(Fault(Place.CONFIGURATION, f"archive/configurations/{name}", GONE)
          for name in manifest["configurations"] if not (settings.configurations / name).is_dir()),
    ]  # fmt: skip


def check_papers(settings: Settings, kept: Kept, folder: Path, then: Mapping[str, str]) -> list[Fault]:
    """What was sent after the run, beside the hashes that the chain has of it; the folder keeps it as it went out."""
    lying = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    now = {name: folder / name for name in then} | {path.relative_to(folder).as_posix(): path for path in lying}
    return list(_files(settings, kept, Place.RELEASED, then, now))


def _tables(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    return {name: folder / name for name in names} | tables(folder)


def _papers(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Where the papers of a run lie, or lay."""
    trees = [folder / name for name in PAPERS]
    lost = {name: next((tree / name for tree in trees if (tree / name).parent.exists()), trees[-1] / name) for name in names}
    return lost | outputs(folder)


def _files(settings: Settings, kept: Kept, place: Place, then: Mapping[str, str], now: Mapping[str, Path]) -> Iterator[Fault]:
    """then: name → SHA-256, as written down; now: name → where each of these and everything else lies, or lay."""
    for name, path in sorted(now.items()):
        which = path.relative_to(settings.root).as_posix()
        if not path.exists():
            if which not in kept.expired:
                yield Fault(place, which, GONE)
        elif name not in then:
            yield Fault(place, which, "是后来加入的")
        elif sha256_file(path) != then[name]:
            yield Fault(place, which, CHANGED)


def notes(settings: Settings, kept: Kept) -> Iterator[str]:
    """What was destroyed by rule, and papers in the outbox that are another than the one that went out, as filling in a form makes them, too."""
    if kept.expired:
        yield f"保管期满按规定销毁的文件 {len(kept.expired)} 个（archive/{LIST}）"
    for run in kept.runs:
        if run["unsent"]:
            yield f"{run['run_id']} 签发后还没有全部送出"
        elif _is_sealed(settings, kept, run):
            if SAID - read_manifest(settings.runs / run["run_id"]).keys():
                yield f"{run['run_id']} 的清单出自旧版本，只核对了清单本身"
            made = outputs(settings.runs / run["run_id"])
            lying = {name: settings.outbox / name for name in made if (settings.outbox / name).exists()}
            for name, path in lying.items():
                if sha256_file(path) != sha256_file(made[name]):
                    yield f"outbox/{name} 与发出时不同（填写、另存也会这样；原样在 runs/{run['run_id']}/）"
