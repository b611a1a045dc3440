"""Where an address lies: unit, area, village.

Belongs here: reading the words before the first number of an address. Does not belong here: which of several
addresses counts (sql/standardise/choose_places.sql), names of other counties (matching.standardise.elsewhere).
A place is read once for each distinct beginning, not for each row.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from matching.district import District
from matching.standardise.distinct import over_distinct
from matching.standardise.elsewhere import read_elsewhere, short_of
from matching.standardise.lookups import Lookups

LONG_ENDINGS = ("镇", "街道", "乡", "办事处", "街道办", "管委会", "人民政府")
VILLAGE_ENDINGS = ("社区居民委员会", "村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "村", "居")
UNDECIDED = ""
USUAL = r"^[\x{4E00}-\x{9FFF}0-9A-Za-z-]+$"
"""An address of which NFKC and squeezing change nothing: the common Han characters, ASCII digits, letters and hyphens."""
PARTS = r"^(?P<words>\D*)(?P<numbers>.*)$"
"""An address before and from its first number."""
REMEMBERED = 100_000
"""Beginnings of addresses whose place is remembered: the same ones come with every roll and every list."""


class Place(NamedTuple):
    """unit: code or None; area: inside | outside | undecided | unknown; village: village, road or compound, or None."""

    unit: str | None
    area: str
    village: str | None


NOWHERE = Place(None, "unknown", None)


class Gazetteer:
    """The district's map, for reading addresses."""

    def __init__(self, district: District, lookups: Lookups) -> None:
        self._words = lookups.places
        self._elsewhere = read_elsewhere(district, lookups.places.elsewhere)
        self._province = (district.province, short_of(district.province))
        self._city = (district.city, short_of(district.city))
        self._district, self._short = district.name, short_of(district.name)
        undecided = dict.fromkeys(district.undecided_names, UNDECIDED)
        self._units = dict(sorted({**district.unit_names, **undecided}.items(), key=lambda pair: -len(pair[0])))
        self._whole = [name for name in self._units if name.endswith(LONG_ENDINGS)]
        self._villages: dict[str, dict[str, str]] = {}
        for unit, villages in lookups.villages.items():
            for village in villages:
                for form in {village, *(_stem(village) + ending for ending in ("", *VILLAGE_ENDINGS))}:
                    self._villages.setdefault(form, {})[unit] = village
        self._longest = max(map(len, self._villages), default=0)
        self.read = lru_cache(REMEMBERED)(self._read)
        """The place of the words before the first number of an address (NFKC, no blanks)."""

    def _read(self, text: str) -> Place:
        if text in self._words.no_address:
            return NOWHERE
        rest, named = self._without_own(text)
        if self._is_foreign(rest, named):
            return Place(None, "outside", None)
        unit, rest = self._unit(rest, named)
        found, village = self._village(rest, unit or None)
        if unit:
            return Place(unit, "inside", village or _other_name(rest))
        if found:
            return Place(found, "inside", village)
        if unit == UNDECIDED:
            return Place(None, "undecided", village or _other_name(rest))
        return Place(None, "inside" if "district" in named or village else "unknown", village or _other_name(rest))

    def _without_own(self, text: str) -> tuple[str, set[str]]:
        """The text without the own province, city and district in front, and which of them it named."""
        named: set[str] = set()
        for _ in range(2):  # some forms print the county, and the clerk writes it again
            for level, names in (("province", self._province), ("city", self._city)):
                name = next((name for name in names if text.startswith(name)), None)
                if name and (name == names[0] or self._goes_on_from(text[len(name) :], level)):
                    text, named = text[len(name) :], named | {level}
            if text.startswith(self._district):
                text, named = text[len(self._district) :], named | {"district"}
            elif (
                text.startswith(self._short)
                and not self._unit_at_start(text)
                and (named or self._unit_at_start(text[len(self._short) :]))
            ):
                text, named = text[len(self._short) :], named | {"district"}
        return text, named

    def _goes_on_from(self, rest: str, level: str) -> bool:
        """Whether a short province or city name (山东, not 山东路) is followed by something that lies in it."""
        lower = self._city if level == "province" else ()
        inside = rest.startswith((*lower, self._district, self._short)) or self._unit_at_start(rest) is not None
        return inside or self._foreign_name(rest) is not None

    def _foreign_name(self, text: str) -> str | None:
        return self._elsewhere.full_at_start(text) or self._elsewhere.short_at_start(text)

    def _is_foreign(self, rest: str, named: set[str]) -> bool:
        """Whether what follows the own names is another province, city or county."""
        if "district" in named:
            return False
        own = self._unit_at_start(rest) or self._village_at_start(rest, at_least=3)
        full = self._elsewhere.full_at_start(rest)
        if full:
            return len(full) > len(own or "") and not rest[len(full) :].startswith(self._words.not_a_unit_before)
        if own:
            return False
        if "province" in named and "city" not in named:
            return self._elsewhere.short_at_start(rest) is not None
        near = self._elsewhere.neighbour_at_start(rest)
        if near:
            return not rest[len(near) :].startswith((*self._words.not_a_unit_before, "村", "庄"))
        short = next((text for text in (rest[2:], rest[3:]) if self._is_short_province(rest[: len(rest) - len(text)])), None)
        return short is not None and self._foreign_name(short) is not None

    def _is_short_province(self, text: str) -> bool:
        return any(short_of(province) == text for province in self._elsewhere.provinces)

    def _unit_at_start(self, text: str) -> str | None:
        """The longest unit name the text begins with; a short name only where it cannot be part of another."""
        for name in self._units:
            if text.startswith(name) and (name.endswith(LONG_ENDINGS) or not self._names_another(text[len(name) :])):
                return name
        return None

    def _names_another(self, rest: str) -> bool:
        """Whether a short unit name goes on as something else: 城东小区 and 城东大街, but not 城东大街社区 where 大街社区 is a community."""
        community = self._village_at_start(rest, at_least=3)
        return rest.startswith(self._words.not_a_unit_before) and not (community and community.endswith(VILLAGE_ENDINGS))

    def _village_at_start(self, text: str, at_least: int) -> str | None:
        """The longest village name of so many characters that the text begins with."""
        return next(
            (text[:size] for size in range(min(len(text), self._longest), at_least - 1, -1) if text[:size] in self._villages),
            None,
        )

    def _unit(self, rest: str, named: set[str]) -> tuple[str | None, str]:
        """Unit code (UNDECIDED for a divided one, None for none) and what follows its name."""
        name = self._unit_at_start(rest)
        if name:
            longer = self._village_at_start(rest, at_least=len(name) + 1)
            if longer and not name.endswith(LONG_ENDINGS) and _stem(longer) != longer:
                return None, rest
            return self._units[name], rest[len(name) :]
        for whole in self._whole:
            before, found, after = rest.partition(whole)
            if found and ("district" in named or not re.search("[市县区]", before)):
                return self._units[whole], after
        return None, rest

    def _village(self, rest: str, unit: str | None) -> tuple[str | None, str | None]:
        """Unit and name of the village the text begins with. In an unknown unit only a village with its 村 or 社区 counts,
        unless it is the whole text."""
        for size in range(min(len(rest), self._longest), 1, -1):
            homes = self._villages.get(rest[:size])
            if homes and unit in homes:
                return unit, homes[unit]
            if homes and unit is None and (size == len(rest) or rest[:size].endswith(VILLAGE_ENDINGS)):
                return (next(iter(homes)) if len(homes) == 1 else None), next(iter(sorted(homes.values())))
        return None, None


def _stem(village: str) -> str:
    """A village's name without 村 or 社区, if two characters are left."""
    ending = next((ending for ending in VILLAGE_ENDINGS if village.endswith(ending)), "")
    stem = village[: len(village) - len(ending)]
    return stem if len(stem) >= 2 else village


def _other_name(rest: str) -> str | None:
    """A road, compound or unlisted village: the words up to the first number, its kind of village off."""
    name = _stem(re.sub(r"[^\w]", "", rest))
    return name[:12] if len(name) >= 2 else None


def _squeezed(values: pa.Array) -> pa.Array:
    """NFKC without blanks and marks; most addresses are nothing else, and only looked at."""
    odd = pc.invert(pc.match_substring_regex(values, USUAL))
    narrow = pc.utf8_normalize(values.filter(odd), form="NFKC")
    return pc.replace_with_mask(values, odd, pc.replace_substring_regex(narrow, r"[\s\p{Z}\p{Cc}\p{Cf},;:'\"。、]+", ""))


def read_places(values: pa.Array, gazetteer: Gazetteer) -> dict[str, pa.Array]:
    """Distinct addresses → unit, area, village, house (the numbers after the words, joined by hyphens)."""
    parts = pc.extract_regex(_squeezed(values), PARTS)
    words, numbers = parts.field("words"), parts.field("numbers")
    return over_distinct(words, lambda distinct: _places(distinct, gazetteer)) | over_distinct(numbers, _house)


def _places(words: pa.Array, gazetteer: Gazetteer) -> dict[str, pa.Array]:
    places = [gazetteer.read(text) for text in words.to_pylist()]
    return {field: pa.array([getattr(place, field) for place in places], pa.string()) for field in Place._fields}


def _house(numbers: pa.Array) -> dict[str, pa.Array]:
    joined = pc.utf8_trim(pc.replace_substring_regex(numbers, r"\D+", "-"), "-")
    return {"house": pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)}
