"""Names of provinces, cities and counties of the whole country, to see that an address lies elsewhere.

Belongs here: reading the national table of division codes (python-stdnum's cn/loc) and asking it. Does not belong
here: the district's own units (matching.standardise.places).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stdnum import numdb

from matching.district import District

SUFFIX = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区|盟|自治州|自治县|自治旗|县|区|旗)$")
TOO_GENERAL = frozenset({"市辖区", "县", "郊区", "城区", "矿区", "新区", "市区"})


@dataclass(frozen=True)
class Elsewhere:
    """Names that say: not this district. Full names carry their 省, 市, 区; short ones do not."""

    provinces: frozenset[str]
    places: frozenset[str]
    """Full names of cities and counties, the district and its own city left out."""
    short_places: frozenset[str]
    neighbours: frozenset[str]
    """Short names of the other counties of the own city."""

    def full_at_start(self, text: str) -> str | None:
        """The longest full name of a foreign province, city or county that the text begins with."""
        return _longest(text, self.provinces) or _longest(text, self.places)

    def short_at_start(self, text: str) -> str | None:
        """The longest short name of a foreign city or county that the text begins with."""
        return _longest(text, self.short_places)

    def neighbour_at_start(self, text: str) -> str | None:
        return _longest(text, self.neighbours)


def short_of(name: str) -> str:
    """A division's name without its kind: 淄川区 → 淄川. A name of two characters stays whole."""
    cut = SUFFIX.sub("", name)
    return cut if len(cut) >= 2 else name


def read_elsewhere(district: District, extra: Iterable[str]) -> Elsewhere:
    """Everything in the national table that is not the district, its city or its province; `extra` names come from lookups."""
    provinces: set[str] = set()
    places: set[str] = set(extra)
    neighbours: set[str] = set()
    for _, code, _, facts, parts in numdb.get("cn/loc").prefixes:
        province = facts.get("province", "")
        provinces |= {province} - {district.province}
        for _, part, _, county, _ in parts:
            names = {name for name in _names(county.get("county", "")) if name not in TOO_GENERAL and len(name) > 1}
            places |= names - {province}
            if code + part[:2] == district.code[:4]:
                neighbours |= names
    own = {district.name, district.city, district.province}
    units = {name for unit in district.units for name in (unit.name, *unit.aliases)}
    foreign = places - own - units
    short = {short_of(name) for name in foreign} - {short_of(name) for name in own} - units
    near = {short_of(name) for name in neighbours - own} - units
    return Elsewhere(frozenset(provinces), frozenset(foreign), frozenset(short), frozenset(near))


def _names(field: str) -> list[str]:
    """The names of one code over time: '[-1991]东郊区,[1992-]东丽区' → both."""
    return [re.sub(r"^\[[^\]]*\]", "", name).strip() for name in field.split(",") if name.strip()]


def _longest(text: str, names: frozenset[str]) -> str | None:
    return next((text[:size] for size in range(min(len(text), 14), 1, -1) if text[:size] in names), None)
