"""Why a record was decided as it was: with whom it was compared, what decided, what stood in the way.

Belongs here: an explanation as data, read from the engine's own tables. Does not belong here: any rule or level of its own
(the engine decides the one record again), the evidence of a pair (matching.link.waterfall), how it looks (matching.link.page).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import ProcessingError, UsageError
from matching.link.decide import decide, decisions, load_sides, telling
from matching.link.engine import Engine
from matching.link.model import LinkageModel
from matching.link.nearest import Nearest, nearest
from matching.link.phrases import ROLL, notes, said_of_a_pair
from matching.link.searches import Blocking, Searches
from matching.link.texts import sides, text
from matching.link.waterfall import Pair, masked, waterfalls
from matching.settings import PROJECT
from matching.statements import statement

TIED = 3
"""So many of the persons of a tie are shown at least."""


class Unseen(NamedTuple):
    """Somebody whose pair is not shown: the rule of that pair, what the rule says of any pair, and the score."""

    person_id: str
    rule: str
    sentence: str
    match_weight: float


@dataclass(frozen=True)
class Explanation:
    """One record's decision and what led to it. `sentence` is the rule's; `at_least`: the weight it asks for beside its levels; `decisive`: it alone needs no visit;
    `explanation` is the text of DECISIONS; `rivals`: the persons of a tie; `lacking`: which of the fields that help to compare the record does not have; `own`: what the record itself says of what is compared, masked, in pairs of words; `pairs`: first the one
    that decided (of a tie all who tie), then as link/choose_pairs.sql ranks them, rules before weights; `unseen`: who else scores enough for review, or more than the pair that
    decided, the highest first."""

    record_id: str
    decision: str
    rule: str
    sentence: str
    explanation: str
    person_id: str | None
    match_weight: float | None
    match_probability: float | None
    review_weight: float
    tie_bits: float
    at_least: float | None
    decisive: bool
    model: str
    compared: int
    lacking: tuple[str, ...]
    rivals: tuple[str, ...]
    own: tuple[tuple[str, str], ...]
    blocking: tuple[Blocking, ...]
    pairs: tuple[Pair, ...]
    unseen: tuple[Unseen, ...]
    nearest: tuple[Nearest, ...]


class Explainer:
    """Explains records of one table against another, each as it was decided in its whole batch. Use as a context manager.

    The arguments are those of link_people; `labels` are words shown in place of values (the code of a unit), `against` is what the other
    table is called. Both tables are loaded whole, so that shared phones and the size of blocks are the batch's, and only the record's own pairs are made.
    """

    def __init__(
        self,
        left: pa.Table,
        right: pa.Table,
        model: LinkageModel,
        *,
        entities: pa.Array | None = None,
        judgements: pa.Table | None = None,
        labels: Mapping[str, str] | None = None,
        against: str = ROLL,
        threads: int = 0,
    ) -> None:
        self._model, self._labels, self._judgements, self._against = model, labels or {}, judgements, against
        self._engine = Engine(model, threads, whole=True)
        load_sides(self._engine, left, right, entities)
        self._searches = Searches(self._engine)

    def __enter__(self) -> "Explainer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._engine.__exit__(kind, error, trace)

    def explain(self, record_id: str, pairs: int = 1) -> Explanation:
        """Explain one record with its best `pairs` (of a tie at least TIED). Raises UsageError for a record that is not there."""
        found = self._engine.rows(f"SELECT row FROM l WHERE record_id = {text(record_id)}")
        if not found:
            raise UsageError(f"没有这条记录: {record_id}")
        row_number = found[0][0]
        searched = self._searches.of(row_number)
        self._engine.block(f"l.row = {row_number}")
        decide(self._engine, self._judgements)
        table = decisions(self._engine)
        (row,) = table.filter(pc.equal(table["record_id"], record_id)).to_pylist()
        rivals = self._rivals(row["rule"])
        shown = self._pairs(max(pairs, min(len(rivals), TIED)), rivals)
        said = f"SELECT sentence, lacking FROM ({telling(self._model, self._against)}) WHERE l = {row_number}"
        ((sentence, lacking),) = self._engine.rows(said)
        return Explanation(
            **row,
            sentence=sentence or self._model.wording.rules.get(row["rule"], ""),
            review_weight=self._model.review_weight,
            tie_bits=self._model.tie_bits,
            at_least=next((rule.at_least for rule in (*self._model.never, *self._model.must) if rule.name == row["rule"]), None),
            decisive=any(rule.decisive for rule in self._model.must if rule.name == row["rule"]),
            model=self._model.version,
            compared=int(self._engine.rows("SELECT count(DISTINCT r.entity) FROM pairs JOIN r ON r.row = pairs.r")[0][0]),
            lacking=tuple(filter(None, lacking.split("、"))),
            rivals=rivals,
            own=self._own(row_number),
            blocking=tuple(self._searches.told(item, alike) for item, alike in searched),
            pairs=shown,
            unseen=self._unseen({*rivals, *(pair.person_id for pair in shown)}, shown[0].match_weight) if shown else (),
            nearest=nearest(shown[0], self._model) if row["decision"] == "review" and row["rule"] != "TIE" else (),
        )

    def _own(self, row: int) -> tuple[tuple[str, str], ...]:
        """What the record says of what is shown of each comparison; a comparison of which it says nothing is left out."""
        comparisons, shown = self._model.comparisons, self._model.wording.shown
        parts = [[notes(self._model, one, "l"), *(sides(name)[0] for name in shown.get(one.name, ()))] for one in comparisons]
        lists = ", ".join(f"CAST([{', '.join(part)}] AS VARCHAR[])" for part in parts)
        (values,) = self._engine.rows(f"SELECT {lists} FROM l WHERE row = {row}")
        told = []
        for comparison, (note, *cells) in zip(comparisons, values, strict=True):
            said = " ".join(masked(self._labels.get(cell, cell)) for cell in cells if cell)
            told.append((comparison.title, f"{said}({note})" if said and note else said or note))
        return tuple((title, said) for title, said in told if said)

    def _rivals(self, rule: str) -> tuple[str, ...]:
        """The persons of a tie, best first. Raises ProcessingError if they are not as many as the decision counted."""
        if rule != "TIE":
            return ()
        listed = statement(PROJECT / "sql", "link/list_rivals").replace("$tie_bits", repr(self._model.tie_bits))
        found = [entity for (entity,) in self._engine.rows(listed)]
        if [(len(found) - 1,)] != self._engine.rows("SELECT rivals FROM best"):
            raise ProcessingError("link/list_rivals.sql: not the rivals that link/choose_pairs.sql counted")
        return tuple(found)

    def _unseen(self, seen: Collection[str], reached: float) -> tuple[Unseen, ...]:
        likely = (
            "SELECT r.entity, arg_max(rule, weight), max(weight) AS score FROM pairs JOIN r ON r.row = pairs.r "
            f"GROUP BY r.entity HAVING score >= {self._model.review_weight!r} OR score > {reached!r} ORDER BY score DESC, r.entity"
        )
        return tuple(
            Unseen(person, rule, said_of_a_pair(self._model, rule), score)
            for person, rule, score in self._engine.rows(likely)
            if person not in seen
        )

    def _pairs(self, number: int, rivals: Collection[str] = ()) -> tuple[Pair, ...]:
        """The best pairs, in the order in which link/choose_pairs.sql ranks them; of a tie first those that it could not choose among, one pair of each."""
        tied = (
            f"r.entity IN ({', '.join(map(text, rivals))}) DESC, "
            "row_number() OVER (PARTITION BY r.entity ORDER BY p.standing, p.weight DESC, p.r), "
            if rivals
            else ""
        )
        return waterfalls(
            self._engine, self._labels, f"WHERE p.weight IS NOT NULL ORDER BY {tied}p.standing, p.weight DESC, p.r LIMIT {number}"
        )
