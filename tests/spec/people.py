"""Synthetic people for tests of standardising and linking: numbers of the unallocated county 370399 only."""

from functools import cache
from typing import Any

import pyarrow as pa
from stdnum.cn import ric

from matching.installation import Installation, open_installation
from matching.settings import Settings
from matching.shapes import RAW_PEOPLE
from matching.standardise import standardise

Row = dict[str, Any]


@cache
def installation(threads: int = 1) -> Installation:
    """The project's own configuration."""
    return open_installation(Settings(threads=threads))


def number(birth: str, sequence: int) -> str:
    """A valid identity number: birth as 19680305, sequence odd for a man."""
    body = f"370399{birth}{sequence:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def raw(rows: list[Row]) -> pa.Table:
    """Rows of the person shape → RAW_PEOPLE; what a row does not say is null."""
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in RAW_PEOPLE.names} | {"feed": row.get("feed", "test")} for row in rows], RAW_PEOPLE
    )


def standard(rows: list[Row]) -> pa.Table:
    """Rows of the person shape → STANDARD."""
    return standardise(raw(rows), installation())


def numbered(rows: list[Row], prefix: str) -> list[Row]:
    """The rows with record ids prefix000, prefix001, …"""
    return [{"record_id": f"{prefix}{place:03d}"} | row for place, row in enumerate(rows)]
