"""Fires, traffic accidents, natural disasters and accidents at work.

Belongs here: the event feeds of disasters. Does not belong here: pleas for help (pleas), illness (medical).
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from matching.synthetic.crowd import Happening, World
from matching.synthetic.households import Person

FIRES, TRAFFIC, DISASTER_FAMILIES, WORK_ACCIDENTS = 1.5, 7.0, 5.0, 1.0
"""Rows per thousand people and year."""

CAUSES = ("电气线路故障", "用火不慎", "遗留火种", "电动自行车充电", "取暖炉引燃", "原因不明")
INJURIES = ("死亡", "重伤", "轻伤", "轻微伤", "家庭困难")
SEASONS = {1: "低温冷冻", 2: "低温冷冻", 4: "风雹", 5: "旱灾", 6: "风雹", 7: "洪涝", 8: "洪涝", 9: "地质灾害", 11: "低温冷冻"}
"""The usual disaster of a month."""
ROADS = ("省道", "205国道", "仲临路", "滨莱高速连接线", "沿河路", "环山路")


def _family(person: Person, rng: Random) -> int:
    return rng.choices((1, 2, 3, 4, 5, 6), (16, 28, 24, 18, 10, 4))[0]


def _loss(rng: Random, middle: float) -> Decimal:
    """A loss in whole thousands mostly, as people estimate."""
    amount = rng.lognormvariate(0, 0.8) * middle
    step = 1000 if rng.random() < 0.8 else 1
    return Decimal(max(1000, round(amount / step) * step))


def fires(world: World) -> list[Happening]:
    """区消防救援大队: houses that burned."""
    rng = world.rng("fires")
    return [
        Happening(
            "fire_loss",
            day := world.day(rng),
            person := world.crowd.draw(rng, "head", roll=0.15),
            f"fire-{number:04d}",
            {"occurred_on": day, "cause": rng.choice(CAUSES), "family_size": _family(person, rng), "loss": _loss(rng, 28000)},
        )
        for number in range(world.count(FIRES))
    ]


def traffic(world: World) -> list[Happening]:
    """区交警大队: accidents with one to three people hurt, many of them passing through."""
    rng, rows = world.rng("traffic"), world.count(TRAFFIC)
    happenings: list[Happening] = []
    number = 0
    while len(happenings) < rows:
        number += 1
        day, place = world.day(rng), f"{rng.choice(ROADS)}{rng.randint(1, 60)}公里处"
        for person in {
            world.crowd.draw(rng, "any", roll=0.08, outside=0.22): None for _ in range(rng.choices((1, 2, 3), (70, 22, 8))[0])
        }:
            injury = rng.choices(INJURIES, (6, 14, 40, 32, 8))[0]
            values = {"accident_no": f"{day:%Y%m%d}{number:04d}", "occurred_on": day, "place": place, "injury": injury}
            happenings.append(Happening("traffic_accident", day, person, f"traffic-{number:04d}", values))
    return happenings


def _struck_villages(world: World, rng: Random, day: date, number: int, families: int) -> list[Happening]:
    """One natural disaster: heads of families in one unit, on that day or the next."""
    unit = rng.choice(world.district.units).code
    kind = SEASONS.get(day.month, "其他")
    drawn = (world.crowd.draw(rng, "head", roll=0.12, fits=lambda person: person.home.unit == unit) for _ in range(families))
    happenings = []
    for person in dict.fromkeys(drawn):
        struck = min(day + timedelta(days=rng.randint(0, 1)), date(world.year, 12, 31))
        values = {"occurred_on": struck, "disaster": kind, "family_size": _family(person, rng), "loss": _loss(rng, 9000)}
        happenings.append(Happening("emergency_disaster", struck, person, f"disaster-{number:03d}", values))
    return happenings


def disasters(world: World) -> list[Happening]:
    """区应急管理局: a handful of natural disasters a year, each over several families, and accidents at work."""
    rng = world.rng("disasters")
    happenings: list[Happening] = []
    families, number = world.count(DISASTER_FAMILIES), 0
    while len(happenings) < families:
        number += 1
        month = rng.choice([*SEASONS, 7, 7, 8, 3])
        size = min(families - len(happenings), rng.randint(3, max(4, families // 5)))
        happenings += _struck_villages(world, rng, date(world.year, month, rng.randint(1, 28)), number, size)
    for extra in range(world.count(WORK_ACCIDENTS)):
        day, person = world.day(rng), world.crowd.draw(rng, "adult", roll=0.04, outside=0.1)
        values = {"occurred_on": day, "disaster": "生产安全事故", "family_size": _family(person, rng), "loss": _loss(rng, 40000)}
        happenings.append(Happening("emergency_disaster", day, person, f"work-{extra:03d}", values))
    return happenings
