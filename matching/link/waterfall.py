"""The evidence of a pair as a waterfall: the prior, what each comparison adds, their sum.

Belongs here: reading levels, bits and phrases of scored pairs from the engine, in the words of matching.link.compile, which writes
them once for scoring and for explaining. Does not belong here: choosing pairs and saying why (matching.link.explain).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.errors import ProcessingError
from matching.link import compile as sql
from matching.link.engine import Engine
from matching.link.model import LinkageModel
from matching.link.phrases import level_phrase, notes, said_of_a_pair
from matching.link.texts import sides, text


@dataclass(frozen=True)
class Step:
    """One comparison of a pair. `bits` holds `by_frequency`, the part that the frequency of the value adds; `counted`: what the value is (a
    name, or only its surname). left and right are
    what was compared, masked; a side's value is shown only if the other side has one. `note`: what has to be known of these values, such as
    where a birthday was taken from. `in_rule`: the pair's rule asks for this level; `contrary`: the level speaks clearly for two persons; `agrees`: it speaks
    for one, be it by nothing that counts; `elsewhere`: it says that another person may be meant."""

    comparison: str
    title: str
    level: str
    phrase: str
    bits: float
    by_frequency: float
    counted: str
    left: str
    right: str
    in_rule: bool
    note: str = ""
    contrary: bool = False
    agrees: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Pair:
    """One person that the record was compared with. prior and the bits of the steps add up to match_weight."""

    person_id: str
    blocking_rule: str
    rule: str
    sentence: str
    prior: float
    steps: tuple[Step, ...]
    match_weight: float
    match_probability: float


def waterfalls(engine: Engine, labels: Mapping[str, str], which: str = "ORDER BY p.l, p.r") -> tuple[Pair, ...]:
    """The scored pairs of an engine that `which` chooses. Raises ProcessingError if the bits of one do not add up to its weight."""
    model = engine.model
    columns = ["r.entity AS person_id, p.*, round(1 / (1 + pow(2, -p.weight)), 6) AS probability"]
    for place, comparison in enumerate(model.comparisons):
        columns.append(
            f'CAST(p."{comparison.name}" AS VARCHAR) AS level_{place}, {level_phrase(comparison, model.wording.silent)} AS told_{place}'
        )
        columns.append(f"{notes(model, comparison)} AS note_{place}")
        shown = [sides(name) for name in model.wording.shown.get(comparison.name, ())]
        for number, side in enumerate("lr"):
            cells = ", ".join(f"{side}.{names[number]}" for names in shown)
            columns.append(f"CAST([{cells}] AS VARCHAR[]) AS {side}_{place}")
    found = engine.table(
        f"SELECT {', '.join(columns)} FROM ({_counted(model)}) AS p JOIN l ON l.row = p.l JOIN r ON r.row = p.r {which}",
        "wording",
    )
    return tuple(_pair(row, model, labels) for row in found.to_pylist())


def _counted(model: LinkageModel) -> str:
    """A query for the scored pairs with the bits of each comparison and the comparisons that the rule asks for."""
    bits = ", ".join(f"{sql.bits(comparison)} AS bits_{place}" for place, comparison in enumerate(model.comparisons))
    lines = [
        f"WHEN rule = {text(rule.name)} AND {sql.holds(rule.model_copy(update={'when': (line,)}))} THEN {text(' '.join(line))}"
        for rule in (*model.never, *model.must)
        for line in rule.when
    ]
    asked = f"CASE {' '.join(lines)} ELSE '' END" if lines else "''"
    carried = "".join(f", {name}" for name in sql.adjustments(model))
    return f"SELECT pairs.*, {bits}, {asked} AS asked FROM pairs JOIN (SELECT row AS own{carried} FROM l) ON own = pairs.l"


def _pair(row: dict[str, Any], model: LinkageModel, labels: Mapping[str, str]) -> Pair:
    steps = []
    for place, comparison in enumerate(model.comparisons):
        level = next(item for item in comparison.levels if item.level == row[f"level_{place}"])
        left, right = _shown(row[f"l_{place}"], row[f"r_{place}"], labels, level.m is not None)
        bits = round(float(row[f"bits_{place}"]), 2)
        steps.append(
            Step(
                comparison=comparison.name,
                title=comparison.title,
                level=level.level,
                phrase=row[f"told_{place}"] or "",
                bits=bits,
                by_frequency=round(bits - level.weight, 2),
                counted=model.wording.columns.get(level.adjust or "", comparison.title),
                left=left,
                right=right,
                in_rule=comparison.name in row["asked"].split(),
                note=row[f"note_{place}"],
                contrary=level.level in model.wording.contrary.get(comparison.name, ()),
                elsewhere=level.level in model.wording.elsewhere.get(comparison.name, ()),
                agrees=bits > 0 or level.level in model.wording.slight.get(comparison.name, ()),
            )
        )
    if abs(model.prior_weight + sum(step.bits for step in steps) - row["weight"]) > 1e-6:
        raise ProcessingError(f"explanation of a pair by {row['blocking_rule']}: its bits do not add up to its weight")
    return Pair(
        person_id=row["person_id"],
        blocking_rule=row["blocking_rule"],
        rule=row["rule"],
        sentence=said_of_a_pair(model, row["rule"]),
        prior=model.prior_weight,
        steps=tuple(steps),
        match_weight=row["weight"],
        match_probability=row["probability"],
    )


def _shown(left: list[str | None], right: list[str | None], labels: Mapping[str, str], counts: bool) -> tuple[str, str]:
    """What a reader sees of the record, and of the person: only what the record has a value to compare with, at a level that counts."""
    own = [masked(labels.get(cell, cell)) for cell in left if cell]
    compared = [masked(labels.get(cell, cell)) for cell, mine in zip(right, left, strict=True) if cell and mine and counts]
    absent = "无" if left else ""
    return " ".join(own) or absent, " ".join(compared) or ("有" if any(right) else absent)


def masked(text: str) -> str:
    """Identity numbers without the birthday, phone numbers without their middle."""
    text = re.sub(r"(?<![0-9A-Za-z])([0-9]{6})[0-9A-Za-z*]{6,8}", r"\1********", text)
    return re.sub(r"(?<![0-9])([0-9]{3})[0-9]{4}([0-9]{4})(?![0-9])", r"\1****\2", text)
