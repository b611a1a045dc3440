"""The centre's office in a test: lists come in on a day, a run follows, people look at what came out.

Belongs here: what tests of several runs share. Does not belong here: any list of its own.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from matching.contracts import FeedContract
from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from tests.tables import as_xlsx

Row = dict[str, Any]


class Office:
    """Lists come in on a day, a run follows."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def send(self, feed: str, day: date, rows: Sequence[dict[str, str]]) -> Row:
        """Deliver rows (column name → cell) and run the feed's cadence on that day; the run's summary."""
        contract: FeedContract = self.installation.feeds[feed]
        cells = [[row.get(column.name, "") for column in contract.columns] for row in rows]
        folder = (
            self.installation.settings.inbox / self.installation.district.department(contract.department).name / contract.title
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{contract.title}_{day}.xlsx").write_bytes(as_xlsx([[column.header for column in contract.columns], *cells]))
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        for group in reception.sweep(self.installation, moment).groups:
            (answer,) = checking.check(self.installation, group["table"], group["drop_ids"])["drops"]
            assert answer["rows_accepted"] == len(rows), answer["findings"]
        return runs.run(self.installation, contract.cadence.value, day)

    def listed(self, name: str, run_id: str, unit: str = "源泉镇") -> list[Row]:
        """The rows of a unit's workbook of a run."""
        (path,) = (self.installation.settings.outbox / "镇街" / unit / run_id).glob(f"{name}_*.xlsx")
        return _rows(path, name)

    def rolling(self, folder: str = "镇街/源泉镇") -> list[Row]:
        """The rows of a recipient's 全部在办."""
        return _rows(self.installation.settings.outbox / folder / "全部在办.xlsx", "全部在办")

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.installation.settings.ledger), read_only=True) as ledger:
            return ledger.execute(text).fetchall()


def _rows(path: Path, name: str) -> list[Row]:
    rows = [[narrow(cell.value) for cell in row] for row in openpyxl.load_workbook(path)[name]]
    head = next(number for number, row in enumerate(rows) if "姓名" in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def narrow(text: Any) -> str:
    """A cell without full-width marks."""
    return unicodedata.normalize("NFKC", str(text or ""))
