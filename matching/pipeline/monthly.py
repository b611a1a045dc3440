"""The month's statistics (月报): completion by recipient, results, what became of each source and rule; the workbook and the bulletin's draft.

Belongs here: reading the slips at both ends of a month, checking the identity, putting rows together. Does not belong here: counting
(matching.casework) and drawing (matching.report). A month is counted by what was received up to its end, so that it reads the same for ever.
"""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import structlog

from matching.calendar import period_end, period_in_chinese
from matching.casework import Completion, Round, Transitions, answered, completion_of, read_transitions, returned_on, rounds_of
from matching.contracts import Cadence
from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline.histories import Slip, read_slips
from matching.pipeline.insights import YEAR, insights
from matching.report import Recipient, write_book, write_bulletin
from matching.triage import read_rules

log = structlog.get_logger()
Row = dict[str, Any]
FOLDER = "月报"
KINDS = {"unit": "镇街", "department": "部门"}


def monthly(installation: Installation, month: str, today: date) -> Row:
    """The figures of a month: {"month", "title", "as_of", "results", "recipients", "total", "undecided", "feeds", "rules"} and those of `insights`.

    recipients: a row a unit, and a department that was sent something (name, kind, found, the fields of Completion, done and the shares);
    feeds, rules: name, done, aided, aided_share, unfit, other; of a rule its meaning, too. A month that runs is counted up to today. Raises UsageError for
    what is no month or has not begun, ProcessingError if the identity does not hold.
    """
    first, last = days_of(month, today)
    table = read_transitions(installation.settings.schemas)
    with reading(installation.settings) as ledger:
        before, now = (read_slips(ledger, table, day) for day in (first - timedelta(days=1), last))
        sources = {row["slip_no"]: row for row in ledger.query("casework/list_slip_sources").to_pylist()}
    rounds = {slip.slip_no: rounds_of(slip.events, table) for slip in now}
    counted = {recipient: completion_of(_of(now, recipient, rounds), first, last) for recipient in _recipients(installation, now)}
    total = completion_of((one for own in rounds.values() for one in own), first, last)
    _require_balance([*counted.values(), total], before, now, table)
    ended, of_year = (
        {name: [one for one in rounds[name] if answered(one, since, last)] for name in sources if name in rounds}
        for since in (first, last - YEAR + timedelta(days=1))
    )
    ruled = {name: row["level_rule"] for name, row in sources.items()}
    own = {code for code, feed in installation.feeds.items() if feed.per_unit}
    found = Counter(
        Recipient(slip.recipient_kind, slip.recipient)
        for slip in now
        if first <= slip.issued_on and slip.is_lead and not slip.follows and sources[slip.slip_no]["feed"] in own
    )
    names = {recipient: recipient.name(installation.district) for recipient in counted}
    return {
        "month": month,
        "title": period_in_chinese(month),
        "as_of": last.isoformat(),
        "results": list(_results(installation)),
        "recipients": [_row(names[one], KINDS[one.kind], completion, found[one]) for one, completion in counted.items()],
        "total": _row("合计", "", total, found.total()) | {"is_total": True},
        "undecided": _undecided(now),
        "feeds": _conversion(installation, ended, {name: installation.feeds[row["feed"]].title for name, row in sources.items()}),
        "rules": _by_rule(installation, ended, ruled),
        **insights(installation, first, last, _by_rule(installation, of_year, ruled)),
    }


def _undecided(slips: Iterable[Slip]) -> Row:
    """What was given back and waits for the centre: {"slips", "since"}, since when the oldest of them."""
    waiting = [since for slip in slips if (since := returned_on(slip.case))]
    return {"slips": len(waiting), "since": min(waiting).isoformat() if waiting else None}


def write_monthly(installation: Installation, month: str, today: date) -> Row:
    """Write the month's workbook and the bulletin's draft into the centre's outbox: the content, and "files" below the home."""
    content, settings = monthly(installation, month, today), installation.settings
    folder, name = settings.outbox / "中心" / FOLDER, month.replace("-", "")
    paths = (
        write_book(folder / f"月报_{name}.xlsx", content, installation.district.name),
        write_bulletin(folder / f"通报稿_{name}.docx", content, installation.district.centre),
    )
    log.info("monthly", month=month, as_of=content["as_of"], done=content["total"]["done"], open=content["total"]["open"])
    return content | {"files": [path.relative_to(settings.root).as_posix() for path in paths]}


def days_of(month: str, today: date) -> tuple[date, date]:
    """The first day of a month and its last, or today if it is not over."""
    try:
        first, last = date.fromisoformat(f"{month}-01"), period_end(Cadence.MONTHLY, month)
    except ValueError as error:
        raise UsageError(f"月份 {month} 读不懂,请写成 2026-10") from error
    if first > today:
        raise UsageError(f"{month} 还没有开始(业务日期今天是 {today})")
    return first, min(last, today)


def _recipients(installation: Installation, slips: Iterable[Slip]) -> list[Recipient]:
    """Every unit, in the order of the district, and the departments that were ever sent a slip."""
    named = {slip.recipient for slip in slips if slip.recipient_kind == "department"}
    units = [Recipient("unit", unit.code) for unit in installation.district.units]
    return [*units, *(Recipient("department", one.key) for one in installation.district.departments if one.key in named)]


def _of(slips: Iterable[Slip], recipient: Recipient, rounds: Mapping[str, list[Round]]) -> list[Round]:
    own = (slip.slip_no for slip in slips if Recipient(slip.recipient_kind, slip.recipient) == recipient)
    return [one for name in own for one in rounds[name]]


def _require_balance(counted: list[Completion], before: list[Slip], now: list[Slip], table: Transitions) -> None:
    """上期结转 + 本月转办 = 办结 + 在办 + 退回 for everybody, and the ends of it are what the states of the slips say."""
    *each, total = counted
    held = {name: sum(slip.case.state in table.open for slip in slips) for name, slips in (("carried", before), ("open", now))}
    sums = {name: sum(getattr(one, name) for one in each) for name in ("carried", "handed", "done", "open", "returned")}
    told = {name: getattr(total, name) for name in sums}
    if not all(one.balances for one in counted) or sums != told or {name: told[name] for name in held} != held:
        raise ProcessingError(f"the month's completion does not balance: recipients {sums}, total {told}, states {held}")


def _row(name: str, kind: str, own: Completion, found: int) -> Row:
    """One line of the table; found: slips of the month that came of what the unit itself had found."""
    fields = {field.name: getattr(own, field.name) for field in dataclasses.fields(own)}
    shares = {name: getattr(own, name) for name in ("done", "done_share", "on_time_share", "content_share")}
    return {"name": name, "kind": kind, "found": found, **fields, **shares, "results": dict(own.results)}


def _conversion(installation: Installation, ended: Mapping[str, list[Round]], names: Mapping[str, str]) -> list[Row]:
    """What the answered rounds of lead slips came to, by what `names` calls their slips; the most frequent first."""
    columns, told = installation.feedback.feedback, defaultdict[str, Counter[str]](Counter)
    for slip_no, rounds in ended.items():
        for one in rounds:
            kind = "aided" if one.result in columns.aided else "unfit" if one.result in columns.unfit else "other"
            told[names[slip_no]].update([kind, "done"])
    rows = [
        {
            "name": name,
            **{field: own[field] for field in ("done", "aided", "unfit", "other")},
            "aided_share": own["aided"] / own["done"],
        }
        for name, own in told.items()
    ]
    return sorted(rows, key=lambda row: (-row["done"], row["name"]))


def _by_rule(installation: Installation, ended: Mapping[str, list[Round]], ruled: Mapping[str, str]) -> list[Row]:
    """The same by the rule that set the level, with what it says; of a rule that is no longer in the configuration nothing."""
    means = read_rules(installation.settings.schemas).meanings()
    return [row | {"meaning": means.get(row["name"], "")} for row in _conversion(installation, ended, ruled)]


def _results(installation: Installation) -> Iterable[str]:
    contract = installation.feedback
    return contract.column(contract.feedback.result).values
