"""Stays in hospital, as 卫健 and 医保 each report them, and the year's sums.

Belongs here: stays, costs, and which of the two departments sees which stay. Does not belong here:
disability and education (administration). The compliant burden is a number of its own: it is not the sum of
the two columns beside it, because the departments compute it from the catalogue, not from the bill.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from matching.synthetic.crowd import Happening, World
from matching.synthetic.households import Person

PATIENTS = 21.0
"""People with costly stays, per thousand and year."""
STAY_LINE, YEAR_LINE = Decimal(20000), Decimal(40000)
"""The policy's lines in yuan; a stay or a year at exactly the line belongs on the list."""
JUST_BELOW = Decimal("0.01")

DIAGNOSES = ("肺恶性肿瘤", "胃恶性肿瘤", "乳腺恶性肿瘤", "急性脑梗死", "脑出血", "急性心肌梗死", "冠心病", "慢性肾衰竭", "股骨颈骨折",
             "多发伤", "肝硬化", "白血病", "重症肺炎", "腰椎间盘突出症", "主动脉夹层", "直肠恶性肿瘤")  # fmt: skip


@dataclass(slots=True)
class Stay:
    """One stay. `local`: in a hospital of the district; `resident`: insured as 城乡居民."""

    event: str
    person: Person
    hospital: str
    local: bool
    resident: bool
    admitted: date
    discharged: date
    diagnosis: str
    costs: dict[str, Decimal]

    @property
    def burden(self) -> Decimal:
        return self.costs["burden"]


def _yuan(amount: float) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


def costs(rng: Random, burden: Decimal, aided: bool) -> dict[str, Decimal]:
    """The bill around a burden: total = pooled + serious + aid + self paid + own expense, in yuan."""
    own = _yuan(float(burden) * rng.uniform(0.1, 0.6))
    self_paid = _yuan(float(burden) * rng.uniform(0.82, 1.15))
    pooled = _yuan(float(burden) * rng.uniform(1.0, 2.4))
    serious = _yuan(float(burden - STAY_LINE / 2) * rng.uniform(0.2, 0.5)) if burden > STAY_LINE else Decimal(0)
    aid = _yuan(float(self_paid) * rng.uniform(0.1, 0.4)) if aided else Decimal(0)
    total = pooled + serious + aid + self_paid + own
    paid = {"pooled_paid": pooled, "serious_paid": serious, "aid_paid": aid, "self_paid": self_paid, "own_expense": own}
    return {"total_cost": total, **paid, "burden": burden}


def _burden(rng: Random, large: bool) -> Decimal:
    """The compliant burden of one stay; now and then exactly at the line or a cent below."""
    if not large:
        return _yuan(rng.uniform(3000, 19500))
    edge = rng.random()
    if edge < 0.012:
        return STAY_LINE
    if edge < 0.024:
        return STAY_LINE - JUST_BELOW
    return STAY_LINE + _yuan(min(rng.expovariate(1 / 14000), 280000))


def _year_of_stays(world: World) -> list[Stay]:
    rng, name = world.rng("stays"), world.district.name
    local = (f"{name}医院", f"{name}中医院", f"{name}第一医院", f"{name}妇幼保健院")
    away = (f"{world.district.city}中心医院", f"{world.district.city}第一医院", f"{world.district.province}立医院")
    made: list[Stay] = []
    for _ in range(world.count(PATIENTS)):
        person = world.crowd.draw(rng, "elder" if rng.random() < 0.5 else "any", roll=0.13, outside=0.03)
        resident = rng.random() < 0.9 and person.home.unit is not None
        diagnosis = rng.choice(DIAGNOSES)
        for order in range(rng.choices((1, 2, 3, 4), (62, 20, 12, 6))[0]):
            discharged = world.day(rng)
            inside = rng.random() < 0.86
            bill = costs(rng, _burden(rng, order == 0 or rng.random() < 0.3), world.rolls.covers(person, discharged))
            admitted = discharged - timedelta(days=rng.randint(3, 32))
            hospital = rng.choice(local if inside else away)
            made.append(Stay(f"stay-{len(made):05d}", person, hospital, inside, resident, admitted, discharged, diagnosis, bill))
    return made


def _row(stay: Stay, feed: str, number: str, discharged: date) -> Happening:
    insurance = "城乡居民基本医疗保险" if stay.resident else "职工基本医疗保险"
    faults = ("below_threshold",) if stay.burden < STAY_LINE else ()
    values: dict[str, Any] = {
        "insurance": insurance,
        "hospital": stay.hospital,
        "stay_no": number,
        "admitted_on": stay.admitted,
        "discharged_on": discharged,
        "diagnosis": stay.diagnosis,
        **stay.costs,
    }
    return Happening(feed, discharged, stay.person, stay.event, values, faults=faults)


def _annual(world: World, stays_of: dict[Person, list[Stay]]) -> list[Happening]:
    """区医保分局: sums of the year's insured stays up to early December that reach the line."""
    rng = world.rng("medins_annual")
    happenings: list[Happening] = []
    for person, all_stays in stays_of.items():
        counted = [stay for stay in all_stays if stay.discharged <= date(world.year, 12, 10)]
        burden = sum((stay.burden for stay in counted), Decimal(0))
        if burden < YEAR_LINE - 300:
            continue
        if abs(burden - YEAR_LINE) < 300:
            burden = rng.choice((YEAR_LINE, YEAR_LINE - JUST_BELOW))
        last = max(stay.discharged for stay in counted)
        values: dict[str, Any] = {
            "insurance": "城乡居民基本医疗保险",
            "stays": len(counted),
            "last_discharged_on": last,
            "total_cost": sum((stay.costs["total_cost"] for stay in counted), Decimal(0)),
            "burden": burden,
        }
        faults = ("below_threshold",) if burden < YEAR_LINE else ()
        happenings.append(Happening("medins_annual", last, person, f"year-{len(happenings):05d}", values, faults=faults))
    return happenings


def stays(world: World) -> list[Happening]:
    """区卫生健康局, 区医保分局: large stays, most of them seen by both, and the sums of the year."""
    rng, happenings = world.rng("stay numbers"), []
    insured: dict[Person, list[Stay]] = defaultdict(list)
    for number, stay in enumerate(_year_of_stays(world)):
        if stay.resident:
            insured[stay.person].append(stay)
        if stay.burden < STAY_LINE - JUST_BELOW:
            continue
        if stay.local:
            happenings.append(_row(stay, "health_inpatient", f"ZY{world.year}{number:06d}", stay.discharged))
        if stay.resident:
            settled = stay.discharged + timedelta(days=rng.choices((0, 1, 2), (88, 8, 4))[0])
            settled = min(settled, date(world.year, 12, 31))
            happenings.append(_row(stay, "medins_inpatient", f"{world.year}{rng.randrange(10**10):010d}", settled))
    return [*happenings, *_annual(world, insured)]
