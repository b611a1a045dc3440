"""Each kind of error does to a row what its name says."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from matching.installation import Installation
from matching.synthetic.damage import DAMAGE
from matching.synthetic.draft import Draft
from matching.synthetic.households import Person
from matching.synthetic.lookalikes import SAME_LOOK, SAME_SOUND, replace_one
from matching.synthetic.numbers import HOME_COUNTY, IdentityNumbers, fifteen, is_valid
from matching.synthetic.places import Home, Places
from matching.synthetic.rates import FEEDS, KINDS, RATES
from matching.synthetic.sheets import fill_person


@pytest.fixture
def draft(installation: Installation) -> Draft:
    numbers = IdentityNumbers(HOME_COUNTY, Random("numbers"))
    unit = next(unit for unit in installation.district.units if len(unit.aliases) > 3)
    home = Home(unit.code, "某某村", "12号")
    parent = Person(
        "P1", "H1", "户主", "王建国", "男", date(1985, 3, 4), numbers.draw(date(1985, 3, 4), "男"), "19912345678", home
    )
    child = Person(
        "P2",
        "H1",
        "子",
        "王静喆",
        "女",
        date(2015, 5, 6),
        numbers.draw(date(2015, 5, 6), "女"),
        "19912345679",
        home,
        parent,
        parent,
    )
    contract = installation.feeds["traffic_accident"]
    places = Places(installation.district, installation.settings.schemas)
    values = {
        **fill_person(contract, child, places, Random(1), date(2026, 1, 1)),
        "occurred_on": date(2026, 1, 2),
        "injury": "轻伤",
    }
    return Draft(contract, contract.person.used(), child, values, places, Random(5), True)


def damaged(draft: Draft, kind: str, field: str) -> Any:
    assert DAMAGE[kind](draft)
    return draft.values[draft.fields[field]]


def test_every_kind_has_a_damage_and_a_rate_for_every_table(installation: Installation) -> None:
    assert set(KINDS) == set(DAMAGE) == set(RATES)
    forms = {
        table.code for table in (installation.judgements, installation.assignments, installation.feedback, installation.visits)
    }
    assert set(FEEDS) == set(installation.tables) - forms
    assert all(0 <= rate < 1 for rates in RATES.values() for rate in rates.values())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("name_dropped", 2), ("name_typo", 3), ("name_homophone", 3), ("name_lookalike", 3), ("name_rare_lost", 3)],
)
def test_names_change_and_keep_their_surname(draft: Draft, kind: str, expected: int) -> None:
    if kind == "name_lookalike":
        draft.values["name"] = "张洁田"
    before = draft.values["name"]
    name = damaged(draft, kind, "name")
    assert name != before
    assert len(name) == expected


def test_masks_and_blanks(draft: Draft) -> None:
    assert damaged(draft, "name_spaced", "name").strip() == "王静喆"
    draft.values["name"] = "王静喆"
    masked = damaged(draft, "name_masked", "name")
    assert masked.startswith("王")
    assert "静" not in masked


def test_numbers(draft: Draft) -> None:
    number, column = draft.person.id_number, draft.fields["id_number"]

    def fresh(kind: str) -> Any:
        draft.values[column] = number
        return damaged(draft, kind, "id_number")

    assert fresh("id_masked") == f"{HOME_COUNTY}********{number[-4:]}"
    assert not is_valid(fresh("id_wrong_digit"))
    assert sorted(fresh("id_swapped")) == sorted(number)
    assert fresh("id_birth_swapped")[10:14] == "0605"
    assert fresh("id_scientific") == "3.70399E+17"
    assert int(fresh("id_zeroed")) // 1000 == int(number[:15])
    assert draft.person.guardian is not None
    assert fresh("id_guardian") == draft.person.guardian.id_number
    assert "".join(fresh("id_padded").replace("'", "").split()) == number
    assert fresh("id_full_width") != number
    assert fresh("id_missing") is None


def test_fifteen_digits_are_for_the_old(draft: Draft) -> None:
    assert not DAMAGE["id_15"](draft)
    old = IdentityNumbers(HOME_COUNTY, Random(2)).draw(date(1941, 2, 3), "男")
    draft.values[draft.fields["id_number"]] = old
    assert damaged(draft, "id_15", "id_number") == fifteen(old)
    assert len(fifteen(old)) == 15


def test_a_disability_card_keeps_what_follows_the_number(installation: Installation, draft: Draft) -> None:
    contract = installation.feeds["disability_new"]
    card = replace(
        draft, contract=contract, fields=contract.person.used(), values={"disability_card": f"{draft.person.id_number}42"}
    )
    assert damaged(card, "id_masked", "id_number").endswith("42")


def test_old_names_and_missing_units(draft: Draft, installation: Installation) -> None:
    home = draft.person.home
    own = draft.places.unit(home)
    assert own is not None
    assert own.name in draft.values["address"]
    written = damaged(draft, "unit_old_name", "address")
    assert own.name not in written
    assert any(old in written for old in draft.places.old_names(home))
    draft.values["address"] = f"{own.name}{home.place}"
    assert damaged(draft, "unit_missing", "address") == home.place


def test_spoilt_cells(draft: Draft) -> None:
    assert damaged(draft, "date_malformed", "name") is not None
    assert isinstance(draft.values["occurred_on"], str)
    assert DAMAGE["date_missing"](draft)
    assert draft.values["occurred_on"] is None
    assert DAMAGE["enum_malformed"](draft)
    assert draft.values["injury"] not in draft.contract.column("injury").values
    assert not DAMAGE["amount_malformed"](draft)


@pytest.mark.parametrize("group", [*SAME_SOUND, *SAME_LOOK])
def test_groups_of_characters_hold_no_character_twice(group: str) -> None:
    assert len(set(group)) == len(group) > 1


def test_a_name_without_neighbours_stays() -> None:
    assert replace_one("㛃䶮", "sound", Random(1)) is None
