"""Whether everything that was written down still is as it was written (审计核验): the chain, the ledger, the archive, the runs.

Belongs here: reading all of it and laying it beside what the chain and the manifests say. Does not belong here: when a link is broken
(matching.audit.broken) and making a run once more (matching.pipeline.replay). Nothing is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from matching.audit import (
    CHANGED,
    GONE,
    Anchor,
    Fault,
    Place,
    Verified,
    broken_links,
    changed_rows,
    in_order,
    missed_anchors,
    told_by,
)
from matching.chain import ADOPT, Line
from matching.drops import archived_path
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline import in_force
from matching.pipeline.anchoring import read_anchors
from matching.pipeline.holdings import SAID
from matching.pipeline.sealing import PAPERS, outputs, tables
from matching.run import read_manifest, sha256_file
from matching.settings import Settings

Progress = Callable[[str, int, int], None]
GAP = "assert_slip_numbers_have_no_gap"


class _Kept(NamedTuple):
    """What must be there, by the ledger."""

    drops: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    manifests: dict[str, str]
    """Run → SHA-256 of its manifest, as the chain has it."""


def verify(installation: Installation, anchor: Anchor | None = None, progress: Progress | None = None) -> Verified:
    """Look at everything. `anchor`: one that somebody kept on paper, beside those in the outbox; `progress` is told (step, done, total).
    What is found never names a person."""
    settings = installation.settings
    anchors, unreadable = read_anchors(settings)
    with reading(settings) as ledger:
        lines = read_lines(ledger)
        faults = [*broken_links(lines), *unreadable, *missed_anchors(lines, [*anchors, *([anchor] if anchor else [])])]
        faults += changed_rows(lines, ledger.tables(), ledger.row_hashes, ledger.filled)
        faults += _laws(ledger, installation)
        kept = _Kept(
            ledger.query("audit/list_archived").to_pylist(), ledger.query("audit/list_published").to_pylist(), _manifests(lines)
        )
        size = {Place.CHAIN: len(lines), Place.ROWS: len(ledger.tables()), Place.ANCHOR: len(anchors) + bool(anchor)}
    snapshots = sorted({*(run["roll_snapshot"] for run in kept.runs), *_names(settings.archive / "rolls", "*.parquet")})
    configurations = _names(settings.configurations, "*")
    faults += [fault for name in configurations for fault in _configuration(settings, name)]
    faults += [fault for name in snapshots for fault in _archived(settings, Place.SNAPSHOT, _snapshot(settings, name), name)]
    steps: list[Callable[[], list[Fault]]] = [
        *(partial(_drop, settings, drop) for drop in kept.drops),
        *(partial(_run, settings, run, kept) for run in kept.runs),
    ]
    for done, step in enumerate(steps, start=1):
        faults += step()
        if progress:
            progress("核验", done, len(steps))
    size |= {Place.DROP: len(kept.drops), Place.SNAPSHOT: len(snapshots), Place.CONFIGURATION: len(configurations)}
    size |= {Place.MANIFEST: len(kept.runs)}
    return Verified(
        len(lines),
        lines[-1].hash if lines else "",
        {place.value: count for place, count in size.items()},
        in_order(faults),
        tuple(_notes(settings, kept)),
    )


def read_lines(ledger: Ledger) -> list[Line]:
    """The audit chain."""
    return [Line(**row) for row in ledger.query("audit/list_lines").to_pylist()]


def _manifests(lines: Iterable[Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in lines:
        told = told_by(one)
        if one.action == ADOPT:
            found |= told.get("manifests", {})
        elif one.action in ("publish", "send") and "manifest" in told:
            found[one.subject] = told["manifest"]
    return found


def _laws(ledger: Ledger, installation: Installation) -> Iterator[Fault]:
    for row in ledger.query("audit/list_missing_numbers").to_pylist():
        for number in row["numbers"]:
            slip = installation.district.slip_number.format(year=row["year"], number=number)
            yield Fault(Place.SLIPS, slip, "缺号")
    for name, rows in ledger.broken().items():
        if name != GAP:
            yield Fault(Place.LAW, name, f"{rows} 处不成立")


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(pattern) if path.name[0] != ".")


def _snapshot(settings: Settings, name: str) -> Path:
    return settings.archive / "rolls" / f"{name}.parquet"


def _drop(settings: Settings, drop: Mapping[str, Any]) -> list[Fault]:
    told = f"（{drop['received_on']} 收自 {drop['folder']}）"
    return _archived(settings, Place.DROP, archived_path(settings.archive, drop["sha256"]), drop["sha256"], told)


def _archived(settings: Settings, place: Place, path: Path, digest: str, about: str = "") -> list[Fault]:
    """A file of the archive, whose name is how its hash begins."""
    which = path.relative_to(settings.root).as_posix()
    if not path.exists():
        return [Fault(place, which, GONE + about)]
    return [] if sha256_file(path).startswith(digest) else [Fault(place, which, CHANGED + about)]


def _configuration(settings: Settings, name: str) -> Iterator[Fault]:
    words = {"missing": GONE, "changed": CHANGED, "added": "是后来加入的"}
    for path, word in in_force.faults(settings, name).items():
        yield Fault(Place.CONFIGURATION, f"archive/configurations/{name}/{path}", words[word])


def _run(settings: Settings, run: Mapping[str, Any], kept: _Kept) -> list[Fault]:
    """The manifest of a run beside the chain, and every file of the run beside its manifest."""
    folder, which = settings.runs / run["run_id"], f"runs/{run['run_id']}/manifest.json"
    path = folder / "manifest.json"
    if not path.exists():
        return [Fault(Place.MANIFEST, which, GONE)]
    if not run["unsent"] and sha256_file(path) != kept.manifests.get(run["run_id"]):
        return [Fault(Place.MANIFEST, which, f"{CHANGED}，本批次的文件无法再按它核对")]
    manifest = read_manifest(folder)
    if SAID - manifest.keys():
        return []
    inputs = {name: folder / name for name in manifest["inputs"]["files"]}
    return [
        *_files(settings, Place.RUN, manifest["inputs"]["files"], inputs, folder),
        *_files(settings, Place.RUN, manifest["tables"], tables(folder), folder),
        *_files(settings, Place.RELEASED, manifest["outputs"], _papers(folder, manifest["outputs"]), folder),
        *(Fault(Place.CONFIGURATION, f"archive/configurations/{name}", GONE)
          for name in manifest["configurations"] if not (settings.configurations / name).is_dir()),
    ]  # fmt: skip


def _papers(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Where the papers of a run lie, or lay."""
    trees = [folder / name for name in PAPERS]
    lost = {name: next((tree / name for tree in trees if (tree / name).parent.exists()), trees[-1] / name) for name in names}
    return lost | outputs(folder)


def _files(settings: Settings, place: Place, then: Mapping[str, str], now: Mapping[str, Path], folder: Path) -> Iterator[Fault]:
    for name in sorted({*then, *now}):
        path = now.get(name, folder / name)
        which = path.relative_to(settings.root).as_posix()
        if not path.exists():
            yield Fault(place, which, GONE)
        elif name not in then:
            yield Fault(place, which, "是后来加入的")
        elif sha256_file(path) != then[name]:
            yield Fault(place, which, CHANGED)


def _notes(settings: Settings, kept: _Kept) -> Iterator[str]:
    """Papers in the outbox that are another than the one that went out, which is what filling in a form does, too."""
    for run in kept.runs:
        if run["unsent"]:
            yield f"{run['run_id']} 签发后还没有全部送出"
        elif (settings.runs / run["run_id"] / "manifest.json").exists():
            if SAID - read_manifest(settings.runs / run["run_id"]).keys():
                yield f"{run['run_id']} 的清单出自旧版本，只核对了清单本身"
            made = outputs(settings.runs / run["run_id"])
            lying = {name: settings.outbox / name for name in made if (settings.outbox / name).exists()}
            for name, path in lying.items():
                if sha256_file(path) != sha256_file(made[name]):
                    yield f"outbox/{name} 与发出时不同（填写、另存也会这样；原样在 runs/{run['run_id']}/）"
