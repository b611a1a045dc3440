"""Whom something happens to: people drawn by age, by being on a roll, by having been struck before.

Belongs here: drawing people and what a happening is. Does not belong here: what happens
(matching.synthetic.feeds) and how it is written down (matching.synthetic.sheets).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Literal

from matching.calendar import period_of
from matching.contracts import Cadence
from matching.district import District
from matching.synthetic.households import Builder, Household, Person
from matching.synthetic.places import Places
from matching.synthetic.rolls import Rolls

Group = Literal["any", "adult", "elder", "pupil", "head"]
AGES: dict[Group, tuple[int, int]] = {"any": (1, 95), "adult": (18, 75), "elder": (60, 95), "pupil": (6, 21), "head": (25, 85)}
QUIET = 0.06
"""Share of a sender's weeks or months in which it has nothing to report."""
AGAIN = 0.15
"""Share of the drawn people whom something has struck before in the year."""


@dataclass(slots=True)
class Happening:
    """One thing that happened to one person and that one feed will report.

    `event` is shared by all rows that tell of the same thing; `values` are the contract's columns that the
    person shape does not fill; `unit` is the sending township; `single` marks a find sent by itself at once.
    """

    feed: str
    on: date
    person: Person
    event: str
    values: dict[str, Any]
    unit: str | None = None
    single: bool = False
    faults: tuple[str, ...] = ()


class Crowd:
    """The people of the district and strangers, to be drawn from."""

    def __init__(self, households: list[Household], rolls: Rolls, builder: Builder, year: int) -> None:
        today = date(year, 1, 1)
        self._builder = builder
        self._groups = {group: self._members(group, households, today) for group in AGES}
        enrolled = set(rolls.people())
        self._enrolled = {group: [person for person in people if person in enrolled] for group, people in self._groups.items()}
        self.struck: list[Person] = []
        self._strangers: list[Person] = []

    @staticmethod
    def _members(group: Group, households: list[Household], today: date) -> list[Person]:
        low, high = AGES[group]
        people = (person for house in households for person in (house.members[:1] if group == "head" else house.members))
        return [person for person in people if low <= person.age(today) <= high]

    def draw(
        self, rng: Random, group: Group, *, roll: float = 0.15, outside: float = 0.0, fits: Callable[[Person], bool] | None = None
    ) -> Person:
        """Somebody of an age group: from the rolls with chance `roll`, from outside with chance `outside`."""
        if rng.random() < outside:
            return self._stranger(rng, group)
        person = self._struck_again(rng, group, fits) if rng.random() < AGAIN else None
        if person is None:
            pool = self._enrolled[group] if rng.random() < roll and self._enrolled[group] else self._groups[group]
            person = self._fitting(rng, pool, fits) or rng.choice(pool)
        self.struck.append(person)
        return person

    def _struck_again(self, rng: Random, group: Group, fits: Callable[[Person], bool] | None) -> Person | None:
        allowed, low, high = self.struck, *AGES[group]
        if not allowed:
            return None
        today = self._builder.today

        def suits(person: Person) -> bool:
            head = group != "head" or person.head is person
            return head and low <= person.age(today) <= high and (fits is None or fits(person))

        return self._fitting(rng, allowed, suits)

    @staticmethod
    def _fitting(rng: Random, pool: list[Person], fits: Callable[[Person], bool] | None) -> Person | None:
        for _ in range(400):
            person = rng.choice(pool)
            if fits is None or fits(person):
                return person
        return None

    def _stranger(self, rng: Random, group: Group) -> Person:
        low, high = AGES[group]
        known = [person for person in self._strangers if low <= person.age(self._builder.today) <= high]
        if known and rng.random() < 0.12:
            return rng.choice(known)
        person = self._builder.stranger(low, high)
        self._strangers.append(person)
        return person


@dataclass(frozen=True)
class World:
    """What the makers of happenings are handed."""

    seed: int
    year: int
    people: int
    district: District
    places: Places
    crowd: Crowd
    rolls: Rolls
    houses: dict[str, list[Person]]
    """Members by household id."""

    def rng(self, scope: str) -> Random:
        """A random source of this seed and scope; scopes do not disturb each other."""
        return Random(f"{self.seed}/{scope}")

    def count(self, per_thousand: float) -> int:
        """How many rows that makes, at least two."""
        return max(2, round(self.people * per_thousand / 1000))

    def day(self, rng: Random) -> date:
        """A day of the year."""
        return date(self.year, 1, 1) + timedelta(days=rng.randrange((date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days))

    def busy_day(self, rng: Random, cadence: Cadence, sender: str) -> date:
        """A day of the year outside the sender's quiet periods, for which it will send a zero report."""
        while True:
            day = self.day(rng)
            if Random(f"{self.seed}/quiet/{sender}/{period_of(cadence, day)}").random() >= QUIET:
                return day
