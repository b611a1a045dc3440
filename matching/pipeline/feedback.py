"""反馈: the form on which units and departments answer their slips.

Belongs here: whose form it is and by what rules it is taken. Does not belong here: what a row does (matching.casework), finding its slip
(slip_forms).
"""

import pyarrow as pa

from matching.casework import Desk, Said, read_transitions, take
from matching.drops import Drop
from matching.installation import Installation
from matching.ledger import Ledger
from matching.pipeline.named import named_otherwise
from matching.pipeline.slip_forms import Read, SlipForm, enter_rows, read_by_itself, read_in


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
    """What the check of a drop must know: the slips that its rows name, as they stand."""
    desk = desk_of(installation)
    return _form(installation, desk, drop, read_by_itself(installation.settings, desk.table))


def enter_feedback(ledger: Ledger, installation: Installation, records: pa.Table, drop: Drop) -> dict[str, int]:
    """Append the events of accepted rows; returns counts by event. Raises as `enter_rows`."""
    desk = desk_of(installation)
    return enter_rows(ledger, _form(installation, desk, drop, read_in(ledger, desk.table)), "feedback", records, drop)


def _form(installation: Installation, desk: Desk, drop: Drop, read: Read) -> SlipForm:
    return SlipForm(
        desk.columns.columns | desk.columns.person,
        read,
        _sender(installation, drop),
        lambda cells, case: take(Said.read(drop.received_on, cells), case, desk),
        installation.district,
        lambda told: named_otherwise(installation, told),
    )


def _sender(installation: Installation, drop: Drop) -> tuple[str, str]:
    """Whose folder the form lay in."""
    if drop.unit:
        return "unit", drop.unit
    name = drop.folder.split("/")[0]
    return "department", next(department.key for department in installation.district.departments if department.name == name)
