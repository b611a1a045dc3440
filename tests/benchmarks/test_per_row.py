"""What the benchmark times as a Splink user's standardising makes what Splink is given: the same job as ours, not less and not more."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from matching.installation import open_installation
from matching.pipeline.match import read_sides
from tests.benchmarks.district import keep, make_district
from tests.benchmarks.per_row import standardise_per_row

SAME = {"name": "name_key", "id_number": "id_clean", "birth": "birth", "sex": "sex_clean", "phone": "phone_clean"}
PLACES = {"unit": "unit", "village": "village_clean", "house": "house"}


@pytest.mark.parametrize("side", [0, 1], ids=["feed", "rolls"])
def test_a_call_per_cell_makes_our_columns(tmp_path: Path, side: int) -> None:
    installation = open_installation()
    keep(tmp_path, *make_district(installation, 1_000, 1_200, seed=5, rates="usual"))
    ours = read_sides(tmp_path / "feed.parquet", tmp_path / "rolls.parquet", installation, lambda stage, done, total: None)
    raw, key = pq.read_table(tmp_path / ("feed.parquet", "rolls.parquet")[side]), ("record_id", "person_id")[side]
    alone = raw.join(raw.group_by(key).aggregate([([], "count_all")]), key).filter(pc.field("count_all") == 1).sort_by(key)
    made = standardise_per_row(alone, installation.district)
    known = ours[side].filter(pc.field("record_id").isin(alone[key].combine_chunks())).sort_by("record_id").to_pandas()
    assert len(made) == len(known) > 900
    agree = {name: (made[name].fillna("") == known[column].fillna("")).mean() for name, column in (SAME | PLACES).items()}
    assert min(agree.values()) > 0.97, agree
    assert (made["id_valid"].fillna(value=False) == (known["id_status"] == "valid")).mean() > 0.97
