"""The data officer's pages, brought up to date: outbox/中心/数据质量/.

Belongs here: which results the pages show, whether anything changed, and the replacement of the folder all at once. Does
not belong here: drawing them (matching.validate.docs).
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import in_force
from matching.pipeline.provenance import provenance
from matching.run import sha256_file
from matching.validate.docs import site
from matching.validate.rules.results import path_of, read_result

log = structlog.get_logger()

FOLDER = Path("中心") / "数据质量"
MOST = 30
"""Results shown of each table; older ones stay in checks/ and in the ledger. It bounds the time of a rebuild."""
STAMP = ".stamp"


def refresh(installation: Installation) -> dict[str, Any]:
    """Rebuild the pages unless they show the last results already. Returns {"folder", "results", "rebuilt"}."""
    settings = installation.settings
    target = settings.outbox / FOLDER
    for folder in (target.parent, settings.ledger.parent):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.ledger.with_name("datadocs.lock"), timeout=settings.lock_seconds):
            files = _last_results(installation)
            stamp = _stamp(installation, files)
            rebuilt = not (target / STAMP).exists() or (target / STAMP).read_text(encoding="utf-8") != stamp
            if rebuilt:
                _rebuild(installation, files, target, stamp)
    except Timeout as error:
        raise ProcessingError(f"another process was making the data docs for more than {settings.lock_seconds:.0f} s") from error
    log.info("data docs", results=len(files), rebuilt=rebuilt)
    return {"folder": target.relative_to(settings.root).as_posix(), "results": len(files), "rebuilt": rebuilt}


def _last_results(installation: Installation) -> list[Path]:
    """Files of the last results of every table. A drop judged before results were kept has none."""
    settings = installation.settings
    with reading(settings) as ledger:
        drops = ledger.query("datadocs/list_last_checks", most=MOST).column("drop_id").to_pylist()
    paths = [path_of(settings.checks, drop_id) for drop_id in drops]
    return [path for path in paths if path.exists()]


def _stamp(installation: Installation, files: list[Path]) -> str:
    """What decides the pages: the results, the configuration, the code."""
    settings = installation.settings
    made_with = provenance(settings, in_force.name_of(settings)).model_dump()
    content = {"files": {path.name: sha256_file(path) for path in files}, "made_with": made_with}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _rebuild(installation: Installation, files: list[Path], target: Path, stamp: str) -> None:
    """Write the pages aside, then put them in the place of the old ones. A crash between leaves no stamp: rebuilt next time."""
    aside, old = target.with_name(f".{target.name}.tmp"), target.with_name(f".{target.name}.old")
    for leftover in (aside, old):
        shutil.rmtree(leftover, ignore_errors=True)
    site.build([read_result(path) for path in files], installation, aside)
    (aside / STAMP).write_text(stamp, encoding="utf-8")
    if target.exists():
        target.replace(old)
    aside.replace(target)
    shutil.rmtree(old, ignore_errors=True)
