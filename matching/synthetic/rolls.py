"""Who is on an assistance roll, since when, and the roll as rows of the department's export.

Belongs here: categories, their spellings, benefits and how long they run. Does not belong here: new benefits
of the year (matching.synthetic.feeds.administration) and the writing of the file (matching.synthetic.sheets).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from matching.calendar import period_end
from matching.contracts import Cadence
from matching.synthetic.households import Household, Person
from matching.synthetic.places import Places

ON_ROLL = 0.06
"""Share of the people who are on the rolls when the year begins."""
ENDED = 0.04
"""Share of the roll's rows whose benefit had ended before the year began."""

SPELLINGS = {
    "城市低保": ("城市低保", "城市最低生活保障", "城镇低保", "城市低保对象"),
    "农村低保": ("农村低保", "农村最低生活保障", "农村低保对象", "农低保"),
    "特困供养(集中)": ("特困供养(集中)", "农村特困集中供养", "特困集中供养", "集中供养特困人员"),
    "特困供养(分散)": ("特困供养(分散)", "农村特困分散供养", "特困分散供养", "分散供养特困人员"),
    "孤儿": ("孤儿", "社会散居孤儿"),
    "事实无人抚养儿童": ("事实无人抚养儿童", "事实无人抚养"),
    "低保边缘家庭": ("低保边缘家庭", "低保边缘", "低收入家庭"),
    "刚性支出困难家庭": ("刚性支出困难家庭", "支出型困难家庭", "刚性支出困难"),
    "困难残疾人生活补贴": ("困难残疾人生活补贴", "残疾人生活补贴", "残疾人两项补贴(生活)"),
    "重度残疾人护理补贴": ("重度残疾人护理补贴", "残疾人护理补贴", "残疾人两项补贴(护理)"),
    "脱贫享受政策": ("脱贫享受政策", "脱贫享受政策户", "建档立卡脱贫户"),
    "脱贫不稳定户": ("脱贫不稳定户", "脱贫不稳定户(风险未消除)"),
    "边缘易致贫户": ("边缘易致贫户", "边缘易致贫户(风险未消除)", "边缘户"),
    "突发严重困难户": ("突发严重困难户", "突发严重困难户(风险未消除)"),
    "临时救助": ("临时救助", "临时救助对象"),
    "农村三留守": ("农村三留守", "农村留守老人", "农村留守儿童"),
}

CATEGORIES = {spelling: category for category, spellings in SPELLINGS.items() for spelling in spellings}
"""Spelling → category."""

SHARES = {
    "低保": 40,
    "特困": 11,
    "孤困儿童": 2,
    "低保边缘家庭": 6,
    "刚性支出困难家庭": 4,
    "残疾补贴": 17,
    "脱贫享受政策": 11,
    "三类户": 4,
    "临时救助": 3,
    "农村三留守": 2,
}
"""People on the rolls by kind of benefit, in parts per hundred."""

DISABILITY_KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
DISABILITY_LEVELS = ("一级", "二级", "三级", "四级")
ILLNESSES = ("高血压", "糖尿病", "脑梗死后遗症", "恶性肿瘤", "尿毒症", "慢性阻塞性肺病", "类风湿关节炎", "冠心病")


@dataclass(slots=True)
class Benefit:
    """One benefit of one person. `known_from`: the day the centre learns of it; months are YYYY-MM."""

    person: Person
    category: str
    spelling: str
    monthly: Decimal
    from_month: str
    to_month: str | None
    known_from: date

    def covers(self, day: date) -> bool:
        """Whether the centre knows on that day that the person receives it."""
        ended = self.to_month is not None and day > period_end(Cadence.MONTHLY, self.to_month)
        return self.known_from <= day and not ended


class Rolls:
    """All benefits, by person."""

    def __init__(self) -> None:
        self.benefits: list[Benefit] = []
        self.disability: dict[Person, tuple[int, int]] = {}
        """Kind 1–7 and level 1–4, as on the disability card."""
        self._by_person: dict[Person, list[Benefit]] = defaultdict(list)

    def add(self, benefit: Benefit) -> None:
        self.benefits.append(benefit)
        self._by_person[benefit.person].append(benefit)

    def of(self, person: Person) -> list[Benefit]:
        return self._by_person.get(person, [])

    def covers(self, person: Person, day: date) -> bool:
        """Whether the person is on a roll, as known on that day."""
        return any(benefit.covers(day) for benefit in self.of(person))

    def people(self) -> list[Person]:
        return list(self._by_person)


class _Enroller:
    """Puts people on the rolls, kind by kind, until each kind has its share."""

    def __init__(self, households: list[Household], places: Places, rng: Random, year: int) -> None:
        self._rng, self._year, self._places = rng, year, places
        self._free = list(households)
        rng.shuffle(self._free)
        self.rolls = Rolls()
        self._quota = ON_ROLL * sum(len(house.members) for house in households)

    def enrol(self) -> Rolls:
        for kind, share in SHARES.items():
            wanted = max(1, round(self._quota * share / 100))
            left: list[Household] = []
            for house in self._free:
                members = self._eligible(kind, house) if wanted > 0 else []
                if members:
                    self._grant(kind, house, members)
                    wanted -= len(members)
                else:
                    left.append(house)
            self._free = left
        self._subsidise_disabled()
        return self.rolls

    def _eligible(self, kind: str, house: Household) -> list[Person]:
        today, town = date(self._year, 1, 1), self._town(house)
        rules: dict[str, Callable[[], list[Person]]] = {
            "特困": lambda: (
                house.members if house.kind in ("elder_alone", "adult_alone") and house.members[0].age(today) > 55 else []
            ),
            "孤困儿童": lambda: [person for person in house.members if house.kind == "grandparents" and person.age(today) < 18],
            "残疾补贴": lambda: [self._rng.choice(house.members)],
            "脱贫享受政策": lambda: house.members if town else [],
            "三类户": lambda: house.members if town else [],
            "农村三留守": lambda: house.members if town and house.kind in ("grandparents", "elder_alone") else [],
            "临时救助": lambda: house.members[:1],
        }
        return rules.get(kind, lambda: house.members)()

    def _town(self, house: Household) -> bool:
        unit = self._places.unit(house.home)
        return unit is not None and unit.kind in ("镇", "乡")

    def _category(self, kind: str, house: Household) -> str:
        rng = self._rng
        choices = {
            "低保": ("农村低保",) if self._town(house) else ("城市低保",),
            "特困": ("特困供养(集中)", "特困供养(分散)", "特困供养(分散)"),
            "孤困儿童": ("孤儿", "事实无人抚养儿童"),
            "残疾补贴": ("困难残疾人生活补贴", "重度残疾人护理补贴"),
            "三类户": ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
        }
        return rng.choice(choices.get(kind, (kind,)))

    def _grant(self, kind: str, house: Household, members: list[Person]) -> None:
        rng, category = self._rng, self._category(kind, house)
        monthly = Decimal(rng.randint(20, 160) * 10 * len(members))
        since = f"{rng.randint(max(2008, self._year - 14), self._year - 1)}-{rng.randint(1, 12):02d}"
        spelling, to_month = rng.choice(SPELLINGS[category]), self._end(kind)
        for person in members:
            self._disable(kind, person)
            self.rolls.add(Benefit(person, category, spelling, monthly, since, to_month, date(self._year - 1, 12, 31)))

    def _disable(self, kind: str, person: Person) -> None:
        if kind == "残疾补贴" or self._rng.random() < 0.06:
            self.rolls.disability.setdefault(person, (self._rng.randint(1, 7), self._rng.choices((1, 2, 3, 4), (2, 4, 3, 2))[0]))

    def _end(self, kind: str) -> str | None:
        """The last month of the benefit, if it has one: before the year, or within it."""
        chance = self._rng.random()
        if chance < ENDED:
            return f"{self._year - 1}-{self._rng.randint(7, 11):02d}"
        if chance < ENDED + (0.5 if kind == "临时救助" else 0.03):
            return f"{self._year}-{self._rng.randint(2, 11):02d}"
        return None

    def _subsidise_disabled(self) -> None:
        """Some of the disabled on a roll receive a disability subsidy besides: a second row of the same person."""
        for person in list(self.rolls.disability):
            categories = {benefit.category for benefit in self.rolls.of(person)}
            if self._rng.random() < 0.5 and "困难残疾人生活补贴" not in categories:
                first = self.rolls.of(person)[0]
                spelling = self._rng.choice(SPELLINGS["困难残疾人生活补贴"])
                monthly = Decimal(self._rng.randint(12, 20) * 10)
                self.rolls.add(Benefit(person, "困难残疾人生活补贴", spelling, monthly, first.from_month, None, first.known_from))


def enrol(households: list[Household], places: Places, rng: Random, year: int) -> Rolls:
    """The rolls as they stand on 31 December before the year."""
    return _Enroller(households, places, rng, year).enrol()


def roll_values(benefit: Benefit, rolls: Rolls, rng: Random, on: date) -> dict[str, Any]:
    """The columns of one row of the roll that the person shape does not hold."""
    person, age = benefit.person, benefit.person.age(on)
    disability = rolls.disability.get(person)
    ill = rng.random() < (0.35 if age > 55 else 0.12)
    values: dict[str, Any] = {
        "nation": rng.choices(("汉族", "回族", "满族", "朝鲜族"), (985, 10, 3, 2))[0],
        "marriage": "未婚" if age < 22 else rng.choices(("已婚", "丧偶", "离异", "未婚"), (60, 18, 8, 14))[0],
        "labour": "无劳动能力" if age < 16 or age > 65 or disability else rng.choice(("有劳动能力", "部分丧失劳动能力")),
        "health": "患病" if ill else ("残疾" if disability else "一般"),
        "illness": rng.choice(ILLNESSES) if ill else None,
        "monthly_amount": benefit.monthly,
        "benefit_from": benefit.from_month,
        "benefit_to": benefit.to_month,
        "card": f"{(person.household_id or '')[1:]}{rng.randrange(100):02d}" if benefit.monthly > 300 else None,
        "remark": None,
    }
    if disability:
        kind, level = disability
        values["disability_card"] = f"{person.id_number}{kind}{level}"
        values["disability_kind"], values["disability_level"] = DISABILITY_KINDS[kind - 1], DISABILITY_LEVELS[level - 1]
    return values
