"""RAW_PEOPLE → STANDARD: each column cleaned by its own rule, put together in the shape.

Belongs here: which rule cleans which column, and which of two sources a value is taken from. Does not belong here:
the rules (names, places, sql/standardise/).
"""

from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from matching.installation import Installation
from matching.ledger import statement
from matching.shapes import RAW_PEOPLE, STANDARD
from matching.standardise.distinct import by_sql, over_distinct, query
from matching.standardise.lookups import read_lookups
from matching.standardise.names import clean_names
from matching.standardise.places import Gazetteer, read_places

Columns = dict[str, pa.Array]


def standardise(people: pa.Table, installation: Installation) -> pa.Table:
    """RAW_PEOPLE → STANDARD, row by row in the same order. Raises ConfigurationError if a lookup is wrong.

    The same person shape gives the same result whoever sent it; the sending unit is not used.
    """
    people = people.select(RAW_PEOPLE.names).cast(RAW_PEOPLE).combine_chunks()
    lookups = read_lookups(installation.settings.schemas)
    columns = {name: people[name] for name in RAW_PEOPLE.names}
    columns |= over_distinct(people["name"], partial(clean_names, words=lookups.names))
    columns |= _who(people, installation)
    columns |= _where(people, installation, Gazetteer(installation.district, lookups))
    return pa.table({field.name: columns[field.name] for field in STANDARD}).cast(STANDARD)


def _who(people: pa.Table, installation: Installation) -> Columns:
    """Number, birth, sex and phones."""
    threads, sql = installation.settings.threads, installation.settings.sql

    def clean(column: str, rule: str) -> Columns:
        return over_distinct(people[column], by_sql(statement(sql, f"standardise/{rule}"), threads))

    number, guardian = clean("id_number", "clean_numbers"), clean("guardian_id", "clean_numbers")
    born, sex = clean("birth_date", "clean_dates")["day"], clean("sex", "clean_sexes")["sex"]
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


def _where(people: pa.Table, installation: Installation, gazetteer: Gazetteer) -> Columns:
    """Residence and household register."""
    read = partial(read_places, gazetteer=gazetteer)
    places = {source: over_distinct(people[source], read) for source in ("township", "address", "village", "register_address")}
    named = {"position": pa.array(range(people.num_rows), pa.int64())}
    for source in ("township", "address", "village"):
        named |= {f"{source}_{field}": places[source][field] for field in ("unit", "area", "village")}
    rule = statement(installation.settings.sql, "standardise/choose_places")
    chosen = query(rule, installation.settings.threads, named=pa.table(named))
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
