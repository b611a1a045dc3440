"""A month-end of a synthetic district through everything, from drop folder to lists: the lists of every run add up to what was accepted,
and every hardship that came through reaches the unit where the person lives, with the level and the aid of tests/spec/hardships.md."""

import csv
import hashlib
import io
import shutil
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
import python_calamine

from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.lineage import lineage
from matching.settings import Settings
from matching.shapes import Bucket
from matching.synthetic import synthesise
from matching.triage.rules import Level
from tests.spec.hardships import expectations, holds, listed

pytestmark = pytest.mark.slow
TODAY = date(2026, 12, 18)
PERIODS = {"weekly": "2026-W50", "monthly": "2026-11", "annual": "2026"}
SINCE = "2026-12-01"
"""Event drops of this month are delivered."""
DOUBTFUL = {"unit_missing", "unit_old_name", "phone_wrong", "id_guardian", "id_wrong_digit", "id_swapped", "id_birth_swapped"}
"""Errors of a row that may send it, or the person it is taken for, elsewhere."""
SAYS_DIBAO = "困难类型=低保"
"""No hardship where the roll confirms it."""
Row = dict[str, Any]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Path, list[Row]]:
    """The home, the folder of the synthetic district, and the summaries of the four runs."""
    folder = tmp_path_factory.mktemp("month")
    installation = open_installation(Settings(home=folder / "home", stable_seconds=0.05, lock_seconds=60))
    out = folder / "district"
    synthesise(installation, out, people=5000, seed=5, year=TODAY.year)
    (roll,) = (out / "rolls").iterdir()
    reception.load_roll(installation, roll, datetime(2026, 12, 1, 8, tzinfo=SHANGHAI))
    for drop in csv.DictReader((out / "drops.csv").open(encoding="utf-8")):
        cadence = installation.feeds[drop["feed"]].cadence.value
        wanted = drop["period"] == PERIODS[cadence] if cadence in PERIODS else SINCE <= drop["arrives_on"] <= TODAY.isoformat()
        if wanted:
            target = installation.settings.inbox / drop["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(out / "drops" / drop["path"], target)
    for group in reception.sweep(installation, datetime(2026, 12, 18, 9, tzinfo=SHANGHAI)).groups:
        checking.check(installation, group["table"], group["drop_ids"])
    return installation, out, [runs.run(installation, cadence, TODAY) for cadence in ("event", "weekly", "monthly", "annual")]


def rows_of(path: Path) -> dict[str, list[Row]]:
    """The lists of a workbook by sheet; sheets without a list are left out."""
    found = {}
    for sheet in openpyxl.load_workbook(path):
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        if rows and rows[0][0] == "序号":
            found[sheet.title] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] != "（无）"]
    return found


def test_the_lists_of_every_run_add_up_to_what_was_accepted(month: Any) -> None:
    installation, _, summaries = month
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        ((accepted,),) = ledger.execute(
            "SELECT count(*) FROM records WHERE feed <> 'roll' AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)"
        ).fetchall()
    assert sum(summary["rows_in"] for summary in summaries) == accepted > 100
    for summary in summaries:
        (whole,) = (installation.settings.outbox / "中心" / summary["run_id"]).glob("线索总表_*.xlsx")
        lists = rows_of(whole)
        assert set(lists) == {"线索总表", "疑似在册", "在册增困", "名册变更", "并入", "非本区", "待定"}
        assert sum(map(len, lists.values())) == summary["rows_in"]
        batches = [
            rows_of(path) for path in (installation.settings.outbox / "镇街").rglob(f"{summary['run_id']}/线索清单_*.xlsx")
        ]
        assert sum(len(batch["线索清单"]) for batch in batches) == len(lists["线索总表"]) == summary["clues"]
        assert sum(len(batch["在册增困"]) for batch in batches) <= len(lists["在册增困"])


def test_every_hardship_reaches_its_unit_with_its_level_and_aid(month: Any) -> None:
    installation, out, _ = month
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        found = ledger.execute(
            """SELECT folder || '/' || name, records."row", outcomes.level, bucket, clues.aid, clues.unit, outcomes.unit_from
            FROM outcomes JOIN records USING (record_id) JOIN drops USING (drop_id) LEFT JOIN clues USING (clue_id)"""
        ).fetchall()
    placed = {(path, row): rest for path, row, *rest in found}
    table, wrong, seen = expectations(installation), [], defaultdict(int)
    for truth in pq.read_table(out / "truth" / "rows.parquet").to_pylist():
        if (truth["path"], truth["row"]) not in placed or installation.feeds[truth["feed"]].role != "clues":
            continue
        level, bucket, aid, unit, unit_from = placed[truth["path"], truth["row"]]
        seen[bucket] += 1
        for expected in (one for one in table if holds(one, truth)):
            if bucket == "enrolled" and expected["困难"] == SAYS_DIBAO:
                continue
            if Level(level).rank > Level(expected["等级"]).rank:
                wrong.append(("level", expected["报送"], expected["困难"], level))
            if bucket == "new" and not listed(expected["建议救助"]) <= set(aid):
                wrong.append(("aid", expected["报送"], expected["困难"], aid))
        if bucket == "new" and truth["unit"] and not DOUBTFUL & set(truth["errors"]) and unit != truth["unit"]:
            wrong.append(("unit", truth["feed"], unit_from, truth["errors"], truth["unit"], unit))
    assert wrong == []
    assert seen["new"] > 50
    assert seen["enrolled"] > 5


def sheet_row(path: Path, name: str, sheet: str | None, number: int) -> set[str]:
    """The cells of one row of a sender's file, read by other means than ours."""
    if name.endswith(".csv"):
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig") if raw[:3] == b"\xef\xbb\xbf" else raw.decode("gb18030")
        cells: Any = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text.splitlines()[0] else ","))[number - 1]
    elif name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
        cells = next(book[sheet or book.sheetnames[0]].iter_rows(min_row=number, max_row=number, values_only=True))
    else:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        cells = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)[number - 1]
    return {"".join(str(cell).split()) for cell in cells}


@pytest.mark.thorough
def test_twenty_people_are_followed_to_the_row_in_the_file_they_came_with(month: Any) -> None:
    installation, out, _ = month
    truth = {(row["path"], row["row"]): row for row in pq.read_table(out / "truth" / "rows.parquet").to_pylist()}
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        found = ledger.execute("SELECT record_id, bucket FROM outcomes ORDER BY md5(record_id)").fetchall()
    some = [name for bucket in Bucket for name in [record for record, own in found if own == bucket][:2]]
    chosen = list(dict.fromkeys([*some, *(record for record, _ in found)]))[:20]
    assert len(chosen) == 20
    for record_id in chosen:
        told = lineage(installation, "record", record_id, TODAY, full=True)
        row = next(row for row in told.rows if row["row_id"] == record_id)
        source = row["source"]
        cells = sheet_row(installation.settings.root / source["archived"], source["file"], source["sheet"], source["row"])
        (contract,) = (feed for feed in installation.feeds.values() if feed.title == source["title"])
        name = row["values"][contract.column(contract.person.used()["name"]).header]
        assert "".join(name.split()) in cells, (source["file"], source["row"])
        assert (f"{source['folder']}/{source['file']}", source["row"]) in truth
        assert hashlib.sha256((installation.settings.root / source["archived"]).read_bytes()).hexdigest() == source["sha256"]
        for story in told.clues:
            assert record_id in {one["record_id"] for one in story["evidence"]}
            for slip in story["slips"][:1]:
                assert record_id in {one["row_id"] for one in lineage(installation, "slip", slip["slip_no"], TODAY).rows}
