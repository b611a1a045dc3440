"""What earlier runs were told counts in later ones: stays of a year, shocks of a person and of a household, clues that were closed."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from matching.contracts import FeedContract
from matching.installation import Installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from tests.tables import as_xlsx, number

Row = dict[str, Any]
CHEN = number(7)


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

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.installation.settings.ledger), read_only=True) as ledger:
            return ledger.execute(text).fetchall()


@pytest.fixture
def office(installation: Installation, roll_file: Path) -> Office:
    reception.load_roll(installation, roll_file, datetime(2026, 10, 1, 8, tzinfo=SHANGHAI))
    return Office(installation)


def stay(admitted: str, discharged: str, burden: str, stay_no: str, **more: str) -> dict[str, str]:
    told = {"name": "陈立新", "id_number": CHEN, "admitted_on": admitted, "discharged_on": discharged, "burden": burden, "stay_no": stay_no,
            "address": "博山区源泉镇麻庄村8号"}  # fmt: skip
    return told | more


def test_stays_of_two_months_reach_the_line_once_each_and_the_run_replays(office: Office) -> None:
    first = office.send("health_inpatient", date(2026, 10, 8), [stay("2026-09-01", "2026-09-10", "21000", "A1")])
    (level,) = office.query("SELECT level, level_rule FROM clues")
    assert level == ("黄", "INPATIENT_20K")
    again = office.send(
        "medins_inpatient", date(2026, 10, 9), [stay("2026-09-01", "2026-09-11", "21000", "B1", township="源泉镇")]
    )
    assert again["feeds"]["medins_inpatient"]["merged"] == 1
    last = office.send("health_inpatient", date(2026, 11, 5), [stay("2026-10-02", "2026-10-20", "20000", "A2")])
    levels = office.query("SELECT run_id, level FROM outcomes ORDER BY run_id")
    assert levels == [(first["run_id"], "黄"), (again["run_id"], "黄"), (last["run_id"], "橙")]
    assert runs.rebuild(office.installation, last["run_id"])["output_sha256"] == last["output_sha256"]
    history = pq.read_table(office.installation.settings.runs / last["run_id"] / "inputs" / "history.parquet")
    assert history.num_rows == 2
