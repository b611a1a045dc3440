"""RAW_PEOPLE → STANDARD: each column cleaned by its own rule, put together in the shape.

Belongs here: which rule cleans which column, and which of two sources a value is taken from. Does not belong here:
the rules (names, places, sql/standardise/).
"""

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.district import District
from matching.installation import Installation
from matching.memory import memory
from matching.shapes import RAW_PEOPLE, STANDARD
from matching.standardise.distinct import Database, over_distinct
from matching.standardise.lookups import read_lookups, stamp
from matching.standardise.names import clean_names
from matching.standardise.places import Gazetteer, read_places
from matching.statements import statement

Columns = dict[str, pa.Array]


def standardise(people: pa.Table, installation: Installation) -> pa.Table:
    """RAW_PEOPLE → STANDARD, row by row in the same order. Raises ConfigurationError if a lookup is wrong.

    The same person shape gives the same result whoever sent it; the sending unit is not used.
    """
    people = people.select(RAW_PEOPLE.names).cast(RAW_PEOPLE).combine_chunks()
    schemas = installation.settings.schemas
    columns = {name: people[name] for name in RAW_PEOPLE.names}
    names = over_distinct(people["name"], partial(clean_names, words=read_lookups(schemas).names))
    columns |= names
    with memory(installation.settings.threads) as connection:
        database = Database(connection)
        columns |= _who(people, installation, database, names["name_sex"])
        columns |= _where(people, installation, database, _gazetteer(installation.district, schemas, stamp(schemas)))
    return pa.table({field.name: columns[field.name] for field in STANDARD}).cast(STANDARD)


def identify(people: pa.Table, installation: Installation) -> pa.Table:
    """name_key, id_clean and id_status of each row: who it is about, whatever blanks and variants it is written with."""
    names = over_distinct(people["name"], partial(clean_names, words=read_lookups(installation.settings.schemas).names))
    with memory(installation.settings.threads) as connection:
        rule = statement(installation.settings.sql, "standardise/clean_numbers")
        numbers = over_distinct(people["id_number"], Database(connection).cells(rule))
    columns = {"name_key": names["name_key"], "id_clean": numbers["id_clean"], "id_status": numbers["id_status"]}
    return pa.table(columns).cast(pa.schema([(name, pa.string()) for name in columns]))


@lru_cache(maxsize=4)
def _gazetteer(district: District, schemas: Path, _stamp: tuple[int, ...]) -> Gazetteer:
    return Gazetteer(district, read_lookups(schemas))


def _who(people: pa.Table, installation: Installation, database: Database, titled: pa.Array) -> Columns:
    """Number, birth, sex (the column's, else what a title behind the name says: `titled`) and phones."""
    sql = installation.settings.sql

    def clean(column: str, rule: str) -> Columns:
        return over_distinct(people[column], database.cells(statement(sql, f"standardise/{rule}")))

    number, guardian = _numbers(people, database.cells(statement(sql, "standardise/clean_numbers")))
    born, sex = clean("birth_date", "clean_dates")["day"], pc.coalesce(clean("sex", "clean_sexes")["sex"], titled)
    valid = pc.is_valid(number["id_birth"])
    birth = pc.coalesce(number["id_birth"], born)
    source = pc.if_else(valid, "id", pc.if_else(pc.is_valid(born), "column", pa.scalar(None, pa.string())))
    return {
        "id_clean": number["id_clean"],
        "id_status": pc.fill_null(number["id_status"], "missing"),
        "birth": birth,
        "birth_from": source,
        "birth_stated": born,
        "sex_clean": pc.coalesce(number["id_sex"], sex),
        "sex_stated": sex,
        "phone_clean": clean("phone", "clean_phones")["phone"],
        "guardian_id_clean": guardian["id_clean"],
    }


def _numbers(people: pa.Table, clean: Callable[[pa.Array], Columns]) -> tuple[Columns, Columns]:
    """What is known of the person's own number and of the guardian's; many a number stands in both columns."""
    size = people.num_rows
    both = over_distinct(pa.chunked_array([*people["id_number"].chunks, *people["guardian_id"].chunks], pa.string()), clean)
    own, guardian = ({name: column.slice(start, size) for name, column in both.items()} for start in (0, size))
    return own, guardian


def _where(people: pa.Table, installation: Installation, database: Database, gazetteer: Gazetteer) -> Columns:
    """Residence and household register."""
    read = partial(read_places, gazetteer=gazetteer)
    places = {source: over_distinct(people[source], read) for source in ("township", "address", "village", "register_address")}
    named = {"position": pa.array(np.arange(people.num_rows))}
    for source in ("township", "address", "village"):
        named |= {f"{source}_{field}": places[source][field] for field in ("unit", "area", "village")}
    rule = statement(installation.settings.sql, "standardise/choose_places")
    chosen = database.query(rule, named=pa.table(named))
    register = places["register_address"]
    return {
        "unit": chosen["unit"],
        "unit_from": chosen["unit_from"],
        "area": chosen["area"],
        "village_clean": chosen["village"],
        "house": places["address"]["house"],
        "register_unit": register["unit"],
        "register_area": pc.fill_null(register["area"], "unknown"),
    }
