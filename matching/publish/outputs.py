"""The lists as data: schemas/outputs/*.yml as frozen models.

Belongs here: which columns a list has, how wide, and which a person fills in. Does not belong here: what stands
in a field (matching.publish.rows) and how it is drawn (matching.publish.workbook).
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from matching.errors import ConfigurationError
from matching.publish import rows
from matching.strict import Strict, read_model

KINDS: dict[str, frozenset[str]] = {
    "clue": rows.CLUE_FIELDS,
    "outcome": rows.OUTCOME_FIELDS,
    "slip": rows.SLIP_FIELDS,
    "standing": rows.STANDING_FIELDS,
    "visit": rows.VISIT_FIELDS,
    "pair": rows.PAIR_FIELDS,
    "supplement": rows.SUPPLEMENT_FIELDS,
    "overlap": rows.OVERLAP_FIELDS,
}
"""What a row may be, and the fields each kind has."""


WORDS = frozenset({"unit", "day", "run_id", "count", "cadence", "district", "centre", "issued", "due"})
"""What a title or a note may name."""


def places(text: str) -> list[str]:
    """The {places} of a title or note."""
    return re.findall(r"\{(\w*)\}", text)


class FillIn(Strict):
    """A column that the recipient fills in: a date, one of some words, one of the units, or free text."""

    kind: Literal["text", "date", "choice", "units"] = "text"
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Words beside the units."""
    hint: str = ""

    @model_validator(mode="after")
    def _choices_fit(self) -> "FillIn":
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("choices are for kind choice, and a choice needs them")
        if self.also and self.kind != "units":
            raise ValueError("also is for kind units")
        if len(",".join(self.choices)) > 255:
            raise ValueError("choices: a drop-down holds 255 characters")
        return self


class ListColumn(Strict):
    """One column: what our row says (`field`), or what the recipient fills in (`fill`)."""

    header: str
    field: str | None = None
    fill: FillIn | None = None
    width: float = Field(gt=0, le=80)
    format: Literal["text", "number", "centre", "level", "integer"] = "text"
    """number: an identity or telephone number, kept as text; level: coloured."""
    against: str | None = None
    """The field that this one is compared with: characters that differ are marked."""
    hidden: bool = False

    @model_validator(mode="after")
    def _one_source(self) -> "ListColumn":
        if (self.field is None) == (self.fill is None):
            raise ValueError(f"column {self.header}: either field or fill")
        return self


class ListLayout(Strict):
    """One sheet. `title` and `note` may name the WORDS in {}."""

    sheet: str = Field(max_length=31)
    title: str
    note: str
    of: Literal["clue", "outcome", "slip", "standing", "visit", "pair", "supplement", "overlap"]
    frozen_columns: int = Field(ge=0)
    protected: bool = False
    """Only the columns to fill in can be changed."""
    pages_wide: int = Field(default=1, ge=1, le=3)
    """Printed pages side by side; the frozen columns are repeated on each."""
    row_height: float = Field(default=22, gt=0, le=200)
    """Least height of a row in points; a row with long text is higher."""
    banded_by: str | None = None
    """Rows that agree in this field stand together in one shade, below a thick line."""
    foot: str = ""
    """A line below the list, to be signed."""
    empty: str = ""
    """What stands below the headings of a list without rows, so that nobody takes it for one that was not filled in. A form that comes back has none."""
    columns: tuple[ListColumn, ...]

    @property
    def fields(self) -> frozenset[str]:
        """What the list asks of a row."""
        named = {column.field for column in self.columns} | {column.against for column in self.columns} | {self.banded_by}
        return frozenset(field for field in named if field)

    @model_validator(mode="after")
    def _columns_agree(self) -> "ListLayout":
        if self.empty and self.protected:
            raise ValueError("empty: a form that comes back holds rows only")
        words = set(places(self.title + self.note)) - WORDS
        if words:
            raise ValueError(f"title and note: no such word: {sorted(words)}")
        headers = [column.header for column in self.columns]
        twice = {header for header in headers if headers.count(header) > 1}
        if twice:
            raise ValueError(f"headers used twice: {sorted(twice)}")
        lost = self.fields - KINDS[self.of]
        if lost:
            raise ValueError(f"fields that a {self.of} does not have: {sorted(lost)}")
        return self


NAMES = (
    "clue_list",
    "enrolled",
    "feedback",
    "handover",
    "register",
    "standing",
    "returned",
    "withdrawn",
    "redirected",
    "centre_clues",
    "review",
    "centre_enrolled",
    "roll_changes",
    "merged",
    "outside",
    "unlocated",
    "judging",
    "sample",
    "supplement",
    "assignment",
    "overlap",
    "visit",
)
"""The lists we make: schemas/outputs/<name>.yml."""


class Layouts(dict[str, ListLayout]):
    """List layouts by name. One whose file is not there fails when it is asked for: the configuration of an older run has fewer."""

    def __init__(self, folder: Path, layouts: dict[str, ListLayout]) -> None:
        super().__init__(layouts)
        self._folder = folder

    def __missing__(self, name: str) -> ListLayout:
        raise ConfigurationError(f"{self._folder / name}.yml: is not there")


def read_outputs(schemas: Path) -> Layouts:
    """The list layouts that are there. Raises ConfigurationError naming file and key; a file nobody uses fails too. Files that did not change are
    read once in a process."""
    folder = schemas / "outputs"
    return _read(folder, tuple((path.stem, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.yml"))))


def check_outputs(schemas: Path) -> None:
    """Raises ConfigurationError unless every list has its layout, and a right one."""
    layouts = read_outputs(schemas)
    for name in NAMES:
        layouts[name]


@lru_cache(maxsize=4)
def _read(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Layouts:
    there = [name for name, _ in stamps]
    if unused := set(there) - set(NAMES):
        raise ConfigurationError(f"{folder}: no list is named {sorted(unused)}")
    return Layouts(folder, {name: read_model(folder / f"{name}.yml", ListLayout) for name in there})
