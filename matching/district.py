"""Who is who in the district: schemas/district.yml as a frozen model.

Belongs here: units, departments, their old names, numbering, working-day limits. Does not belong here:
columns (matching.contracts), weights (schemas/linkage.yml), levels (schemas/triage.yml).
Another district adopts the software by editing that one file.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from matching.contracts import Cadence
from matching.strict import Strict, read_model


class Unit(Strict):
    """A township, subdistrict or zone. `code` is its division code, or a letter code where it has none."""

    code: str
    name: str
    kind: Literal["街道", "镇", "乡", "管委会"]
    aliases: tuple[str, ...] = ()


class Department(Strict):
    """A department that delivers, or that gives special aid (`aid`: 医疗, 教育, 住房, 就业, 灾后)."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    aid: str | None = None


class Limits(Strict):
    """Working days and other limits of the casework."""

    feedback_working_days: Annotated[int, Field(gt=0)]
    review_working_days: Annotated[int, Field(gt=0)]
    roll_stale_days: Annotated[int, Field(gt=0)]
    roll_shrink_percent: Annotated[int, Field(ge=0, le=100)]
    """A whole roll with so many percent fewer people than the one in force is refused."""


class Reporting(Strict):
    """What the deliveries are measured by, beside each contract's own deadline."""

    start_on: date | None = None
    """The first day of use: periods before the one that holds it are not asked for. None: the day of the first delivery."""
    remind_every_working_days: Annotated[int, Field(gt=0)] = 5
    """A sender who was reminded is reminded again after so many working days."""


class Releasing(Strict):
    """Who lets a run's batch go out (签发)."""

    automatic: tuple[Cadence, ...] = ()
    """Cadences whose batches go out by themselves once their check holds; the others wait for a person."""
    rule_codes: bool = True
    """Whether the reasons on papers of units and departments name their rules by code: so they did before there was this line, and replay."""


class Quality(Strict):
    """How a run's linkage is held against the last `runs` of its cadence: after `least_runs`, of at least `records` records each."""

    runs: Annotated[int, Field(gt=0)] = 12
    least_runs: Annotated[int, Field(gt=1)] = 6
    records: Annotated[int, Field(gt=0)] = 20
    deviations: Annotated[float, Field(gt=0)] = 4.0
    """So many standard deviations from what was usual hold a batch…"""
    points: Annotated[float, Field(ge=0)] = 10.0
    """…if it also moved by so many percentage points (a rate: by so many hundredths of itself)."""


class Supervision(Strict):
    """When a slip that nobody answers is spoken of, in working days."""

    remind_working_days: Annotated[int, Field(ge=0)] = 1
    """提醒: so many before the deadline."""
    urge_working_days: Annotated[int, Field(gt=0)] = 1
    """催办: so many after the deadline."""
    escalate_working_days: Annotated[int, Field(gt=0)] = 5
    """督办 and the 通报 list: so many after 催办."""
    decide_working_days: Annotated[int, Field(gt=0)] = 2
    """So many the centre has to decide about what was given back (退回)."""


class Visits(Strict):
    """Whom the centre visits again (回访), beside everybody who got aid."""

    unfit_levels: tuple[Literal["红", "橙", "黄", "蓝"], ...] = ("红", "橙")
    """Levels of which all 不符合 are visited."""
    sample_percent: Annotated[int, Field(ge=0, le=100)] = 10
    """Of the others."""


class Casework(Strict):
    """The clock of a slip."""

    clock_from: Literal["issue", "sign_off"] = "issue"
    """From when the working days to answer count: the day the slip went out, or the day it was signed for."""
    extension_working_days: Annotated[int, Field(gt=0)] = 5
    """So many an extension (延期) adds, counted from the deadline."""
    extensions: Annotated[int, Field(ge=0)] = 1
    """So many a slip may have."""
    supervision: Supervision = Supervision()
    visits: Visits = Visits()


class Sampling(Strict):
    """How many people a month are drawn into the blind sample (抽样核查)."""

    covered: Annotated[int, Field(gt=0)] = 30
    """Of those who are called covered."""
    controls: Annotated[int, Field(ge=0)] = 10
    """Of those who became clues beside somebody of the roll, so that the form does not give its answer away."""


class Retention(Strict):
    """How long files with personal data are kept (保管期限), in months. None: for ever."""

    originals_months: Annotated[int, Field(ge=12)] | None = None
    """What departments delivered (archive/drops), counted from the last time that it came."""
    runs_months: Annotated[int, Field(ge=12)] | None = None
    """What a run read and made (runs/, but for its manifest) and its roll (archive/rolls), counted from its day."""


class District(Strict):
    """The district, its units and its departments."""

    code: str = Field(pattern=r"^\d{6}$")
    name: str
    city: str
    province: str
    centre: str
    county_codes: tuple[str, ...]
    """First six digits of an identity number that say: registered in this district."""
    slip_number: str
    """Format of 文号 with {year} and {number}."""
    units: tuple[Unit, ...]
    undecided_names: tuple[str, ...] = ()
    """Old township names whose land was divided: a person decides the unit."""
    departments: tuple[Department, ...]
    limits: Limits
    reporting: Reporting = Reporting()
    release: Releasing = Releasing()
    quality: Quality = Quality()
    casework: Casework = Casework()
    sampling: Sampling = Sampling()
    retention: Retention = Retention()

    @model_validator(mode="after")
    def _no_name_twice(self) -> "District":
        for kind, names in (
            ("unit", [name for unit in self.units for name in (unit.name, *unit.aliases)]),
            ("department", [name for dept in self.departments for name in (dept.name, *dept.aliases)]),
        ):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"{kind} names used twice: {sorted(twice)}")
        return self

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Every name a unit goes by → its code, longest names first."""
        pairs = [(name, unit.code) for unit in self.units for name in (unit.name, *unit.aliases)]
        return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)

    def department(self, key: str) -> Department:
        return next(department for department in self.departments if department.key == key)

    def department_for_aid(self, aid: str) -> Department:
        """The department that gives this special aid."""
        return next(department for department in self.departments if department.aid == aid)


def read_district(schemas: Path) -> District:
    """Read schemas/district.yml. Raises ConfigurationError."""
    return read_model(schemas / "district.yml", District)
