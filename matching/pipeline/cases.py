"""Where the slips stand on a day: counts, the overdue ones, and sending one out again (重办).

Belongs here: `zhaoren cases`. Does not belong here: what an event may do (matching.casework), forms that come back
(matching.pipeline.feedback), taking a slip back (matching.pipeline.withdrawing), handing it on (matching.pipeline.redirecting).
"""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from matching.casework import Event, Transitions, is_overdue, read_transitions, returned_on
from matching.errors import UsageError
from matching.installation import Installation
from matching.ledger import reading, writing
from matching.pipeline.histories import Slip, append_events, find_slip, read_slips, require
from matching.pipeline.standing import refresh
from matching.triage.rules import Level


def cases_status(installation: Installation, day: date) -> dict[str, Any]:
    """{"as_of", "waiting", "slips", "states", "overdue", "late", "recipients"}. waiting: clues whose batch was not released by then;
    states: state → slips; late: answers received after their deadline; recipients: the same four of each by its name."""
    table = read_transitions(installation.settings.schemas)
    with reading(installation.settings) as ledger:
        slips = read_slips(ledger, table, day)
        (waiting,) = ledger.query("casework/count_waiting_clues", as_of=day)["clues"].to_pylist()
    of_each: dict[str, list[Slip]] = defaultdict(list)
    for slip in slips:
        of_each[slip.recipient_name(installation.district)].append(slip)
    recipients = {name: _counts(own, day, table) for name, own in sorted(of_each.items())}
    return {"as_of": day.isoformat(), "waiting": waiting, **_counts(slips, day, table), "recipients": recipients}


def overdue(installation: Installation, day: date) -> list[dict[str, Any]]:
    """The slips that are unanswered after their deadline, the most overdue first: {"slip_no", "clue_id", "recipient", "role",
    "level", "state", "issued_on", "due_on", "days"}; days: working days after the deadline. Raises CalendarMissing."""
    table = read_transitions(installation.settings.schemas)
    with reading(installation.settings) as ledger:
        slips = read_slips(ledger, table, day)
    late = [(slip, slip.case.due_on) for slip in slips if is_overdue(slip.case, day, table)]
    lines = [_line(installation, slip, due, day) for slip, due in late if due]
    return sorted(lines, key=lambda line: (-line["days"], line["due_on"], line["slip_no"]))


def undecided(installation: Installation, day: date) -> list[dict[str, Any]]:
    """The slips that were given back and wait for the centre (重办, 改派 or 作废), the most pressing and then the oldest first: {"slip_no", "clue_id",
    "recipient", "role", "level", "returned_on", "reason", "days", "late"}; days: working days since; late: more than the centre has. Raises CalendarMissing."""
    table = read_transitions(installation.settings.schemas)
    with reading(installation.settings) as ledger:
        slips = read_slips(ledger, table, day)
    waiting = [(slip, since) for slip in slips if (since := returned_on(slip.case))]
    waiting.sort(key=lambda one: (Level(one[0].level).rank, one[1], one[0].year, one[0].number))
    return [_to_decide(installation, slip, since, day) for slip, since in waiting]


def send_again(installation: Installation, number: str, reason: str, by: str, day: date) -> dict[str, Any]:
    """Send a returned or answered slip out again (重办) with a deadline of its own; returns {"slip_no", "state", "due_on"}.

    Raises UsageError for a number that is none of ours, a state that does not allow it, and without a reason or name."""
    if not (reason.strip() and by.strip()):
        raise UsageError("重办须写明原因(--reason)和决定人(--by)")
    table = read_transitions(installation.settings.schemas)
    with writing(installation.settings) as ledger:
        slip = find_slip(ledger, table, number)
        until = installation.calendar.add(day, installation.district.limits.feedback_working_days)
        event = Event("重办", day, until, note=reason.strip(), by_whom=by.strip())
        case = require(slip, event, table)
        append_events(ledger, slip, [event])
        ledger.audit("send_again", slip.slip_no, clue=slip.clue_id, due_on=until)
    refresh(installation, day)
    return {"slip_no": slip.slip_no, "state": case.state, "due_on": until.isoformat()}


def _counts(slips: list[Slip], day: date, table: Transitions) -> dict[str, Any]:
    return {
        "slips": len(slips),
        "states": dict(sorted(Counter(slip.case.state for slip in slips).items())),
        "overdue": sum(is_overdue(slip.case, day, table) for slip in slips),
        "late": sum(slip.case.late for slip in slips),
    }


def _to_decide(installation: Installation, slip: Slip, since: date, day: date) -> dict[str, Any]:
    days = installation.calendar.between(since, day)
    return {
        **{name: getattr(slip, name) for name in ("slip_no", "clue_id", "role", "level")},
        "recipient": slip.recipient_name(installation.district),
        "returned_on": since.isoformat(),
        "reason": slip.case.asked[-1][1],
        "days": days,
        "late": days > installation.district.casework.supervision.decide_working_days,
    }


def _line(installation: Installation, slip: Slip, due: date, day: date) -> dict[str, Any]:
    return {
        **{name: getattr(slip, name) for name in ("slip_no", "clue_id", "role", "level")},
        "recipient": slip.recipient_name(installation.district),
        "state": slip.case.state,
        "issued_on": slip.issued_on.isoformat(),
        "due_on": due.isoformat(),
        "days": installation.calendar.between(due, day),
    }
