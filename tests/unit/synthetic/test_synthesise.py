"""The folder a synthetic district leaves: complete, the same every time, replaced as a whole."""

import csv
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from matching.calendar import period_end
from matching.contracts import Cadence
from matching.errors import UsageError
from matching.run import sha256_tree
from matching.synthetic import synthesise
from matching.synthetic.deliveries import rehearsal_calendar
from matching.synthetic.names import SURNAMES

SCRIPT = """
import sys
from pathlib import Path
from matching.installation import open_installation
from matching.errors import UsageError
from matching.run import sha256_tree
from matching.synthetic import synthesise
synthesise(open_installation(), Path(sys.argv[1]), people=600, seed=3, year=2026)
print(sha256_tree(Path(sys.argv[1])))
"""


def listing(out: Path) -> list[dict[str, str]]:
    with (out / "drops.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_same_seed_same_bytes_whatever_the_process_hashes(tmp_path: Path, installation: Any) -> None:
    synthesise(installation, tmp_path / "here", people=600, seed=3, year=2026)
    environment = {**os.environ, "PYTHONHASHSEED": "11", "TZ": "America/New_York"}
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "there")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert answer.stdout.strip() == sha256_tree(tmp_path / "here")


def test_other_seed_and_other_year_differ(tmp_path: Path, installation: Any) -> None:
    for name, seed, year in (("a", 3, 2026), ("b", 4, 2026), ("c", 3, 2025)):
        synthesise(installation, tmp_path / name, people=300, seed=seed, year=year)
    assert len({sha256_tree(tmp_path / name) for name in "abc"}) == 3


def test_an_earlier_district_is_replaced_and_other_files_stay(tmp_path: Path, installation: Any) -> None:
    (tmp_path / "out" / "drops").mkdir(parents=True)
    (tmp_path / "out" / "drops" / "old.xlsx").write_bytes(b"old")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    synthesise(installation, tmp_path / "out", people=300, seed=1, year=2026)
    assert not (tmp_path / "out" / "drops" / "old.xlsx").exists()
    assert (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_too_few_people_are_refused_before_anything_is_written(tmp_path: Path, installation: Any) -> None:
    with pytest.raises(UsageError):
        synthesise(installation, tmp_path / "out", people=199)
    assert not list(tmp_path.iterdir())


def test_a_year_whose_next_calendar_nobody_knows_still_works(tmp_path: Path, installation: Any) -> None:
    summary = synthesise(installation, tmp_path / "out", people=200, year=2027)
    assert set(summary.drops_by_feed) == set(installation.feeds)
    assert max(drop["arrives_on"] for drop in listing(tmp_path / "out")) > "2027-12-31"


def test_progress_ends_every_stage(tmp_path: Path, installation: Any) -> None:
    told: dict[str, tuple[int, int]] = {}
    synthesise(
        installation, tmp_path / "out", people=300, progress=lambda stage, done, total: told.update({stage: (done, total)})
    )
    assert list(told) == ["住户", "名册", "事件", "文件", "真值"]
    assert all(done == total for done, total in told.values())


def test_every_feed_has_files_at_its_cadence(district: Any) -> None:
    drops = listing(district.out)
    periods: dict[tuple[str, str], set[str]] = {}
    for drop in drops:
        periods.setdefault((drop["feed"], drop["unit"]), set()).add(drop["period"])
    assert {feed for feed, _ in periods} == set(district.installation.feeds)
    expected = {Cadence.WEEKLY: 53, Cadence.MONTHLY: 12, Cadence.ANNUAL: 1}
    for (code, _), found in periods.items():
        cadence = district.installation.feeds[code].cadence
        assert cadence is Cadence.EVENT or len(found) == expected[cadence]
    patrolling = {unit for feed, unit in periods if feed == "township_patrol"}
    assert patrolling == {unit.code for unit in district.installation.district.units}


def test_the_listing_names_every_file_and_nothing_else(district: Any) -> None:
    drops = district.out / "drops"
    listed = [drop["path"] for drop in listing(district.out)]
    assert sorted(listed) == sorted(path.relative_to(drops).as_posix() for path in drops.rglob("*") if path.is_file())
    assert Counter(drop["feed"] for drop in listing(district.out)) == district.summary.drops_by_feed
    assert sum(int(drop["rows"]) for drop in listing(district.out)) == district.summary.rows


def test_folders_are_those_of_the_inbox(district: Any) -> None:
    for drop in listing(district.out):
        feed = district.installation.feeds[drop["feed"]]
        folder = [district.installation.district.department(feed.department).name]
        folder += [district.installation.district.unit(drop["unit"]).name] if feed.per_unit else []
        assert drop["path"].split("/")[:-1] == [*folder, feed.title]


def test_drops_arrive_on_working_days_in_order_and_some_are_late(district: Any) -> None:
    calendar, drops = rehearsal_calendar(district.installation), listing(district.out)
    assert [drop["arrives_on"] for drop in drops] == sorted(drop["arrives_on"] for drop in drops)
    late = 0
    for drop in drops:
        feed, day = district.installation.feeds[drop["feed"]], date.fromisoformat(drop["arrives_on"])
        assert calendar.is_working(day)
        late += day > calendar.due(feed.cadence, feed.deadline, period_end(feed.cadence, drop["period"]))
    assert 0 < late < len(drops) * 0.12


def test_no_row_tells_of_a_day_after_its_drop(district: Any) -> None:
    rows = pq.read_table(district.out / "truth" / "rows.parquet").to_pylist()
    assert all(row["event_on"] <= row["arrives_on"] for row in rows)


def test_some_periods_are_zero_reports(district: Any) -> None:
    empty = {drop["feed"] for drop in listing(district.out) if drop["rows"] == "0"}
    assert "township_patrol" in empty
    assert empty & {"disability_new", "civil_affairs_new"}


def test_all_formats_occur(district: Any) -> None:
    formats = {drop["format"] for drop in listing(district.out)}
    assert formats == {"xlsx", "xls", "csv-gbk", "csv-gb18030", "csv-utf8", "tab-gbk", "tab-utf8"}


def test_no_file_name_holds_a_personal_name(district: Any) -> None:
    names = set(pq.read_table(district.out / "truth" / "people.parquet")["name"].to_pylist())
    assert len(names) > 5000
    for drop in listing(district.out):
        stem = Path(drop["path"]).stem
        parts = {stem[start : start + size] for size in (2, 3, 4) for start in range(len(stem) - size + 1)}
        assert not {part for part in parts if part in names and part[0] in SURNAMES}, drop["feed"]
