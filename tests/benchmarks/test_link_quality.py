"""Linkage on a drawn district: quick enough, nobody hidden, nobody lost."""

import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from matching.installation import open_installation
from matching.pipeline.match import match_files
from tests.benchmarks.district import make_district
from tests.benchmarks.figures import judge


@pytest.mark.slow
def test_twenty_thousand_rows_against_twenty_four_thousand_people(tmp_path: Path) -> None:
    installation = open_installation()
    feed, rolls, truth = make_district(installation, feed=20_000, rolls=24_000, seed=11)
    pq.write_table(feed, tmp_path / "feed.parquet")
    pq.write_table(rolls, tmp_path / "rolls.parquet")
    begun = time.perf_counter()
    summary = match_files(tmp_path / "feed.parquet", tmp_path / "rolls.parquet", tmp_path, installation)
    wall = time.perf_counter() - begun
    figures = judge(pq.read_table(tmp_path / "decisions.parquet"), truth)
    print(f"\n20,000 x 24,000: {wall:.1f} s, {figures}")  # noqa: T201
    assert summary["records"] == 20_000
    assert wall < 60
    assert figures["covered_wrongly"] == 0
    assert figures["hidden"] <= 0.0001
    assert figures["recall"] >= 0.965
    assert figures["recall_with_review"] >= 0.98
    assert figures["review_share"] <= 0.02
