"""What a record says of its person, as one key that is the same when the same is said again.

Belongs here: running sql/judging/key_subjects.sql, which says what the key is made of. Does not belong here: the number of a
pair (matching.codes).
"""

import pyarrow as pa

from matching.memory import memory
from matching.settings import PROJECT
from matching.statements import statement


def key_subjects(people: pa.Table, threads: int = 0) -> dict[str, str]:
    """STANDARD people → the key of each by record_id."""
    with memory(threads) as connection:
        connection.register("people", people)
        keys = connection.sql(statement(PROJECT / "sql", "judging/key_subjects")).to_arrow_table()
    return dict(zip(keys["record_id"].to_pylist(), keys["subject_key"].to_pylist(), strict=True))
