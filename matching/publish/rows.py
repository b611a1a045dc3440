"""The rows of the lists: what stands in each field that schemas/outputs/*.yml may name.

Belongs here: turning clues, outcomes and slips into text for officials. Does not belong here: which columns a
list shows (schemas/outputs) and drawing (matching.publish.workbook). A feed's sensitive columns are not read
here: what a list may tell of them is the hardship sentence.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from matching.calendar import say_day
from matching.codes import place_number, slip_code
from matching.district import District
from matching.installation import Installation
from matching.publish.wording import DASH, UNIT_FROM, clean, typeset

Row = dict[str, Any]

LEVELS = ("红", "橙", "黄", "蓝")
CLUE_FIELDS = frozenset(
    {"count", "clue_id", "level", "level_rule", "kind", "name", "sex", "age", "birth", "id_number", "phone", "address",
     "register_address", "residence", "hardship", "event_date", "amount", "reasons", "aid", "household", "benefits", "context", "basis",
     "source", "unit", "unit_from", "departments", "evidence", "opened_on"}
)  # fmt: skip
SLIP_FIELDS = CLUE_FIELDS | {"slip_no", "number", "check", "role", "recipient", "issued_on", "due_on"}
STANDING_FIELDS = SLIP_FIELDS | {
    "state",
    "news",
    "roll_news",
    "withdrawn_on",
    "withdrawn_why",
    "returned_on",
    "returned_why",
    "waits",
    "redirected_on",
    "redirected_why",
    "next_unit",
    "next_no",
}
VISIT_FIELDS = SLIP_FIELDS | {"result", "why"}
OUTCOME_FIELDS = frozenset(
    {"count", "record_id", "place_no", "placing", "source", "level", "name", "sex", "birth", "id_number", "phone", "address", "register_address", "unit",
     "unit_from", "hardship", "reason", "rule", "clue_id", "answer_by", "roll_name", "roll_sex", "roll_birth", "roll_id_number",
     "roll_phone", "roll_address", "roll_category", "roll_unit"}
)  # fmt: skip
SUPPLEMENT_FIELDS = frozenset(
    {"count", "slip_no", "clue_id", "level_before", "level", "name", "sex", "id_number", "phone", "address", "hardship", "reasons", "aid",
     "source", "before", "unit"}
)  # fmt: skip
OVERLAP_FIELDS = frozenset({"count", "name", "id_number", "household_id", "unit", "village", "monthly_amount", "clashing"})
PAIR_FIELDS = frozenset(
    {"count", "group", "pair_no", "name", "id_number", "born", "phone", "address", "roll_name", "roll_id_number", "roll_born", "roll_phone",
     "roll_address", "reason", "answer_by", "weight"}
)  # fmt: skip


class RowMaker:
    """Makes the rows of the papers of one day."""

    def __init__(self, day: date, installation: Installation) -> None:
        self._installation, self._day = installation, day
        self._district: District = installation.district
        self._clue = self._clue_fields()

    @cached_property
    def _answer_by(self) -> str:
        """Until when people judge; counted only for papers that say so, since it may fall into a year without a calendar."""
        return say_day(self._installation.calendar.add(self._day, self._district.limits.review_working_days))

    def unit(self, code: str | None) -> str:
        return self._district.unit(code).name if code else ""

    def clue(self, clue: Row, wanted: Collection[str] = CLUE_FIELDS) -> Row:
        """The fields of a clue, or those that are wanted."""
        return {name: tell(clue) for name, tell in self._clue.items() if name in wanted}

    def _clue_fields(self) -> dict[str, Callable[[Row], str]]:
        """How each field of a clue is told."""

        def told(tell: Callable[[str | None], str], *names: str) -> dict[str, Callable[[Row], str]]:
            def of(name: str) -> Callable[[Row], str]:
                return lambda clue: tell(clue[name])

            return {name: of(name) for name in names}

        return {
            **told(clean, "clue_id", "level", "level_rule", "kind", "name", "sex", "age", "id_number", "phone", "amount"),
            **told(clean, "address", "register_address"),
            **told(typeset, "hardship", "household", "benefits", "basis"),
            **told(say_day, "birth", "event_date", "opened_on"),
            **told(self.unit, "unit"),
            "residence": _residence,
            "reasons": lambda clue: "\n".join(map(typeset, clue["reasons"])),
            "aid": lambda clue: "\n".join(clue["aid"]) or DASH,
            "context": lambda clue: "\n".join(dict.fromkeys([typeset(clue["household"]), typeset(clue["benefits"])])),
            "source": lambda clue: typeset(clue["source"]).replace("；", "\n"),
            "unit_from": lambda clue: UNIT_FROM.get(clue["unit_from"], ""),
            "departments": lambda clue: "\n".join(self._district.department(key).name for key in clue["departments"]) or DASH,
            "evidence": lambda clue: str(len(clue["evidence"])),
        }

    def supplement(self, raised: Row) -> Row:
        """The fields of a supplement to an open clue."""
        plain = ("clue_id", "level_before", "level", "name", "sex", "id_number", "phone", "address", "slip_no")
        return {
            **{name: clean(raised[name]) for name in plain},
            **{name: typeset(raised[name]).replace("；", "\n") for name in ("hardship", "source", "before")},
            "reasons": "\n".join(map(typeset, raised["reasons"])),
            "aid": "\n".join(raised["aid"]) or DASH,
            "unit": self.unit(raised["unit"]),
        }

    def overlap(self, row: Row) -> Row:
        """The fields of a person who receives what nobody may receive together."""
        plain = ("name", "id_number", "household_id", "village", "monthly_amount", "clashing")
        return {**{name: clean(row[name]) for name in plain}, "unit": self.unit(row["unit"])}

    def slip(self, slip: Row, told: Row) -> Row:
        """The fields of a slip: its clue's, as `clue` told them, and its own."""
        is_unit = slip["recipient_kind"] == "unit"
        recipient = self.unit(slip["recipient"]) if is_unit else self._district.department(slip["recipient"]).name
        days = {"issued_on": say_day(slip["issued_on"]), "due_on": say_day(slip["due_on"])}
        own = {name: slip[name] for name in ("slip_no", "number", "role")}
        return {**told, **own, **days, "recipient": recipient, "check": slip_code(slip["year"], slip["number"])[-1]}

    def source(self, record: Row) -> str:
        """Who sent a record, in which list and row."""
        contract = self._installation.feeds[record["feed"]]
        sender = self.unit(record["source_unit"]) if contract.per_unit else self._district.department(contract.department).name
        return f"{sender}《{contract.title}》第{record['row']}行"

    def pair(self, pair: Row, group: str, sources: Iterable[str]) -> Row:
        """The fields of a pair that people decide; `sources`: who reported the person."""
        sides = ("name", "id_number", "phone", "address")
        return {
            **{name: clean(pair[name]) for side in sides for name in (side, f"roll_{side}")},
            **{f"{side}born": f"{pair[f'{side}sex'] or ''}\n{pair[f'{side}birth'] or ''}".rstrip() for side in ("", "roll_")},
            "group": group,
            "pair_no": pair["pair_no"],
            "reason": "\n".join([typeset(pair["explanation"]), *sources]),
            "answer_by": pair["answer_by"],
            "weight": "" if pair["match_weight"] is None else f"{pair['match_weight']:.1f}",
        }

    def outcome(self, outcome: Row, record: Row, person: Row, roll: Row | None) -> Row:
        """The fields of an outcome that is no clue of its own; roll_*: the roll's person beside it."""
        roll = roll or {}
        return {
            "record_id": clean(outcome["record_id"]),
            "place_no": place_number(outcome["record_id"]),
            "placing": f"{typeset(outcome['reason'])}\n来源：{self.source(record)}",
            "source": self.source(record),
            "level": clean(outcome["level"]),
            "name": clean(person["name_clean"] or person["name"]),
            "sex": clean(person["sex_clean"]),
            "birth": say_day(person["birth"]),
            "id_number": clean(person["id_clean"]),
            "phone": clean(person["phone_clean"] or person["phone"]),
            "address": clean(person["address"] or "".join(filter(None, (person["township"], person["village"])))),
            "register_address": clean(person["register_address"]),
            "unit": self.unit(outcome["unit"]),
            "unit_from": UNIT_FROM.get(outcome["unit_from"], ""),
            "hardship": typeset(outcome["hardship"]),
            "reason": typeset(outcome["reason"]),
            "rule": clean(outcome["rule"]),
            "clue_id": clean(outcome["clue_id"]),
            "answer_by": self._answer_by,
            **{f"roll_{name}": clean(roll.get(name)) for name in ("name", "sex", "id_number", "phone", "address", "category")},
            "roll_birth": say_day(roll.get("birth_date")),
            "roll_unit": clean(roll.get("township")),
        }


def _residence(clue: Row) -> str:
    """Where the person lives, and the register's address if it is another."""
    address, register = clean(clue["address"]), clean(clue["register_address"])
    differs = [f"户籍：{register}"] if register and register != address else []
    return "\n".join([address or DASH, *differs])


def numbered(rows: Iterable[Row]) -> list[Row]:
    """The rows with `count`, from 1."""
    return [{**row, "count": number} for number, row in enumerate(rows, start=1)]


SORTED_BY = ("level", "clue_id")
"""The fields of a clue that `by_level` reads."""


def by_level(row: Row) -> tuple[int, str, str]:
    """Sorting key: the most pressing first, then in order of slip, clue or record."""
    level = row["level"]
    return (
        LEVELS.index(level) if level in LEVELS else len(LEVELS),
        row.get("slip_no", ""),
        row.get("clue_id", "") + row.get("record_id", ""),
    )


def rows_by(table: pa.Table, key: str) -> Mapping[str, Row]:
    """The rows of a table by a column that names each once."""
    return {row[key]: row for row in table.to_pylist()}
