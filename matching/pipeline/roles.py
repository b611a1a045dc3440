"""What each role of a table adds to judging a drop: what is asked of the ledger before, and what is entered beside its records.

Belongs here: one line a role. Does not belong here: the order of judging (matching.pipeline.checking).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pyarrow.compute as pc

from matching.contracts import Role, TableContract
from matching.drops import Drop
from matching.findings import Finding, Verdict
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.entries import hints, refusal
from matching.pipeline.feedback import asked_slips, enter_feedback
from matching.pipeline.judging import asked_pairs, enter_judgements
from matching.pipeline.placing import asked_places, enter_assignments
from matching.pipeline.rolls import apply_roll
from matching.pipeline.standing import refresh
from matching.pipeline.visiting import asked_visits, enter_visits
from matching.shapes import RECORDS, UNENTERED
from matching.validate.checked import Checked, Failing
from matching.validate.rows.asked import Asked
from matching.validate.rows.claims import still_open
from matching.validate.rows.earlier import place_columns, settle
from matching.validate.rows.origins import correction_of_another, drop_of
from matching.validate.rows.withdrawn import FATE, settle_withdrawn
from matching.validate.rules.cures import fitted

Enter = Callable[[Ledger, Installation, TableContract, Checked, Drop], dict[str, int]]


@dataclass(frozen=True)
class Handling:
    """ask: what the check must know beforehand. settle: a second look at accepted rows. enter: what they change, in counts, which
    the answer tells under `counts`. after: what is made anew once the drops of a sweep are entered."""

    ask: Callable[[Installation, Drop], Asked]
    settle: Callable[[Installation, Drop, Checked], Checked]
    enter: Enter
    counts: str = "roll"
    after: Callable[[Installation, date], object] = lambda installation, day: None


def _ask_nothing(installation: Installation, drop: Drop) -> Asked:
    return Asked()


def _beside_earlier(installation: Installation, drop: Drop, checked: Checked) -> Checked:
    """The checked drop after a look at what its sender delivered before."""
    contract = installation.tables[str(drop.table)]
    fresh = checked.records.select(["record_id", "feed", "source_unit", "values", "row_key", "origin"])
    unentered = checked.unentered.filter(pc.equal(checked.unentered["fate"], FATE))
    origins = sorted({*fresh["origin"].drop_null().to_pylist(), *unentered["origin"].drop_null().to_pylist()})
    with reading(installation.settings) as ledger:
        drops = sorted({drop_of(origin) for origin in origins})
        strangers = ledger.query("intake/list_folders_of_drops", folder=drop.folder, drops=drops)["folder"].to_pylist()
        if strangers:
            return _refused(checked, Verdict.MISPLACED, correction_of_another(strangers))
        known = ledger.query("intake/list_known_origins", folder=drop.folder, origins=origins).to_pylist()
        earlier = ledger.query("intake/list_earlier_records", {"fresh": fresh}, columns=place_columns(contract))
        settled = settle(checked, earlier, {row["origin"]: row["said"] for row in known}, contract)
        named = [row["origin"] for row in known]
        settled = _withdrawn(ledger, drop, settled, set(named))
        answered = [*settled.records["origin"].drop_null().to_pylist(), *settled.unentered["origin"].drop_null().to_pylist()]
        left = ledger.query(
            "intake/list_open_rows", as_of=drop.received_on, feed=drop.table, origins=named, answered=answered
        ).num_rows
    return replace(settled, findings=(*settled.findings, still_open(left))) if left else settled


def _withdrawn(ledger: Ledger, drop: Drop, checked: Checked, known: set[str]) -> Checked:
    """The checked drop, of which a withdrawal stands only for a row of the sender's own that is still to be corrected; `known`: rows
    of theirs that were set aside."""
    if not checked.rows_withdrawn:
        return checked
    left = ledger.query("intake/list_open_rows", as_of=drop.received_on, feed=drop.table, origins=sorted(known), answered=[])
    unentered, told = settle_withdrawn(checked.unentered, known & set(left["row_id"].to_pylist()))
    return replace(checked, unentered=unentered, findings=(*checked.findings, *told))


def _beside_the_roll(installation: Installation, drop: Drop, checked: Checked) -> Checked:
    """A change of the roll, with what it ends and the roll in force does not know."""
    settled = _beside_earlier(installation, drop, checked)
    contract = installation.tables[str(drop.table)]
    return replace(settled, findings=(*settled.findings, *hints(installation, contract, settled, drop.received_on)))


def _beside_earlier_forms(installation: Installation, drop: Drop, checked: Checked) -> Checked:
    """A form that comes back with more than before: what it says otherwise is told slip by slip, not once more row by row."""
    settled = _beside_earlier(installation, drop, checked)
    return replace(settled, findings=tuple(item for item in settled.findings if item.rule != "REPLACES_EARLIER"))


def _unless_refused(installation: Installation, drop: Drop, checked: Checked) -> Checked:
    """A whole roll is refused if it lost too many people, or is older than the one in force; else told what it leaves open."""
    finding = refusal(installation, checked, drop)
    if finding is None:
        told = fitted(hints(installation, installation.roll, checked, drop.received_on), installation.roll)
        return replace(checked, findings=(*checked.findings, *told))
    return _refused(checked, Verdict.REJECTED, finding)


def _refused(checked: Checked, verdict: Verdict, finding: Finding) -> Checked:
    """The checked drop, of which nothing is entered and no row goes back by itself."""
    return replace(
        checked,
        verdict=verdict,
        records=RECORDS.empty_table(),
        unentered=UNENTERED.empty_table(),
        held=RECORDS.empty_table(),
        failing=Failing(),
        findings=(finding, *checked.findings),
    )


def _enter_nothing(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop: Drop
) -> dict[str, int]:
    return {}


def _enter_roll(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop: Drop
) -> dict[str, int]:
    return apply_roll(ledger, installation, contract, checked, drop.drop_id, drop.received_on)


def _enter_judgements(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop: Drop
) -> dict[str, int]:
    return enter_judgements(ledger, installation.judgements, checked.records, drop)


def _enter_assignments(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop: Drop
) -> dict[str, int]:
    return enter_assignments(ledger, installation, checked.records, drop)


def _enter_feedback(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop: Drop
) -> dict[str, int]:
    return enter_feedback(ledger, installation, checked.records, drop)


def _enter_visits(
    ledger: Ledger, installation: Installation, contract: TableContract, checked: Checked, drop: Drop
) -> dict[str, int]:
    return enter_visits(ledger, installation, checked.records, drop)


HANDLING: dict[Role, Handling] = {
    "clues": Handling(_ask_nothing, _beside_earlier, _enter_nothing),
    "roll_changes": Handling(_ask_nothing, _beside_the_roll, _enter_roll),
    "roll": Handling(_ask_nothing, _unless_refused, _enter_roll),
    "judgements": Handling(asked_pairs, _beside_earlier, _enter_judgements, "judgements"),
    "assignments": Handling(asked_places, _beside_earlier, _enter_assignments, "assignments", refresh),
    "feedback": Handling(asked_slips, _beside_earlier_forms, _enter_feedback, "feedback", refresh),
    "visits": Handling(asked_visits, _beside_earlier_forms, _enter_visits, "visits", refresh),
}
