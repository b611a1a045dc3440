"""Checking a drop: from archived bytes to verdict, records and findings.

Belongs here: the order of the steps and the verdict. Does not belong here: any single step (reading, headers, body,
frame, rules, suites, refusals of whole files) and the receipt. No file raises: what is wrong with it is a finding. What raises is our own fault.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from matching.contracts import RollContract, TableContract
from matching.drops import Drop
from matching.endings import read_endings
from matching.findings import Finding, Severity, Verdict
from matching.installation import Installation
from matching.shapes import UNENTERED
from matching.validate.checked import Checked, verdict_of
from matching.validate.papers.failing import failing
from matching.validate.reading.apart import read_apart
from matching.validate.reading.sheets import Refused
from matching.validate.rows.asked import Asked
from matching.validate.rows.broken import broken
from matching.validate.rows.cut import cut_amounts
from matching.validate.rows.fates import HELD, Fates, fates, faults_by_row
from matching.validate.rows.frame import Frame, build_frame
from matching.validate.rows.origins import origins_of
from matching.validate.rows.period import cadence_of, period_by_rows, period_of_file, wrong_period
from matching.validate.rows.records import make_records, make_unentered, record_id
from matching.validate.rows.repeats import keep_good_ones
from matching.validate.rows.too_long import too_long
from matching.validate.rows.too_wide import too_wide
from matching.validate.rows.withdrawn import Withdrawn, read_withdrawn
from matching.validate.rules.cures import fitted
from matching.validate.rules.generated import generated
from matching.validate.rules.stopped import list_of_stopped
from matching.validate.rules.suites import Outcome, findings_of, judge, read_suite
from matching.validate.rules.whole_file import (
    CORRECTION_EMPTY,
    PART_OF_ROLL,
    is_corrected,
    is_named_as_correction,
    on_one_sheet,
    only_withdrawn,
    refused,
    without_rows,
    without_table,
)
from matching.validate.table.body import read_body
from matching.validate.table.choose import Choice, choose, said_by
from matching.validate.table.elsewhere import elsewhere
from matching.validate.table.sections import titles_told
from matching.validate.table.stopped import Stops, stopped_rows, stops_told, titled
from matching.validate.table.unread import unread
from matching.validate.values.private_use import read_private_use


def check(path: Path, drop: Drop, contract: TableContract, installation: Installation, asked: Asked | None = None) -> Checked:
    """Check the archived bytes at `path` as a delivery of this contract. `asked`: what the ledger knows of pairs in clerical
    review. Raises ProcessingError and ConfigurationError only for faults of ours."""
    try:
        book = read_apart(path, installation.settings)
    except Refused as refusal:
        return refused(drop, contract, (refusal.finding,))
    choice = choose(book, contract)
    misplaced = elsewhere(book, choice, contract, drop, installation)
    if misplaced is not None:
        return Checked(Verdict.MISPLACED, period_of_file(contract, drop.name, drop.received_on), (*book.notices, misplaced))
    if choice is None or choice.heading.missing:
        return without_table(book, choice, drop, contract, installation.district)
    if isinstance(contract, RollContract) and is_corrected(choice):
        return refused(drop, contract, (*book.notices, PART_OF_ROLL))
    body = read_body(choice.sheet, choice.heading, contract)
    rows = body.rows
    if not len(rows) and (is_corrected(choice) or is_named_as_correction(drop)):
        return refused(drop, contract, (*book.notices, CORRECTION_EMPTY))
    withdrawn = read_withdrawn(choice.sheet, choice.heading, contract, rows, drop)
    rows = np.setdiff1d(rows, withdrawn.rows)
    stops = stopped_rows(body, read_endings(installation.settings.schemas))
    told = (*titles_told(choice.sheet, choice.heading, contract, body, installation.district), *stops_told(stops))
    notices = (*book.notices, *choice.notices, *unread(book, choice, contract, installation.district), *told)
    if not len(rows) and len(withdrawn.rows):
        return only_withdrawn(choice, drop, contract, notices, withdrawn.unentered)
    if not len(rows):
        return without_rows(choice, drop, contract, notices)
    if isinstance(contract, RollContract):
        notices = on_one_sheet(notices)
    if any(item.severity is Severity.FILE for item in notices):
        return replace(refused(drop, contract, notices), sheet=choice.sheet.name, rows_in=len(rows) + len(withdrawn.rows))
    judged = _judge(choice, rows, stops, drop, contract, installation, (*notices, *withdrawn.told), asked or Asked())
    pa.default_memory_pool().release_unused()
    return _beside(judged, withdrawn)


def _judge(
    choice: Choice,
    rows: np.ndarray,
    stops: Stops,
    drop: Drop,
    contract: TableContract,
    installation: Installation,
    notices: tuple[Finding, ...],
    asked: Asked,
) -> Checked:
    """Judge the data rows: findings, the rows they set aside, records of the others."""
    private_use = read_private_use(installation.settings.schemas)
    endings = read_endings(installation.settings.schemas) if contract.ends_benefits else None
    frame = build_frame(choice.sheet, choice.heading, contract, rows, drop.received_on, private_use, titled(stops), endings)
    name = said_by(drop, choice) if isinstance(contract, RollContract) else drop.name
    period = _period_of_rows(frame, drop, contract) or period_of_file(contract, name, drop.received_on)
    found, outcomes = _found(frame, choice, drop, contract, installation, period, asked)
    notices = (*notices, *_doubt_of_period(choice, frame, drop, contract))
    if endings:
        notices = (*notices, *list_of_stopped(choice, drop, contract, frame, endings))
    found = [*found, *frame.told]
    findings = (*notices, *sorted(found, key=lambda item: (item.severity is not Severity.FILE, item.row or 0)))
    fate = fates(frame, findings, contract)
    findings = (*findings, *too_long(choice.sheet, choice.heading, fate.bad))
    if isinstance(contract, RollContract):
        findings = (*findings, *(HELD._replace(row=row) for row in frame.rows[fate.held].tolist()))
    findings = fitted(findings, contract)
    told = Checked(
        verdict=Verdict.REJECTED if fate.refused else verdict_of(int(fate.kept.sum()), len(fate.repeats), len(fate.bad), notices),
        period=period,
        findings=findings,
        sheet=choice.sheet.name,
        rows_in=len(rows),
        dropped_columns=choice.heading.dropped,
        outcomes=outcomes,
        columns={title: column for column, title in _titles(choice).items()},
    )
    frame = frame.judged()
    return _with_rows(told, frame, fate, choice, rows, drop, contract)


def _beside(checked: Checked, withdrawn: Withdrawn) -> Checked:
    """The judged rows beside those that were withdrawn; of a file that is refused as a whole nothing is."""
    checked = replace(checked, rows_in=checked.rows_in + len(withdrawn.rows))
    if any(item.severity is Severity.FILE for item in checked.findings):
        return checked
    return replace(checked, unentered=pa.concat_tables([checked.unentered, withdrawn.unentered]).sort_by("row"))


def _found(
    frame: Frame, choice: Choice, drop: Drop, contract: TableContract, installation: Installation, period: str, asked: Asked
) -> tuple[list[Finding], tuple[Outcome, ...]]:
    """What the rules say of the rows, and what came of each rule."""
    rules = [
        *generated(contract, frozenset(choice.heading.columns), drop.received_on, period, frame.doubts),
        *read_suite(installation.settings.expectations, contract.code),
    ]
    titles = _titles(choice)
    outcomes = judge(frame.helpers, rules)
    found = [*findings_of(outcomes, frame.rows.tolist(), titles), *asked.findings(frame, contract, titles)]
    found += cut_amounts(choice.sheet, choice.heading, contract, frame.rows - 1)
    found += too_wide(choice.sheet, choice.heading, frame.rows - 1)
    found += broken(choice.sheet, choice.heading, frame.rows - 1)
    return keep_good_ones(found, frame.rows, frame.helpers["row__first"]), tuple(outcomes)


def _titles(choice: Choice) -> dict[str, str]:
    return {column: choice.heading.title(column) for column in choice.heading.columns}


def _with_rows(
    checked: Checked, frame: Frame, fate: Fates, choice: Choice, rows: np.ndarray, drop: Drop, contract: TableContract
) -> Checked:
    """Beside what was found, the rows themselves: those that go back, rows that are not entered, and last the records: by then
    nobody looks at the sheet, and its pages have left the memory."""
    period, origins = checked.period, origins_of(choice.sheet, choice.heading, rows)
    faults = faults_by_row(checked.findings, fate.bad, checked.columns)
    names = {
        row: origin or record_id(drop.drop_id, row)
        for row, origin in zip(frame.rows.tolist(), origins.to_pylist(), strict=True)
        if row in fate.bad
    }
    sent_back = replace(failing(choice, contract, checked.findings, fate.bad, names), hidden=contract.hidden)
    unentered = UNENTERED.empty_table()
    if not fate.refused:
        unentered = make_unentered(frame, fate.repeated, fate.kept, origins, drop, contract, faults)
    return replace(
        checked,
        failing=sent_back,
        unentered=unentered,
        held=make_records(frame, fate.held, origins, drop, contract, period),
        records=make_records(frame, fate.kept, origins, drop, contract, period),
    )


def _period_of_rows(frame: Frame, drop: Drop, contract: TableContract) -> str | None:
    if "row__period" not in frame.helpers:
        return None
    return period_by_rows(frame.helpers["row__period"].dropna(), cadence_of(contract), drop.received_on)


def _doubt_of_period(choice: Choice, frame: Frame, drop: Drop, contract: TableContract) -> list[Finding]:
    """What is wrong with the whole file's period, if anything; rows that come back corrected keep their own."""
    if "row__period" not in frame.helpers or is_corrected(choice):
        return []
    doubt = wrong_period(contract, frame.helpers["row__period"].dropna().unique(), said_by(drop, choice), drop.received_on)
    return [doubt] if doubt else []
