"""The word lists that standardising needs: schemas/lookups/*.yml as strict models.

Belongs here: their shape and reading. Does not belong here: what is done with the words.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import Field, RootModel, model_validator

from matching.strict import Strict, read_model


class Titles(Strict):
    """Forms of address, by the sex they tell."""

    male: tuple[str, ...] = Field(alias="男")
    female: tuple[str, ...] = Field(alias="女")
    either: tuple[str, ...]


class HarmlessRemarks(Strict):
    """What may stand in brackets beside a name without making it another's."""

    words: tuple[str, ...]
    before_a_name: tuple[str, ...]
    """曾用名 and its kin: another name of the same person follows."""
    places: tuple[str, ...]
    """A remark of up to four characters before one of these is where the person lives."""
    never_in_a_place: str
    """Characters that make such a remark more than a place (其子, 已故)."""


class NameWords(Strict):
    """schemas/lookups/names.yml."""

    titles: Titles
    harmless_remarks: HarmlessRemarks
    hidden: str
    unwritable: str
    no_name: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    keep: str

    @model_validator(mode="after")
    def _one_group_each(self) -> "NameWords":
        characters = [character for group in self.variants for character in group]
        twice = {character for character in characters if characters.count(character) > 1}
        if twice or any(len(character) != 1 for character in characters):
            raise ValueError(f"variants: single characters, each in one group only: {sorted(twice)}")
        return self


class PlaceWords(Strict):
    """schemas/lookups/places.yml."""

    not_a_unit_before: tuple[str, ...]
    elsewhere: tuple[str, ...]
    no_address: tuple[str, ...]


class Villages(RootModel[dict[str, tuple[str, ...]]]):
    """schemas/lookups/villages.yml: unit code → its villages and communities."""


@dataclass(frozen=True)
class Lookups:
    names: NameWords
    places: PlaceWords
    villages: dict[str, tuple[str, ...]]


FILES = ("names.yml", "places.yml", "villages.yml")


def stamp(schemas: Path) -> tuple[int, ...]:
    """Changes whenever one of the files of this stage does; 0 for one that is not there."""
    paths = [schemas / "lookups" / name for name in FILES]
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)


def read_lookups(schemas: Path) -> Lookups:
    """All word lists of this stage. Raises ConfigurationError naming file and key. villages.yml may be missing."""
    return _read(schemas / "lookups", stamp(schemas))


@lru_cache(maxsize=4)
def _read(folder: Path, _stamp: tuple[int, ...]) -> Lookups:
    villages = folder / "villages.yml"
    return Lookups(
        names=read_model(folder / "names.yml", NameWords),
        places=read_model(folder / "places.yml", PlaceWords),
        villages=read_model(villages, Villages).root if villages.exists() else {},
    )
