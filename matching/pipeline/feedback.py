"""反馈: the form on which units and departments answer their slips.

Belongs here: whose form it is and by what rules it is taken. Does not belong here: what a row does (matching.casework), finding its slip
(slip_forms).
"""

import pyarrow as pa

from matching.casework import Desk, Said, read_transitions, take
from matching.drops import Drop
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.histories import read_slips
from matching.pipeline.slip_forms import SlipForm, enter_rows


def desk_of(installation: Installation) -> Desk:
    """The rules by which the installation takes feedback."""
    district = installation.district
    return Desk(
        read_transitions(installation.settings.schemas),
        installation.feedback.feedback,
        district.casework,
        district.limits.feedback_working_days,
        installation.calendar,
    )


def asked_slips(installation: Installation, drop: Drop) -> SlipForm:
    """What the check of a drop must know: the slips as they stand."""
    with reading(installation.settings) as ledger:
        return _form(ledger, installation, drop)


def enter_feedback(ledger: Ledger, installation: Installation, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the events of accepted rows; returns counts by event. Raises as `enter_rows`."""
    return enter_rows(ledger, _form(ledger, installation, drop), "feedback", records, drop)


def _form(ledger: Ledger, installation: Installation, drop: Drop) -> SlipForm:
    desk = desk_of(installation)
    slips = {(slip.year, slip.number): slip for slip in read_slips(ledger, desk.table)}
    return SlipForm(
        desk.columns.columns,
        slips,
        _sender(installation, drop),
        lambda cells, case: take(Said.read(drop.received_on, cells), case, desk),
    )


def _sender(installation: Installation, drop: Drop) -> tuple[str, str]:
    """Whose folder the form lay in."""
    if drop.unit:
        return "unit", drop.unit
    name = drop.folder.split("/")[0]
    return "department", next(department.key for department in installation.district.departments if department.name == name)
