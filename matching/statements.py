"""SQL by name: the text of sql/<stage>/<verb>_<noun>.sql.

Belongs here: finding a statement. Does not belong here: running it (matching.ledger, or a stage's own DuckDB).
"""

from functools import cache
from pathlib import Path

from matching.errors import ConfigurationError


@cache
def statement(folder: Path, name: str) -> str:
    """The text of sql/<name>.sql. Raises ConfigurationError if there is none."""
    path = folder / f"{name}.sql"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read") from error
