"""How linkage went in a run: counted, frozen with later runs, and in the way of a release where it strays."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching.errors import ReleaseBlocked, UsageError
from matching.installation import Installation
from matching.pipeline import measuring, releasing
from matching.run import write_table
from matching.shapes import MEASURES
from tests.unit.pipeline.releases import DAY, RUN


def watched_closely(installation: Installation) -> Installation:
    """Few records and runs are enough: the home of these tests has one small run."""
    quality = installation.district.quality.model_copy(update={"records": 1, "least_runs": 2})
    return replace(installation, district=installation.district.model_copy(update={"quality": quality}))


def freeze_with(installation: Installation, change: Any, runs: int = 6) -> None:
    """Let the run have been frozen with earlier runs whose measures are its own, changed."""
    folder = installation.settings.runs / RUN
    rows = [
        {
            "run_id": f"event-2026-11-{day:02}-01",
            "measure": one.measure,
            "part": one.part,
            "count": change(one),
            "of": one.of * 10,
        }
        for day in range(1, runs + 1)
        for one in measuring.measures(folder)
    ]
    write_table(pa.Table.from_pylist(rows, MEASURES), folder / "inputs" / "measures.parquet")


def test_the_measures_are_those_of_the_tables(held: Installation) -> None:
    folder = held.settings.runs / RUN
    records = pq.read_table(folder / "outcomes.parquet").num_rows
    found = {one.key: one for one in measuring.measures(folder)}
    assert sum(one.count for one in found.values() if one.measure == "weight") == records
    assert found["candidates", ""].count == pq.read_table(folder / "pairs.parquet").num_rows
    assert [one.of for one in found.values() if one.measure == "no_number"] == [records]
    assert all(one.count >= 0 and one.of == records for one in found.values())


def test_a_run_is_frozen_with_the_measures_of_those_before_it(played: Path) -> None:
    runs = sorted(path for path in (played / "home" / "runs").iterdir() if path.is_dir() and path.name.startswith("event-"))
    assert len(runs) > 1
    for place, folder in enumerate(runs):
        frozen = pq.read_table(folder / "inputs" / "measures.parquet").to_pylist()
        assert {row["run_id"] for row in frozen} == {run.name for run in runs[:place]}
        told = [row | {"run_id": None} for row in frozen if place and row["run_id"] == runs[place - 1].name]
        assert told == [asdict(one) | {"run_id": None} for one in (measuring.measures(runs[place - 1]) if place else [])]


def test_a_first_run_is_held_against_nothing(held: Installation) -> None:
    assert pq.read_table(held.settings.runs / RUN / "inputs" / "measures.parquet").num_rows == 0
    assert {row["broken"] for row in measuring.quality(watched_closely(held), RUN)} == {None}


def test_a_batch_that_strays_waits_for_a_person(held: Installation) -> None:
    closely = watched_closely(held)
    freeze_with(closely, lambda one: one.count * 10)
    assert releasing.look(closely, RUN, DAY)["problems"] == []
    freeze_with(closely, lambda one: 0 if one.key == ("weight", measuring.NONE) else one.count * 10)
    (problem,) = releasing.look(closely, RUN, DAY)["problems"]
    assert "匹配质量: 没有可比的人的占比本批为" in problem
    assert "前 6 批为 0.0%" in problem
    with pytest.raises(ReleaseBlocked, match="匹配质量"):
        releasing.release(closely, RUN, DAY)
    released = releasing.release(closely, RUN, DAY, by="孙晓梅", despite="看过名单")
    assert released["slips"] > 0


def test_few_earlier_runs_hold_nothing(held: Installation) -> None:
    freeze_with(held, lambda one: 0)
    assert releasing.look(held, RUN, DAY)["problems"] == []


def test_a_run_that_is_not_there(held: Installation) -> None:
    with pytest.raises(UsageError):
        measuring.quality(held, "event-2020-01-01-01")
