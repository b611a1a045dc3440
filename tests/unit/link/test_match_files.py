"""Two Parquet files in, decisions and pairs out."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching.errors import UsageError
from matching.pipeline.match import match_files
from matching.run import sha256_file
from matching.shapes import DECISIONS
from tests.spec.people import Row, installation, number

NUMBER = number("19680305", 123)
PERSON = {"person_id": "P1", "name": "陈静", "id_number": NUMBER, "category": "农村低保"}


def write(path: Path, rows: list[Row]) -> Path:
    names = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows]), path)
    return path


def test_decisions_and_pairs_are_written(tmp_path: Path) -> None:
    feed = write(
        tmp_path / "f.parquet",
        [
            {"record_id": "R1", "name": "陈静", "id_number": NUMBER, "extra": 1},
            {"record_id": "R2", "name": "李四", "id_number": None, "extra": 2},
        ],
    )
    rolls = write(tmp_path / "r.parquet", [PERSON, PERSON | {"category": "临时救助"}])
    seen: list[tuple[str, int, int]] = []
    summary = match_files(feed, rolls, tmp_path / "out", installation(), progress=lambda *step: seen.append(step))
    decisions = pq.read_table(tmp_path / "out" / "decisions.parquet")
    assert decisions.schema == DECISIONS
    assert [(row["record_id"], row["decision"], row["person_id"], row["rule"]) for row in decisions.to_pylist()] == [
        ("R1", "match", "P1", "EXACT_ID"),
        ("R2", "new", None, "TOO_LITTLE"),
    ]
    assert pq.read_table(tmp_path / "out" / "pairs.parquet")["right_id"].to_pylist() == ["P1"]
    assert (summary["records"], summary["people"], summary["decisions"]) == (2, 1, {"match": 1, "new": 1})
    assert seen[-1] == ("比对", 4, 4)


def test_numbers_as_numbers(tmp_path: Path) -> None:
    feed = write(tmp_path / "f.parquet", [{"record_id": 1, "name": "陈静", "phone": 13964317720}])
    rolls = write(tmp_path / "r.parquet", [{"person_id": 7, "name": "陈静", "phone": "13964317720"}])
    match_files(feed, rolls, tmp_path / "out", installation())
    (row,) = pq.read_table(tmp_path / "out" / "decisions.parquet").to_pylist()
    assert (row["record_id"], row["person_id"], row["rule"]) == ("1", "7", "NAME_PHONE")


def test_a_persons_rows_are_put_together_whatever_their_order(tmp_path: Path) -> None:
    rows = [
        {"person_id": "P1", "name": "陈静", "id_number": None, "phone": None},
        {"person_id": "P1", "name": "陈静", "id_number": NUMBER, "phone": None},
        {"person_id": "P1", "name": "陈 静", "id_number": None, "phone": "13964317720"},
    ]
    feed = write(
        tmp_path / "f.parquet",
        [{"record_id": "R1", "name": "陈静", "id_number": NUMBER}, {"record_id": "R2", "name": "陈静", "phone": "13964317720"}],
    )
    hashes = set()
    for order in (rows, rows[::-1]):
        match_files(feed, write(tmp_path / "r.parquet", order), tmp_path / "out", installation())
        hashes.add(sha256_file(tmp_path / "out" / "decisions.parquet"))
    assert len(hashes) == 1
    assert pq.read_table(tmp_path / "out" / "decisions.parquet")["rule"].to_pylist() == ["EXACT_ID", "NAME_PHONE"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"record_id": "R1"}], "name"),
        ([{"name": "陈静"}], "record_id"),
        ([{"record_id": "R1", "name": "陈静"}] * 2, "comes twice"),
        ([{"record_id": None, "name": "陈静"}, {"record_id": "R1", "name": "陈静"}], "missing"),
    ],
)
def test_a_feed_that_cannot_be_used(tmp_path: Path, rows: list[Row], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        match_files(write(tmp_path / "f.parquet", rows), write(tmp_path / "r.parquet", [PERSON]), tmp_path, installation())


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    path.write_text("姓名,身份证号", encoding="utf-8")
    with pytest.raises(UsageError, match="Parquet"):
        match_files(path, path, tmp_path, installation())


def test_rolls_without_a_person(tmp_path: Path) -> None:
    feed = write(tmp_path / "f.parquet", [{"record_id": "R1", "name": "陈静"}])
    with pytest.raises(UsageError, match="person_id"):
        match_files(feed, write(tmp_path / "r.parquet", [PERSON, PERSON | {"person_id": None}]), tmp_path, installation())
