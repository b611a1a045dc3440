"""Queries of standardise and link, each case a folder: one small file per input table, and the expected rows."""

import re
from pathlib import Path

import duckdb
import pytest

HERE = Path(__file__).parent
SQL = HERE.parent.parent / "sql"
CASES = sorted(path.parent for stage in ("link", "standardise") for path in (HERE / stage).glob("*/*/expected.csv"))
PARAMETERS = {"$tie_bits": "1.0"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_query(case: Path) -> None:
    statement = (SQL / case.parent.parent.name / f"{case.parent.name}.sql").read_text(encoding="utf-8")
    for name, value in PARAMETERS.items():
        statement = statement.replace(name, value)
    with duckdb.connect(":memory:") as connection:
        for table in case.glob("*.csv"):
            connection.execute(f"CREATE TABLE \"{table.stem}\" AS FROM read_csv('{table}', header = true)")
        made = re.search(r"^CREATE TEMP TABLE (\w+)", statement, re.MULTILINE)
        if made:
            connection.execute(statement)
            found = connection.sql(f"FROM {made[1]} ORDER BY ALL")
        else:
            found = connection.sql(statement)
        expected = connection.sql("FROM expected" + (" ORDER BY ALL" if made else ""))
        assert found.columns == expected.columns
        assert [[str(cell) for cell in row] for row in found.fetchall()] == [
            [str(cell) for cell in row] for row in expected.fetchall()
        ]


def test_there_are_cases() -> None:
    assert {case.parent.name for case in CASES} == {"choose_pairs", "decide_records", "choose_places"}
