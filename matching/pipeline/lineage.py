"""The lineage of a row, a person, a slip or a clue (来龙去脉), both ways: from the sender's row to what became of it, and back.

Belongs here: which rows, entries of the roll and clues belong together. Does not belong here: a row (matching.pipeline.source_rows), why a pair was matched
(matching.pipeline.explain), the story of a clue (matching.pipeline.clues), how it is told (matching.pipeline.telling). It holds personal data.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from matching.casework import read_transitions
from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.link.waterfall import masked
from matching.pipeline.clues import clue_story
from matching.pipeline.explain import Answer, RunExplainer
from matching.pipeline.histories import find_slip
from matching.pipeline.source_rows import Row, read_rows

Kind = Literal["record", "person", "slip", "clue", "subject"]
NAMED: dict[Kind, str] = {"record": "记录", "person": "名册人员", "slip": "转办单", "clue": "线索", "subject": "证件号码"}


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
        rows = read_rows(ledger, installation, ids, as_of)
    clue_ids = dict.fromkeys(outcome["clue_id"] for row in rows for outcome in row["outcomes"] if outcome["clue_id"])
    if not rows and not entries:
        raise UsageError(f"截至 {as_of} 没有这个{NAMED[kind]}" + ("" if kind == "subject" else f": {which}"))
    return Lineage(
        kind,
        masked(which) if kind == "subject" else which,
        as_of,
        tuple(rows if full else map(_masked, rows)),
        tuple(entries if full else map(_masked, entries)),
        tuple(clue_story(installation, clue_id, full, as_of) for clue_id in clue_ids),
        _answers(installation, rows),
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


def _answers(installation: Installation, rows: Iterable[Row]) -> dict[str, Answer | str]:
    """The explanation of each row in the last run that placed it, or why there is none."""
    by_run: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["outcomes"]:
            by_run[row["outcomes"][-1]["run_id"]].append(row["row_id"])
    found: dict[str, Answer | str] = {}
    for run_id, ids in by_run.items():
        try:
            with RunExplainer(installation, run_id) as run:
                found |= {row_id: _explained(run, row_id) for row_id in ids}
        except (ProcessingError, UsageError) as error:
            found |= dict.fromkeys(ids, str(error))
    return found


def _explained(run: RunExplainer, row_id: str) -> Answer | str:
    try:
        return run.explain(row_id)
    except ProcessingError as error:
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
