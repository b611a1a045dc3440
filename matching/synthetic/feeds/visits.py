"""What cadres found at the door: leads of poverty monitoring and the townships' patrols.

Belongs here: feeds of visits. Does not belong here: people who asked by themselves (pleas).
"""

from datetime import date

from matching.contracts import Cadence
from matching.synthetic.crowd import Happening, World
from matching.synthetic.feeds.texts import FOUND, OUTCOMES
from matching.synthetic.names import draw_given, draw_surname

POVERTY, PATROLS = 7.5, 17.0
"""Rows per thousand people and year."""
SINGLE = 0.12
"""Share of the patrols' finds that are sent by themselves the same day, before the month's list repeats them."""

HOUSEHOLD_KINDS = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "脱贫户", "一般农户")
RISKS = ("因病", "因残", "因学", "因灾", "因意外事故", "因务工就业不稳", "收入下降", "其他")
WAYS = ("入户走访", "电话询问", "群众反映", "其他")


def poverty(world: World) -> list[Happening]:
    """区扶贫办: leads of paired cadres, in towns."""
    rng, happenings = world.rng("poverty"), []
    towns = {unit.code for unit in world.district.units if unit.kind in ("镇", "乡")} or {
        unit.code for unit in world.district.units
    }
    cadres = [draw_surname(rng) + draw_given(rng, rng.choice("男女"), 1982) for _ in range(24)]
    for number in range(world.count(POVERTY)):
        day = world.day(rng)
        person = world.crowd.draw(rng, "head", roll=0.3, fits=lambda one: one.home.unit in towns)
        values = {
            "household_no": f"{(person.household_id or '')[1:]}{number:04d}",
            "household_kind": rng.choices(HOUSEHOLD_KINDS, (14, 16, 14, 26, 30))[0],
            "risk": rng.choices(RISKS, (36, 12, 10, 8, 10, 12, 8, 4))[0],
            "cadre": rng.choice(cadres),
            "visited_on": day,
        }
        happenings.append(Happening("poverty_monitoring", day, person, f"visit-{number:04d}", values))
    return happenings


def patrols(world: World) -> list[Happening]:
    """Townships: finds of the month; some were sent by themselves the day they were found."""
    rng, happenings = world.rng("patrols"), []
    for number in range(world.count(PATROLS)):
        person = world.crowd.draw(rng, "adult", roll=0.22)
        day = world.busy_day(rng, Cadence.MONTHLY, person.home.unit or "")
        event, hardship = f"patrol-{number:05d}", rng.choice(FOUND)
        shared = {"hardship": hardship, "found_on": day, "found_by": rng.choices(WAYS, (60, 12, 24, 4))[0]}
        if rng.random() < SINGLE and day < date(world.year, 12, 28):
            values = {**shared, "handling": "未办理", "outcome": None}
            happenings.append(Happening("township_patrol", day, person, event, values, person.home.unit, single=True))
        handling = rng.choices(tuple(OUTCOMES), (25, 35, 40))[0]
        values = {**shared, "handling": handling, "outcome": rng.choice(OUTCOMES[handling]) or None}
        happenings.append(Happening("township_patrol", day, person, event, values, person.home.unit))
    return happenings
