"""The lineage of a row, a person, a slip or a clue (来龙去脉), both ways: from the sender's row to what became of it, and back.

Belongs here: which rows and clues belong together and what ledger and run folders hold of them. Does not belong here: why a pair was matched
(matching.pipeline.explain), the story of a clue (matching.pipeline.clues), how it is told (matching.pipeline.telling). It holds personal data.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.casework import read_transitions
from matching.drops import archived_path
from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.link.waterfall import masked
from matching.pipeline.clues import clue_story
from matching.pipeline.explain import Answer, explain_run
from matching.pipeline.histories import find_slip
from matching.shapes import RAW_PEOPLE, STANDARD

Row = dict[str, Any]
Kind = Literal["record", "person", "slip", "clue", "subject"]
SHOWN = [name for name in STANDARD.names if name not in RAW_PEOPLE.names]
"""What standardising added."""


@dataclass(frozen=True)
class Lineage:
    """What is known of one thing on a day. rows: each with source, values, findings, standard, outcomes, questions; roll: a person's entries;
    clues: their stories; answers: row → its explanation, or why there is none."""

    kind: Kind
    which: str
    as_of: date
    rows: tuple[Row, ...]
    roll: tuple[Row, ...]
    clues: tuple[Row, ...]
    answers: dict[str, Answer | str]

    def as_json(self) -> Row:
        told = {name: answer if isinstance(answer, str) else answer.as_json() for name, answer in self.answers.items()}
        about = {"kind": self.kind, "which": self.which, "as_of": self.as_of.isoformat()}
        return about | {"rows": self.rows, "roll": self.roll, "clues": self.clues, "explanations": told}


def lineage(installation: Installation, kind: Kind, which: str, as_of: date, full: bool = False) -> Lineage:
    """The lineage of a row (of a delivery, a record or not), a person of the roll, a slip or a clue, by what was known on a day.

    `which` of a subject is an identity number: everything in which it stands, in any column. Numbers are masked unless `full`. Raises UsageError
    for what was not known on that day.
    """
    with reading(installation.settings) as ledger:
        persons = _persons(ledger, kind, which, as_of)
        ids = _rows_asked(ledger, installation, kind, which, persons, as_of)
        entries = ledger.query("why/list_entries", persons=persons, as_of=as_of).to_pylist()
        rows = _rows(ledger, installation, ids, as_of)
    clue_ids = dict.fromkeys(outcome["clue_id"] for row in rows for outcome in row["outcomes"] if outcome["clue_id"])
    if not rows and not entries:
        raise UsageError(f"no such {kind} on {as_of}" + ("" if kind == "subject" else f": {which}"))
    return Lineage(
        kind,
        masked(which) if kind == "subject" else which,
        as_of,
        tuple(rows if full else map(_masked, rows)),
        tuple(entries if full else map(_masked, entries)),
        tuple(clue_story(installation, clue_id, full, as_of) for clue_id in clue_ids),
        {row["row_id"]: _explained(installation, row) for row in rows if row["outcomes"]},
    )


def _persons(ledger: Ledger, kind: Kind, which: str, as_of: date) -> list[str]:
    """The persons of the roll that are asked for."""
    if kind != "subject":
        return [which] if kind == "person" else []
    found: list[str] = ledger.query("why/list_persons_of_number", numbers=_spellings(which), as_of=as_of)["person_id"].to_pylist()
    return found


def _spellings(number: str) -> list[str]:
    """A number of 18 characters, and the 15 of before 1999 for it."""
    number = number.strip().upper()
    return [number, number[:6] + number[8:17]] if len(number) == 18 else [number]


def _rows_asked(ledger: Ledger, installation: Installation, kind: Kind, which: str, persons: list[str], as_of: date) -> list[str]:
    if kind == "record":
        return [which]
    if kind in ("person", "subject"):
        found = ledger.query("why/list_rows_of_person", persons=persons, as_of=as_of)
        if kind == "subject":
            own = ledger.query("why/list_rows_of_number", numbers=_spellings(which), as_of=as_of)
            return sorted({*found["row_id"].to_pylist(), *own["row_id"].to_pylist()})
    else:
        clue = which if kind == "clue" else find_slip(ledger, read_transitions(installation.settings.schemas), which).clue_id
        found = ledger.query("why/list_rows_of_clues", clues=[clue], as_of=as_of)
    ids: list[str] = found["row_id"].to_pylist()
    return ids


def _rows(ledger: Ledger, installation: Installation, ids: Iterable[str], as_of: date) -> list[Row]:
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


def _explained(installation: Installation, row: Row) -> Answer | str:
    try:
        return explain_run(installation, row["outcomes"][-1]["run_id"], row["row_id"])
    except (ProcessingError, UsageError) as error:
        return str(error)


def _masked(row: Row) -> Row:
    """The row with every number masked, but not its ids and hashes."""
    hidden = {name: _hidden(told) if name in ("values", "standard", "id_number") else told for name, told in row.items()}
    days = {
        name: text[:4] for name, text in (row.get("standard") or {}).items() if name.startswith("birth") and text[:1].isdigit()
    }
    return hidden | ({"standard": hidden["standard"] | days} if days else {})


def _hidden(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _hidden(text) for name, text in told.items()}
    return masked(told) if isinstance(told, str) else told
