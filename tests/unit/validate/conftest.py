"""Fixtures of the validate tests: sample rows of any contract, and one table in every format a department sends."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matching.contracts import TableContract
from matching.drops import Drop
from matching.installation import Installation
from matching.validate.check import check
from matching.validate.checked import Checked
from tests import tables


@pytest.fixture
def table() -> Callable[..., tables.Rows]:
    """Heading row and `count` good rows of a contract; `change` sets cells: {(row from 0, column name): text}."""
    return tables.sample_rows


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of text in a format (one of tests.tables.FORMATS) and return the path."""

    def save(rows: tables.Rows, kind: str = "xlsx", name: str = "table") -> Path:
        path = tmp_path / f"{name}.{kind}"
        path.write_bytes(tables.as_format(rows, kind))
        return path

    return save


@pytest.fixture
def drop_of(installation: Installation) -> Callable[..., Drop]:
    """A drop of a table received on 4 November 2026; its id does not depend on the bytes."""

    def make(contract: TableContract, name: str = "报送.xlsx", unit: str | None = None) -> Drop:
        return tables.drop_of(installation, contract, name, unit)

    return make


@pytest.fixture
def judge(installation: Installation, drop_of: Callable[..., Drop]) -> Callable[..., Checked]:
    """Check a file as a delivery of a contract."""

    def run(path: Path, contract: TableContract, name: str = "报送.xlsx") -> Checked:
        return check(path, drop_of(contract, name), contract, installation)

    return run
