"""Two makings of one file: the rows, columns, keys and parts that differ, and nothing of a person."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching.audit import Difference, Kind, Replay, Verdict, compare, say
from matching.run import sha256_file

ROWS = [{"record_id": "a-1", "level": "红", "name": "王一"}, {"record_id": "a-2", "level": "蓝", "name": "李二"}]


@pytest.fixture
def differ(tmp_path: Path) -> Any:
    """Write a file in two ways; what differs, as (record, column, kind, then, now)."""

    def both(name: str, write: Any, then: Any, now: Any) -> list[tuple[Any, ...]]:
        paths = tmp_path / "then" / name, tmp_path / "now" / name
        for path, content in zip(paths, (then, now), strict=True):
            path.parent.mkdir(exist_ok=True)
            write(path, content)
        found = compare({name: sha256_file(paths[0])}, {name: paths[0]}, {name: paths[1]}, lambda file: "triage")
        return [(one.record, one.column, one.kind, one.then, one.now) for one in found]

    return both


def table(path: Path, rows: list[dict[str, Any]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), path)


def book(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)


def test_rows_and_columns_of_a_table(differ: Any) -> None:
    now = [ROWS[0] | {"level": "橙", "name": "王乙", "new": "1"}, {**ROWS[1], "record_id": "a-3", "new": "1"}]
    assert differ("outcomes.parquet", table, ROWS, now) == [
        ("", "new", Kind.ONLY_NOW, None, None),
        ("a-1", "level", Kind.VALUE, "红", "橙"),
        ("a-1", "name", Kind.VALUE, None, None),
        ("a-2", "", Kind.ONLY_THEN, None, None),
        ("a-3", "", Kind.ONLY_NOW, None, None),
    ]


def test_levels_of_a_pair_and_rows_that_come_twice(differ: Any) -> None:
    pair = {"left_id": "a-1", "right_id": "P1", "name": "same", "match_weight": 9.5}
    found = differ("pairs.parquet", table, [pair, pair], [pair, pair | {"name": "sound", "match_weight": 3.0}])
    assert found == [
        ("a-1 P1 (1)", "name", Kind.VALUE, "same", "sound"),
        ("a-1 P1 (1)", "match_weight", Kind.VALUE, "9.5", "3.0"),
    ]


def test_the_same_rows_written_otherwise_are_only_other_bytes(differ: Any) -> None:
    def write(path: Path, codec: str) -> None:
        pq.write_table(pa.Table.from_pylist(ROWS), path, compression=codec)

    assert differ("outcomes.parquet", write, "zstd", "snappy") == [("", "", Kind.BYTES, None, None)]
    only = Replay("r", Verdict.DIFFERENT, differences=(Difference("triage", "outcomes.parquet", Kind.BYTES),))
    assert (only.same_content, "内容都相同" in say(only)) == (True, True)


def test_keys_of_json_and_parts_of_a_paper(differ: Any) -> None:
    def write(path: Path, content: Any) -> None:
        path.write_text(json.dumps(content), encoding="utf-8")

    found = differ("linkage.json", write, {"a": {"pairs": 1}, "model": "1"}, {"a": {"pairs": 2}, "model": "1"})
    assert found == [("", "a.pairs", Kind.VALUE, "1", "2")]
    parts = {"xl/sheet1.xml": "<a/>", "xl/sheet2.xml": "<b/>"}
    assert differ("b.xlsx", book, parts, parts | {"xl/sheet2.xml": "<c/>"}) == [("", "xl/sheet2.xml", Kind.VALUE, None, None)]
    assert differ("c.docx", lambda path, text: path.write_text(text), "then", "now") == [("", "", Kind.VALUE, None, None)]
