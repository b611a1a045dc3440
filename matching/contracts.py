"""What a file promises: schemas/feeds/*.yml and schemas/rolls/roll.yml as frozen models.

Belongs here: the shape of a contract and its reading. Does not belong here: forms of ours that come back (matching.forms), what a value must be
beyond its column (expectations/), who the units and departments are (matching.district), and any checking of rows.
An unknown key, a column named twice or a reference to no column fails with the file and the path in it.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from matching.columns import Column, PersonColumns
from matching.errors import ConfigurationError
from matching.strict import Strict, read_model


class Cadence(StrEnum):
    EVENT = "event"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ANNUAL = "annual"

    @property
    def chinese(self) -> str:
        return {"event": "即时", "weekly": "每周", "monthly": "每月", "annual": "年度"}[self.value]


Role = Literal["clues", "roll_changes", "roll", "judgements", "assignments", "feedback", "visits"]
"""What the rows of a table are: clues, changes of the rolls, the roll itself, what people say of pairs we asked about, the units they
name for people whom nobody could place, what became of the slips they were sent, or what was heard of them afterwards."""


class Deadline(Strict):
    """When a delivery is due. event: `working_days` after the event; weekly: on `weekday` (1 = Monday) of the next week;
    monthly: by `day` of the next month; annual: by `day` of `month` of the same year. A due date on a day off rolls forward."""

    working_days: int | None = None
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None


class Rows(Strict):
    """Volume bounds of one delivery; a bound may move when a year of deliveries shows that it cries wolf."""

    min: int = 0
    warn_above: int


class ClueTerms(Strict):
    """What makes a row a clue and how it is told."""

    kind: str
    """致困类型, one or two words."""
    hardship: str
    """Chinese sentence with {column} places, filled from the row; only what it names reaches a slip."""
    event_date: str
    """The column of the day the hardship began or was found."""
    amount: str | None = None
    """The column of the loss or cost, in yuan."""


class TableContract(Strict):
    """A table with named columns and a person in each row."""

    code: str = Field(pattern=r"^[a-z0-9_]+$")
    role: Role
    title: str
    """Also the name of the folder the table is dropped into: inbox/<department>/<title>/."""
    department: str
    """Key of the sender in schemas/district.yml."""
    per_unit: bool = False
    """Each township has a folder of its own: inbox/镇街/<unit>/<title>/."""
    per_aid: bool = False
    """Each department that gives special aid has one, too: inbox/<department>/<title>/."""
    rows: Rows
    columns: tuple[Column, ...]
    person: PersonColumns
    called: tuple[str, ...] = ()
    """Words by which departments call these people, as they write them before a heading (患者姓名, 参保人电话)."""
    unique: tuple[str, ...] = ()
    """Two rows of one file that agree on all of these columns are one row sent twice."""
    printed: tuple[str, ...] = ()
    """Headings of a form of ours that come back with it: neither read nor reported as unknown."""
    hidden: tuple[str, ...] = ()
    """Those of them that nobody should look at while filling it in."""

    @model_validator(mode="after")
    def _names_agree(self) -> "TableContract":
        names = [column.name for column in self.columns]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"columns named twice: {sorted(twice)}")
        headings = [*self.printed, *(heading for column in self.columns for heading in (column.header, *column.aliases))]
        both = {heading for heading in headings if headings.count(heading) > 1}
        if both:
            raise ValueError(f"headings that mean two columns: {sorted(both)}")
        lost = set(self._references()) - set(names)
        if lost:
            raise ValueError(f"references to no column: {sorted(lost)}")
        if not set(self.hidden) <= set(self.printed):
            raise ValueError("hidden: must be headings that are printed")
        if self.unique and self.person.name and self.person.name not in self.unique:
            raise ValueError("unique: must hold the column of the person's name: two people may share everything else")
        return self

    def _references(self) -> list[str]:
        return [*self.person.used().values(), *self.unique]

    @property
    def own_columns(self) -> frozenset[str]:
        """Columns that say of each person something of their own: who they are, and amounts. One cell of such a column merged over
        several people is nobody's; of any other it is everybody's (a village, a day, a case, a household's key)."""
        person = self.person
        who = {person.name, person.id_number, person.birth_date, person.age}
        return frozenset(
            column.name
            for column in self.columns
            if column.name in who or column.type == "disability_card" or (column.type == "money" and not column.shared)
        )

    @property
    def together(self) -> frozenset[str]:
        """Columns that several of one sheet may be, all of which count: what ends a benefit, in whichever of them it stands."""
        if not self.ends_benefits:
            return frozenset()
        states = ("remark", "ended", "end_month")
        return frozenset(item.name for item in self.columns if item.type in states or (item.type == "enum" and item.set_aside))

    @property
    def ends_benefits(self) -> bool:
        """True for the roll and its changes, whose rows may say that a benefit stopped."""
        return any(column.type == "ended" for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


class RollContract(TableContract):
    """The assistance roll as it is loaded whole (`zhaoren rolls load`)."""

    role: Literal["roll"] = "roll"
    benefit_from: str
    benefit_to: str
    status: str
    """The column that says whether the benefit is drawn (在享, 停发 …); the weekly changes name these five columns the same."""
    in_force: str
    """The value of it that says so; any other ends the benefit."""
    ended: str
    """The column that says in another way that the benefit stopped: a day or a word of its own, or the remark."""
    amount: str
    heads: tuple[str, ...]
    """Words of the column of relations that say householder."""

    def _references(self) -> list[str]:
        return [*super()._references(), self.benefit_from, self.benefit_to, self.status, self.ended, self.amount]


class HandledTerms(Strict):
    """How a row says that its sender has already handled the case."""

    column: str
    word: str
    """The value of that column that says so."""
    result: str
    """The column of what came of it."""
    visited_on: str
    """The column of the day."""


class FeedContract(TableContract):
    """One department's delivery. `role` says what its rows are: clues, or changes of the rolls."""

    cadence: Cadence
    deadline: Deadline
    role: Literal["clues", "roll_changes"] = "clues"
    period_column: str
    """The date column that says which period a row belongs to."""
    clue: ClueTerms
    handled: HandledTerms | None = None

    def _references(self) -> list[str]:
        places = [part.split("}")[0] for part in self.clue.hardship.split("{")[1:]]
        single = [self.period_column, self.clue.event_date, *([self.clue.amount] if self.clue.amount else [])]
        handled = [self.handled.column, self.handled.result, self.handled.visited_on] if self.handled else []
        return [*super()._references(), *places, *single, *handled]


def read_feeds(schemas: Path) -> dict[str, FeedContract]:
    """All feed contracts by code, in the order of their file names. Raises ConfigurationError."""
    feeds: dict[str, FeedContract] = {}
    for path in sorted((schemas / "feeds").glob("*.yml")):
        feed = read_model(path, FeedContract)
        if feed.code != path.stem:
            raise ConfigurationError(f"{path}: code: says {feed.code}, the file is named {path.stem}")
        feeds[feed.code] = feed
    if not feeds:
        raise ConfigurationError(f"{schemas / 'feeds'}: holds no contract")
    return feeds


def read_roll(schemas: Path) -> RollContract:
    """The roll's contract. Raises ConfigurationError."""
    return read_model(schemas / "rolls" / "roll.yml", RollContract)
