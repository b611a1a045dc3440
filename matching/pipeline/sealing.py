"""The manifest of a run: what it was made of and with, what it made, and the hash of every file of it.

Belongs here: writing down what is in the folder. Does not belong here: making any of it (matching.pipeline.stages) and making it
once more (matching.pipeline.replay).
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from matching.pipeline import in_force, run_folder
from matching.pipeline.counting import summarise
from matching.run import sha256_file, write_manifest
from matching.settings import Settings

PAPERS = ("published", "released")
"""The folders of a run whose files people get."""
HANDED_ON = "redirected"
"""The folder for what is sent after a run, when one of its slips is handed on: the audit chain keeps the hashes of these, not the manifest."""


def outputs(folder: Path) -> dict[str, Path]:
    """Name below the outbox → each file that was published or released so far."""
    trees = [folder / name for name in PAPERS]
    return dict(sorted((path.relative_to(tree).as_posix(), path) for tree in trees for path in _files(tree)))


def tables(folder: Path) -> dict[str, Path]:
    """Name below the folder → each file that the stages and the release left for later stages."""
    named = {path.relative_to(folder): path for path in _files(folder)}
    apart = {"inputs", "manifest.json", HANDED_ON, *PAPERS, *(f".{name}.tmp" for name in PAPERS)}
    return {name.as_posix(): path for name, path in named.items() if name.parts[0] not in apart}


def hashes(files: dict[str, Path]) -> dict[str, str]:
    """The SHA-256 of each file."""
    return {name: sha256_file(path) for name, path in files.items()}


def output_sha256(files: dict[str, str]) -> str:
    """One hash over the names and hashes of `outputs`."""
    return hashlib.sha256("".join(f"{name}\0{digest}\n" for name, digest in files.items()).encode()).hexdigest()


def seal(settings: Settings, folder: Path) -> dict[str, Any]:
    """Write the manifest; returns {"run_id", "files", "output_sha256"}."""
    content = describe(settings, folder)
    write_manifest(folder, content)
    return {"run_id": content["run_id"], "files": len(content["outputs"]), "output_sha256": content["output_sha256"]}


def describe(settings: Settings, folder: Path) -> dict[str, Any]:
    """What the manifest of a run says; every hash is a hex SHA-256."""
    inputs, papers, release = run_folder.read_inputs(folder), hashes(outputs(folder)), _release(folder)
    frozen = {path.relative_to(folder).as_posix(): path for path in _files(folder / "inputs")}
    made_with = [told["provenance"] for told in (inputs, release or {}) if told.get("provenance")]
    return {
        "run_id": inputs["run_id"],
        "counts": summarise(folder),
        "inputs": {
            **{name: inputs.get(name, []) for name in ("feeds", "drops")},
            "feeds_done": run_folder.standardised_feeds(folder),
            "roll_snapshot": inputs["roll_snapshot"],
            "files": hashes(frozen),
        },
        "provenance": inputs.get("provenance"),
        "configurations": {one["configuration"]: in_force.parts(settings, one["configuration"]) for one in made_with},
        "linkage": run_folder.read_linkage_report(folder),
        "tables": hashes(tables(folder)),
        "release": release,
        "outputs": papers,
        "output_sha256": output_sha256(papers),
    }


def _release(folder: Path) -> dict[str, Any] | None:
    """Who released what, when, and under which numbers; None for what was not released."""
    release = run_folder.read_release(folder)
    if release is None:
        return None
    numbers = pq.read_table(folder / "slips.parquet", columns=["slip_no"])["slip_no"].to_pylist()
    first, last = (numbers[0], numbers[-1]) if numbers else (None, None)
    return {**release.model_dump(mode="json"), "slips": len(numbers), "first": first, "last": last}


def _files(tree: Path) -> Iterable[Path]:
    """The files of a tree, without what a crash left half-written."""
    return sorted(path for path in tree.rglob("*") if path.is_file() and path.name[0] != ".")
