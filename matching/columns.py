"""The columns of a table: what a contract says of one, and which of them hold the person.

Belongs here: one column and the person's. Does not belong here: tables (matching.contracts), what the type of a column accepts (matching.validate.values).
"""

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from matching.strict import Strict

ColumnType = Literal[
    "text",
    "name",
    "id_number",
    "disability_card",
    "date",
    "month",
    "start_month",
    "end_month",
    "ended",
    "remark",
    "money",
    "integer",
    "phone",
    "address",
    "unit",
    "enum",
    "pair",
    "slip",
]
"""slip: the number of a slip of ours, as it is printed or as its code (matching.codes). pair: the number of a pair, or of another question, that we asked about (matching.codes). start_month, end_month: the first and last month of a benefit.
ended: anything else that says it stopped. remark: free words, which may say so."""


class Column(Strict):
    """One column of a table. `header` is the heading we print; `aliases` are other headings that departments write."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    header: str
    aliases: tuple[str, ...] = ()
    type: ColumnType = "text"
    required: bool = False
    """The file must have this column."""
    filled: bool = False
    """Every row must have a value here."""
    sensitivity: Literal["plain", "personal", "sensitive"] = "plain"
    """sensitive (health, finance, under 14): PIPL art. 28; reaches a slip only if the contract's hardship names it."""
    min: Decimal | None = None
    max: Decimal | None = None
    set_aside: bool = False
    """A value that cannot be read sets the row aside instead of being told only."""
    shared: bool = False
    """Of an amount: it is a household's or an event's, so that one cell merged over several people means each of them."""
    not_future: bool = False
    """A date may not lie after the day the file was received."""
    kept: bool = True
    """False: it is laid beside what we hold, and not stored again."""
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """For an enum: each value with its other spellings."""

    @model_validator(mode="after")
    def _enum_has_values(self) -> "Column":
        if (self.type == "enum") != bool(self.values):
            raise ValueError(f"column {self.name}: values are for type enum, and an enum needs them")
        return self


class PersonColumns(Strict):
    """Which columns hold the person to be found: person shape field → column name."""

    name: str | None = None
    id_number: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    age: str | None = None
    phone: str | None = None
    township: str | None = None
    village: str | None = None
    address: str | None = None
    """Where the person lives (居住地)."""
    register_address: str | None = None
    """Where the person is registered (户籍地)."""
    guardian_name: str | None = None
    guardian_id: str | None = None
    household_id: str | None = None
    relation: str | None = None
    category: str | None = None

    def used(self) -> dict[str, str]:
        return {field: column for field, column in self.model_dump().items() if column}
