"""Households, names, places and bills are plausible."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from matching.errors import ConfigurationError
from matching.installation import Installation
from matching.synthetic.feeds.medical import costs
from matching.synthetic.households import Builder, Household
from matching.synthetic.names import COMPOUND, RARE, SURNAMES, draw_given, surname_of
from matching.synthetic.places import Places
from matching.synthetic.rolls import CATEGORIES, SHARES, SPELLINGS, enrol


@pytest.fixture(scope="module")
def places(installation: Installation) -> Places:
    return Places(installation.district, installation.settings.schemas)


@pytest.fixture(scope="module")
def households(places: Places) -> list[Household]:
    return list(Builder(places, Random(1), 2026).households(6000))


def test_people_are_counted_exactly(households: list[Household]) -> None:
    people = [person for house in households for person in house.members]
    assert len(people) == 6000
    assert len({person.person_id for person in people}) == 6000
    assert all(house.members and house.members[0].head is house.members[0] for house in households)


def test_children_are_younger_than_their_guardian_and_mostly_bear_the_fathers_name(households: list[Household]) -> None:
    same, children = 0, 0
    for house in households:
        for person in house.members:
            assert person.birth < date(2026, 1, 1)
            if person.guardian is not None:
                assert (person.birth - person.guardian.birth).days > 15 * 365
                children += 1
                same += surname_of(person.name) == surname_of(house.members[0].name)
    assert children > 1000
    assert same / children > 0.9


def test_names_follow_generations() -> None:
    rng = Random(1)
    alone = {year: sum(len(draw_given(rng, "男", year)) == 1 for _ in range(2000)) / 2000 for year in (1955, 1985, 2015)}
    assert alone[1985] > 0.3 > alone[2015] > alone[1955] / 3
    assert {"单", "仇", "查", "区", "解", "曾", "朴", "盖", "欧阳"} <= set(SURNAMES)
    assert surname_of("欧阳娜") == "欧阳"
    assert "㛃" in RARE
    assert COMPOUND


def test_villages_tell_their_unit(places: Places, installation: Installation) -> None:
    names = [village for villages in places.villages.values() for village in villages]
    assert len(names) == len(set(names))
    assert all(10 <= len(villages) <= 20 for villages in places.villages.values())
    district = installation.district
    for code, villages in places.villages.items():
        for village in villages:
            foreign = [name for name, owner in district.unit_names.items() if owner != code and name in village]
            undecided = [name for name in district.undecided_names if name in village]
            nested = [other for other in names if other != village and other in village and other not in villages]
            assert [*foreign, *undecided, *nested] == [], village


def test_a_unit_without_villages_fails_with_the_file(installation: Installation, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "lookups"
    folder.mkdir()
    (folder / "villages.yml").write_text("'1': [甲村]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"villages\.yml"):
        Places(installation.district, folder.parent)


def test_rolls_hold_every_kind_and_a_spelling_means_one_category(households: list[Household], places: Places) -> None:
    rolls = enrol(households, places, Random(2), 2026)
    found = Counter(benefit.category for benefit in rolls.benefits)
    assert len(found) >= len(SHARES)
    assert sum(len(spellings) for spellings in SPELLINGS.values()) == len(CATEGORIES)
    assert any(not rolls.covers(person, date(2026, 1, 1)) for person in rolls.people())
    assert not any(benefit.covers(date(2025, 12, 30)) for benefit in rolls.benefits)


def test_a_bill_adds_up_and_the_burden_stands_by_itself() -> None:
    rng = Random(4)
    for _ in range(300):
        burden = Decimal(rng.randint(3000, 90000))
        bill = costs(rng, burden, aided=rng.random() < 0.5)
        parts = ("pooled_paid", "serious_paid", "aid_paid", "self_paid", "own_expense")
        assert bill["total_cost"] == sum(bill[part] for part in parts)
        assert all(bill[part] >= 0 for part in parts)
        assert bill["burden"] == burden
