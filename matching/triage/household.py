"""What the rolls say about a household: who else is on them and what they receive.

Belongs here: finding the household of a person on the rolls and telling it. Does not belong here: deciding
that somebody is on the rolls (matching.link); what this room finds by address is said as 待核实.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from matching.district import District
from matching.triage.categories import Categories
from matching.triage.wording import say_money

Row = dict[str, Any]
SHOWN = 4
"""So many members are named; the others are counted."""
REMEMBERED = 100_000
"""Numbers and addresses whose key is remembered: the roll is the same for many runs of a process."""


@dataclass(frozen=True)
class Household:
    """The roll rows of a person (`own`) and of the others of the household. `by_address`: found by address alone."""

    own: Row | None = None
    members: tuple[Row, ...] = ()
    by_address: bool = False


class RollView:
    """The roll as of the day, found by person, by number and by address."""

    def __init__(self, roll: pa.Table, district: District, categories: Categories) -> None:
        self._district = district
        self._categories = categories
        self._above = (district.province, district.city, district.name, *district.unit_names)
        self._people: dict[str, Row] = {}
        self._households: dict[str, list[Row]] = defaultdict(list)
        self._by_number: dict[str, list[Row]] = defaultdict(list)
        self._by_address: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(roll.to_pylist(), key=lambda row: str(row["person_id"])):
            self._people[row["person_id"]] = row
            self._households[_number(row["household_id"])].append(row)
            self._by_number[_number(row["id_number"])].append(row)
            self._by_address[self.address_key(row["address"])].append(row)
        for index in (self._households, self._by_number, self._by_address):
            index.pop("", None)

    def __len__(self) -> int:
        return len(self._people)

    def person(self, person_id: str | None) -> Row | None:
        return self._people.get(person_id) if person_id else None

    def unit_of(self, row: Row | None) -> str | None:
        """The unit of a roll row, whichever of its names the roll uses."""
        township = (row or {}).get("township") or ""
        codes = {unit.code for unit in self._district.units}
        return township if township in codes else self._district.unit_names.get(township.strip())

    def address_key(self, address: str | None) -> str:
        """An address without blanks, marks and the names above the village; "" if it names no house."""
        return _house(address or "", self._above)

    def household(self, people: Iterable[Row], person_id: str | None) -> Household:
        """The household of a person told by one or more standardised rows: by number, else by the same address."""
        people = list(people)
        own = self.person(person_id)
        keys = self.household_keys(people, person_id)
        members = [*self._of_numbers(people), *(row for key in keys for row in self._households.get(key, []))]
        by_address = not members
        if by_address:
            members = [row for person in people for row in self._at_address(person)]
        others = {row["person_id"]: row for row in members if row["person_id"] != person_id}
        return Household(own, tuple(others[key] for key in sorted(others)), by_address and bool(others))

    def household_keys(self, people: Iterable[Row], person_id: str | None) -> set[str]:
        """The numbers that may be the key of a household of theirs: their own, a guardian's, the householder's on the rolls."""
        people, own = list(people), self.person(person_id)
        keys = {_number(row["household_id"]) for row in (*self._of_numbers(people), *([own] if own else []))}
        return (keys | _numbers(people)) - {""}

    def _of_numbers(self, people: Iterable[Row]) -> list[Row]:
        """The rows of the rolls under one of the numbers that these people say."""
        return [row for number in sorted(_numbers(people)) for row in self._by_number.get(number, [])]

    def _at_address(self, person: Row) -> list[Row]:
        here = self._by_address.get(self.address_key(person["address"]), [])
        return [row for row in here if not person["unit"] or self.unit_of(row) in (None, person["unit"])]

    def categories_of(self, row: Row) -> list[str]:
        return self._named(row["category"] or "")

    def _named(self, cell: str) -> list[str]:
        return [self._categories.name_of(text) for text in cell.split("、") if text.strip()]

    def _clashing(self, cell: str) -> tuple[str, ...]:
        return self._categories.clashing(self._named(cell))

    def groups(self, household: Household) -> list[str]:
        """The groups of categories that the person and the household are in, sorted."""
        rows = [*household.members, *([household.own] if household.own else [])]
        return sorted({self._categories.group_of(category) for row in rows for category in self.categories_of(row)})

    def say_overlap(self, person_id: str | None) -> str | None:
        """What a person of the roll receives beside each other that nobody may, in Chinese; None if there is nothing such."""
        row = self.person(person_id)
        clashing = self._clashing(row["category"] or "") if row else ()
        return f"疑似重复享受:{'、'.join(clashing)},请区民政局核对" if clashing else None

    def overlaps(self) -> list[Row]:
        """OVERLAPS rows: everybody on the rolls who receives what nobody may receive together."""
        clashing_in = {text: self._clashing(text) for text in {row["category"] or "" for row in self._people.values()}}
        return [
            {
                "person_id": person_id,
                **{name: row[name] for name in ("name", "id_number", "household_id", "village", "monthly_amount")},
                "unit": self.unit_of(row),
                "clashing": "、".join(clashing),
            }
            for person_id, row in self._people.items()
            if (clashing := clashing_in[row["category"] or ""])
        ]

    def say_members(self, household: Household) -> str:
        """Who else of the household is on the rolls, in Chinese."""
        if not household.members:
            return "名册中未见同户人员"
        told = [
            f"{row['name']}({'、'.join([*([row['relation']] if row['relation'] else []), *self.categories_of(row)])})"
            for row in household.members[:SHOWN]
        ]
        more = f"等{len(household.members)}人" if len(household.members) > SHOWN else ""
        return ("同一住址的在册人员(是否同户待核实):" if household.by_address else "同户在册人员:") + "、".join(told) + more

    def say_benefits(self, household: Household) -> str:
        """What person and household receive, with the household's monthly amount, in Chinese."""
        told: dict[str, None] = {}
        for row in (*([household.own] if household.own else []), *household.members):
            amount = f"(户月保障金额{say_money(str(row['monthly_amount']))}元)" if row["monthly_amount"] else ""
            names = "、".join(self.categories_of(row))
            if names:
                told[names + amount] = None
        return ";".join(told) or "名册中未见在享待遇"


def _numbers(people: Iterable[Row]) -> set[str]:
    """The numbers of the people themselves, of their guardians and of their householders."""
    return {_number(person[column]) for person in people for column in ("id_clean", "guardian_id_clean", "household_id")}


@lru_cache(REMEMBERED)
def _house(address: str, above: tuple[str, ...]) -> str:
    """An address without blanks, marks and the names `above` in front; "" if it names no house."""
    key = "".join(char for char in unicodedata.normalize("NFKC", address) if char.isalnum())
    for name in above:
        key = key.removeprefix(name)
    return key if any(char.isdigit() for char in key) else ""


@lru_cache(REMEMBERED)
def _number(text: str | None) -> str:
    """An identity number as a key: NFKC, no blanks, capital X."""
    return "".join(unicodedata.normalize("NFKC", text or "").split()).upper()
