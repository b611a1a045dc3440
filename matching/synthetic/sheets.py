"""A drop as its department would lay it out: titles, headings, rows with their errors, footers.

Belongs here: from happenings to a sheet, and the truth of each of its rows. Does not belong here: bytes
(formats), errors (errors), habits (habits).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from matching.columns import Column
from matching.contracts import TableContract
from matching.synthetic.crowd import Happening
from matching.synthetic.draft import Draft
from matching.synthetic.errors import corrupt
from matching.synthetic.formats import Sheet, encodable
from matching.synthetic.habits import EXTRAS, HABITS, FileFormat, Habit
from matching.synthetic.households import Person
from matching.synthetic.places import Places
from matching.synthetic.spelling import SHORT_DATE, Cell, spell_date, spell_money

ZERO_WORDS = ("零报告", "本期无新增人员,零报告", "无")
HIDDEN_ROWS: list[list[Cell]] = [["性别", "代码"], ["男", 1], ["女", 2]]
ENUM_ALIAS = 0.12
"""Share of the values that are written with another spelling the contract knows."""


@dataclass(slots=True)
class TruthRow:
    """The truth of one row of one file. `row` is the 1-based row of the sheet, `position` counts the records from 1."""

    row: int
    position: int
    happening: Happening
    errors: list[str]


@dataclass(frozen=True)
class Template:
    """The layout a department uses for half a year: headings in order, with the column each one holds (None: undeclared)."""

    headings: tuple[str, ...]
    columns: tuple[str | None, ...]


def make_template(contract: TableContract, rng: Random) -> Template:
    """Choose headings by the department's habit."""
    habit, known = HABITS[contract.code], {name for column in contract.columns for name in (column.header, *column.aliases)}
    pairs: list[tuple[str, str | None]] = [
        (rng.choice(column.aliases) if column.aliases and rng.random() < habit.aliases else column.header, column.name)
        for column in contract.columns
        if column.name not in habit.omits
    ]
    for extra in habit.extras:
        if extra not in known:
            pairs.insert(0 if extra == "序号" else rng.randint(len(pairs) // 2, len(pairs)), (extra, None))
    if habit.blank_column:
        pairs.insert(rng.randint(2, len(pairs)), ("", None))
    headings, columns = zip(*pairs, strict=True)
    return Template(headings, columns)


class Composer:
    """Lays out the sheets of one table."""

    def __init__(self, contract: TableContract, places: Places, template: Template) -> None:
        self._contract, self._places, self._template = contract, places, template
        self._fields = contract.person.used()
        self._columns = {column.name: column for column in contract.columns}

    def compose(
        self, happenings: list[Happening], heading: str, day: date, file_format: FileFormat, rng: Random
    ) -> tuple[Sheet, list[TruthRow]]:
        """The sheet of one drop and the truth of its rows. `heading` is its title, `day` the day it was filled in."""
        habit, template = HABITS[self._contract.code], self._template
        if not happenings:
            return self._zero(heading, rng), []
        sheet = Sheet(heading, [], len(template.headings))
        self._write_titles(sheet, habit, heading, day)
        sheet.rows.append(list(template.headings))
        truth: list[TruthRow] = []
        again: list[tuple[list[Cell], TruthRow]] = []
        for happening in happenings:
            cells, errors = self._row(happening, file_format, rng, day)
            self._append(
                sheet,
                truth,
                cells,
                TruthRow(0, 0, happening, [*happening.faults, *(kind for kind in errors if kind != "row_twice")]),
            )
            if "row_twice" in errors:
                again.append((cells, TruthRow(0, 0, happening, [*truth[-1].errors, "row_twice"])))
        for cells, fact in again:
            self._append(sheet, truth, list(cells), fact)
        self._write_footer(sheet, habit, len(truth), day, rng)
        if rng.random() < habit.hidden and file_format in ("xlsx", "xls"):
            sheet.hidden = HIDDEN_ROWS
        return sheet, truth

    def _append(self, sheet: Sheet, truth: list[TruthRow], cells: list[Cell], fact: TruthRow) -> None:
        fact.position, fact.row = len(truth) + 1, len(sheet.rows) + 1
        for place, heading in enumerate(self._template.headings):
            if heading == "序号":
                cells[place] = fact.position
        sheet.rows.append(cells)
        truth.append(fact)

    def _zero(self, heading: str, rng: Random) -> Sheet:
        """A zero report: only headings, headings with a word below, or a word alone."""
        rows: list[list[Cell]] = [list(self._template.headings)]
        style = rng.randrange(3)
        if style == 0:
            rows.append([rng.choice(ZERO_WORDS[:2])])
        elif style == 1:
            rows = [[heading], [ZERO_WORDS[0]]]
        return Sheet(heading, rows, len(self._template.headings))

    def _write_titles(self, sheet: Sheet, habit: Habit, heading: str, day: date) -> None:
        if habit.titles > 0:
            sheet.merged.append(0)
            sheet.rows.append([heading])
        if habit.titles > 1:
            sheet.rows.append([f"填报日期:{day.year}年{day.month}月{day.day}日", None, None, "单位:人、元"])

    def _write_footer(self, sheet: Sheet, habit: Habit, rows: int, day: date, rng: Random) -> None:
        if habit.footer in ("total", "both"):
            sheet.rows.append(["合计", rows])
        if habit.footer in ("signed", "both"):
            sheet.rows.append([])
            sheet.rows.append(
                [f"填表人:{rng.choice('赵钱孙李周吴')}科员", None, "审核人:", None, f"填表日期:{day.year}.{day.month}.{day.day}"]
            )

    def _row(self, happening: Happening, file_format: FileFormat, rng: Random, day: date) -> tuple[list[Cell], list[str]]:
        excel = file_format in ("xlsx", "xls")
        values = fill_person(self._contract, happening.person, self._places, rng, day)
        draft = Draft(self._contract, self._fields, happening.person, {**values, **happening.values}, self._places, rng, excel)
        errors = corrupt(draft)
        name = draft.text("name")
        if name and not encodable(name, file_format):
            errors.append("name_rare_lost")
        layout = zip(self._template.headings, self._template.columns, strict=True)
        cells = [self._cell(name, draft.values, excel, rng) if name else _undeclared(heading, rng) for heading, name in layout]
        if any(isinstance(cell, str) and SHORT_DATE.fullmatch(cell) for cell in cells):
            errors.append("date_short")
        return cells, errors

    def _cell(self, name: str, values: dict[str, Any], excel: bool, rng: Random) -> Cell:
        value, column, habit = values.get(name), self._columns[name], HABITS[self._contract.code]
        if isinstance(value, date):
            return spell_date(value, habit.dates, rng, excel)
        if isinstance(value, Decimal):
            return spell_money(value, habit.money, rng, excel)
        if column.type == "phone" and habit.numeric_phone and excel and isinstance(value, str) and value.isdigit():
            return int(value)
        if column.type == "enum" and value in column.values:
            return _spell_value(column, value, rng)
        return value if value is None or isinstance(value, str | int | float) else str(value)


def _undeclared(heading: str, rng: Random) -> Cell:
    """A cell of a column that no contract knows; the numbering is filled in when the row finds its place."""
    if heading.endswith("账号"):
        return f"6299{rng.randrange(10**15):015d}"
    return rng.choice(EXTRAS[heading]) if heading in EXTRAS else None


def _spell_value(column: Column, value: str, rng: Random) -> str:
    spellings = column.values[value]
    return rng.choice(spellings) if spellings and rng.random() < ENUM_ALIAS else value


def fill_person(contract: TableContract, person: Person, places: Places, rng: Random, on: date) -> dict[str, Any]:
    """The contract's person columns, filled with the truth about the person."""
    home, guardian = person.home, person.guardian
    shape: dict[str, Any] = {
        "name": person.name,
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_date": person.birth,
        "age": person.age(on),
        "phone": person.phone or (guardian.phone if guardian else None),
        "township": places.unit_spelling(home, rng),
        "village": home.place if home.unit else None,
        "address": places.address(home, rng),
        "register_address": places.address(home, rng),
        "guardian_name": guardian.name if guardian else None,
        "guardian_id": guardian.id_number if guardian else None,
        "household_id": person.head.id_number if person.head else None,
        "relation": person.relation,
    }
    return {column: shape[field] for field, column in contract.person.used().items() if field in shape}
