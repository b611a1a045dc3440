"""The labelled name pairs of tests/spec/name_pairs.csv against the real standardisation and engine, in both directions.

A line says which level a reader expects. `today` stands where the engine is known to say something else: a line that is
mended has to lose it, and any other change of a level stops here.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from matching.link import link_people, read_linkage
from tests.spec.people import Row, installation, standard

TABLE = Path(__file__).with_name("name_pairs.csv")
MODEL = read_linkage(installation().settings.schemas)
LEVELS = {level.level for level in MODEL.comparison("name").levels}
STRENGTHS = {"strong", "likely", "weak", "none"}


def lines() -> list[dict[str, str]]:
    """The table's lines; characters that nobody can read stand as \\uXXXX."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        for name in ("name_1", "name_2"):
            row[name] = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), row[name])
    return rows


def levels(left: str, right: str) -> list[str]:
    """The level of each pair; a phone of its own brings it, and nobody else, together."""

    def side(name: str) -> list[Row]:
        return [
            {"record_id": f"{place:04d}", "name": row[name], "phone": f"137{23456789 + place}"}
            for place, row in enumerate(lines())
        ]

    linked = link_people(standard(side(left)), standard(side(right)), MODEL)
    found = {pair["left_id"]: pair["name"] for pair in linked.pairs.to_pylist() if pair["left_id"] == pair["right_id"]}
    return [found[f"{place:04d}"] for place in range(len(lines()))]


@pytest.mark.parametrize(("left", "right"), [("name_1", "name_2"), ("name_2", "name_1")])
def test_every_pair_has_its_level(left: str, right: str) -> None:
    wrong = [
        f"{row['trap']}: {row[left]!r} {row[right]!r}: expected {row['today'] or row['level']}, found {level}"
        for row, level in zip(lines(), levels(left, right), strict=True)
        if level != (row["today"] or row["level"])
    ]
    assert wrong == []


def test_the_table_covers_every_level() -> None:
    rows = lines()
    assert len(rows) >= 600
    assert len({frozenset((row["name_1"], row["name_2"])) for row in rows}) == len(rows)
    assert min(Counter(row["level"] for row in rows)[level] for level in LEVELS) >= 15
    assert {row["level"] for row in rows} == LEVELS
    assert {row["strength"] for row in rows} == STRENGTHS
    assert all(row["today"] != row["level"] and row["today"] in LEVELS | {""} for row in rows)
    assert sum(bool(row["today"]) for row in rows) <= 20


def test_a_known_wrong_level_never_hides_a_strong_pair() -> None:
    """Whatever is still wrong, nobody's sure pair is called different, and no two people are called the same."""
    for row in lines():
        if row["today"]:
            assert row["strength"] in ("weak", "none")
            assert row["today"] not in ("same", "variant")
