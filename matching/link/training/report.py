"""The report of a training: one HTML file that needs no network.

Belongs here: the figures behind the charts. Does not belong here: their drawing (schemas/templates/training/report.j2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matching.link.decide import Linked
from matching.link.engine import Engine
from matching.link.model import LinkageModel
from matching.link.training.learn import Learned

TEMPLATE = "training"
THRESHOLDS = range(-10, 41)


@dataclass(frozen=True)
class Told:
    """What a report speaks of: the declared and the trained model, what the trained one decides, how it was trained."""

    declared: LinkageModel
    learned: Learned
    linked: Linked
    linkable: list[float]
    """Share of the records that reach each threshold when compared with themselves."""
    truth: Mapping[str, str | None] | None
    how: str


def linkable(people: pa.Table, model: LinkageModel, threads: int) -> list[float]:
    """Compare every record with itself: the share that reaches each threshold. The others can never be linked so surely."""
    with Engine(model, threads) as engine:
        engine.load("l", people)
        engine.load("r", people)
        engine.run("CREATE TEMP TABLE candidates AS SELECT row AS l, row AS r, CAST(0 AS UTINYINT) AS rule FROM l")
        engine.score()
        weights = engine.table("SELECT weight FROM pairs")["weight"]
    return [_share(weights, threshold) for threshold in THRESHOLDS]


def _share(weights: pa.ChunkedArray, threshold: float) -> float:
    return float(pc.sum(pc.greater_equal(weights, threshold)).as_py() or 0) / max(len(weights), 1)


def report(told: Told, templates: Path) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(templates / TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    learned = told.learned
    return environment.get_template("report.j2").render(
        how=told.how,
        weights=_weights(told),
        thresholds=thresholds(told.linked, told.truth),
        linkable=[{"at": at, "share": share} for at, share in zip(THRESHOLDS, told.linkable, strict=True)],
        blocking=[{"name": name} | counts for name, counts in learned.blocking.items()],
        facts={
            "version": learned.model.version,
            "prior": learned.model.prior,
            "rounds": len(learned.estimate.rounds),
            "settled": learned.estimate.settled,
            "share": learned.estimate.share,
            "random_pairs": learned.random_pairs,
            "candidates": learned.candidates,
            "review_weight": learned.model.review_weight,
        },
        with_truth=told.truth is not None,
    )


def _weights(told: Told) -> list[dict[str, Any]]:
    """Every level that weighs: its bits as declared and as trained."""
    kept = set(told.learned.kept)
    rows = []
    for declared, trained in zip(told.declared.comparisons, told.learned.model.comparisons, strict=True):
        for old, new in zip(declared.levels, trained.levels, strict=True):
            if new.m is not None:
                how = "人工设定" if new.fixed else "u 沿用" if (trained.name, new.level) in kept else ""
                rows.append(
                    {
                        "title": trained.title,
                        "level": new.level,
                        "m": new.m,
                        "u": new.u,
                        "bits": new.weight,
                        "before": old.weight,
                        "how": how,
                    }
                )
    return rows


def thresholds(linked: Linked, truth: Mapping[str, str | None] | None) -> list[dict[str, float]]:
    """By threshold on the weight alone, rules aside: precision, recall, people wrongly matched, as the weights themselves estimate;
    with a truth also as it is. Each record counts with its best pair."""
    best: dict[str, tuple[float, str]] = {}
    columns = (linked.pairs[name].to_pylist() for name in ("left_id", "right_id", "match_weight"))
    for left, right, weight in zip(*columns, strict=True):
        if left not in best or weight > best[left][0]:
            best[left] = (weight, right)
    known = truth or {}
    rows = [
        (weight, 1 / (1 + 2**-weight), right == known.get(left), left in known and known[left] is None)
        for left, (weight, right) in best.items()
    ]
    everybody = max(sum(chance for _, chance, _, _ in rows), 1e-9)
    on_roll = sum(person is not None for person in known.values())
    return [_at(at, [row for row in rows if row[0] >= at], everybody, on_roll, len(known) - on_roll) for at in THRESHOLDS]


def _at(
    threshold: float, rows: list[tuple[float, float, bool, bool]], everybody: float, on_roll: int, off_roll: int
) -> dict[str, float]:
    sure = sum(chance for _, chance, _, _ in rows)
    right = sum(is_right for _, _, is_right, _ in rows)
    return {
        "at": threshold,
        "matches": len(rows),
        "precision": sure / len(rows) if rows else 1.0,
        "recall": sure / everybody,
        "wrong": len(rows) - sure,
        "true_precision": right / len(rows) if rows else 1.0,
        "true_recall": right / max(on_roll, 1),
        "hidden": sum(is_hidden for *_, is_hidden in rows) / max(off_roll, 1),
    }
