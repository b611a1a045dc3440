"""Clues as of a day, and the whole story of one.

Belongs here: bringing together what ledger and run folder hold of clues. Does not belong here: how it looks (matching.cli_clues) and why
a record was matched so (matching.pipeline.explain). The list holds no personal data; a story does, for the centre on its own terminal.
"""

import json
from datetime import date
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.casework import read_transitions
from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.link.waterfall import masked
from matching.pipeline.histories import read_slips
from matching.pipeline.retention import expired
from matching.run import Run

Row = dict[str, Any]
PERSON = ("name", "sex", "age", "id_number", "phone", "address", "register_address", "household", "benefits")


def list_clues(installation: Installation, as_of: date, unit: str | None = None, only_open: bool = False) -> list[Row]:
    """The clues as of a day, the most pressing first; `unit`: any name of a unit, or its code. Raises UsageError for an unknown one."""
    code = unit_code(installation, unit) if unit else None
    with reading(installation.settings) as ledger:
        rows = ledger.query("clues/list_clues", as_of=as_of).to_pylist()
    found = [row for row in rows if code in (None, row["unit"]) and not (only_open and row["closed_on"])]
    return [row | {"unit_name": installation.district.unit(row["unit"]).name} for row in found]


def unit_code(installation: Installation, unit: str) -> str:
    """The code of a unit that a person calls by any of its names, or by its code. Raises UsageError for an unknown one."""
    units, named = installation.district.units, unit.strip()
    code = installation.district.unit_names.get(named, named)
    if code not in {one.code for one in units}:
        raise UsageError(f"没有这个单位: {unit}(可写 {'、'.join(one.name for one in units)})")
    return code


def clue_story(installation: Installation, clue_id: str, full: bool = False, as_of: date = date.max) -> Row:
    """Everything about a clue that was known on a day: clue, person, evidence (source rows and how they were matched), rules, supplements, slips, events.

    Numbers are masked and the rows' own values left out unless `full`; of a person whose run's time is over nothing is known any more. Raises UsageError for an unknown clue, ProcessingError if the
    folder of the run that opened it is gone.
    """
    with reading(installation.settings) as ledger:
        clues = ledger.query("clues/select_clue", clue_id=clue_id, as_of=as_of).to_pylist()
        if not clues:
            raise UsageError(f"没有这条线索,或在所问的日子还没有: {clue_id}")
        evidence = ledger.query("clues/list_evidence_of_clue", clue_id=clue_id, as_of=as_of).to_pylist()
        rest = {
            name: ledger.query(f"clues/list_{name}_of_clue", clue_id=clue_id, as_of=as_of).to_pylist()
            for name in ("supplements", "slips", "events")
        }
        states = _states(ledger, installation, rest["slips"], as_of)
    clue = clues[0]
    person = _person(installation, clue["run_id"], clue_id)
    return {
        "clue": clue | {"unit_name": installation.district.unit(clue["unit"]).name},
        "person": person if full else {name: masked(text) if text else text for name, text in person.items()},
        "evidence": [_evidence(installation, row, full) for row in evidence],
        **rest,
        "slips": [
            row | {"recipient_name": _recipient(installation, row), "state": states[row["slip_no"]]} for row in rest["slips"]
        ],
    }


def _states(ledger: Ledger, installation: Installation, slips: list[Row], as_of: date) -> dict[str, str]:
    """Where these slips stood on a day, by number."""
    named = [(slip["year"], slip["number"]) for slip in slips]
    return {
        slip.slip_no: slip.case.state
        for slip in read_slips(ledger, read_transitions(installation.settings.schemas), as_of, named)
    }


def _person(installation: Installation, run_id: str, clue_id: str) -> Row:
    path = installation.settings.runs / Run.parse(run_id).run_id / "clues.parquet"
    if path.relative_to(installation.settings.root).as_posix() in expired(installation.settings):
        return dict.fromkeys(PERSON)
    if not path.exists():
        raise ProcessingError(f"run={run_id}: its folder is gone, and with it who its clues are about")
    (row,) = pq.read_table(path, columns=["clue_id", *PERSON], filters=pc.field("clue_id") == clue_id).to_pylist()
    return {name: row[name] for name in PERSON}


def _evidence(installation: Installation, row: Row, full: bool) -> Row:
    """A source row with the name of its sender; its values by heading only if asked for."""
    contract, district = installation.feeds[row["feed"]], installation.district
    unit = row["source_unit"]
    sender = district.unit(unit).name if contract.per_unit and unit else district.department(contract.department).name
    values = json.loads(row.pop("values"))
    shown = {"values": {contract.column(name).header: text for name, text in values.items()}} if full else {}
    return row | {"source": f"{sender}《{contract.title}》第{row['row']}行"} | shown


def _recipient(installation: Installation, slip: Row) -> str:
    if slip["recipient_kind"] == "unit":
        return installation.district.unit(slip["recipient"]).name
    return installation.district.department(slip["recipient"]).name
