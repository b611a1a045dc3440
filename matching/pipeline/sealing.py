"""The manifest of a run: what its folder was made of, and the hash of every file that people got.

Belongs here: writing down what is in the folder. Does not belong here: making any of it (matching.pipeline.stages).
"""

import hashlib
from pathlib import Path
from typing import Any

from matching.installation import Installation
from matching.pipeline import stages
from matching.run import sha256_file, versions, write_manifest


def outputs(folder: Path) -> dict[str, str]:
    """Name below the outbox → SHA-256 of each file that was published or released so far."""
    trees = [folder / name for name in ("published", "released")]
    files = [(path.relative_to(tree).as_posix(), path) for tree in trees for path in tree.rglob("*") if path.is_file()]
    return {name: sha256_file(path) for name, path in sorted(files)}


def output_sha256(files: dict[str, str]) -> str:
    """One hash over the names and hashes of `outputs`."""
    return hashlib.sha256("".join(f"{name}\0{digest}\n" for name, digest in files.items()).encode()).hexdigest()


def seal(installation: Installation, folder: Path) -> dict[str, Any]:
    """Write the manifest; returns {"run_id", "files", "output_sha256"}."""
    inputs, files = stages.read_inputs(folder), outputs(folder)
    tables = sorted(path for path in folder.rglob("*.parquet") if not {"published", "released"} & set(path.parts))
    sha256 = output_sha256(files)
    content = {
        **inputs,
        "feeds_done": stages.standardised_feeds(folder),
        "versions": versions(installation.settings),
        "linkage": stages.read_linkage_report(folder),
        "tables": {path.relative_to(folder).as_posix(): sha256_file(path) for path in tables},
        "release": release.model_dump(mode="json") if (release := stages.read_release(folder)) else None,
        "outputs": files,
        "output_sha256": sha256,
    }
    write_manifest(folder, content)
    return {"run_id": inputs["run_id"], "files": len(files), "output_sha256": sha256}
