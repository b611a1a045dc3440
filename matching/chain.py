"""The audit chain: lines whose hash covers the line before, and covers over every row that the ledger keeps.

Belongs here: adding a line, the digest of rows, taking over a ledger from before the covers. Does not belong here: when a line is added
(matching.ledger) and whether lines and rows still hold (matching.audit, matching.pipeline.verifying).

A cover says of the rows that one transaction appended to a table: the first one's place, how many, how many columns the table had,
and a hash. Rows are only appended, so their place (rowid) never moves. The one column that is ever filled in later, when a benefit is
closed, is left out of the rows and hashed on its own, whole.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

COVER, ADOPT = "cover", "adopt"
"""Lines that cover rows: what a transaction appended; what was there when the covers began."""
PAPERS = "papers"
"""Lines that keep the hashes of what was sent after the manifest of a run was closed."""
LOCAL_ROWS = 2**54
"""The places of rows that the open transaction appended begin beyond this, in their order."""
FILLED_LATER = {"roll_entries": "recorded_to"}
"""Table → the column that is filled in once, after the row was appended."""
UNCOVERED = {"audit_log", "layout"}
"""Tables that are no record of anything: the chain itself, and the version of the tables."""


class Line(NamedTuple):
    """A line of the chain. `detail` is JSON; `previous` the hash of the line before, "" for the first."""

    line: int
    action: str
    subject: str
    detail: str
    previous: str
    hash: str


def line_hash(line: int, action: str, subject: str, detail: str, previous: str) -> str:
    """Hex SHA-256 of a line."""
    return sha256(f"{line}\n{action}\n{subject}\n{detail}\n{previous}".encode()).hexdigest()


def add_line(connection: Any, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Add a line to the chain."""
    last = connection.execute("SELECT line, hash FROM audit_log ORDER BY line DESC LIMIT 1").fetchall()
    line, previous = (last[0][0] + 1, last[0][1]) if last else (1, "")
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    digest = line_hash(line, action, subject, text, previous)
    connection.execute("INSERT INTO audit_log VALUES (?, ?, ?, ?, ?, ?)", Line(line, action, subject, text, previous, digest))


def size(connection: Any, table: str) -> int:
    """How many rows a table has."""
    ((rows,),) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()
    return int(rows)


def columns(connection: Any, table: str) -> list[str]:
    """The columns of a table of the ledger, in their order; new ones are only ever added behind."""
    asked = "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database() AND table_name = ? ORDER BY column_index"
    return [name for (name,) in connection.execute(asked, [table]).fetchall()]


def row_hashes(connection: Any, table: str, first_columns: int | None = None, since: int = 0) -> list[str]:
    """The hash of each row over the first so many columns (None: all), in the order of their places, from a place on."""
    chosen = [f'"{name}"' for name in columns(connection, table)[:first_columns] if name != FILLED_LATER.get(table)]
    rows = f'SELECT sha256(json_array({", ".join(chosen)})::VARCHAR) AS hash FROM "{table}" WHERE rowid >= {since} ORDER BY rowid'
    hashes: list[str] = connection.sql(rows).to_arrow_table()["hash"].to_pylist()
    return hashes


def digest(hashes: Iterable[str]) -> str:
    """One hash over the hashes of rows."""
    return sha256("".join(hashes).encode()).hexdigest()


def filled(connection: Any, table: str) -> str:
    """One hash over every value of the column that is filled in later, with its row's place."""
    column = FILLED_LATER[table]
    rows = f'SELECT rowid || \'|\' || "{column}" AS filled FROM "{table}" WHERE "{column}" IS NOT NULL ORDER BY rowid'
    return digest(connection.sql(rows).to_arrow_table()["filled"].to_pylist())


def cover(connection: Any, action: str, before: Mapping[str, int], since: int, detail: Mapping[str, Any] | None = None) -> None:
    """Add a line that covers the rows appended to tables: table → how many rows it had before; `since`: the place of the first of them."""
    told = {}
    for table, first in sorted(before.items()):
        hashes = row_hashes(connection, table, since=since)
        if hashes or table in FILLED_LATER:
            told[table] = {
                "first": first,
                "rows": len(hashes),
                "columns": len(columns(connection, table)),
                "sha256": digest(hashes),
            }
        if table in FILLED_LATER:
            told[table]["filled"] = filled(connection, table)
    if told:
        add_line(connection, action, "", {"tables": told, **(detail or {})})


def adopt(connection: Any, tables: Iterable[str], runs: Path) -> None:
    """Cover all that a ledger holds which no line covers, once, and the manifests of its runs (below the folder `runs`): what it was made
    by did not do so. A ledger without a row, or one that was adopted or begun with covers, is left as it is."""
    covered = connection.execute("SELECT 1 FROM audit_log WHERE action IN (?, ?) LIMIT 1", [COVER, ADOPT]).fetchall()
    kept = [table for table in sorted(set(tables) - UNCOVERED) if size(connection, table)]
    if covered or not kept:
        return
    manifests = {path.parent.name: sha256(path.read_bytes()).hexdigest() for path in sorted(runs.glob("[!.]*/manifest.json"))}
    cover(connection, ADOPT, dict.fromkeys(kept, 0), 0, {"manifests": manifests})
