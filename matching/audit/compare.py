"""Two makings of the same files: where they differ, and in which row, column or part.

Belongs here: comparing by what was recorded, by rows, by parts. Does not belong here: which files there are and which stage makes them
(matching.pipeline.replay). Of a row only the columns that say how somebody was decided are told with their values; of any other only
that it differs.
"""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from matching.audit.difference import Difference, Kind
from matching.run import sha256_file

KEYS = {
    "pairs": ("left_id", "right_id"),
    "questions": ("record_id", "pair_no"),
    "review_pairs": ("record_id", "pair_no"),
    "clues": ("clue_id",),
    "supplements": ("clue_id",),
    "requests": ("clue_id",),
    "overlaps": ("person_id",),
}
"""What names a row, by the table; of any other table the record_id."""
PLAIN = frozenset(
    ("aid", "answer_by", "area", "bucket", "candidate", "clue_id", "cluster_id", "decision", "departments", "feed", "follows", "id_status",
     "level", "level_before", "level_rule", "match_probability", "match_weight", "rule", "slip_no", "state", "unit", "unit_from")
)  # fmt: skip
"""Columns whose values may be told. Of pairs all may: they hold levels and bits."""
Row = dict[str, Any]


def compare_content(found: Difference, then: Any, now: Any) -> Iterator[Difference]:
    """The keys of two contents (of JSON files) that differ, with their values."""
    before, after = dict(_leaves(then)), dict(_leaves(now))
    for one in _each(found, before, after, lambda key: {"column": key}):
        yield replace(one, then=_text(before.get(one.column)), now=_text(after.get(one.column)))


def compare(
    recorded: Mapping[str, str], then: Mapping[str, Path], now: Mapping[str, Path], stage_of: Callable[[str], str]
) -> Iterator[Difference]:
    """The differences between files as they were recorded (name → SHA-256), as they were kept, and as they are made now."""
    for name in sorted({*recorded, *now}):
        found = Difference(stage_of(name), name, Kind.VALUE)
        if name not in recorded:
            yield replace(found, kind=Kind.ONLY_NOW)
            continue
        kept, made = (sha256_file(files[name]) if name in files else None for files in (then, now))
        if kept is not None and kept == made != recorded[name]:
            yield Difference("manifest", "manifest.json", Kind.ALTERED, column=name)
            continue
        if kept != recorded[name]:
            yield replace(found, kind=Kind.ALTERED if kept else Kind.GONE)
        if made is None:
            yield replace(found, kind=Kind.ONLY_THEN)
        elif made != recorded[name]:
            yield from _inside(found, then[name], now[name]) if kept == recorded[name] else [found]


def _inside(found: Difference, then: Path, now: Path) -> Iterator[Difference]:
    """Where two files of different bytes differ; that only their bytes do, if nothing else does."""
    read = {".parquet": _rows, ".json": _keys}.get(then.suffix, _parts)
    yield from list(read(found, then, now)) or [replace(found, kind=Kind.BYTES)]


def _parts(found: Difference, then: Path, now: Path) -> Iterator[Difference]:
    """The parts of a workbook or document that differ."""
    if not (zipfile.is_zipfile(then) and zipfile.is_zipfile(now)):
        yield found
        return
    yield from _each(found, _checksums(then), _checksums(now), lambda part: {"column": part})


def _checksums(path: Path) -> dict[str, int]:
    with zipfile.ZipFile(path) as archive:
        return {part.filename: part.CRC for part in archive.infolist()}


def _keys(found: Difference, then: Path, now: Path) -> Iterator[Difference]:
    yield from compare_content(found, *(json.loads(path.read_text(encoding="utf-8")) for path in (then, now)))


def _leaves(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, content


def _rows(found: Difference, then: Path, now: Path) -> Iterator[Difference]:
    """The rows that only one table has, and the columns in which the others differ."""
    tables = pq.read_table(then), pq.read_table(now)
    old, new = (dict.fromkeys(table.schema.names) for table in tables)
    yield from _each(found, old, new, lambda name: {"column": name})
    shared = [name for name in old if name in new]
    before, after = (_by_key(table.select(shared), then.stem) for table in tables)
    for row in _each(found, before, after, lambda key: {"record": key}):
        yield from _cells(row, before[row.record], after[row.record], then.stem) if row.kind == Kind.VALUE else [row]


def _by_key(table: pa.Table, stem: str) -> dict[str, Row]:
    """Each row by what names it; a name that comes twice is counted."""
    keys, rows = KEYS.get(stem, ("record_id",)), dict[str, Row]()
    for row in table.to_pylist():
        name = " ".join(str(row.get(key)) for key in keys)
        rows[name if name not in rows else f"{name} ({len(rows)})"] = row
    return rows


def _cells(row: Difference, then: Row, now: Row, stem: str) -> Iterator[Difference]:
    for column in then:
        if then[column] != now[column]:
            told = stem == "pairs" or column in PLAIN
            values = (_text(then[column]), _text(now[column])) if told else (None, None)
            yield replace(row, column=column, then=values[0], now=values[1])


def _each(
    found: Difference, then: Mapping[str, Any], now: Mapping[str, Any], where: Callable[[str], dict[str, str]]
) -> Iterator[Difference]:
    """What only one of two mappings has, and the names whose values differ."""
    for name in [*then, *(name for name in now if name not in then)]:
        kind = Kind.ONLY_NOW if name not in then else Kind.ONLY_THEN if name not in now else Kind.VALUE
        if kind != Kind.VALUE or then[name] != now[name]:
            yield replace(found, kind=kind, **where(name))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
