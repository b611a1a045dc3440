"""One installation with its configuration read: what every step of the pipeline is handed.

Belongs here: reading the configuration once, strictly. Does not belong here: anything that reads data.
"""

from dataclasses import dataclass

from matching.calendar import WorkCalendar, read_calendar
from matching.contracts import FeedContract, RollContract, TableContract, read_feeds, read_roll
from matching.district import District, read_district
from matching.errors import ConfigurationError
from matching.forms import (
    AssignmentContract,
    FeedbackContract,
    JudgementContract,
    VisitContract,
    read_assignments,
    read_feedback,
    read_judgements,
    read_visits,
)
from matching.settings import Settings


@dataclass(frozen=True)
class Installation:
    """Settings and the configuration they point to. Made by `open_installation`."""

    settings: Settings
    district: District
    feeds: dict[str, FeedContract]
    roll: RollContract
    judgements: JudgementContract
    assignments: AssignmentContract
    feedback: FeedbackContract
    visits: VisitContract
    calendar: WorkCalendar

    @property
    def tables(self) -> dict[str, TableContract]:
        """Every table that may be dropped, feeds, the roll and the forms that come back, by code."""
        forms = (self.judgements, self.assignments, self.feedback, self.visits)
        return {**self.feeds, **{table.code: table for table in (self.roll, *forms)}}


def open_installation(settings: Settings | None = None) -> Installation:
    """Read all configuration. Raises ConfigurationError naming file and key."""
    settings = settings or Settings()
    schemas = settings.schemas
    district, feeds, roll = read_district(schemas), read_feeds(schemas), read_roll(schemas)
    forms = read_judgements(schemas), read_assignments(schemas), read_feedback(schemas), read_visits(schemas)
    keys = {department.key for department in district.departments}
    for table in (*feeds.values(), roll, *forms):
        if table.department not in keys:
            raise ConfigurationError(f"{table.code}: department: {table.department} is not in district.yml")
    return Installation(settings, district, feeds, roll, *forms, read_calendar(schemas))
