"""What offices decided: disability certified, benefits granted, education aid asked for.

Belongs here: feeds that follow from an office's act. Does not belong here: the rolls as the year begins
(matching.synthetic.rolls) and what befell people by themselves (accidents, medical, pleas).
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from matching.contracts import Cadence
from matching.synthetic.crowd import Happening, World
from matching.synthetic.households import Person
from matching.synthetic.rolls import DISABILITY_KINDS, DISABILITY_LEVELS, SPELLINGS

DISABLED, ENROLLED, PUPILS = 12.0, 10.0, 16.0
"""Rows per thousand people and year."""

NEW_BENEFITS = {"低保": 42, "特困供养(分散)": 8, "事实无人抚养儿童": 3, "临时救助": 42, "孤儿": 1, "刚性支出困难家庭": 4}
DIFFICULTIES = ("低保", "特困", "孤儿", "残疾学生", "残疾人子女", "单亲", "重病", "受灾", "脱贫家庭", "其他困难")
STATES = ("正常", "正常", "正常", "正常", "待制证")


def newly_disabled(world: World) -> list[Happening]:
    """区残联: people newly certified, each once."""
    rng, happenings = world.rng("disabled"), []
    seen: set[Person] = set()
    for number in range(world.count(DISABLED)):
        day = world.busy_day(rng, Cadence.WEEKLY, "disability_new")
        person = world.crowd.draw(rng, "elder" if rng.random() < 0.45 else "any", roll=0.18, outside=0.01)
        if person in seen or person in world.rolls.disability:
            continue
        seen.add(person)
        kind, level = rng.choices(range(1, 8), (10, 12, 2, 52, 10, 10, 4))[0], rng.choices((1, 2, 3, 4), (15, 28, 30, 27))[0]
        values = {
            "disability_card": f"{person.id_number}{kind}{level}{'B1' if rng.random() < 0.03 else ''}",
            "register_kind": rng.choice(("农业", "非农业", "居民户")),
            "disability_kind": DISABILITY_KINDS[kind - 1],
            "disability_level": DISABILITY_LEVELS[level - 1],
            "certified_on": day,
            "state": rng.choice(STATES),
        }
        happenings.append(Happening("disability_new", day, person, f"disabled-{number:04d}", values))
    return happenings


def _grade(age: int) -> tuple[str, str]:
    """Stage of school and grade of an age."""
    if age < 12:
        return "小学", f"{'一二三四五六'[max(0, min(5, age - 6))]}年级"
    if age < 15:
        return "中学", f"初{'一二三'[age - 12]}"
    if age < 18:
        return "高级中学", f"高{'一二三'[age - 15]}"
    return "大学", f"大{'一二三四'[min(3, age - 18)]}"


def _school(world: World, person: Person, stage: str, rng: Random) -> str:
    if stage == "小学":
        return f"{person.home.place.removesuffix('村').removesuffix('社区')}小学"
    if stage == "大学":
        return rng.choice(
            (f"{world.district.province}理工学院", f"{world.district.city}职业学院", f"{world.district.province}师范大学")
        )
    return f"{world.district.name}第{rng.choice('一二三四五六')}{stage}"


def pupils(world: World) -> list[Happening]:
    """区教体局: pupils and students who asked for education aid in September to November."""
    rng, happenings = world.rng("pupils"), []
    drawn = dict.fromkeys(world.crowd.draw(rng, "pupil", roll=0.2, outside=0.03) for _ in range(world.count(PUPILS)))
    for number, person in enumerate(drawn):
        day = date(world.year, 9, 1) + timedelta(days=rng.randrange(80))
        stage, grade = _grade(person.age(date(world.year, 9, 1)))
        categories = {benefit.category for benefit in world.rolls.of(person)}
        known = "低保" if categories & {"城市低保", "农村低保"} else None
        difficulty = known or rng.choices(DIFFICULTIES, (4, 1, 1, 6, 12, 16, 24, 4, 10, 22))[0]
        values = {"school": _school(world, person, stage, rng), "grade": grade, "difficulty": difficulty, "applied_on": day}
        happenings.append(Happening("education_aid", day, person, f"pupil-{number:04d}", values))
    return happenings


def _candidate(world: World, rng: Random, kind: str) -> Person:
    """Somebody on no roll; in a third of the cases, where age allows, one whom the year has struck."""

    def free(person: Person) -> bool:
        return not world.rolls.of(person)

    if kind in ("孤儿", "事实无人抚养儿童"):
        return world.crowd.draw(rng, "pupil", roll=0.0, fits=free)
    if rng.random() < 0.35 and world.crowd.struck:
        person = next((one for one in rng.choices(world.crowd.struck, k=20) if free(one)), None)
        if person is not None:
            return person
    return world.crowd.draw(rng, "adult", roll=0.0, fits=free)


def _category(world: World, person: Person, kind: str) -> str:
    if kind != "低保":
        return kind
    unit = world.places.unit(person.home)
    return "城市低保" if unit is not None and unit.kind == "街道" else "农村低保"


def newly_enrolled(world: World) -> list[Happening]:
    """区民政局: people newly on the rolls; dibao takes in the whole house, other benefits one person."""
    rng, seen = world.rng("enrolled"), set[Person]()
    happenings: list[Happening] = []
    houses, rows = world.houses, world.count(ENROLLED)
    while len(happenings) < rows:
        kind = rng.choices(tuple(NEW_BENEFITS), tuple(NEW_BENEFITS.values()))[0]
        person = _candidate(world, rng, kind)
        members = houses[person.household_id or ""] if kind == "低保" else [person]
        category, day = _category(world, person, kind), world.busy_day(rng, Cadence.WEEKLY, "civil_affairs_new")
        spelling, monthly = rng.choice(SPELLINGS[category]), Decimal(rng.randint(20, 120) * 10 * len(members))
        for member in members:
            if member in seen or world.rolls.of(member):
                continue
            seen.add(member)
            values: dict[str, Any] = {
                "category": spelling,
                "monthly_amount": monthly,
                "benefit_from": f"{day:%Y-%m}",
                "benefit_to": None,
                "approved_on": day,
            }
            happenings.append(Happening("civil_affairs_new", day, member, f"enrolled-{len(happenings):05d}", values))
    return happenings
