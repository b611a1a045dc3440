"""The categories of the rolls under all their spellings: schemas/lookups/categories.yml.

Belongs here: spelling → category → group, and whether a spelling says, by marks or by the words of matching.endings, that the benefit is not drawn. Does not belong here: what a category means for a level
(schemas/triage.yml).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from matching.endings import Endings, half_width
from matching.strict import Strict, read_model

SEVERAL = re.compile(r"[、,;/|&+\s]|[和及与或加兼]")
"""Stands between two categories in one cell."""


class Category(Strict):
    """One category of assistance; `group` is what rules ask for."""

    name: str
    group: str
    bearer: Literal["household", "person"]
    """Whose benefit it is: a stop of the householder's leaves open what becomes of the members', or says nothing of them."""
    aliases: tuple[str, ...] = ()
    general: bool = False
    """Stands for any category of its group: 低保 may be 城市低保 or 农村低保."""


class NotDrawn(Strict):
    """How a category that is not declared says, beside the words of an end (matching.endings), that the benefit is not drawn: by marks
    within it, or by being one of these words alone."""

    marks: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a category's cell says. `group` is None for a spelling nobody declared."""

    name: str
    group: str | None
    general: bool
    drawn: bool
    undecided: bool = False
    """The cell names another category beside it, and nobody draws both."""


class Categories(Strict):
    not_drawn: NotDrawn
    categories: tuple[Category, ...]
    one_of: tuple[str, ...] = ()
    """Groups of which a person draws one benefit only."""

    @model_validator(mode="after")
    def _groups_are_known(self) -> "Categories":
        lost = set(self.one_of) - {category.group for category in self.categories}
        if lost:
            raise ValueError(f"one_of: groups of no category: {sorted(lost)}")
        return self

    @model_validator(mode="after")
    def _no_spelling_twice(self) -> "Categories":
        spellings = [text for category in self.categories for text in (category.name, *category.aliases)]
        twice = {text for text in spellings if spellings.count(text) > 1}
        if twice:
            raise ValueError(f"spellings used twice: {sorted(twice)}")
        return self

    def clashing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the categories of one person of which nobody draws both, sorted."""
        known = {category.name: category for name in names if (category := self._by_narrow_spelling.get(half_width(name)))}
        drawn = [Reading(category.name, category.group, category.general, drawn=True) for category in known.values()]
        return tuple(sorted(one.name for one in drawn if any(self._exclude(one, other) for other in drawn)))

    def readings(self, spelling: str, endings: Endings) -> tuple[Reading, ...]:
        """A roll's cell as one category, or as several if it names more than one and a declared spelling is among them. Of several
        that nobody draws together, none is drawn; nor is any beside words that say so and name no category (低保、停发)."""
        whole = self.read(spelling, endings)
        parts = [part for part in SEVERAL.split(unicodedata.normalize("NFKC", spelling)) if part]
        read = {(one := self.read(part, endings)).name: one for part in parts}
        if whole.group or len(read) < 2 or not any(one.group for one in read.values()):
            return (whole,)
        over = any(one.group is None and not one.drawn for one in read.values())
        several = [one for one in read.values() if one.group or one.drawn]
        doubtful = {one.name for one in several if any(self._exclude(one, other) for other in several)}
        return tuple(
            replace(one, drawn=one.drawn and not over and one.name not in doubtful, undecided=one.name in doubtful)
            for one in several
        )

    def _exclude(self, one: Reading, other: Reading) -> bool:
        """True for two categories of which nobody draws both; a general one and one of its group are the same."""
        if one.group not in self.one_of or other.group not in self.one_of or one.name == other.name:
            return False
        return one.group != other.group or not (one.general or other.general)

    def read(self, spelling: str, endings: Endings) -> Reading:
        """A cell that names one category. Where it says that the benefit is not drawn (已停发低保), the one category that it names beside
        is found; a declared spelling is believed whole."""
        text = half_width(spelling)
        known = self._by_narrow_spelling.get(text)
        drawn = known is not None or not self._says_not_drawn(text, endings)
        if not drawn:
            named = {(one := self._by_narrow_spelling[found]).name: one for found in self._spellings.findall(text)}
            known = next(iter(named.values())) if len(named) == 1 else None
        if known is None:
            return Reading(self.name_of(spelling), None, False, drawn)
        return Reading(known.name, known.group, known.general, drawn)

    def _says_not_drawn(self, text: str, endings: Endings) -> bool:
        marked = text in self.not_drawn.alone or any(mark in text for mark in self.not_drawn.marks)
        return marked or bool(endings.signs_in(text, "categories"))

    @cached_property
    def _spellings(self) -> re.Pattern[str]:
        return re.compile("|".join(sorted(map(re.escape, self._by_narrow_spelling), key=len, reverse=True)))

    @cached_property
    def _by_narrow_spelling(self) -> dict[str, Category]:
        return {half_width(text): category for category in self.categories for text in (category.name, *category.aliases)}

    def name_of(self, spelling: str) -> str:
        """The category's name; a spelling nobody declared stays as it is, visible."""
        known = self._by_narrow_spelling.get(half_width(spelling))
        return known.name if known else spelling.strip()

    def group_of(self, spelling: str) -> str:
        """The group of a spelling, 其他 for one nobody declared."""
        known = self._by_narrow_spelling.get(half_width(spelling))
        return known.group if known else "其他"


def read_categories(schemas: Path) -> Categories:
    """Read schemas/lookups/categories.yml. Raises ConfigurationError."""
    return read_model(schemas / "lookups" / "categories.yml", Categories)
