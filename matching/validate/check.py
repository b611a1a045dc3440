"""Checking a drop: from archived bytes to verdict, records and findings.

Belongs here: the order of the steps and the verdict. Does not belong here: any single step (reading, headers, body,
frame, rules, suites) and the receipt. No file raises: what is wrong with it is a finding. What raises is our own fault.
"""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from matching.contracts import RollContract, TableContract
from matching.drops import Drop
from matching.findings import Finding, Severity, Verdict
from matching.installation import Installation
from matching.shapes import UNENTERED
from matching.validate.checked import HINT, UNREAD, Checked, Failing, FailingRow, verdict_of
from matching.validate.reading.apart import read_apart
from matching.validate.reading.sheets import Book, Refused
from matching.validate.rows.asked import Asked
from matching.validate.rows.frame import Frame, build_frame
from matching.validate.rows.origins import origins_of
from matching.validate.rows.period import period_by_rows, period_of_file, wrong_period
from matching.validate.rows.records import make_records, make_unentered, record_id
from matching.validate.rows.repeats import REPEATED, keep_good_ones
from matching.validate.rows.too_long import too_long
from matching.validate.rules.generated import generated
from matching.validate.rules.suites import findings_of, judge, read_suite
from matching.validate.table.body import may_hold_rows, read_body, said_above, says_zero_report
from matching.validate.table.choose import Choice, choose, missing_columns, said_by
from matching.validate.table.elsewhere import elsewhere
from matching.validate.table.headers import REASON_TITLE, ROW_TITLE
from matching.validate.table.sections import titles_told
from matching.validate.table.sent_back import titles_back
from matching.validate.table.unread import unread
from matching.validate.values.private_use import read_private_use

PART_OF_ROLL = Finding(
    "PART_OF_ROLL",
    Severity.FILE,
    "这是名册的待更正表，只含部分人员；名册须整份报送，否则其余人员会被当作已退出",
    "请在完整的名册中更正这些行，再整份重新报送",
)
"""A roll replaces the one before: a part of it, taken for the whole, would end everybody else's benefits."""
CORRECTION_NAME = "待更正_"
"""How the names of our correction workbooks begin."""
CORRECTION_EMPTY = Finding(
    "CORRECTION_EMPTY",
    Severity.FILE,
    "这是待更正工作簿，但里面没有可读的行；没有登记为零报告，原来退回的行仍待更正",
    "请重新打开回执文件夹里的待更正工作簿，保留各行，改好标红的单元格后放回；不应报送的行，请告知中心；本期确无人员的，请另放零报告",
)
HELD = Finding(
    "HELD_UNTIL_CORRECTED",
    Severity.WARNING,
    "本行写明或可能表示救助已停止，更正以前，名册上此人的这项救助不算在册",
    "请尽快更正后重新报送本行",
)
ZERO_WORDS = ("零报告", "零报送", "0报告", "无新增", "无数据")


def check(path: Path, drop: Drop, contract: TableContract, installation: Installation, asked: Asked | None = None) -> Checked:
    """Check the archived bytes at `path` as a delivery of this contract. `asked`: what the ledger knows of pairs in clerical
    review. Raises ProcessingError and ConfigurationError only for faults of ours."""
    try:
        book = read_apart(path, installation.settings)
    except Refused as refusal:
        return _refused(drop, contract, (refusal.finding,))
    choice = choose(book, contract)
    misplaced = elsewhere(book, choice, contract, drop, installation)
    if misplaced is not None:
        return Checked(Verdict.MISPLACED, _period(drop, contract), (*book.notices, misplaced))
    if choice is None or choice.heading.missing:
        return _without_table(book, choice, drop, contract)
    if isinstance(contract, RollContract) and _is_corrected(choice):
        return _refused(drop, contract, (*book.notices, PART_OF_ROLL))
    body = read_body(choice.sheet, choice.heading, contract)
    rows = body.rows
    if not len(rows) and (_is_corrected(choice) or _is_named_as_correction(drop)):
        return _refused(drop, contract, (*book.notices, CORRECTION_EMPTY))
    told = titles_told(choice.sheet, choice.heading, contract, body, installation.district)
    notices = (*book.notices, *choice.notices, *unread(book, choice, contract), *told)
    if not len(rows):
        return _without_rows(choice, drop, contract, notices)
    if isinstance(contract, RollContract):
        notices = _on_one_sheet(notices)
    if any(item.severity is Severity.FILE for item in notices):
        return replace(_refused(drop, contract, notices), sheet=choice.sheet.name, rows_in=len(rows))
    return _judge(choice, rows, drop, contract, installation, notices, asked or Asked())


def _on_one_sheet(notices: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """People on a second sheet refuse a roll: the sheet that is read would end everybody else's benefits."""
    cure = "名册须整份报送：请把所有人员放在同一张工作表里，删去其余工作表后重新报送"
    return tuple(item._replace(severity=Severity.FILE, cure=cure) if item.rule in UNREAD else item for item in notices)


def _refused(drop: Drop, contract: TableContract, findings: tuple[Finding, ...]) -> Checked:
    return Checked(Verdict.REJECTED, _period(drop, contract), findings)


def _period(drop: Drop, contract: TableContract) -> str:
    return period_of_file(contract, drop.name, drop.received_on)


def _without_table(book: Book, choice: Choice | None, drop: Drop, contract: TableContract) -> Checked:
    """A file without the table it should hold: a zero report if it says so, else refused column by column."""
    if _is_named_as_correction(drop):
        return _refused(drop, contract, (*book.notices, CORRECTION_EMPTY, *missing_columns(choice, contract)))
    says_so = any(word in drop.name for word in ZERO_WORDS)
    filled = [sheet for sheet in book.sheets if sheet.cells.num_rows]
    empty = any(map(says_zero_report, filled)) and not any(map(may_hold_rows, filled))
    if choice is None and (empty or (says_so and not filled)):
        return _zero(drop, contract, book.notices, said="\n".join(map(said_above, filled)))
    return _refused(drop, contract, (*book.notices, *missing_columns(choice, contract)))


def _without_rows(choice: Choice, drop: Drop, contract: TableContract, notices: tuple[Finding, ...]) -> Checked:
    if any(item.severity is Severity.FILE for item in notices):
        return _refused(drop, contract, notices)
    if contract.rows.min:
        message = f"表格没有数据，至少应有 {contract.rows.min} 行"
        return _refused(drop, contract, (*notices, Finding("TOO_FEW_ROWS", Severity.FILE, message, "请核对表格是否完整")))
    return _zero(drop, contract, notices, choice)


def _zero(
    drop: Drop, contract: TableContract, notices: tuple[Finding, ...], choice: Choice | None = None, said: str = ""
) -> Checked:
    """An empty report, of the period that its name or else its words say."""
    sheet, dropped = (choice.sheet.name, choice.heading.dropped) if choice else ("", ())
    said = said_above(choice.sheet) if choice else said
    period = period_of_file(contract, f"{drop.name}\n{said}", drop.received_on)
    return Checked(Verdict.ZERO, period, notices, sheet, dropped_columns=dropped)


def _judge(
    choice: Choice,
    rows: np.ndarray,
    drop: Drop,
    contract: TableContract,
    installation: Installation,
    notices: tuple[Finding, ...],
    asked: Asked,
) -> Checked:
    """Judge the data rows: findings, the rows they set aside, records of the others."""
    private_use = read_private_use(installation.settings.schemas)
    frame = build_frame(choice.sheet, choice.heading, contract, rows, drop.received_on, private_use)
    name = said_by(drop, choice) if isinstance(contract, RollContract) else drop.name
    period = _period_of_rows(frame) or period_of_file(contract, name, drop.received_on)
    rules = [
        *generated(contract, frozenset(choice.heading.columns), drop.received_on, period, frame.doubts),
        *read_suite(installation.settings.expectations, contract.code),
    ]
    titles = {column: choice.heading.title(column) for column in choice.heading.columns}
    outcomes = judge(frame.helpers, rules)
    found = [*findings_of(outcomes, frame.rows.tolist(), titles), *asked.findings(frame, contract, titles)]
    found = keep_good_ones(found, frame.rows, frame.helpers["row__first"])
    notices = (*notices, *_doubt_of_period(choice, frame, drop, contract))
    findings = (*notices, *sorted(found, key=lambda item: (item.severity is not Severity.FILE, item.row or 0)))
    refused = any(item.severity is Severity.FILE for item in findings)
    bad = {item.row for item in findings if item.severity is Severity.ROW and item.rule != REPEATED}
    findings = (*findings, *too_long(choice.sheet, choice.heading, filter(None, bad)))
    repeats = {item.row for item in findings if item.rule == REPEATED} - bad
    kept = ~np.isin(frame.rows, list(filter(None, bad | repeats))) & (not refused)
    repeated = np.isin(frame.rows, list(filter(None, repeats)))
    held = frame.held(bad) & (not refused) & (bool(kept.any()) or not isinstance(contract, RollContract))
    findings = (*findings, *(HELD._replace(row=row) for row in frame.rows[held].tolist()))
    frame = frame.judged()
    columns = {title: column for column, title in titles.items()}
    faults: dict[int, set[str]] = defaultdict(set)
    for item in findings:
        if item.row is not None and item.severity is Severity.ROW and item.row in bad:
            faults[item.row].add(columns.get(item.column or "", ""))
    origins = origins_of(choice.sheet, choice.heading, rows)
    names = {
        row: origin or record_id(drop.drop_id, row)
        for row, origin in zip(frame.rows.tolist(), origins.to_pylist(), strict=True)
        if row in bad
    }
    failing = replace(_failing(choice, contract, findings, bad, names), hidden=contract.hidden)
    return Checked(
        verdict=Verdict.REJECTED if refused else verdict_of(int(kept.sum()), len(repeats), len(bad), notices),
        period=period,
        findings=findings,
        sheet=choice.sheet.name,
        rows_in=len(rows),
        records=make_records(frame, kept, origins, drop, contract, period),
        unentered=UNENTERED.empty_table() if refused else make_unentered(frame, repeated, kept, origins, drop, contract, faults),
        held=make_records(frame, held, origins, drop, contract, period),
        dropped_columns=choice.heading.dropped,
        failing=failing,
        outcomes=tuple(outcomes),
    )


def _period_of_rows(frame: Frame) -> str | None:
    if "row__period" not in frame.helpers:
        return None
    return period_by_rows(frame.helpers["row__period"].dropna())


def _doubt_of_period(choice: Choice, frame: Frame, drop: Drop, contract: TableContract) -> list[Finding]:
    """What is wrong with the whole file's period, if anything; rows that come back corrected keep their own."""
    if "row__period" not in frame.helpers or _is_corrected(choice):
        return []
    doubt = wrong_period(contract, frame.helpers["row__period"].dropna().unique(), said_by(drop, choice), drop.received_on)
    return [doubt] if doubt else []


def _is_corrected(choice: Choice) -> bool:
    """True for a correction workbook that comes back."""
    return {ROW_TITLE, REASON_TITLE} <= set(choice.heading.titles)


def _is_named_as_correction(drop: Drop) -> bool:
    return drop.name.startswith(CORRECTION_NAME)


def _failing(
    choice: Choice, contract: TableContract, findings: tuple[Finding, ...], bad: set[int | None], names: dict[int, str]
) -> Failing:
    """The rows to be corrected, as the sender wrote them, with all their faults by column; of a correction workbook sent
    back, without the columns we added. `names`: what each row is called in the next delivery."""
    titles = titles_back(choice.heading, contract)
    own, used = list(titles), set(choice.heading.columns.values())
    place = {choice.heading.titles[n]: own.index(n) for n in sorted(titles, key=lambda n: (n in used, -n))}
    faults: dict[int, dict[int, str]] = defaultdict(dict)
    for item in findings:
        if item.row is not None and item.row in bad:
            n = place.get(item.column or "", -1)
            told = f"{HINT if item.severity is Severity.WARNING else ''}{item.message}。{item.cure}"
            faults[item.row][n] = f"{faults[item.row][n]}\n{told}" if n in faults[item.row] else told
    numbers = sorted(faults)
    cells = choice.sheet.pick(own, [n - 1 for n in numbers])
    rows = (FailingRow(n, names[n], row, faults[n]) for n, row in zip(numbers, cells, strict=True))
    return Failing(tuple(titles.values()), tuple(rows))
