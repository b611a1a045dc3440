"""The outbox: what a run made, put where its recipients fetch it.

Belongs here: placing finished folders so that nobody ever sees half of one. Does not belong here: making them
(matching.publish).
"""

import shutil
from pathlib import Path

from matching.run import sha256_tree


def install(published: Path, outbox: Path, run_id: str) -> None:
    """Copy every …/<run_id>/ folder of `published` into the outbox, each written aside and renamed. Repeatable."""
    for source in sorted(path for path in published.rglob(run_id) if path.is_dir()):
        target = outbox / source.relative_to(published)
        if target.exists() and sha256_tree(target) == sha256_tree(source):
            continue
        aside = target.with_name(f".{run_id}.tmp")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(source, aside)
        if target.exists():
            shutil.rmtree(target)
        aside.replace(target)
