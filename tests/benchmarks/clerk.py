"""What clerks write of a person: rows of a feed with errors by a table of rates.

Belongs here: what each error does to a value. Does not belong here: how often (tests.benchmarks.rates) and to whom
(tests.benchmarks.district).
"""

from datetime import date, timedelta
from functools import cache
from random import Random

from pypinyin import lazy_pinyin

from matching.synthetic.lookalikes import SAME_LOOK, SAME_SOUND, VARIANTS
from matching.synthetic.names import GIVEN, RARE
from tests.benchmarks.rates import Place
from tests.benchmarks.town import Human, Town

YEAR = 2026
MORE_VARIANTS = (
    *VARIANTS,
    "邱丘",
    "卢芦",
    "兰蓝",
    "于於",
    "钟锺",
    "国國",
    "华華",
    "张張",
    "陈陳",
    "刘劉",
    "杨楊",
    "伟偉",
    "丽麗",
    "凤鳳",
    "东東",
)
Row = dict[str, str | None]


@cache
def _alike(kind: str) -> dict[str, str]:
    """Character → the others of its groups."""
    groups = {"sound": _homophones, "look": lambda: SAME_LOOK, "variant": lambda: MORE_VARIANTS}[kind]()
    table: dict[str, str] = {}
    for group in groups:
        for character in group:
            table[character] = table.get(character, "") + group.replace(character, "")
    return table


def _homophones() -> tuple[str, ...]:
    """Characters of names by their reading without tone."""
    pool = "".join(SAME_SOUND) + "".join(part for rows in GIVEN.values() for row in rows for part in (row.first, row.second))
    heard: dict[str, str] = {}
    for character in dict.fromkeys(pool):
        sound = lazy_pinyin(character)[0]
        heard[sound] = heard.get(sound, "") + character
    return tuple(heard.values())


class Clerk:
    """Writes a person down with the errors of a place."""

    def __init__(self, town: Town, rng: Random, place: Place) -> None:
        self._town, self._rng, self._place = town, rng, place
        self._rates = place.errors["health_inpatient"]

    def _errs(self, kind: str) -> bool:
        return self._rng.random() < self._rates[kind]

    def row(self, record_id: str, feed: str, human: Human, everybody: list[Human]) -> Row:
        """One row of a feed about somebody; `everybody` are those to whose house somebody may have moved."""
        self._rates = self._place.errors[feed]
        home = self._rng.choice(everybody) if self._errs("address_moved") else human
        short, house = self._errs("address_short"), not self._errs("address_no_house")
        row: Row = {
            "record_id": record_id,
            "feed": feed,
            "name": self._name(human.name, human.sex),
            "sex": None if self._errs("sex_missing") else human.sex,
            "birth_date": self._birth(human.birth),
            "id_number": self._number(human),
            "phone": self._phone(human),
            "township": None if self._errs("township_missing") else self._town.unit_name(home),
            "address": None if self._errs("address_missing") else self._town.address(home, short, house),
        }
        return row | (self._guardian(human) if feed == "education_aid" else {})

    def _guardian(self, human: Human) -> Row:
        """The eldest of the house answers for a child, by name and usually by number."""
        elders = [other for other in human.others if human.birth.year - other.birth.year > 15]
        if not elders or self._rng.random() < 0.15:
            return {}
        elder = min(elders, key=lambda other: other.birth)
        return {"guardian_name": elder.name, "guardian_id": elder.number if self._rng.random() < 0.7 else None}

    def _name(self, name: str, sex: str) -> str:
        for kind in ("sound", "variant", "look"):
            if self._errs(f"name_{kind}"):
                return self._replaced(name, _alike(kind), given_only=kind == "look")
        if len(name) > 2 and self._errs("name_lost"):
            return name[:-1]
        if len(name) > 2 and self._errs("name_swapped"):
            return name[:-2] + name[-1] + name[-2]
        if self._errs("name_unwritable") or (name[-1] in RARE and self._rng.random() < 0.3):
            return name[:-1] + self._rng.choice(("?", "□", "\ue001", "*"))
        if self._errs("name_masked"):
            return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[0] + "*"
        if self._errs("name_title"):
            return name[0] + self._rng.choice(("先生" if sex == "男" else "女士", "某", "某某"))
        return " ".join(name) if self._errs("name_blank") else name

    def _replaced(self, name: str, table: dict[str, str], given_only: bool) -> str:
        places = [place for place in range(int(given_only), len(name)) if table.get(name[place])]
        if not places:
            return name
        place = self._rng.choice(places)
        return name[:place] + self._rng.choice(table[name[place]]) + name[place + 1 :]

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
            return rng.choice((number[:6] + "********" + number[14:], number[:10] + "****" + number[14:], number[:14] + "****"))
        if self._errs("id_excel"):
            return rng.choice((number[:15] + "000", f"{float(number[:17] + '0'):.5E}"))
        return (
            rng.choice((f" {number.lower()} ", f"'{number}", f"{number[:6]} {number[6:14]} {number[14:]}"))
            if self._errs("id_spelling")
            else number
        )

    def _phone(self, human: Human) -> str | None:
        if self._errs("phone_missing"):
            return None
        if self._errs("phone_changed"):
            return f"1{self._rng.choice('35789')}{self._rng.randrange(10**9):09d}"
        if human.others and self._errs("phone_household"):
            return self._rng.choice(human.others).phone
        phone = human.phone
        return phone[:5] + str((int(phone[5]) + 1) % 10) + phone[6:] if self._errs("phone_digit") else phone

    def roll_row(self, human: Human, everybody: list[Human]) -> Row:
        """The roll's own writing: mostly clean, some numbers missing, some people moved since."""
        self._rates = self._place.errors["health_inpatient"]
        heads = [other for other in (human, *human.others) if other.person_id]
        home = self._rng.choice(everybody) if self._errs("roll_moved") else human
        return {
            "person_id": human.person_id,
            "household_id": min(heads, key=lambda head: head.birth).number,
            "name": human.name,
            "sex": human.sex,
            "birth_date": str(human.birth),
            "id_number": None if self._errs("roll_id_missing") else human.number,
            "phone": None if self._errs("roll_phone_missing") else human.phone,
            "township": self._town.unit_name(home),
            "address": self._town.address(home, short=self._rng.random() < 0.5),
            "category": "农村低保",
        }
