"""What a transfer slip says: one clue for one recipient, cut to one page.

Belongs here: the words of a slip and their share of the page. Does not belong here: the page itself
(schemas/templates/线索转办单.docx) and lists (matching.publish.rows).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.calendar import say_day
from matching.cells import lines_of, width
from matching.codes import slip_code
from matching.district import District
from matching.publish.wording import clean, typeset

Row = dict[str, Any]

LINE_CHARS = 35
"""Chinese characters on a line of the wide column of the template."""
NARROW = {"support_units": 10}
"""The same for fields in a narrow column."""
LINES = {"source": 2, "support_units": 3, "register_address": 2, "address": 2, "household": 2, "hardship": 4, "benefits": 2, "basis": 3,
         "reasons": 5, "aid": 1}  # fmt: skip
"""The most lines of a field. What does not fit ends in … and is whole on the clue list."""
PAGE_LINES = 27
"""Lines that the fields above and the room for 调查情况 share."""
LEAST_ROOM = 3


@dataclass(frozen=True)
class Slip:
    """What the template may name as slip.<field>, and slip.qr; all are text. `code`: year, number and check digit; `room`: empty lines for 调查情况, so that the page is full."""

    number: str
    clue_id: str
    recipient: str
    role: str
    issued_on: str
    due_on: str
    working_days: str
    lead_unit: str
    support_units: str
    source: str
    kind: str
    name: str
    sex: str
    age: str
    id_number: str
    phone: str
    register_address: str
    address: str
    household: str
    hardship: str
    benefits: str
    basis: str
    level: str
    reasons: str
    aid: str
    signed_by: str
    code: str
    check: str
    room: str


def slip_of(slip: Row, clue: Row, district: District, signed_by: str = "") -> Slip:
    """The slip of a SLIPS row and its CLUES row; `signed_by`: who released it, "" to be signed by hand."""
    wide, code = _wide(clue, district), slip_code(slip["year"], slip["number"])
    recipient = slip["recipient"]
    is_unit = slip["recipient_kind"] == "unit"
    return Slip(
        number=slip["slip_no"],
        clue_id=clue["clue_id"],
        recipient=district.unit(recipient).name if is_unit else district.department(recipient).name,
        role=slip["role"],
        issued_on=say_day(slip["issued_on"]),
        due_on=say_day(slip["due_on"]),
        working_days=str(district.limits.feedback_working_days),
        lead_unit=district.unit(clue["unit"]).name,
        kind=clue["kind"],
        name=fit(clean(clue["name"]), 1, 8),
        sex=clue["sex"] or "",
        age=f"{clue['age']}周岁" if clue["age"] else "",
        id_number=clean(clue["id_number"]),
        phone=fit(clean(clue["phone"]), 1, 10),
        level=clue["level"],
        code=code,
        check=code[-1],
        signed_by=fit(clean(signed_by), 1, 10),
        **wide,
    )


def _wide(clue: Row, district: District) -> dict[str, str]:
    """The fields that may take several lines, each cut to its share of the page, and the room that is left."""
    texts = {
        "support_units": "、".join(district.department(key).name for key in clue["departments"]) or "无",
        "source": typeset(clue["source"]),
        "register_address": clean(clue["register_address"]) or "来源未提供",
        "address": clean(clue["address"]) or "来源未提供",
        "household": typeset(clue["household"]),
        "hardship": typeset(clue["hardship"]),
        "benefits": typeset(clue["benefits"]),
        "basis": typeset(clue["basis"]),
        "aid": "、".join(clue["aid"]) + "（建议，待核实）" if clue["aid"] else "入户核实后提出",
    }
    share = dict(LINES)
    cut = {name: fit(text, share[name], _chars(name)) for name, text in texts.items()}
    reasons = [typeset(reason) for reason in clue["reasons"]]
    cut["reasons"] = _reasons(reasons, share["reasons"])
    while (used := _used(cut)) > PAGE_LINES - LEAST_ROOM:
        longest = max(cut, key=lambda name: (lines_of(cut[name], _chars(name)), name))
        share[longest] = lines_of(cut[longest], _chars(longest)) - 1
        whole = reasons if longest == "reasons" else None
        cut[longest] = _reasons(whole, share[longest]) if whole else fit(texts[longest], share[longest], _chars(longest))
    return cut | {"room": "\n" * (PAGE_LINES - used - 1)}


def _used(wide: Mapping[str, str]) -> int:
    return sum(lines_of(text, _chars(name)) for name, text in wide.items())


def _chars(name: str) -> int:
    return NARROW.get(name, LINE_CHARS)


def _reasons(reasons: Sequence[str], lines: int) -> str:
    """Each reason on a line of its own, as many as fit; the others are counted."""
    for shown in range(len(reasons), 0, -1):
        more = [f"另有{len(reasons) - shown}条理由，见线索清单"] if shown < len(reasons) else []
        text = "\n".join([*reasons[:shown], *more])
        if lines_of(text, LINE_CHARS) <= lines:
            return text
    return fit(reasons[0], lines)


def fit(text: str | None, lines: int, chars: int = LINE_CHARS) -> str:
    """The text cut to so many lines, with … where it was cut."""
    text = text or ""
    if lines_of(text, chars) <= lines:
        return text
    while width(text) > lines * chars - 2:
        text = text[:-1]
    return text + "…"


def slips_of(slips: Sequence[Row], clues: Mapping[str, Row], district: District, signed_by: str = "") -> list[Slip]:
    """The slips in the order of their numbers."""
    return [
        slip_of(slip, clues[slip["clue_id"]], district, signed_by)
        for slip in sorted(slips, key=lambda slip: (slip["year"], slip["number"]))
    ]
