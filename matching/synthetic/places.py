"""Where people live: villages of the district, addresses in words, and places that are elsewhere.

Belongs here: reading schemas/lookups/villages.yml, homes, and writing an address out. Does not belong here:
who lives there (matching.synthetic.households) and wrong addresses (matching.synthetic.errors).
"""

from pathlib import Path
from random import Random
from typing import NamedTuple

from pydantic import RootModel

from matching.district import District, Unit
from matching.errors import ConfigurationError
from matching.strict import read_model

ELSEWHERE = (
    "淄博市张店区",
    "淄博市淄川区",
    "淄博市临淄区",
    "济南市莱芜区",
    "济南市章丘区",
    "淄博市沂源县",
    "潍坊市青州市",
    "临沂市兰山区",
)
STREETS = ("和平路", "人民路", "建设路", "新华街", "金桥路", "柳泉路", "东一路", "文化街")
UNIT_WEIGHTS = {"街道": 20, "镇": 10, "乡": 8, "管委会": 6}
"""People per unit, in proportion."""


class VillageLookup(RootModel[dict[str, tuple[str, ...]]]):
    """Unit code → its villages and communities."""


class Home(NamedTuple):
    """Where somebody lives. `unit` is a unit code, or None elsewhere; `place` the village, or the other county."""

    unit: str | None
    place: str
    door: str


class Places:
    """The district's map."""

    def __init__(self, district: District, schemas: Path) -> None:
        self.district = district
        path = schemas / "lookups" / "villages.yml"
        self.villages = read_model(path, VillageLookup).root
        lost = [unit.code for unit in district.units if not self.villages.get(unit.code)]
        if lost:
            raise ConfigurationError(f"{path}: no village for the units {lost}")
        self._weights = [UNIT_WEIGHTS[unit.kind] for unit in district.units]
        self._elsewhere = [place for place in ELSEWHERE if district.name not in place]

    def draw_home(self, rng: Random) -> Home:
        """A home inside the district."""
        unit = rng.choices(self.district.units, self._weights)[0]
        village = rng.choice(self.villages[unit.code])
        if village.endswith("村"):
            return Home(unit.code, village, f"{rng.randint(1, 480)}号")
        return Home(
            unit.code, village, f"{rng.randint(1, 36)}号楼{rng.randint(1, 5)}单元{rng.randint(1, 6)}0{rng.randint(1, 3)}室"
        )

    def draw_elsewhere(self, rng: Random) -> Home:
        """A home in another county."""
        return Home(None, rng.choice(self._elsewhere), f"{rng.choice(STREETS)}{rng.randint(1, 300)}号")

    def unit(self, home: Home) -> Unit | None:
        return self.district.unit(home.unit) if home.unit else None

    def address(self, home: Home, rng: Random) -> str:
        """The address as somebody would write it, always naming the unit or the other county."""
        district = self.district
        if home.unit is None:
            return f"{rng.choice((district.province, ''))}{home.place}{home.door}"
        city = f"{district.city}{district.name}"
        prefix = rng.choices((f"{district.province}{city}", city, district.name, ""), (2, 3, 4, 2))[0]
        return f"{prefix}{district.unit(home.unit).name}{home.place}{home.door}"

    def unit_spelling(self, home: Home, rng: Random) -> str | None:
        """The unit as a column 镇街 would say it: its name, sometimes a short or long form of it; None elsewhere."""
        unit = self.unit(home)
        if unit is None:
            return None
        usual = [alias for alias in unit.aliases if alias.startswith(unit.name[:2])]
        return rng.choice(usual) if usual and rng.random() < 0.15 else unit.name

    def old_names(self, home: Home) -> list[str]:
        """Names the unit had before, or that its land may have been called: they still come in."""
        unit = self.unit(home)
        if unit is None:
            return []
        former = [alias for alias in unit.aliases if alias.endswith(("镇", "乡"))]
        return former or [name for name in self.district.undecided_names if name.endswith(("镇", "乡"))]
