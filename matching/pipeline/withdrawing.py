"""Withdrawing a slip (作废), and the register of slips with what became of each.

Belongs here: what is appended when a slip is taken back. Does not belong here: giving numbers (matching.pipeline.releasing); a
withdrawn number is never given again.
"""

from datetime import date
from typing import Any

from matching.casework import Event, read_transitions
from matching.codes import slip_code
from matching.errors import UsageError
from matching.installation import Installation
from matching.ledger import reading, writing
from matching.pipeline.histories import append_events, find_slip, read_slips, require
from matching.pipeline.standing import refresh


def list_slips(installation: Installation, run_id: str | None = None, withdrawn: bool = False) -> list[dict[str, Any]]:
    """The slips in the order of their numbers, each with its code, recipient by name, and state, 作废 and 改派 with reason, day and
    person; of one run, or only the withdrawn ones. Nobody's name or number."""
    with reading(installation.settings) as ledger:
        rows = ledger.query("runs/list_slips").to_pylist()
        states = {slip.slip_no: slip.case.state for slip in read_slips(ledger, read_transitions(installation.settings.schemas))}
    district = installation.district
    return [
        {
            **slip,
            "recipient": (district.unit if slip["recipient_kind"] == "unit" else district.department)(slip["recipient"]).name,
            "code": slip_code(slip["year"], slip["number"]),
            "state": states[slip["slip_no"]],
        }
        for slip in rows
        if run_id in (None, slip["run_id"]) and (slip["withdrawn_on"] or not withdrawn)
    ]


def withdraw(installation: Installation, number: str, reason: str, by: str, day: date) -> dict[str, Any]:
    """Withdraw a slip, named by 文号 or by the digits of its square code; returns its line of the register.

    If it is the lead slip, nobody visits for its clue any more: that closes it for new evidence, so that the next report of the
    person opens another. Raises UsageError for a number that is none of ours, for one that was answered or withdrawn, and without a reason or name.
    """
    if not (reason.strip() and by.strip()):
        raise UsageError("作废须写明原因(--reason)和决定人(--by)")
    table = read_transitions(installation.settings.schemas)
    with writing(installation.settings) as ledger:
        slip = find_slip(ledger, table, number)
        event = Event("作废", day, note=reason.strip(), by_whom=by.strip())
        require(slip, event, table)
        append_events(ledger, slip, [event])
        ledger.audit("withdraw", slip.slip_no, clue=slip.clue_id, lead=slip.is_lead)
    refresh(installation, day)
    return next(line for line in list_slips(installation) if line["slip_no"] == slip.slip_no)
