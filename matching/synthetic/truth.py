"""The truth, kept apart from the drops: who everybody is and whose every row is.

Belongs here: the tables of truth/ and their columns. Does not belong here: anything a department could see.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from matching.run import write_table
from matching.synthetic.deliveries import Delivery
from matching.synthetic.households import Household, Person
from matching.synthetic.places import Places
from matching.synthetic.rates import REJECTED
from matching.synthetic.rolls import Benefit, Rolls
from matching.synthetic.sheets import TruthRow

PEOPLE = pa.schema(
    [
        *[
            pa.field(name, pa.string())
            for name in ("person_id", "household_id", "relation", "name", "id_number", "birth", "sex", "phone")
        ],
        *[pa.field(name, pa.string()) for name in ("unit", "village", "address", "guardian_id")],
        pa.field("on_roll", pa.bool_()),
        pa.field("categories", pa.list_(pa.string())),
    ]
)
"""Everybody who lives in the district. guardian_id: person id of a child's guardian; on_roll: at any day of the year;
categories: the benefits, those granted during the year included."""

ROWS = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("path", "feed", "arrives_on")],
        pa.field("row", pa.int32()),
        pa.field("position", pa.int32()),
        *[pa.field(name, pa.string()) for name in ("event", "event_on", "person_id", "unit")],
        pa.field("on_roll", pa.bool_()),
        pa.field("outside", pa.bool_()),
        pa.field("errors", pa.list_(pa.string())),
        pa.field("must_reject", pa.bool_()),
        pa.field("values", pa.string()),
    ]
)
"""Every row of every drop. path: relative to drops/; row: 1-based row of the sheet; position: 1-based record of the drop;
event: shared by all rows that tell of one thing; person_id: null for people from outside; unit: where the person lives;
on_roll: whether the centre knows on arrives_on that the person is on a roll; must_reject: an error no row may be accepted with; values: what
happened as it was, a JSON object of the contract's columns without the person's."""

ROLL = pa.schema(
    [
        pa.field("path", pa.string()),
        pa.field("row", pa.int32()),
        pa.field("position", pa.int32()),
        pa.field("person_id", pa.string()),
        pa.field("category", pa.string()),
        pa.field("errors", pa.list_(pa.string())),
    ]
)
"""Every row of the base roll. path: relative to the folder of the district."""

BENEFITS = pa.schema(
    [pa.field(name, pa.string()) for name in ("person_id", "category", "from_month", "to_month", "known_from")],
)
"""Every benefit. known_from: the day the centre learns of it."""


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)


def write_people(households: list[Household], rolls: Rolls, places: Places, folder: Path) -> None:
    """truth/people.parquet and truth/benefits.parquet."""
    people = [person for house in households for person in house.members]
    rows = [_person(person, rolls.of(person), places) for person in people]
    write_table(_table(rows, PEOPLE), folder / "people.parquet")
    benefits = sorted(
        (one.person.person_id or "", one.category, one.from_month, one.to_month or "", one.known_from.isoformat())
        for one in rolls.benefits
    )
    write_table(_table([(*one[:3], one[3] or None, one[4]) for one in benefits], BENEFITS), folder / "benefits.parquet")


def _person(person: Person, benefits: list[Benefit], places: Places) -> tuple[object, ...]:
    home, unit = person.home, places.unit(person.home)
    address = f"{places.district.name}{unit.name if unit else ''}{home.place}{home.door}"
    return (
        person.person_id,
        person.household_id,
        person.relation,
        person.name,
        person.id_number,
        person.birth.isoformat(),
        person.sex,
        person.phone,
        home.unit,
        home.place,
        address,
        person.guardian.person_id if person.guardian else None,
        _ever_on_roll(benefits),
        sorted({benefit.category for benefit in benefits}),
    )


def _ever_on_roll(benefits: list[Benefit]) -> bool:
    return any(benefit.covers(benefit.known_from) for benefit in benefits)


def drop_rows(delivery: Delivery, path: str, facts: list[TruthRow], rolls: Rolls) -> list[tuple[object, ...]]:
    """The truth of one drop's rows, in the columns of ROWS."""
    day = delivery.arrives_on
    return [
        (
            path,
            delivery.feed.code,
            day.isoformat(),
            fact.row,
            fact.position,
            fact.happening.event,
            fact.happening.on.isoformat(),
            fact.happening.person.person_id,
            fact.happening.person.home.unit,
            rolls.covers(fact.happening.person, day),
            fact.happening.person.home.unit is None,
            fact.errors,
            not REJECTED.isdisjoint(fact.errors),
            json.dumps(
                {name: str(value) for name, value in fact.happening.values.items() if value is not None}, ensure_ascii=False
            ),
        )
        for fact in facts
    ]


def write_rows(rows: list[tuple[object, ...]], folder: Path) -> None:
    """truth/rows.parquet."""
    write_table(_table(rows, ROWS), folder / "rows.parquet")


def write_roll(path: str, facts: Iterable[tuple[TruthRow, Benefit]], folder: Path) -> None:
    """truth/rolls.parquet."""
    rows: list[tuple[object, ...]] = [
        (path, fact.row, fact.position, benefit.person.person_id, benefit.category, fact.errors) for fact, benefit in facts
    ]
    write_table(_table(rows, ROLL), folder / "rolls.parquet")
