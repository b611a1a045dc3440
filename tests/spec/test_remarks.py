"""The labelled remarks of tests/spec/remarks.csv against the signs, harmless words and topics of schemas/lookups/endings.yml.

A line says what a reader takes the remark for: its bearer's benefit runs, or it ends (or is not drawn yet, or nobody can say), so that it
covers nobody. `origin`: reported lines were found missing by a review, fresh ones were written before the signs.
"""

import csv
from collections import Counter
from pathlib import Path

from matching.endings import read_endings
from matching.validate.values.endings import read_remark
from tests.spec.people import installation

TABLE = Path(__file__).with_name("remarks.csv")
ENDINGS = read_endings(installation().settings.schemas)


def lines() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_remark_is_taken_for_what_it_says() -> None:
    wrong = [
        f"{line['says']}: {line['remark']}"
        for line in lines()
        if (line["says"] == "ends") != (read_remark(line["remark"], ENDINGS).problem is not None)
    ]
    assert wrong == []


def test_the_table_has_many_remarks_of_both_kinds() -> None:
    rows = lines()
    assert min(Counter(row["says"] for row in rows)[says] for says in ("ends", "runs")) >= 400
    assert len({row["remark"] for row in rows}) == len(rows)
    assert {row["says"] for row in rows} == {"ends", "runs"}
