"""People of a district for measuring linkage: a roll, a feed with errors, and the truth.

Belongs here: drawing people, households and clerks' errors by a seed. Does not belong here: drops in folders
(matching.synthetic) and the measuring (bench_link). Error rates stand in one table; identity numbers use county 370399.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pyarrow as pa
from stdnum.cn import ric

from matching.installation import Installation
from matching.standardise.lookups import read_lookups
from matching.synthetic.names import draw_given, draw_surname

ROLL_SHARE = 0.30
"""Share of the feed's rows that are about somebody on the roll."""
NEIGHBOUR_SHARE = 0.10
"""Share of the feed's rows that are about somebody off the roll who lives with somebody on it."""

ERRORS = {
    "id_missing": 0.08, "id_fifteen": 0.01, "id_digit": 0.02, "id_swap": 0.007, "id_masked": 0.03, "id_excel": 0.012, "id_spelling": 0.05,
    "id_household": 0.012,
    "name_sound": 0.02, "name_look": 0.006, "name_lost": 0.004, "name_masked": 0.008, "name_title": 0.004, "name_blank": 0.01,
    "birth_missing": 0.55, "birth_swapped": 0.004, "birth_wrong": 0.008,
    "phone_missing": 0.30, "phone_changed": 0.12, "phone_digit": 0.005,
    "address_missing": 0.25, "address_moved": 0.06, "address_short": 0.2, "township_missing": 0.5, "sex_missing": 0.5,
}  # fmt: skip

LOOKS = (
    "晴睛",
    "未末",
    "宣宜",
    "杨扬",
    "陈阵",
    "莹荧",
    "昌晶",
    "宇字",
    "海梅",
    "祥详",
    "佳住",
    "芳芬",
    "静睁",
    "丽两",
    "建健",
    "志忘",
)


@dataclass
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


class Sounds:
    """Characters of given names by their reading, to write a name by ear."""

    def __init__(self) -> None:
        from pypinyin import lazy_pinyin

        pool = "静晶婧靖敬伟玮炜卫丽莉俐立英瑛莹颖霞侠芳方红宏洪虹军均君俊明铭鸣建健剑国果华骅志智芝文雯新欣心燕艳彦玲灵敏娟梅眉兰岚秀绣桂贵玉裕雨宇春刚钢勇永峰锋波博涛滔磊蕾鹏飞菲超朝杰洁浩皓晨辰佳嘉子梓轩宣怡宜婷亭倩茜慧惠金锦云芸淑书"
        self._same: dict[str, list[str]] = {}
        readings = {character: lazy_pinyin(character)[0] for character in dict.fromkeys(pool)}
        for character, sound in readings.items():
            self._same[character] = [other for other, heard in readings.items() if heard == sound and other != character]

    def misheard(self, name: str, rng: Random) -> str:
        places = [place for place in range(1, len(name)) if self._same.get(name[place])]
        if not places:
            return name
        place = rng.choice(places)
        return name[:place] + rng.choice(self._same[name[place]]) + name[place + 1 :]


class Town:
    """Draws households until enough people live there."""

    def __init__(self, installation: Installation, rng: Random) -> None:
        self._rng = rng
        self._units = {unit.code: unit.name for unit in installation.district.units}
        villages = read_lookups(installation.settings.schemas).villages
        self._homes = [(unit, village) for unit, names in sorted(villages.items()) for village in names]
        self._prefix = installation.district.city + installation.district.name
        self._taken: set[str] = set()

    def people(self, size: int) -> list[Human]:
        people: list[Human] = []
        while len(people) < size:
            people += self._household(len(people))
        return people[:size]

    def _household(self, serial: int) -> list[Human]:
        rng = self._rng
        unit, village = rng.choice(self._homes)
        house, key = str(rng.randint(1, 300)), f"H{serial:07d}"
        man, woman = draw_surname(rng), draw_surname(rng)
        year = rng.randint(1935, 1995)
        plan = [(man, "男", year), (woman, "女", year + rng.randint(-3, 5))][: rng.choice((1, 2, 2, 2))]
        plan += [(man, rng.choice("男女"), year + rng.randint(22, 34)) for _ in range(rng.choice((0, 1, 1, 2)))]
        members = [self._human(*member, unit, village, house, key) for member in plan]
        for member in members:
            member.others = [other for other in members if other is not member]
            if rng.random() < 0.25:
                member.phone = members[0].phone
        return members

    def _human(self, surname: str, sex: str, year: int, unit: str, village: str, house: str, key: str) -> Human:
        rng = self._rng
        birth = date(min(year, 2022), 1, 1) + timedelta(days=rng.randrange(365))
        name = surname + draw_given(rng, sex, birth.year)
        phone = f"1{rng.choice('35789')}{rng.randrange(10**9):09d}"
        return Human(name, sex, birth, self._number(birth, sex), phone, unit, village, house, key)

    def _number(self, birth: date, sex: str) -> str:
        while True:
            body = f"370399{birth:%Y%m%d}{self._rng.randrange(500) * 2 + (sex == '男'):03d}"
            if body not in self._taken:
                self._taken.add(body)
                return body + str(ric.calc_check_digit(body + "0"))

    def address(self, human: Human, short: bool) -> str:
        whole = "" if short else self._prefix
        return f"{whole}{self._units[human.unit]}{human.village}{human.house}号"

    def unit_name(self, human: Human) -> str:
        return self._units[human.unit]


class Clerk:
    """Writes a person down with errors."""

    def __init__(self, town: Town, rng: Random) -> None:
        self._town, self._rng, self._sounds = town, rng, Sounds()

    def _errs(self, kind: str) -> bool:
        return self._rng.random() < ERRORS[kind]

    def row(self, record_id: str, human: Human, everybody: list[Human]) -> dict[str, str | None]:
        home = self._rng.choice(everybody) if self._errs("address_moved") else human
        return {
            "record_id": record_id,
            "feed": "health_inpatient",
            "name": self._name(human.name, human.sex),
            "sex": None if self._errs("sex_missing") else human.sex,
            "birth_date": self._birth(human.birth),
            "id_number": self._number(human),
            "phone": self._phone(human.phone),
            "township": None if self._errs("township_missing") else self._town.unit_name(home),
            "address": None if self._errs("address_missing") else self._town.address(home, self._errs("address_short")),
        }

    def _name(self, name: str, sex: str) -> str:
        if self._errs("name_sound"):
            return self._sounds.misheard(name, self._rng)
        if self._errs("name_look"):
            pairs = dict((*LOOKS, *(pair[::-1] for pair in LOOKS)))
            return "".join(pairs.get(character, character) if place else character for place, character in enumerate(name))
        if self._errs("name_lost") and len(name) > 2:
            return name[:-1]
        if self._errs("name_masked"):
            return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[0] + "*"
        if self._errs("name_title"):
            return name[0] + ("先生" if sex == "男" else "女士")
        return " ".join(name) if self._errs("name_blank") else name

    def _birth(self, birth: date) -> str | None:
        if self._errs("birth_missing"):
            return None
        if self._errs("birth_swapped") and birth.day <= 12:
            return f"{birth.year}-{birth.day:02d}-{birth.month:02d}"
        if self._errs("birth_wrong"):
            return str(birth + timedelta(days=self._rng.choice((-365, -10, -1, 1, 10, 30, 365))))
        return self._rng.choice((f"{birth:%Y-%m-%d}", f"{birth:%Y%m%d}", f"{birth.year}年{birth.month}月{birth.day}日"))

    def _number(self, human: Human) -> str | None:
        number, rng = human.number, self._rng
        if self._errs("id_missing"):
            return None
        if self._errs("id_household") and human.others:
            return rng.choice(human.others).number
        if self._errs("id_fifteen") and human.birth.year < 2000:
            return number[:6] + number[8:17]
        if self._errs("id_digit"):
            place = rng.randrange(6, 17)
            return number[:place] + str((int(number[place]) + rng.randint(1, 9)) % 10) + number[place + 1 :]
        if self._errs("id_swap"):
            place = rng.randrange(6, 16)
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if self._errs("id_masked"):
            return number[:6] + "********" + number[14:]
        if self._errs("id_excel"):
            return rng.choice((number[:15] + "000", f"{float(number[:17] + '0'):.5E}"))
        return f" {number.lower()} " if self._errs("id_spelling") else number

    def _phone(self, phone: str) -> str | None:
        if self._errs("phone_missing"):
            return None
        if self._errs("phone_changed"):
            return f"1{self._rng.choice('35789')}{self._rng.randrange(10**9):09d}"
        return phone[:5] + str((int(phone[5]) + 1) % 10) + phone[6:] if self._errs("phone_digit") else phone


def make_district(
    installation: Installation, feed: int, rolls: int, seed: int
) -> tuple[pa.Table, pa.Table, dict[str, str | None]]:
    """Feed rows, roll rows, and record_id → person_id (None: on no roll). The town is eight times as large as the larger table."""
    rng = Random(seed)
    town = Town(installation, rng)
    people = town.people(8 * max(feed, rolls))
    houses: dict[str, list[Human]] = {}
    for human in people:
        houses.setdefault(human.household, []).append(human)
    covered: list[Human] = []
    for members in rng.sample(list(houses.values()), len(houses)):
        covered += members if rng.random() < 0.6 else members[:1]
        if len(covered) >= rolls:
            break
    del covered[rolls:]
    for serial, human in enumerate(covered):
        human.person_id = f"P{serial:07d}"
    off = [human for human in people if not human.person_id]
    neighbours = [human for human in off if any(other.person_id for other in human.others)]
    clerk = Clerk(town, rng)
    rows: list[dict[str, str | None]] = []
    truth: dict[str, str | None] = {}
    for serial in range(feed):
        draw = rng.random()
        source = covered if draw < ROLL_SHARE else neighbours if draw < ROLL_SHARE + NEIGHBOUR_SHARE and neighbours else off
        human, record_id = rng.choice(source), f"R{serial:07d}"
        truth[record_id] = human.person_id or None
        rows.append(clerk.row(record_id, human, people))
    return pa.Table.from_pylist(rows), pa.Table.from_pylist(_roll_rows(covered, town, rng)), truth


def _roll_rows(covered: list[Human], town: Town, rng: Random) -> list[dict[str, str | None]]:
    """The roll's own writing: mostly clean, some numbers missing, some people with two benefits."""
    rows = []
    for human in covered:
        heads = [other for other in (human, *human.others) if other.person_id]
        row = {
            "person_id": human.person_id,
            "household_id": min(heads, key=lambda head: head.birth).number,
            "name": human.name,
            "sex": human.sex,
            "birth_date": str(human.birth),
            "id_number": None if rng.random() < 0.01 else human.number,
            "phone": human.phone if rng.random() < 0.8 else None,
            "township": town.unit_name(human),
            "address": town.address(human, short=rng.random() < 0.5),
            "category": "农村低保",
        }
        rows.append(row)
        if rng.random() < 0.05:
            rows.append(row | {"category": "困难残疾人生活补贴"})
    return rows
