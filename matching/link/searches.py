"""By what a record was searched for: each blocking rule run alone for it.

Belongs here: what one rule found, lacked or left out for one record. Does not belong here: making all candidates
(matching.link.engine) and what is told of it (matching.link.reasons).
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from matching.link import compile as sql
from matching.link.engine import Engine
from matching.link.model import BlockingRule
from matching.link.phrases import named_columns

State = Literal["compared", "no_key", "unusable", "cut", "excluded", "nobody"]


@dataclass(frozen=True)
class Blocking:
    """What one blocking rule found for the record: `people` were compared by it; or why none was. no_key: the record lacks `missing`;
    unusable: searched as written, nobody is the same, and by what is written hardly anybody is found, as `missing` says; cut: too many pairs share the key; excluded: nobody who shares it
    meets the rule's condition. left_out: so many share the key and do not meet the condition; otherwise: so many of these another rule
    brought along."""

    rule: str
    phrase: str
    state: State
    missing: tuple[str, ...]
    people: int
    left_out: int = 0
    otherwise: int = 0


class Searches:
    """The searches of a loaded engine's records. Whatever was made in the engine after loading is dropped by each."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._model = engine, engine.model
        self._loaded = self._tables()

    def of(self, row: int) -> list[tuple[Blocking, set[int]]]:
        """What each blocking rule does with the record, and the people whom its condition leaves out. Leaves the engine as it was loaded."""
        found = [self._by(rule, row) for rule in self._model.blocking]
        self._clear()
        return found

    def told(self, found: Blocking, left_out: set[int]) -> Blocking:
        """What a blocking rule did, with how many of those it left out were compared all the same."""
        compared = {person for (person,) in self._engine.rows("SELECT r FROM pairs WHERE weight IS NOT NULL")}
        return replace(found, otherwise=len(left_out & compared))

    def _tables(self) -> set[str]:
        return {name for (name,) in self._engine.rows("SELECT table_name FROM duckdb_tables()")}

    def _clear(self) -> None:
        for name in sorted(self._tables() - self._loaded):
            self._engine.run(f'DROP TABLE "{name}"')

    def _by(self, rule: BlockingRule, row: int) -> tuple[Blocking, set[int]]:
        missing = [key for key in rule.left if not self._has(key, row)]
        titles = dict.fromkeys(self._model.wording.columns[name] for key in missing for name in named_columns(key, self._model))
        told = partial(Blocking, rule.name, self._model.wording.blocking.get(rule.name, rule.name))
        if missing:
            return told("no_key", tuple(titles) or tuple(missing), 0), set()
        alike, cut = self._made(rule.model_copy(update={"only": "true"}), row)
        if not alike and not cut:
            unusable = self._unusable(rule, row)
            return told("unusable" if unusable else "nobody", unusable, 0), set()
        people, cut = (alike, cut) if rule.only == "true" else self._made(rule, row)
        left_out = alike - people
        state: State = "compared" if people else "cut" if cut else "excluded"
        return told(state, (), len(people), len(left_out)), left_out

    def _unusable(self, rule: BlockingRule, row: int) -> tuple[str, ...]:
        """Why hardly anybody is found by what the record has of the rule's keys."""
        unusable = self._model.wording.unusable
        tests = [unusable[name] for key in rule.left for name in sql.WORD.findall(key) if name in unusable]
        return tuple(item.phrase for item in tests if self._engine.rows(f"SELECT 1 FROM l WHERE row = {row} AND ({item.test})"))

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
