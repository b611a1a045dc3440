"""A run: its name, its frozen inputs, its manifest.

Belongs here: what identifies a run, its release, and what is written down about it. Does not belong here: doing the run
(matching.pipeline). A run folder is runs/<run_id>/ with inputs/ (frozen before the run starts), the
tables each stage made, and manifest.json.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from matching.contracts import Cadence
from matching.errors import UsageError
from matching.strict import Strict


class Run(Strict):
    """One run of one cadence. `sequence` counts the runs of that cadence and day, from 1."""

    cadence: Cadence
    as_of: date
    sequence: int

    @property
    def run_id(self) -> str:
        return f"{self.cadence.value}-{self.as_of}-{self.sequence:02d}"

    @classmethod
    def parse(cls, run_id: str) -> "Run":
        """The run of an id. Raises UsageError if it is not one."""
        try:
            cadence, day, sequence = run_id.split("-", 1)[0], run_id.split("-", 1)[1][:10], run_id[-2:]
            return cls(cadence=Cadence(cadence), as_of=date.fromisoformat(day), sequence=int(sequence))
        except (ValueError, IndexError) as error:
            raise UsageError(f"不是批次编号: {run_id}") from error


class Provenance(Strict):
    """With what something was made: the configuration in force, the code, the libraries. Hashes are hex SHA-256."""

    configuration: str
    """The name under which the archive keeps the configuration (matching.pipeline.in_force)."""
    code: str
    """Hash over every module and statement."""
    version: str
    """Of the package."""
    commit: str
    """Of git, "" where the project is no checkout."""
    libraries: dict[str, str]
    """Name → version of what the package asks for, and of Python, which packs Word files in other bytes from version to version (python; not
    in what was made before it was written down)."""
    lock: str
    """Hash of uv.lock, "" where there is none."""

    def same_code(self, other: "Provenance") -> bool:
        """Whether both run the same modules and statements on the same libraries."""
        return (self.code, self.libraries) == (other.code, other.libraries)


class Release(Strict):
    """That a run's batch may go out (签发). `released_by` is "" where the district lets its cadence go out by itself."""

    released_on: date
    released_by: str = ""
    despite: str = ""
    """Why, although the check found something."""
    provenance: Provenance | None = None
    """With what its papers are drawn; the ledger keeps the rest."""


def sha256_file(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_tree(folder: Path, pattern: str = "*") -> str:
    """Hex SHA-256 over the names and bytes of a folder's files, in order of their names."""
    digest = hashlib.sha256()
    for path in sorted(item for item in folder.rglob(pattern) if item.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{sha256_file(path)}\n".encode())
    return digest.hexdigest()


def write_table(table: pa.Table, path: Path) -> None:
    """Write Parquet deterministically and all at once: same rows, same bytes; never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.tmp")
    pq.write_table(table.replace_schema_metadata(None).combine_chunks(), aside, compression="zstd", write_statistics=False)
    aside.replace(path)


def write_text(text: str, path: Path) -> None:
    """Write a text file all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def write_manifest(folder: Path, content: dict[str, Any]) -> None:
    """Write manifest.json, keys sorted, so that the same run gives the same bytes."""
    write_text(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", folder / "manifest.json")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder. Raises UsageError if there is none."""
    path = folder / "manifest.json"
    if not path.exists():
        raise UsageError(f"没有这个批次: {folder.name}")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
