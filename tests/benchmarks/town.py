"""Who lives in a district that is drawn to measure linkage: houses, families, twins, namesakes, names by generation.

Belongs here: drawing people by a seed. Does not belong here: what clerks write of them (tests.benchmarks.clerk).
"""

from bisect import bisect
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from stdnum.cn import ric

from matching.installation import Installation
from matching.link.names import Surnames
from matching.standardise.lookups import read_lookups
from matching.strict import read_model
from matching.synthetic.names import GENERATIONS, GIVEN, draw_generation_char, draw_surname
from tests.benchmarks.rates import Place

COMMON = {
    "男": (
        "建国 建华 国华 和平 建军 玉山 德福 志明 永福 长福 玉林 福田",
        "建国 建华 建军 军 国强 志强 国庆 爱国 卫东 建平 永强 志刚",
        "军 勇 伟 强 刚 涛 斌 波 建军 志强 海军 峰 志刚",
        "伟 磊 勇 涛 强 鹏 军 杰 超 波 亮 刚 飞 海涛",
        "伟 超 杰 鹏 浩 磊 涛 鑫 帅 凯 宇 俊杰 志强",
        "浩宇 子轩 浩然 宇轩 俊杰 子涵 宇航 梓豪 一诺 沐宸 宇泽 奕辰",
    ),
    "女": (
        "秀英 桂英 秀兰 玉兰 桂兰 玉英 秀珍 凤英 桂芝 玉珍 淑英 素英",
        "秀英 桂英 英 玉兰 桂兰 秀兰 芳 秀芳 玉梅 丽华 淑珍 桂芝",
        "丽 芳 艳 敏 红 霞 玲 梅 静 燕 英 萍",
        "静 丽 娟 艳 敏 娜 燕 芳 婷 颖 倩 玲",
        "婷 静 敏 雪 丹 倩 莹 悦 雨婷 慧 佳 欣",
        "欣怡 梓涵 诗涵 雨涵 可馨 子涵 梓萱 一诺 语桐 若汐 思涵 雨桐",
    ),
}
"""Given names that many of one generation bear, the most usual first."""
COMMON_SHARE = 0.3
TAIL = "单仇查区解曾朴盖宿隋臧蒲鹿栾边聂逯国昃苗牟亓解厉巩滕郇綦鞠咸仝吉初荆桑桂阚尚冷辛房管车"
TAIL_SHARE = 0.05


@dataclass(eq=False)
class Human:
    """One person, or what a row says of one."""

    name: str
    sex: str
    birth: date
    number: str
    phone: str
    unit: str
    village: str
    house: str
    household: str
    person_id: str = ""
    others: list["Human"] = field(default_factory=list, repr=False)

    def age(self, year: int) -> int:
        return year - self.birth.year


def _zipf(rng: Random, choices: str | list[str]) -> str:
    """The earlier the likelier: the place k with a weight of 1 / (k + 3)."""
    weights = list(accumulate(1 / (place + 3) for place in range(len(choices))))
    return choices[bisect(weights, rng.random() * weights[-1])]


class Town:
    """Draws households until enough people live there."""

    def __init__(
        self, installation: Installation, rng: Random, place: Place, taken: set[str] | None = None, part: int = 0
    ) -> None:
        """`taken`: the numbers of other parts of the town; `part`: which one this is, with houses of its own."""
        self._rng, self._place, self._part = rng, place, part
        self._units = {unit.code: unit.name for unit in installation.district.units}
        schemas = installation.settings.schemas
        villages = read_lookups(schemas).villages
        self._homes = [(unit, village) for unit, names in sorted(villages.items()) for village in names]
        self._prefix = installation.district.city + installation.district.name
        shares = read_model(schemas / "lookups" / "surnames.yml", Surnames).shares
        self._surnames, self._shares = list(shares), list(accumulate(shares.values()))
        self._taken: set[str] = set() if taken is None else taken
        self._lately: dict[str, deque[Human]] = {}

    def people(self, size: int) -> list[Human]:
        people: list[Human] = []
        houses = max(60, size // (2 * len(self._homes)))
        while len(people) < size:
            people += self._household(len(people), houses)
        return people[:size]

    def _household(self, serial: int, houses: int) -> list[Human]:
        rng = self._rng
        unit, village = rng.choice(self._homes)
        streets = self._part * houses
        house, key = str(streets + rng.randint(1, houses // 3 if self._place.crowded else houses)), f"H{serial:07d}"
        man, woman = self._surname(), self._surname()
        year = rng.randint(1935, 1995)
        plan = [(man, "男", year), (woman, "女", year + rng.randint(-3, 5))][: rng.choice((1, 2, 2, 2))]
        plan += [(man, rng.choice("男女"), year + rng.randint(22, 34)) for _ in range(rng.choice((0, 1, 1, 2)))]
        shared = draw_generation_char(rng, year + 28)
        members: list[Human] = []
        for place, member in enumerate(plan):
            human = self._human(*member, (unit, village, house, key), shared if place >= 2 else None)
            if all(other.name != human.name for other in members):
                members.append(human)
        if len(members) > 2 and rng.random() < self._place.twins * 4:
            members.append(self._twin(members[-1], shared, {member.name for member in members}))
        for member in members:
            member.others = [other for other in members if other is not member]
            if rng.random() < 0.25:
                member.phone = members[0].phone
        return members

    def _surname(self) -> str:
        rng = self._rng
        if not self._place.national:
            return draw_surname(rng)
        if rng.random() < TAIL_SHARE:
            return rng.choice(TAIL)
        return self._surnames[bisect(self._shares, rng.random() * self._shares[-1])]

    def _given(self, sex: str, year: int, shared: str | None) -> str:
        rng, generation = self._rng, bisect(GENERATIONS, year)
        table = GIVEN[sex][generation]
        if shared is None and rng.random() < COMMON_SHARE:
            return _zipf(rng, COMMON[sex][generation].split())
        if shared is None and rng.random() < table.alone_share:
            return _zipf(rng, table.alone)
        return (shared or _zipf(rng, table.first)) + _zipf(rng, table.second)

    def _human(self, surname: str, sex: str, year: int, home: tuple[str, str, str, str], shared: str | None) -> Human:
        rng = self._rng
        birth = date(min(year, 2022), 1, 1) + timedelta(days=rng.randrange(365))
        name = surname + self._given(sex, birth.year, shared)
        lately = self._lately.setdefault(home[1], deque(maxlen=400))
        if lately and rng.random() < self._place.namesakes:
            like = rng.choice(lately)
            name, sex, birth = like.name, like.sex, self._near(like.birth)
        human = self._made(name, sex, birth, home)
        lately.append(human)
        return human

    def _near(self, birth: date) -> date:
        """A birthday of the same year, or a year or two off."""
        return date(birth.year + self._rng.choice((0, 0, 0, -1, 1, 2)), 1, 1) + timedelta(days=self._rng.randrange(365))

    def _twin(self, elder: Human, shared: str | None, taken: set[str]) -> Human:
        """Born on the same day, in the same house, the name alike in the surname and often in one character."""
        sex = self._rng.choice((elder.sex, elder.sex, "男", "女"))
        given = self._given(
            sex, elder.birth.year, shared or (elder.name[1] if len(elder.name) == 3 and self._rng.random() < 0.6 else None)
        )
        name = elder.name[0] + given
        if name in taken:
            name = elder.name[0] + "双" + given[-1]
        return self._made(name, sex, elder.birth, (elder.unit, elder.village, elder.house, elder.household))

    def _made(self, name: str, sex: str, birth: date, home: tuple[str, str, str, str]) -> Human:
        rng = self._rng
        phone = f"1{rng.choice('35789')}{rng.randrange(10**9):09d}"
        return Human(name, sex, birth, self._number(birth, sex), phone, *home)

    def _number(self, birth: date, sex: str) -> str:
        while True:
            body = f"370399{birth:%Y%m%d}{self._rng.randrange(500) * 2 + (sex == '男'):03d}"
            if body not in self._taken:
                self._taken.add(body)
                return body + str(ric.calc_check_digit(body + "0"))

    def address(self, human: Human, short: bool, house: bool = True) -> str:
        whole = "" if short else self._prefix
        return f"{whole}{self._units[human.unit]}{human.village}{human.house + '号' if house else ''}"

    def unit_name(self, human: Human) -> str:
        return self._units[human.unit]
