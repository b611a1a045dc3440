"""What each error does to an identity number: one function a kind.

Belongs here: damage to the identity number. Does not belong here: all other damage (matching.synthetic.damage)
and how often it strikes (matching.synthetic.rates).
"""

from collections.abc import Callable

from matching.synthetic.draft import Draft
from matching.synthetic.numbers import fifteen

FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


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


NUMBER_DAMAGE: dict[str, Callable[[Draft], bool]] = {
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
}
