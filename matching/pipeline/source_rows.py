"""Rows of deliveries by their ids: where each came from, what it said, what the check found, what runs made and decided of it.

Belongs here: bringing that together. Does not belong here: which rows are asked for (matching.pipeline.lineage) and the story of a clue
(matching.pipeline.clues).
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.drops import archived_path
from matching.installation import Installation
from matching.ledger import Ledger
from matching.shapes import RAW_PEOPLE, STANDARD

Row = dict[str, Any]
SHOWN = [name for name in STANDARD.names if name not in RAW_PEOPLE.names]
"""What standardising added."""


def read_rows(ledger: Ledger, installation: Installation, ids: Iterable[str], as_of: date) -> list[Row]:
    """The rows that were known on a day, each with source, values, findings, standard, outcomes and questions; ids that are no row's are left out."""
    ids = list(ids)
    rows = ledger.query("why/list_rows", ids=ids, as_of=as_of).to_pylist()
    findings = _by("row_id", ledger.query("why/list_findings", ids=ids).to_pylist())
    outcomes = _by("record_id", ledger.query("why/list_outcomes", ids=ids, as_of=as_of).to_pylist())
    questions = _by("record_id", ledger.query("why/list_questions", ids=ids, as_of=as_of).to_pylist())
    return [
        {
            "row_id": row["row_id"],
            "source": _source(installation, row),
            **{name: row[name] for name in ("fate", "reason", "origin", "replaces", "replaced_by")},
            "values": _values(installation, row),
            "findings": findings[row["row_id"]],
            "standard": _standard(installation, row, outcomes[row["row_id"]]),
            "outcomes": _outcomes(outcomes[row["row_id"]]),
            "questions": questions[row["row_id"]],
        }
        for row in rows
    ]


def _by(name: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.pop(name)].append(row)
    return found


def _source(installation: Installation, row: Row) -> Row:
    """Where a row stands in what its sender delivered, and where the archive keeps that."""
    table, settings = installation.tables.get(row["feed"] or ""), installation.settings
    archived = archived_path(settings.archive, row["sha256"])
    told = {name: row[name] for name in ("folder", "file", "sheet", "received_on", "period", "verdict", "drop_id", "sha256")}
    return {
        "title": table.title if table else "",
        "row": row["place"],
        **told,
        "archived": archived.relative_to(settings.root).as_posix(),
    }


def _values(installation: Installation, row: Row) -> Row:
    table, said = installation.tables.get(row["feed"] or ""), json.loads(row["values"] or "{}")
    headers = {column.name: column.header for column in table.columns} if table else {}
    return {headers.get(name, name): text for name, text in said.items()}


def _outcomes(rows: list[Row]) -> list[Row]:
    """One a run, with what linkage said against the roll and against the open clues."""
    found: dict[str, Row] = {}
    for row in rows:
        link = {name: row.pop(name) for name in ("decision", "link_rule", "link_person", "match_weight", "explanation")}
        against = row.pop("against")
        found.setdefault(row["run_id"], row | {"links": {}})
        if against:
            found[row["run_id"]]["links"][against] = link
    return list(found.values())


def _standard(installation: Installation, row: Row, outcomes: list[Row]) -> Row | None:
    """What a record's fields were made into, in the last run that placed it; None if no run did, or its folder is gone."""
    if not outcomes:
        return None
    path = installation.settings.runs / outcomes[-1]["run_id"] / "standard" / f"{row['feed']}.parquet"
    found = (
        pq.read_table(path, columns=SHOWN, filters=pc.field("record_id") == row["row_id"]).to_pylist() if path.exists() else []
    )
    return {name: text for name, text in found[0].items() if text} if found else None
