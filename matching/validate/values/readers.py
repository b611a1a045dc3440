"""Which reader fits which column of a contract.

Belongs here: the function for each type of column, and the cells it would not change. Does not belong here: the readers
themselves (cells, dates, identity) and applying them to whole columns (matching.validate.rows).
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from matching.columns import Column
from matching.endings import Endings
from matching.validate.values import amounts, cells, dates, endings, identity, names
from matching.validate.values.cells import Problem, Value
from matching.validate.values.private_use import read_public

PARSED = ("date", "month", "start_month", "end_month", "money", "integer", "enum")
PLAIN = {
    "money": r"^[1-9][0-9]{0,11}$",
    "integer": r"^[1-9][0-9]{0,8}$",
    "phone": r"^[0-9]{7,12}$",
    "id_number": r"^[1-9][0-9]{16}[0-9X]$",
    **dict.fromkeys(("text", "address", "unit"), r"^[^同\P{Han}][\p{Han}0-9A-Za-z]+$"),
}
DAY_MARK = re.compile(r"[\d年]")
"""Without any of these a text is no day."""
FREE_TEXT = ("text", "name", "address", "unit", "remark")
DITTOED = ("text", "address", "unit", "phone", "id_number", "disability_card")
"""Types in which 同上 would pass for a value."""


def reader(
    column: Column, times: int = 1, private_use: Mapping[int, str] = MappingProxyType({}), signs: Endings | None = None
) -> Callable[[str], Value]:
    """The function that reads one cell of a column; `times` is the heading's unit for money; `signs`: of a table that ends benefits, whose
    names may bear a remark that says so, which is no part of them."""
    known = cells.spellings(column)
    parsers: dict[str, Callable[[str], Value]] = {
        "date": dates.read_date,
        "month": dates.read_month,
        "start_month": dates.read_start_month,
        "end_month": dates.read_end_month,
        "ended": lambda text: endings.read_ended(text, signs) if signs else cells.read_text(text),
        "remark": lambda text: endings.read_remark(text, signs) if signs else cells.read_text(text),
        "money": lambda text: amounts.read_money(text, times),
        "integer": amounts.read_integer,
        "enum": lambda text: cells.read_enum(text, known),
        "phone": cells.read_phone,
        "name": _read_name,
        "pair": cells.read_pair,
        "slip": cells.read_slip,
        "id_number": lambda text: cells.read_text(identity.clean_number(text)),
        "disability_card": lambda text: cells.read_text(identity.clean_number(text)),
    }
    parse = parsers.get(column.type, cells.read_text)
    free_text = column.type in FREE_TEXT
    strict = column.set_aside or column.type in ("start_month", "end_month", "ended")

    def is_blank(text: str) -> bool:
        return text in cells.UNSAID if strict else cells.is_blank(text, free_text)

    def read_cell(text: str) -> Value:
        if column.type not in PARSED and cells.SHORTENED in text:
            return Value(None, Problem.SHORTENED)
        if column.type == "name" and signs:
            text, _ = endings.name_and_end(text, signs)
        if column.type == "name" and names.several_people(text):
            return Value(cells.clean(text), Problem.SEVERAL_NAMES)
        text = cells.clean(text)
        if column.type in DITTOED and cells.is_ditto(text):
            return Value(None, Problem.DITTO)
        value = cells.BLANK if is_blank(text) else parse(text)
        return read_public(value, private_use) if free_text else value

    return read_cell


def plain(column: Column, times: int = 1) -> str | None:
    """The pattern of cells that `reader` gives back unchanged, as most of a column are; None if that is not worth a look."""
    return PLAIN.get(column.type) if times == 1 else None


def _read_name(text: str) -> Value:
    """A name; a day in its place is none."""
    perhaps_a_day = DAY_MARK.search(text) is not None
    return Value(text, Problem.NOT_A_NAME) if perhaps_a_day and dates.read_date(text).text else names.read_name(text)
