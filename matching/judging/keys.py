"""What a record says of its person, as keys that are the same when the same is said again.

Belongs here: running sql/judging/key_subjects.sql, which says what a subject's key is made of; the key of a whole number. Does not belong here: the number of a
pair (matching.codes).
"""

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from matching.memory import memory
from matching.settings import PROJECT
from matching.statements import statement


def key_subjects(people: pa.Table, threads: int = 0) -> dict[str, str]:
    """STANDARD people → the key of each by record_id."""
    with memory(threads) as connection:
        connection.register("people", people)
        keys = connection.sql(statement(PROJECT / "sql", "judging/key_subjects")).to_arrow_table()
    return dict(zip(keys["record_id"].to_pylist(), keys["subject_key"].to_pylist(), strict=True))


def key_numbers(people: pa.Table) -> dict[str, str]:
    """STANDARD people with a valid identity number → the key of each by record_id."""
    numbered = people.filter(pc.equal(people["id_status"], "valid"))
    return {
        record_id: hashlib.sha256(number.encode()).hexdigest()
        for record_id, number in zip(numbered["record_id"].to_pylist(), numbered["id_clean"].to_pylist(), strict=True)
    }
