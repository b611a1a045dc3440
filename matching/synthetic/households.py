"""Houses and the people in them: couples, children, elders, three generations, elders alone.

Belongs here: what a person and a household are, and who lives with whom. Does not belong here: who is on a
roll (matching.synthetic.rolls) and what happens to them in the year (matching.synthetic.feeds).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from matching.synthetic.names import draw_generation_char, draw_given, draw_surname, surname_of
from matching.synthetic.numbers import HOME_COUNTY, OTHER_COUNTY, IdentityNumbers, PhoneNumbers
from matching.synthetic.places import Home, Places

MARRIED_IN = 0.015
"""Residents whose identity number was issued elsewhere: the number alone does not say where they live."""


@dataclass(slots=True, eq=False)
class Person:
    """Somebody. `person_id` is None for a stranger from outside; `guardian` is set for children."""

    person_id: str | None
    household_id: str | None
    relation: str
    name: str
    sex: str
    birth: date
    id_number: str
    phone: str | None
    home: Home
    head: "Person | None" = None
    guardian: "Person | None" = None

    def age(self, on: date) -> int:
        """Full years on a day."""
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))


@dataclass(slots=True, eq=False)
class Household:
    """A house; the first member is the householder (户主)."""

    household_id: str
    kind: str
    home: Home
    members: list[Person] = field(default_factory=list)


KINDS = {
    "elder_alone": 9,
    "elder_couple": 13,
    "adult_alone": 7,
    "couple": 13,
    "nuclear": 31,
    "single_parent": 4,
    "three_generations": 15,
    "grandparents": 3,
    "son_with_elder": 5,
}
"""Kinds of household, in parts per hundred."""


class Builder:
    """Builds households for one district and year."""

    def __init__(self, places: Places, rng: Random, year: int) -> None:
        self.places, self.rng, self.today = places, rng, date(year, 1, 1)
        self._here, self._there = IdentityNumbers(HOME_COUNTY, rng), IdentityNumbers(OTHER_COUNTY, rng)
        self._phones = PhoneNumbers(rng)
        self._people = self._houses = 0

    def households(self, people: int) -> Iterator[Household]:
        """Households until at least `people` people live in the district (the last house may be cut short)."""
        kinds, weights = list(KINDS), list(KINDS.values())
        while self._people < people:
            kind = self.rng.choices(kinds, weights)[0]
            self._houses += 1
            house = Household(f"H{self._houses:06d}", kind, self.places.draw_home(self.rng))
            _RECIPES[kind](self, house)
            del house.members[len(house.members) - max(0, self._people - people) :]
            self._share_phones(house)
            yield house

    def stranger(self, low: int, high: int) -> Person:
        """Somebody who lives elsewhere, of an age from `low` to `high`."""
        rng, sex = self.rng, self.rng.choice("男女")
        birth = self.birth(low, high)
        name = draw_surname(rng) + draw_given(rng, sex, birth.year)
        number = self._there.draw(birth, sex)
        return Person(None, None, "本人", name, sex, birth, number, self._phones.draw(), self.places.draw_elsewhere(rng))

    def birth(self, low: int, high: int) -> date:
        """A birth date of somebody of an age from `low` to `high` when the year begins."""
        age = self.rng.randint(low, high)
        year_before = date(self.today.year - age - 1, 1, 1)
        return year_before + timedelta(days=self.rng.randrange(365))

    def add(self, house: Household, relation: str, sex: str, born: date, name: str) -> Person:
        """Give a house a member with a name, a number and perhaps a telephone."""
        self._people += 1
        married_in = self.rng.random() < MARRIED_IN and born.year < 2005
        number = (self._there if married_in else self._here).draw(born, sex)
        head = house.members[0] if house.members else None
        person = Person(f"P{self._people:07d}", house.household_id, relation, name, sex, born, number, None, house.home, head)
        person.head = head or person
        house.members.append(person)
        return person

    def grown(self, house: Household, relation: str, sex: str, ages: tuple[int, int], surname: str | None = None) -> Person:
        """An adult of an age between the two bounds."""
        born = self.birth(*ages)
        name = (surname or draw_surname(self.rng)) + draw_given(self.rng, sex, born.year)
        return self.add(house, relation, sex, born, name)

    def spouse(self, house: Household, of: Person, relation: str) -> Person:
        """A husband or wife of about the same age, with a surname of their own."""
        sex = "女" if of.sex == "男" else "男"
        born = of.birth + timedelta(days=self.rng.randint(-1200, 1500))
        return self.add(house, relation, sex, born, draw_surname(self.rng) + draw_given(self.rng, sex, born.year))

    def children(self, house: Household, father: Person, mother: Person | None, relations: tuple[str, str]) -> None:
        """One or two children, mostly with the father's surname; `relations` for a boy and for a girl."""
        rng, elder_parent = self.rng, mother or father
        shared = draw_generation_char(rng, elder_parent.birth.year + 26)
        surname = surname_of(mother.name if mother and rng.random() < 0.04 else father.name)
        for order in range(rng.choices((1, 2, 3), (58, 38, 4))[0]):
            born = elder_parent.birth + timedelta(days=int(365.25 * (rng.uniform(22, 32) + 3 * order)))
            if born >= self.today:
                break
            sex = rng.choice("男女")
            name = surname + draw_given(rng, sex, born.year, shared)
            child = self.add(house, relations[sex == "女"], sex, born, name)
            child.guardian = father if rng.random() < 0.6 or mother is None else mother

    def _share_phones(self, house: Household) -> None:
        """Adults mostly have their own number, some elders share one, children use their guardian's."""
        common: str | None = None
        for person in house.members:
            age = person.age(self.today)
            if age >= 14 and self.rng.random() < (0.72 if age >= 70 else 0.94):
                person.phone = common if common and self.rng.random() < 0.12 else self._phones.draw()
                common = common or person.phone
        for person in house.members:
            if person.phone is None and self.rng.random() < 0.7:
                person.phone = common


def _elder_alone(builder: Builder, house: Household) -> None:
    builder.grown(house, "户主", builder.rng.choice("男女女"), (62, 92))


def _elder_couple(builder: Builder, house: Household) -> None:
    builder.spouse(house, builder.grown(house, "户主", "男", (61, 86)), "配偶")


def _adult_alone(builder: Builder, house: Household) -> None:
    builder.grown(house, "户主", builder.rng.choice("男男女"), (22, 60))


def _couple(builder: Builder, house: Household) -> None:
    builder.spouse(house, builder.grown(house, "户主", "男", (24, 60)), "配偶")


def _nuclear(builder: Builder, house: Household) -> None:
    father = builder.grown(house, "户主", "男", (26, 56))
    builder.children(house, father, builder.spouse(house, father, "配偶"), ("子", "女"))


def _single_parent(builder: Builder, house: Household) -> None:
    parent = builder.grown(house, "户主", builder.rng.choice("男女"), (28, 52))
    builder.children(house, parent, None, ("子", "女"))


def _three_generations(builder: Builder, house: Household) -> None:
    father = builder.grown(house, "户主", "男", (28, 52))
    mother = builder.spouse(house, father, "配偶")
    builder.children(house, father, mother, ("子", "女"))
    older = father.age(builder.today)
    if builder.rng.random() < 0.7:
        builder.grown(house, "父亲", "男", (older + 22, older + 34), surname_of(father.name))
    if builder.rng.random() < 0.8:
        builder.grown(house, "母亲", "女", (older + 21, older + 32))


def _grandparents(builder: Builder, house: Household) -> None:
    rng = builder.rng
    elder = builder.grown(house, "户主", "男", (56, 76))
    if rng.random() < 0.7:
        builder.spouse(house, elder, "配偶")
    for _ in range(rng.choices((1, 2), (75, 25))[0]):
        sex, born = rng.choice("男女"), builder.birth(3, 16)
        name = surname_of(elder.name) + draw_given(rng, sex, born.year)
        builder.add(house, "孙子" if sex == "男" else "孙女", sex, born, name).guardian = elder


def _son_with_elder(builder: Builder, house: Household) -> None:
    mother = builder.grown(house, "户主", "女", (66, 90))
    age = mother.age(builder.today)
    builder.grown(house, "子", "男", (age - 34, age - 22))


_RECIPES: dict[str, Callable[[Builder, Household], None]] = {
    "elder_alone": _elder_alone,
    "elder_couple": _elder_couple,
    "adult_alone": _adult_alone,
    "couple": _couple,
    "nuclear": _nuclear,
    "single_parent": _single_parent,
    "three_generations": _three_generations,
    "grandparents": _grandparents,
    "son_with_elder": _son_with_elder,
}
