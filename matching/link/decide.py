"""From scored pairs to one explained decision for every record.

Belongs here: choosing among a record's candidates and saying why. Does not belong here: scoring (matching.link.engine)
and which bucket a decision leads to (matching.triage).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from matching.link.engine import Engine, Progress
from matching.link.judged import candidates, honour, told
from matching.link.model import LinkageModel
from matching.link.phrases import lacking, phrase, sentence
from matching.settings import PROJECT
from matching.shapes import DECISIONS
from matching.statements import statement


@dataclass(frozen=True)
class Linked:
    """What linking two tables gave.

    decisions: DECISIONS, one row a left record, by record_id. pairs: every scored pair: left_id, right_id, blocking_rule, the
    level of each comparison, match_weight (bits), match_probability; by left_id, right_id. blocking: per rule the pairs
    counted before running, the blocks and pairs left out by the cap, and the pairs made (a pair may come from several rules).
    candidates: CANDIDATES.
    """

    decisions: pa.Table
    pairs: pa.Table
    blocking: dict[str, dict[str, int]]
    candidates: pa.Table


Side: TypeAlias = pa.Table | Callable[[], pa.Table]
"""A table, or what makes it when it is needed: then nobody holds it longer."""


def link_people(
    left: Side,
    right: Side,
    model: LinkageModel,
    *,
    entities: pa.Array | None = None,
    judgements: pa.Table | None = None,
    threads: int = 0,
    progress: Progress | None = None,
) -> Linked:
    """STANDARD records × STANDARD people → Linked. `threads`: 0 means every core.

    `entities`: what each right record is evidence of, where several may be of one person (default: its own record_id); that is
    the person_id of a decision, and rows of one entity are no rivals. A match is made only by a must-rule; a tie goes to review with no person_id; without a match or review person_id is null.
    `judgements`: JUDGED, honoured before any score: the same person is a match (HUMAN_SAME), a different one never is.
    Raises ProcessingError for a record_id that is missing or comes twice, ConfigurationError for a wrong model.
    """
    with Engine(model, threads, progress) as engine:
        load_sides(engine, left, right, entities)
        engine.block()
        decide(engine, judgements)
        return Linked(decisions(engine), _pairs(engine), engine.blocking, candidates(engine))


def load_sides(engine: Engine, left: Side, right: Side, entities: pa.Array | None) -> None:
    """Make the tables l and r of an engine."""
    engine.load("l", _made(left))
    engine.run(f"ALTER TABLE l ADD COLUMN enough BOOLEAN; UPDATE l SET enough = ({engine.model.enough})", "enough")
    engine.load("r", _with_entities(_made(right), entities))


def _made(side: Side) -> pa.Table:
    return side if isinstance(side, pa.Table) else side()


def _with_entities(people: pa.Table, entities: pa.Array | None) -> pa.Table:
    return people.append_column("entity", people["record_id"] if entities is None else entities)


def decide(engine: Engine, judgements: pa.Table | None = None) -> None:
    """Score the candidates, let JUDGED rule over them, and make the tables best and decided."""
    engine.score()
    honour(engine, judgements)
    choose = statement(PROJECT / "sql", "link/choose_pairs").replace("$tie_bits", repr(engine.model.tie_bits))
    engine.run(choose)
    engine.run(statement(PROJECT / "sql", "link/decide_records"))


def decisions(engine: Engine) -> pa.Table:
    """DECISIONS, by record_id, in whose order the rows of l are numbered. The explanation is the rule's sentence, then what the levels of the best pair say."""
    decided = (
        "SELECT l, r, record_id, decision, CASE WHEN decision <> 'new' AND rule <> 'TIE' THEN right_id END AS person_id, "
        "weight AS match_weight, round(1 / (1 + pow(2, -weight)), 6) AS match_probability, rule, "
        f"concat_ws(':', nullif(sentence, ''), nullif(levels, '')) AS explanation FROM ({telling(engine.model)})"
    )
    return engine.table(f"SELECT * EXCLUDE (l, r) FROM ({told(engine, decided)}) ORDER BY l").cast(DECISIONS)


def telling(model: LinkageModel, against: str | None = None) -> str:
    """A query for the decided records with what is said of them: sentence of the rule (`against`: as phrases.sentence takes it), levels of
    the best pair, lacking fields."""
    return (
        f"SELECT d.*, l.record_id, r.entity AS right_id, {phrase(model)} AS levels, {sentence(model, against)} AS sentence, "
        f"{lacking(model)} AS lacking FROM decided AS d JOIN l ON l.row = d.l LEFT JOIN r ON r.row = d.r "
        "LEFT JOIN (SELECT * EXCLUDE (r, weight, rule, standing) FROM best) AS p ON p.l = d.l"
    )


def _pairs(engine: Engine) -> pa.Table:
    levels = ", ".join(f'"{comparison.name}"' for comparison in engine.model.comparisons)
    pairs = engine.table(
        f"SELECT l, r, blocking_rule, {levels}, weight AS match_weight, "
        "round(1 / (1 + pow(2, -weight)), 6) AS match_probability FROM pairs ORDER BY l, r"
    )
    for place, (side, name) in enumerate((("l", "left_id"), ("r", "right_id"))):
        pairs = pairs.set_column(place, name, pc.take(engine.ids[side], pc.subtract(pairs[side], 1)))
    return pairs
