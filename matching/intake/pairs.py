"""Control files: a department may lay <file name>.sha256 or .md5 beside a table, to say when it is whole.

Belongs here: which control file belongs to which file, and whether it agrees. Does not belong here: taking the file (store)
and telling the department (matching.pipeline).
"""

import hashlib
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from matching.intake.store import CannotRead, StillMoving, open_found, read_block
from matching.intake.sweep import Found

ALGORITHMS = {".sha256": "sha256", ".md5": "md5"}
DIGEST = {
    "sha256": re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])"),
    "md5": re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{32}(?![0-9a-fA-F])"),
}
LONGEST = 4096


class Partner(StrEnum):
    """Why one of a pair waits."""

    ALONE = "alone"
    """A control file whose table is not there."""
    DIFFERS = "differs"
    """A table that does not have the sum its control file names."""
    NO_SUM = "no_sum"
    """A control file in which no sum can be found."""


@dataclass(frozen=True)
class Pair:
    """A file that can be taken, and its control file if it has one."""

    table: Found
    control: Found | None = None


def pair(found: list[Found], archive: Path) -> tuple[list[Pair], list[tuple[Found, Partner]], list[Found]]:
    """Sort settled files into (what can be taken, what waits for its partner, control files whose table was taken before)."""
    tables = {item.path: item for item in found if not _algorithm(item)}
    waiting: list[tuple[Found, Partner]] = []
    controls: dict[Path, Found] = {}
    spent: list[Found] = []
    for item in found:
        if _algorithm(item):
            table = item.path.with_name(item.path.name.removesuffix(item.path.suffix))
            if table in tables:
                controls.setdefault(table, item)
            elif _was_taken(item, archive):
                spent.append(item)
            else:
                waiting.append((item, Partner.ALONE))
    pairs: list[Pair] = []
    for path, item in tables.items():
        control = controls.get(path)
        trouble = _trouble(item, control) if control else None
        if trouble is None:
            pairs.append(Pair(item, control))
        else:
            waiting.append((item, trouble))
    return pairs, waiting, spent


def _algorithm(item: Found) -> str | None:
    return ALGORITHMS.get(item.path.suffix.lower())


def _sum(control: Found) -> str | None:
    """The sum a control file names, in lower case; programs write it with the name, in blocks of two, or alone."""
    try:
        source = open_found(control)
        try:
            text = read_block(source)[:LONGEST].decode("utf-8", "replace")
        finally:
            os.close(source)
    except (CannotRead, StillMoving):
        return None
    pattern = DIGEST[str(_algorithm(control))]
    hit = pattern.search(text) or next(
        (hit for line in text.splitlines() if (hit := pattern.fullmatch(line.replace(" ", "")))), None
    )
    return hit.group().lower() if hit else None


def _trouble(table: Found, control: Found) -> Partner | None:
    wanted = _sum(control)
    if wanted is None:
        return Partner.NO_SUM
    digest = hashlib.new(str(_algorithm(control)), usedforsecurity=False)
    try:
        source = open_found(table)
        try:
            while block := read_block(source):
                digest.update(block)
        finally:
            os.close(source)
    except (CannotRead, StillMoving):
        return None
    return None if digest.hexdigest() == wanted else Partner.DIFFERS


def _was_taken(control: Found, archive: Path) -> bool:
    """True for the control file that a crash, or its own late arrival, left behind."""
    wanted = _sum(control)
    return wanted is not None and len(wanted) == 64 and (archive / "drops" / wanted[:2] / wanted).exists()
