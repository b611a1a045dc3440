"""The rolling papers: what is still to be answered, and who still waits for a unit; gathered from the ledger and the runs, written into the outbox.

Belongs here: whose list holds which clues and people. Does not belong here: how a list looks (matching.publish.standing, rolling).
"""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock

from matching.casework import Case, Transitions, is_living, is_overdue, read_transitions, returned_on
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.histories import read_slips
from matching.pipeline.run_folder import records_of, standard_people

Row = dict[str, Any]


def refresh(installation: Installation, day: date) -> list[Path]:
    """Write 全部在办.xlsx anew for the centre and for each unit that ever had a slip, and the centre's 待定派单表.xlsx; returns the files.

    The ledger holds no names: they are read from the frozen tables of the runs.
    """
    with FileLock(installation.settings.ledger.with_name("standing.lock")):
        return [*_refresh(installation, day), *_queue(installation, day)]


def _refresh(installation: Installation, day: date) -> list[Path]:
    from matching.publish.batch import CENTRE, UNITS
    from matching.publish.standing import NAME, StandingLists

    table = read_transitions(installation.settings.schemas)
    with reading(installation.settings) as ledger:
        cases = {slip.slip_no: slip.case for slip in read_slips(ledger, table)}
        clues = ledger.query("runs/list_clue_leads").to_pylist()
        slips = ledger.query("runs/list_slips").to_pylist()
        added = _added(ledger)
    gone = list(filter(_is_gone, slips))
    open_clues = [
        clue | _standing(cases.get(clue["slip_no"]), day, table) | {"added": added[clue["clue_id"]]}
        for clue in clues
        if _is_open(cases.get(clue["slip_no"]), table)
    ]
    returned = [
        slip | {"returned_on": since.isoformat(), "returned_why": case.asked[-1][1], "added": added[slip["clue_id"]]}
        for slip in slips
        if (since := returned_on(case := cases[slip["slip_no"]]))
    ]
    lists = StandingLists(installation, day, clue_rows(installation, [*open_clues, *gone, *returned]))
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for clue in open_clues:
        if clue["slip_no"]:
            by_unit[clue["unit"]].append(clue)
    outbox, made = installation.settings.outbox, []
    for unit in installation.district.units:
        own = [slip for slip in slips if (slip["recipient_kind"], slip["recipient"]) == ("unit", unit.code)]
        if own:
            made.append(outbox / UNITS / unit.name / f"{NAME}.xlsx")
            lists.write(made[-1], unit.name, by_unit[unit.code], list(filter(_is_gone, own)))
    made.append(outbox / CENTRE / f"{NAME}.xlsx")
    lists.write(made[-1], installation.district.name, open_clues, gone, returned)
    return made


def _queue(installation: Installation, day: date) -> list[Path]:
    """The form of all who wait for a unit; once there was one, an empty one says that nobody does."""
    from matching.publish.batch import CENTRE
    from matching.publish.rolling import WAITING, write_waiting

    path = installation.settings.outbox / CENTRE / f"{WAITING}.xlsx"
    with reading(installation.settings) as ledger:
        waiting = ledger.query("placing/list_waiting_records").to_pylist()
    if not waiting and not path.exists():
        return []
    of_run: dict[str, set[str]] = defaultdict(set)
    for row in waiting:
        of_run[row["run_id"]].add(row["record_id"])
    write_waiting(
        installation, day, [row for run_id, ids in of_run.items() for row in placed_in(installation, run_id, ids)], path
    )
    return [path]


def placed_in(installation: Installation, run_id: str, ids: set[str]) -> list[tuple[Row, Row, Row]]:
    """Outcome, record and person of these records of one run."""
    folder, wanted = installation.settings.runs / run_id, pa.array(sorted(ids))
    tables = pq.read_table(folder / "outcomes.parquet"), records_of(folder), standard_people(folder)
    by_id = [
        {row["record_id"]: row for row in table.filter(pc.is_in(table["record_id"], wanted)).to_pylist()} for table in tables
    ]
    return [(by_id[0][key], by_id[1][key], by_id[2][key]) for key in sorted(ids)]


def _added(ledger: Ledger) -> defaultdict[str, list[Row]]:
    """What joined each clue after it was opened (joined_on, feed, hardship), the newest first."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in ledger.query("runs/list_added_evidence").to_pylist():
        found[row["clue_id"]].append(row)
    return found


def _is_open(case: Case | None, table: Transitions) -> bool:
    """Whether somebody has yet to answer for the clue: its unit, or the centre for what was given back or not released."""
    return case is None or is_living(case, table)


def _is_gone(slip: Row) -> bool:
    """Whether its recipient has nothing to do with a slip any more: it was withdrawn, or handed on to another unit."""
    return bool(slip["withdrawn_on"] or slip["redirected_on"])


def _standing(case: Case | None, day: date, table: Transitions) -> Row:
    if case is None:
        return {"due_on": None, "state": "待签发", "returned_on": None}
    due, returned = (on_day.isoformat() if on_day else None for on_day in (case.due_on, returned_on(case)))
    return {"due_on": due, "state": "超期未办" if is_overdue(case, day, table) else case.state, "returned_on": returned}


def clue_rows(installation: Installation, named: list[Row]) -> dict[str, Row]:
    """The CLUES rows of the clues that these rows name (clue_id, clue_run, and what each has become: level, unit), by id: as they were opened, but
    with what each has become."""
    of_run: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in named:
        of_run[row["clue_run"]][row["clue_id"]] = {name: row[name] for name in ("level", "unit") if name in row}
    found: dict[str, Row] = {}
    for run_id, become in sorted(of_run.items()):
        clues = pq.read_table(installation.settings.runs / run_id / "clues.parquet")
        kept = clues.filter(pc.is_in(clues["clue_id"], pa.array(sorted(become))))
        found |= {clue["clue_id"]: clue | become[clue["clue_id"]] for clue in kept.to_pylist()}
    return found
