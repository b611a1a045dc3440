"""One small district for all tests of matching.synthetic, and a reader that is not the product's own."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from matching.installation import Installation, open_installation
from matching.synthetic import Summary, synthesise
from matching.synthetic.habits import ENCODINGS


@dataclass(frozen=True)
class District:
    installation: Installation
    out: Path
    summary: Summary


@pytest.fixture(scope="session")
def installation() -> Installation:
    return open_installation()


@pytest.fixture(scope="session")
def district(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> District:
    out = tmp_path_factory.mktemp("district") / "out"
    return District(installation, out, synthesise(installation, out, people=12000, seed=7, year=2026))


@lru_cache(maxsize=2000)
def read_rows(path: Path, file_format: str) -> list[list[Any]]:
    """The rows of the first sheet, empty ones included, so that index 0 is row 1."""
    if file_format in ("xls", "xlsx"):
        sheet: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        return sheet
    encoding, delimiter = ENCODINGS[file_format]  # type: ignore[index]
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


@pytest.fixture(scope="session")
def read() -> Callable[[Path, str], list[list[Any]]]:
    return read_rows
