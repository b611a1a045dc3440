"""With what a run is made, found once when it is prepared and once when it is released.

Belongs here: hashing the code, asking for versions. Does not belong here: the configuration (matching.pipeline.in_force), and
anything that a stage does: no stage knows its code.
"""

import platform
import re
import subprocess
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import requires, version
from pathlib import Path

from matching.run import Provenance, sha256_file, sha256_tree
from matching.settings import PROJECT, Settings

PACKAGE, PYTHON = "zhaoren", "python"


def provenance(settings: Settings, configuration: str) -> Provenance:
    """What would make a run now, under the configuration of that name (matching.pipeline.in_force)."""
    lock = settings.project / "uv.lock"
    return Provenance(
        configuration=configuration,
        code=_code(settings.sql),
        version=version(PACKAGE),
        commit=_commit(settings.project),
        libraries=_libraries(),
        lock=sha256_file(lock) if lock.exists() else "",
    )


@lru_cache(maxsize=2)
def _code(sql: Path) -> str:
    """One hash over every module and every statement."""
    return sha256(f"{sha256_tree(PROJECT / 'matching', '*.py')}\n{sha256_tree(sql, '*.sql')}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _libraries() -> dict[str, str]:
    asked = [line for line in requires(PACKAGE) or [] if "extra ==" not in line]
    names = sorted(match[0] for line in asked if (match := re.match(r"[\w.-]+", line)))
    return {name: version(name) for name in names} | {PYTHON: platform.python_version()}


@lru_cache(maxsize=2)
def _commit(project: Path) -> str:
    """The code's git commit, or "" where the project is not a checkout."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(project), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10, check=False
        )
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
