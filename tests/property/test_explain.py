"""Explanations are the decisions: same rule, same person, and bits that add up, whatever people there are."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.link import Linked, link_people, read_linkage
from matching.link.decide import decide, load_sides
from matching.link.engine import Engine
from matching.link.explain import Explainer
from matching.link.waterfall import Pair, waterfalls
from matching.pipeline.match import match_files, read_sides
from matching.shapes import DECISIONS
from tests.benchmarks.district import make_district
from tests.property.test_link import draw_people
from tests.spec.people import installation, standard

MODEL = read_linkage(installation().settings.schemas)
FEW = settings(max_examples=2, deadline=None)
seeds = st.integers(0, 2**32)


def all_pairs(left: pa.Table, right: pa.Table) -> list[Pair]:
    with Engine(MODEL, 1, whole=True) as engine:
        load_sides(engine, left, right, None)
        engine.block()
        decide(engine)
        return list(waterfalls(engine, {}))


def as_written(pair: Pair) -> dict[str, Any]:
    """A waterfall in the columns of pairs.parquet, its weight added up by hand from what is shown."""
    levels = {step.comparison: step.level for step in pair.steps}
    added = sum((Decimal(str(step.bits)) for step in pair.steps), Decimal(str(pair.prior)))
    return {"right_id": pair.person_id, "blocking_rule": pair.blocking_rule, **levels, "match_weight": float(added)}


def as_decided(linked: Linked) -> list[dict[str, Any]]:
    return [
        {name: row[name] for name in ("right_id", "blocking_rule", *LEVELS, "match_weight")} for row in linked.pairs.to_pylist()
    ]


LEVELS = [comparison.name for comparison in MODEL.comparisons]


@FEW
@given(seeds)
def test_the_shown_bits_add_up_to_the_weight_of_every_pair(tmp_path_factory: Any, seed: int) -> None:
    folder: Path = tmp_path_factory.mktemp("district")
    feed, rolls, _ = make_district(installation(), 300, 500, seed)
    pq.write_table(feed, folder / "f.parquet")
    pq.write_table(rolls, folder / "r.parquet")
    match_files(folder / "f.parquet", folder / "r.parquet", folder, installation())
    written = pq.read_table(folder / "pairs.parquet").drop_columns(["left_id", "match_probability"]).to_pylist()
    assert written
    left, right = read_sides(folder / "f.parquet", folder / "r.parquet", installation(), lambda stage, done, total: None)
    assert [as_written(pair) for pair in all_pairs(left, right)] == written


@FEW
@given(seeds)
def test_alone_a_record_is_decided_as_in_its_batch(seed: int) -> None:
    """Few names, phones and houses: ties come up. A small cap: blocks are cut because of the other records of the batch."""
    left, right = standard(draw_people(seed, 6, "r")), standard(draw_people(seed + 1, 30, "p"))
    for model in (MODEL, MODEL.model_copy(update={"max_block": 12})):
        linked = link_people(left, right, model)
        with Explainer(left, right, model, threads=1) as explainer:
            explained = [explainer.explain(row["record_id"]) for row in linked.decisions.to_pylist()]
        assert [{name: getattr(item, name) for name in DECISIONS.names} for item in explained] == linked.decisions.to_pylist()
        weights = {(row["left_id"], row["right_id"]): row["match_weight"] for row in linked.pairs.to_pylist()}
        for item in explained:
            assert all(weights[item.record_id, pair.person_id] == pair.match_weight for pair in item.pairs)
            assert (len(item.rivals) >= 2) == (item.rule == "TIE")
            assert bool(item.pairs) == (item.compared > 0) == any(found.state == "compared" for found in item.blocking)
