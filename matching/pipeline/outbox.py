"""The outbox: what a run made, put where its recipients fetch it.

Belongs here: placing finished folders so that nobody ever sees half of one. Does not belong here: making them
(matching.publish).
"""

import shutil
from pathlib import Path


def install(made: Path, outbox: Path, run_id: str) -> None:
    """Copy every …/<run_id>/ folder of `made` into the outbox, each written aside and renamed. Repeatable.

    A folder that is there already is left alone: it is whole, a run makes it but once, and somebody may be filling in a form in it.
    """
    for source in sorted(path for path in made.rglob(run_id) if path.is_dir()):
        target = outbox / source.relative_to(made)
        if target.exists():
            continue
        aside = target.with_name(f".{run_id}.tmp")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(source, aside)
        aside.replace(target)
