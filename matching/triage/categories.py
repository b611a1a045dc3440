"""The categories of the rolls under all their spellings: schemas/lookups/categories.yml.

Belongs here: spelling → category → group. Does not belong here: what a category means for a level
(schemas/triage.yml).
"""

from functools import cached_property
from pathlib import Path

from pydantic import model_validator

from matching.contracts import Strict, read_model


class Category(Strict):
    """One category of assistance; `group` is what rules ask for."""

    name: str
    group: str
    aliases: tuple[str, ...] = ()


class Categories(Strict):
    categories: tuple[Category, ...]

    @model_validator(mode="after")
    def _no_spelling_twice(self) -> "Categories":
        spellings = [text for category in self.categories for text in (category.name, *category.aliases)]
        twice = {text for text in spellings if spellings.count(text) > 1}
        if twice:
            raise ValueError(f"spellings used twice: {sorted(twice)}")
        return self

    @cached_property
    def _by_spelling(self) -> dict[str, Category]:
        return {text: category for category in self.categories for text in (category.name, *category.aliases)}

    def name_of(self, spelling: str) -> str:
        """The category's name; a spelling nobody declared stays as it is, visible."""
        known = self._by_spelling.get(spelling.strip())
        return known.name if known else spelling.strip()

    def group_of(self, spelling: str) -> str:
        """The group of a spelling, 其他 for one nobody declared."""
        known = self._by_spelling.get(spelling.strip())
        return known.group if known else "其他"


def read_categories(schemas: Path) -> Categories:
    """Read schemas/lookups/categories.yml. Raises ConfigurationError."""
    return read_model(schemas / "lookups" / "categories.yml", Categories)
