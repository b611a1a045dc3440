"""What each error does to a row: one function a kind.

Belongs here: the damage. Does not belong here: how often it strikes (matching.synthetic.rates). A function
returns whether it could do its damage to this row; if not, the row is as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from matching.contracts import TableContract
from matching.synthetic.households import Person
from matching.synthetic.lookalikes import replace_one
from matching.synthetic.names import GIVEN, RARE, surname_of
from matching.synthetic.numbers import fifteen
from matching.synthetic.places import Places

FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
BAD_DATES = ("不详", "2026.13.45", "2月30日", "待核实", "2026-02-31", "//")
BAD_ENUMS = ("详见附件", "？", "未填写", "待定类")
BAD_AMOUNTS = ("约两万多", "待核", "见票据", "—")
LOST = "?？*□"


@dataclass(slots=True)
class Draft:
    """A row before it is spelled: the contract's columns with their values, and whose row it is."""

    contract: TableContract
    person: Person
    values: dict[str, Any]
    places: Places
    rng: Random
    excel: bool

    def column(self, field: str) -> str | None:
        """The contract's column of a field of the person shape."""
        return self.contract.person.used().get(field)

    def text(self, field: str) -> str | None:
        """The value of a field of the person shape, if it is there as text."""
        value = self.values.get(self.column(field) or "")
        return value if isinstance(value, str) and value else None

    def put(self, field: str, value: Any) -> bool:
        column = self.column(field)
        if column is None:
            return False
        self.values[column] = value
        return True


def _rename(draft: Draft, name: str | None) -> bool:
    return name is not None and name != draft.text("name") and draft.put("name", name)


def _replaced(how: str) -> Callable[[Draft], bool]:
    def damage(draft: Draft) -> bool:
        name = draft.text("name")
        return name is not None and _rename(draft, replace_one(name, how, draft.rng))

    return damage


def _name_typo(draft: Draft) -> bool:
    name = draft.text("name") or ""
    if len(name) < 2:
        return False
    wrong = draft.rng.choice(GIVEN[draft.person.sex][3].second)
    return _rename(draft, name[:-1] + wrong)


def _name_dropped(draft: Draft) -> bool:
    name = draft.text("name") or ""
    if len(name) < 3:
        return False
    place = draft.rng.randrange(len(surname_of(name)), len(name))
    return _rename(draft, name[:place] + name[place + 1 :])


def _name_masked(draft: Draft) -> bool:
    name = draft.text("name") or ""
    surname, polite = surname_of(name), "先生" if draft.person.sex == "男" else "女士"
    ways = [f"{surname}某某", f"{surname}某", f"{surname}{polite}", surname + "*" * (len(name) - len(surname))]
    if len(name) - len(surname) == 2:
        ways.append(f"{surname}*{name[-1]}")
    return bool(name) and _rename(draft, draft.rng.choice(ways))


def _name_spaced(draft: Draft) -> bool:
    name = draft.text("name") or ""
    if len(name) == 2:
        return _rename(draft, name[0] + draft.rng.choice((" ", "　", "  ")) + name[1])
    return bool(name) and _rename(draft, draft.rng.choice((f" {name}", f"{name} ", f"{name}　")))


def _name_rare_lost(draft: Draft) -> bool:
    name = draft.text("name") or ""
    lost = draft.rng.choice(LOST)
    return bool(name) and _rename(draft, "".join(lost if character in RARE else character for character in name))


def _name_missing(draft: Draft) -> bool:
    return draft.put("name", None)


def _number(change: Callable[[Draft, str], str | float | None]) -> Callable[[Draft], bool]:
    """Damage to the 18 characters of the identity number; what a disability card adds behind them stays."""

    def damage(draft: Draft) -> bool:
        written = draft.text("id_number") or ""
        if len(written) < 18:
            return False
        changed = change(draft, written[:18])
        if changed is None or changed == written[:18]:
            return False
        return draft.put("id_number", changed + written[18:] if isinstance(changed, str) else changed)

    return damage


def _wrong_digit(draft: Draft, number: str) -> str:
    place = draft.rng.randrange(6, 17)
    digit = (int(number[place]) + draft.rng.randint(1, 9)) % 10
    return f"{number[:place]}{digit}{number[place + 1 :]}"


def _swapped(draft: Draft, number: str) -> str | None:
    places = [place for place in range(8, 16) if number[place] != number[place + 1]]
    if not places:
        return None
    place = draft.rng.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _birth_swapped_in_number(draft: Draft, number: str) -> str | None:
    month, day = number[10:12], number[12:14]
    return number[:10] + day + month + number[14:] if int(day) <= 12 else None


def _masked(draft: Draft, number: str) -> str:
    return f"{number[:6]}********{number[14:]}"


def _fifteen(draft: Draft, number: str) -> str | None:
    return fifteen(number) if number[6:8] == "19" and number[6:10] < "1960" else None


def _guardian(draft: Draft, number: str) -> str | None:
    return draft.person.guardian.id_number if draft.person.guardian and int(number[6:10]) > 2008 else None


def _scientific(draft: Draft, number: str) -> str:
    return f"{number[0]}.{number[1:6]}E+17"


def _zeroed(draft: Draft, number: str) -> str | float | None:
    if number[15:] == "000":
        return None
    damaged = f"{number[:15]}000"
    return float(damaged) if draft.excel and draft.rng.random() < 0.5 else damaged


def _id_missing(draft: Draft) -> bool:
    return draft.text("id_number") is not None and draft.put("id_number", None)


def _lower_x(draft: Draft, number: str) -> str | None:
    return number.replace("X", "x") if number.endswith("X") else None


def _full_width(draft: Draft, number: str) -> str:
    return number.translate(FULL_WIDTH)


def _padded(draft: Draft, number: str) -> str:
    return draft.rng.choice(
        (f"'{number}", f" {number}", f"{number} ", f"{number[:6]} {number[6:14]} {number[14:]}", f"\u00a0{number}")
    )


def _phone_missing(draft: Draft) -> bool:
    return draft.text("phone") is not None and draft.put("phone", None)


def _phone_wrong(draft: Draft) -> bool:
    phone = draft.text("phone") or ""
    if len(phone) != 11:
        return False
    place = draft.rng.randrange(3, 11)
    return draft.put("phone", f"{phone[:place]}{(int(phone[place]) + draft.rng.randint(1, 9)) % 10}{phone[place + 1 :]}")


def _phone_spaced(draft: Draft) -> bool:
    phone, between = draft.text("phone") or "", draft.rng.choice("- ")
    return len(phone) == 11 and draft.put("phone", between.join((phone[:3], phone[3:7], phone[7:])))


def _in_words(draft: Draft, unit: str) -> bool:
    """Write the addresses anew with another word where the unit stands. Nothing happens where no unit is named."""
    home, changed = draft.person.home, False
    own = draft.places.unit(home)
    for field in ("address", "register_address"):
        written = draft.text(field)
        if own is not None and written and own.name in written:
            draft.put(field, written.replace(own.name, unit))
            changed = True
    return changed


def _unit_missing(draft: Draft) -> bool:
    named = draft.text("township") is not None and draft.put("township", None)
    return _in_words(draft, "") or named


def _unit_old_name(draft: Draft) -> bool:
    names = draft.places.old_names(draft.person.home)
    if not names:
        return False
    old = draft.rng.choice(names)
    named = draft.text("township") is not None and draft.put("township", draft.rng.choice((old, old[:-1])))
    return _in_words(draft, old) or named


def _birth_swapped(draft: Draft) -> bool:
    column = draft.column("birth_date")
    born = draft.values.get(column or "")
    if not isinstance(born, date) or born.day > 12 or born.day == born.month:
        return False
    return draft.put("birth_date", date(born.year, born.day, born.month))


def _spoilt(kind: str, spoilt: tuple[str, ...], blank: bool = False) -> Callable[[Draft], bool]:
    """Damage to a column of a type that must be filled: a value nobody can read, or none."""

    def damage(draft: Draft) -> bool:
        columns = [column.name for column in draft.contract.columns if column.type == kind and column.filled]
        columns = columns or [column.name for column in draft.contract.columns if column.type == kind and column.required]
        if not columns:
            return False
        draft.values[draft.rng.choice(columns)] = None if blank else draft.rng.choice(spoilt)
        return True

    return damage


DAMAGE: dict[str, Callable[[Draft], bool]] = {
    "name_homophone": _replaced("sound"),
    "name_lookalike": _replaced("look"),
    "name_variant": _replaced("variant"),
    "name_typo": _name_typo,
    "name_dropped": _name_dropped,
    "name_masked": _name_masked,
    "name_spaced": _name_spaced,
    "name_rare_lost": _name_rare_lost,
    "name_missing": _name_missing,
    "id_missing": _id_missing,
    "id_wrong_digit": _number(_wrong_digit),
    "id_swapped": _number(_swapped),
    "id_birth_swapped": _number(_birth_swapped_in_number),
    "id_masked": _number(_masked),
    "id_15": _number(_fifteen),
    "id_guardian": _number(_guardian),
    "id_scientific": _number(_scientific),
    "id_zeroed": _number(_zeroed),
    "id_lower_x": _number(_lower_x),
    "id_full_width": _number(_full_width),
    "id_padded": _number(_padded),
    "phone_missing": _phone_missing,
    "phone_wrong": _phone_wrong,
    "phone_spaced": _phone_spaced,
    "unit_missing": _unit_missing,
    "unit_old_name": _unit_old_name,
    "birth_swapped": _birth_swapped,
    "date_malformed": _spoilt("date", BAD_DATES),
    "date_missing": _spoilt("date", (), blank=True),
    "enum_malformed": _spoilt("enum", BAD_ENUMS),
    "amount_malformed": _spoilt("money", BAD_AMOUNTS),
    "row_twice": lambda draft: True,
}
