"""Why a record was decided as it was: with whom it was compared, what decided, what stood in the way.

Belongs here: an explanation as data, read from the engine's own tables. Does not belong here: any rule or level of its own
(the engine decides the one record again), the evidence of a pair (matching.link.waterfall), how it looks (matching.link.page).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import ProcessingError, UsageError
from matching.link import compile as sql
from matching.link.decide import decide, decisions, load_sides, telling
from matching.link.engine import Engine
from matching.link.model import BlockingRule, LinkageModel
from matching.link.waterfall import Pair, Step, waterfalls
from matching.settings import PROJECT
from matching.statements import statement


@dataclass(frozen=True)
class Blocking:
    """What one blocking rule found for the record: `people` were compared; or why none was. no_key: the record lacks `missing`;
    cut: too many pairs share the key; excluded: `people` share it, but the rule's condition leaves them out. left_out: so many beside those
    who were compared."""

    rule: str
    phrase: str
    state: Literal["compared", "no_key", "cut", "excluded", "nobody"]
    missing: tuple[str, ...]
    people: int
    left_out: int = 0


@dataclass(frozen=True)
class Nearest:
    """The must-rule that misses a pair by the fewest comparisons: those that are at none of its levels; short: the weight is not enough, too."""

    rule: str
    phrase: str
    lacking: tuple[Step, ...]
    short: bool


@dataclass(frozen=True)
class Explanation:
    """One record's decision and what led to it. `sentence` is the rule's; `at_least`: the weight it asks for beside its levels;
    `explanation` is the text of DECISIONS; `rivals`: the persons of a tie; `lacking`: the fields without which nothing can be compared; `pairs`: best first."""

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
    model: str
    compared: int
    lacking: tuple[str, ...]
    rivals: tuple[str, ...]
    blocking: tuple[Blocking, ...]
    pairs: tuple[Pair, ...]
    nearest: Nearest | None


class Explainer:
    """Explains records of one table against another, each as it was decided in its whole batch. Use as a context manager.

    The arguments are those of link_people; `labels` are words shown in place of values (the code of a unit). Both tables are
    loaded whole, so that shared phones and the size of blocks are the batch's, and only the record's own pairs are made.
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
        threads: int = 0,
    ) -> None:
        self._model, self._labels, self._judgements = model, labels or {}, judgements
        self._engine = Engine(model, threads, whole=True)
        load_sides(self._engine, left, right, entities)
        self._loaded = self._tables()

    def __enter__(self) -> "Explainer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._engine.__exit__(kind, error, trace)

    def explain(self, record_id: str, pairs: int = 1) -> Explanation:
        """Explain one record with its best `pairs` (of a tie at least two). Raises UsageError for a record that is not there."""
        found = self._engine.rows(f"SELECT row FROM l WHERE record_id = {sql.text(record_id)}")
        if not found:
            raise UsageError(f"no such record: {record_id}")
        row_number = found[0][0]
        blocking = [self._blocking(rule, row_number) for rule in self._model.blocking]
        self._clear()
        self._engine.block(f"l.row = {row_number}")
        decide(self._engine, self._judgements)
        table = decisions(self._engine)
        (row,) = table.filter(pc.equal(table["record_id"], record_id)).to_pylist()
        rivals = self._rivals(row["rule"])
        shown = self._pairs(max(pairs, min(len(rivals), 2)))
        said = f"SELECT sentence, lacking FROM ({telling(self._model)}) WHERE l = {row_number}"
        ((sentence, lacking),) = self._engine.rows(said)
        return Explanation(
            **row,
            sentence=sentence or "",
            review_weight=self._model.review_weight,
            tie_bits=self._model.tie_bits,
            at_least=next((rule.at_least for rule in (*self._model.never, *self._model.must) if rule.name == row["rule"]), None),
            model=self._model.version,
            compared=int(self._engine.rows("SELECT count(DISTINCT r.entity) FROM pairs JOIN r ON r.row = pairs.r")[0][0]),
            lacking=tuple(lacking.split("、")) if row["rule"] == "TOO_LITTLE" else (),
            rivals=rivals,
            blocking=tuple(self._unless_compared(item, alike) for item, alike in blocking),
            pairs=shown,
            nearest=nearest(shown[0], self._model) if row["rule"] == "LIKELY_SAME" else None,
        )

    def _tables(self) -> set[str]:
        return {name for (name,) in self._engine.rows("SELECT table_name FROM duckdb_tables()")}

    def _clear(self) -> None:
        """Leave of all tables only those that loading made."""
        for name in sorted(self._tables() - self._loaded):
            self._engine.run(f'DROP TABLE "{name}"')

    def _unless_compared(self, found: Blocking, alike: set[int]) -> Blocking:
        """What a blocking rule did, by the pairs that were compared: whoever another rule brought along was compared all the same."""
        compared = {person for (person,) in self._engine.rows("SELECT r FROM pairs WHERE weight IS NOT NULL")} & alike
        if found.state not in ("excluded", "compared"):
            return found
        left_out = len(alike - compared)
        return (
            replace(found, state="compared", people=len(compared), left_out=left_out)
            if compared
            else replace(found, people=left_out)
        )

    def _blocking(self, rule: BlockingRule, row: int) -> tuple[Blocking, set[int]]:
        """What one blocking rule does with the record, by running it alone; the people who share its keys."""
        missing = [key for key in rule.left if not self._has(key, row)]
        titles = dict.fromkeys(
            self._model.wording.columns[name] for key in missing for name in sql.named_columns(key, self._model)
        )
        phrase = self._model.wording.blocking.get(rule.name, rule.name)
        if missing:
            return Blocking(rule.name, phrase, "no_key", tuple(titles) or tuple(missing), 0), set()
        alike, cut = self._made(rule.model_copy(update={"only": "true"}), row)
        if not alike and not cut:
            return Blocking(rule.name, phrase, "nobody", (), 0), alike
        people, cut = (alike, cut) if rule.only == "true" else self._made(rule, row)
        if people or cut:
            return Blocking(rule.name, phrase, "compared" if people else "cut", (), len(people)), alike
        return Blocking(rule.name, phrase, "excluded", (), len(alike)), alike

    def _has(self, key: str, row: int) -> bool:
        return bool(
            self._engine.rows(f"SELECT 1 FROM (SELECT {key} AS key FROM l WHERE row = {row}) WHERE key IS NOT NULL LIMIT 1")
        )

    def _made(self, rule: BlockingRule, row: int) -> tuple[set[int], bool]:
        """The row's candidates by one rule alone, and whether a block of it was left out."""
        self._clear()
        self._engine.model = self._model.model_copy(update={"blocking": (rule,)})
        try:
            self._engine.block(f"l.row = {row}")
        finally:
            self._engine.model = self._model
        cut = bool(self._engine.rows(f"SELECT l FROM cut WHERE l = {row}"))
        return {person for (person,) in self._engine.rows("SELECT r FROM candidates")}, cut

    def _rivals(self, rule: str) -> tuple[str, ...]:
        """The persons of a tie, best first. Raises ProcessingError if they are not as many as the decision counted."""
        if rule != "TIE":
            return ()
        listed = statement(PROJECT / "sql", "link/list_rivals").replace("$tie_bits", repr(self._model.tie_bits))
        found = [entity for (entity,) in self._engine.rows(listed)]
        if [(len(found) - 1,)] != self._engine.rows("SELECT rivals FROM best"):
            raise ProcessingError("link/list_rivals.sql: not the rivals that link/choose_pairs.sql counted")
        return tuple(found)

    def _pairs(self, number: int) -> tuple[Pair, ...]:
        """The best pairs, in the order in which link/choose_pairs.sql ranks them."""
        return waterfalls(
            self._engine, self._labels, f"WHERE p.weight IS NOT NULL ORDER BY p.standing, p.weight DESC, p.r LIMIT {number}"
        )


def nearest(pair: Pair, model: LinkageModel) -> Nearest | None:
    """The must-rule that comes nearest to a pair for which none holds; None for a model without one."""
    found = []
    for rule in model.must:
        short = rule.at_least is not None and pair.match_weight < rule.at_least
        for line in rule.when:
            lacking = tuple(step for step in pair.steps if step.comparison in line and step.level not in line[step.comparison])
            found.append(Nearest(rule.name, rule.phrase or pair.sentence, lacking, short))
    return min(found, key=_distance, default=None)


def _distance(one: Nearest) -> tuple[int, int, list[str]]:
    """Fewest comparisons lacking; of the same number first what was compared, then what either side does not have."""
    silent = sum(step.bits == 0 for step in one.lacking)
    return len(one.lacking) + one.short, silent, [step.comparison for step in one.lacking]
