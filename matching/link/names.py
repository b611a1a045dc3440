"""The parts of a Chinese name that are compared: surname, sound, shape, mask, rarity.

Belongs here: tables of characters and their application to many names at once. Does not belong here: cleaning a
name (matching.standardise) and which part weighs what (schemas/linkage.yml).
"""

import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import model_validator

from matching.link.characters import spelled
from matching.link.rarity import GivenNames, Surnames, given_bits, surname_bits
from matching.strict import Strict, read_model

NEAR_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


class Readings(Strict):
    """Surnames read otherwise than their character, and surnames of two characters; toneless pinyin."""

    single: dict[str, str]
    double: dict[str, str]


class LookAlikes(Strict):
    """Groups of characters taken for one another."""

    groups: tuple[str, ...]

    @model_validator(mode="after")
    def _one_group_each(self) -> "LookAlikes":
        characters = "".join(self.groups)
        twice = {character for character in characters if characters.count(character) > 1}
        if twice:
            raise ValueError(f"groups: characters in two groups: {sorted(twice)}")
        return self


@dataclass(frozen=True)
class NameTables:
    """What the parts of a name are made with."""

    readings: Readings
    look_alikes: LookAlikes
    surnames: Surnames
    given: GivenNames


def read_name_tables(readings: Path, look_alikes: Path, surnames: Path, given: Path) -> NameTables:
    """Raises ConfigurationError naming file and key. A file that did not change is read once in a process."""
    paths = (readings, look_alikes, surnames, given)
    return _read(*paths, tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths))


@lru_cache(maxsize=4)
def _read(readings: Path, look_alikes: Path, surnames: Path, given: Path, _stamp: tuple[int, ...]) -> NameTables:
    return NameTables(
        read_model(readings, Readings),
        read_model(look_alikes, LookAlikes),
        read_model(surnames, Surnames),
        read_model(given, GivenNames),
    )


def surnames_of(keys: pa.Array, readings: Readings) -> pa.Array:
    """The first character, or the first two where they are a surname of two characters."""
    first, two = pc.utf8_slice_codeunits(keys, 0, 1), pc.utf8_slice_codeunits(keys, 0, 2)
    return pc.if_else(pc.is_in(two, pa.array(list(readings.double), pa.string())), two, first)


def name_parts(keys: pa.Array, tables: NameTables, threads: int = 1) -> pa.Table:
    """Distinct name keys → surname, has_surname, name_sound, name_near, name_initials, name_shape, name_pattern,
    name_visible, surname_rarity, given_rarity, name_key.

    name_initials: how the sound of each character begins; null for a name with Latin letters, which show no boundaries of
    syllables. name_pattern is an SQL LIKE pattern, null for a name that hides nothing. The rarities are in bits; given_rarity
    is a list: for a birth that nobody knows, then by decade. `threads`: 0 means every core.
    """
    surname = surnames_of(keys, tables.readings)
    given, alike = after_surname(keys, surname), _shapes(tables.look_alikes)
    spoken = _spoken(surname, given, tables.readings, _whole)
    parts: dict[str, Callable[[], pa.Array]] = {
        "name_key": lambda: keys,
        "surname": lambda: surname,
        "has_surname": lambda: _has_surname(keys, surname, tables),
        "name_sound": lambda: pc.replace_substring(spoken, " ", ""),
        "name_near": lambda: _near(spoken),
        "name_initials": lambda: _initials(keys, _spoken(surname, given, tables.readings, _beginning)),
        "name_shape": lambda: spelled(keys, lambda character: alike.get(character, character)),
        "name_pattern": lambda: _patterns(keys, surname),
        "name_visible": lambda: _visible(keys, surname),
        "surname_rarity": lambda: surname_bits(surname, tables.surnames),
        "given_rarity": lambda: given_bits(given, tables.given),
    }
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return pa.table(dict(zip(parts, pool.map(lambda make: make(), parts.values()), strict=True)))


def _has_surname(keys: pa.Array, surname: pa.Array, tables: NameTables) -> pa.Array:
    """False for a name (阿卜杜拉) too long for the surname of one character that it would begin with: more than four characters,
    or four of which the first is on no list of surnames. What stands in brackets or is hidden says nothing of this."""
    listed = pc.is_in(surname, pa.array([*tables.surnames.shares, *tables.readings.single, *tables.readings.double], pa.string()))
    four = pc.and_(pc.match_substring_regex(keys, r"^\p{Han}{4}$"), pc.invert(listed))
    longer = pc.and_(pc.match_substring_regex(keys, r"^\p{Han}{5,}$"), pc.equal(pc.utf8_length(surname), 1))
    return pc.invert(pc.or_(four, longer))


def _spoken(surname: pa.Array, given: pa.Array, readings: Readings, part: Callable[[str], str]) -> pa.Array:
    """That part of the sound of each character, the surname by its own reading; letters in lower case, masks as they are."""

    def say(character: str) -> str:
        heard = _readings().get(ord(character))
        return part(_toneless(heard.split(",")[0])) if heard else character

    own = {name: part(sound) for name, sound in (readings.single | readings.double).items()}
    encoded = pc.dictionary_encode(surname)
    heads = pa.array([own.get(name) or "".join(map(say, name)) for name in encoded.dictionary.to_pylist()], pa.string())
    return pc.utf8_lower(pc.binary_join_element_wise(pc.take(heads, encoded.indices), spelled(given, say), ""))


def _whole(sound: str) -> str:
    return f"{sound} "


def _beginning(sound: str) -> str:
    return "".join(syllable[0] for syllable in sound.split())


def _initials(keys: pa.Array, beginnings: pa.Array) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(keys, r"\p{Latin}"), pa.scalar(None, pa.string()), beginnings)


def after_surname(keys: pa.Array, surname: pa.Array) -> pa.Array:
    """What follows the surname."""
    double = pc.equal(pc.utf8_length(surname), 2)
    return pc.if_else(double, pc.utf8_slice_codeunits(keys, 2), pc.utf8_slice_codeunits(keys, 1))


def _near(spoken: pa.Array) -> pa.Array:
    for sound, nearby in NEAR_SOUNDS:
        spoken = pc.replace_substring(spoken, sound, nearby)
    return pc.replace_substring(spoken, " ", "")


def _shapes(look_alikes: LookAlikes) -> dict[str, str]:
    """Character → the first of those it is taken for."""
    return {other: group[0] for group in look_alikes.groups for other in group[1:]}


def _patterns(keys: pa.Array, surname: pa.Array) -> pa.Array:
    """张* could be anybody of that surname: hidden characters at the end stand for one or more, within the name for one.
    A surname alone (张女士, 欧阳先生) could be anybody of it too, and another of whom no more is said."""
    bare = pc.and_(pc.equal(keys, surname), pc.match_substring_regex(surname, r"^\p{Han}+$"))
    hides = pc.or_(bare, pc.match_substring_regex(keys, "[*□]"))
    hidden, alone = keys.filter(hides), bare.filter(hides)
    pattern = pc.if_else(alone, pc.binary_join_element_wise(hidden, "%", ""), hidden)
    pattern = pc.replace_substring_regex(pattern, r"\*+$", "_%")
    pattern = pc.replace_substring_regex(pattern, "[*□]", "_")
    return pc.replace_with_mask(pa.nulls(len(keys), pa.string()), hides, pattern)


def _visible(keys: pa.Array, surname: pa.Array) -> pa.Array:
    """How many characters can be seen; a surname of two characters counts as one."""
    hidden = pc.add(pc.count_substring(keys, "*"), pc.count_substring(keys, "□"))
    seen = pc.subtract(pc.utf8_length(keys), hidden)
    return pc.if_else(pc.equal(pc.utf8_length(surname), 2), pc.subtract(seen, 1), seen)


@lru_cache(maxsize=1)
def _readings() -> dict[int, str]:
    """Character → its readings, the most common first. The library need not read its phrases for that."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


def _toneless(syllable: str) -> str:
    plain = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(character for character in plain if not unicodedata.combining(character))
