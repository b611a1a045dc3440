"""An office that gets slips: what kind it is, who works there, and how it counts its days.

Belongs here: who the offices of a district are, and their chances. Does not belong here: what they do (plans) and their papers (papers).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Literal

from matching.calendar import WorkCalendar
from matching.forms import FeedbackColumns
from matching.installation import Installation
from matching.synthetic.deliveries import rehearsal_calendar
from matching.synthetic.habits import DateStyle
from matching.synthetic.names import draw_given, draw_surname
from matching.synthetic.offices.habits import DATE_STYLES, HABITS, RESULTS, UNITS_ARE, Kind, draw

STAFF = 3


@dataclass(frozen=True)
class Office:
    """One recipient of slips, as its seed makes it."""

    seed: int
    kind: Kind
    folder: str
    """Below outbox/, where its batches lie, and below inbox/, where it has its own."""
    results: tuple[tuple[str, int], ...]
    """What comes of its slips, by weight."""
    staff: tuple[str, ...]
    dates: DateStyle
    extension: int
    """The working days that an extension adds."""
    calendar: WorkCalendar = field(compare=False)
    words: FeedbackColumns = field(compare=False)
    """What the words of the form mean."""

    def rng(self, scope: str) -> Random:
        """A random source of this office and scope; scopes do not disturb each other."""
        return Random(f"{self.seed}/{self.folder}/{scope}")

    def does(self, habit: str, rng: Random) -> bool:
        return rng.random() < HABITS[habit][self.kind]

    def result(self, rng: Random) -> str:
        return draw(dict(self.results), rng)

    def day(self, from_day: date, working_days: int, rng: Random) -> date:
        """The day so many working days after (before) a day; sometimes the day after that, whatever day it is."""
        return self.calendar.add(from_day, working_days) + timedelta(days=self.does("spills", rng))


def offices(installation: Installation, seed: int) -> Iterator[Office]:
    """Everybody in the district who may get slips: its units, then the departments that give special aid."""
    district, calendar = installation.district, rehearsal_calendar(installation)
    group = district.department(installation.feedback.department).name
    for unit in district.units:
        kind: Kind = Random(f"{seed}/office/{unit.code}").choices(tuple(UNITS_ARE), tuple(UNITS_ARE.values()))[0]
        yield _office(installation, seed, kind, f"{group}/{unit.name}", "unit", calendar)
    for department in district.departments:
        if department.aid:
            yield _office(installation, seed, "bureau", department.name, "department", calendar)


def _office(
    installation: Installation,
    seed: int,
    kind: Kind,
    folder: str,
    recipient: Literal["unit", "department"],
    calendar: WorkCalendar,
) -> Office:
    rng, form = Random(f"{seed}/office/{folder}"), installation.feedback
    known = form.column(form.feedback.result).values
    results = tuple((word, weight) for word, weight in RESULTS[recipient].items() if word in known)
    staff = tuple(draw_surname(rng) + draw_given(rng, rng.choice("男女"), 1985) for _ in range(STAFF))
    extension = installation.district.casework.extension_working_days
    return Office(seed, kind, folder, results, staff, rng.choice(DATE_STYLES), extension, calendar, form.feedback)
