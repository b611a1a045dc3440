"""A run's name, its manifest, deterministic files."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from matching.contracts import Cadence
from matching.errors import UsageError
from matching.run import Run, read_manifest, sha256_file, sha256_tree, write_manifest, write_table


def test_a_run_id_is_read_back() -> None:
    run = Run(cadence=Cadence.WEEKLY, as_of=date(2026, 12, 14), sequence=3)
    assert run.run_id == "weekly-2026-12-14-03"
    assert Run.parse(run.run_id) == run


@pytest.mark.parametrize(
    "text", ["", "weekly", "daily-2026-12-14-01", "weekly-2026-13-14-01", "weekly-2026-12-14-xx", "../weekly-2026-12-14-01"]
)
def test_what_is_no_run_id_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Run.parse(text)


def test_the_same_rows_give_the_same_bytes_however_they_were_chunked(tmp_path: Path) -> None:
    whole = pa.table({"a": ["1", None, "3"]})
    chunked = pa.concat_tables([whole.slice(0, 1), whole.slice(1)]).replace_schema_metadata({"made": "elsewhere"})
    write_table(whole, tmp_path / "a.parquet")
    write_table(chunked, tmp_path / "b.parquet")
    assert sha256_file(tmp_path / "a.parquet") == sha256_file(tmp_path / "b.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_tree_hash_sees_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text("1")
    first = sha256_tree(tmp_path)
    (tmp_path / "x" / "a.txt").rename(tmp_path / "x" / "b.txt")
    renamed = sha256_tree(tmp_path)
    (tmp_path / "x" / "b.txt").write_text("2")
    assert len({first, renamed, sha256_tree(tmp_path)}) == 3


def test_a_manifest_is_read_back_and_a_missing_one_is_named(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"b": 1, "a": "甲"})
    assert (tmp_path / "manifest.json").read_text(encoding="utf-8").index('"a"') == 4
    assert read_manifest(tmp_path) == {"a": "甲", "b": 1}
    with pytest.raises(UsageError, match="event-2026-01-01-01"):
        read_manifest(tmp_path / "event-2026-01-01-01")
