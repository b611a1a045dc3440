"""What each error does to a row: one function a kind.

Belongs here: the damage to names, telephones, places, dates and amounts. Does not belong here: identity numbers
(matching.synthetic.damage_numbers) and how often it strikes (matching.synthetic.rates). A function returns
whether it could do its damage to this row; if not, the row is as it was.
"""

from collections.abc import Callable
from datetime import date

from matching.synthetic.damage_numbers import NUMBER_DAMAGE
from matching.synthetic.draft import Draft
from matching.synthetic.lookalikes import replace_one
from matching.synthetic.names import GIVEN, RARE, surname_of

BAD_DATES = ("不详", "2026.13.45", "2月30日", "待核实", "2026-02-31", "//")
BAD_ENUMS = ("详见附件", "？", "未填写", "待定类")
BAD_AMOUNTS = ("约两万多", "待核", "见票据", "—")
LOST = "?？*□"


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
    **NUMBER_DAMAGE,
    "name_homophone": _replaced("sound"),
    "name_lookalike": _replaced("look"),
    "name_variant": _replaced("variant"),
    "name_typo": _name_typo,
    "name_dropped": _name_dropped,
    "name_masked": _name_masked,
    "name_spaced": _name_spaced,
    "name_rare_lost": _name_rare_lost,
    "name_missing": _name_missing,
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
