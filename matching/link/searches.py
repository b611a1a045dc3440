"""By what a record was searched for: each blocking rule run alone for it.

Belongs here: what one rule found, lacked or left out for one record. Does not belong here: making all candidates
(matching.link.engine) and what is told of it (matching.link.reasons).
"""

from dataclasses import dataclass, replace
from typing import Literal

from matching.link.engine import Engine
from matching.link.model import BlockingRule
from matching.link.telling import named_columns


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


class Searches:
    """The searches of a loaded engine's records. Whatever was made in the engine after loading is dropped by each."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._model = engine, engine.model
        self._loaded = self._tables()

    def of(self, row: int) -> list[tuple[Blocking, set[int]]]:
        """What each blocking rule does with the record, and the people who share its keys. Leaves the engine as it was loaded."""
        found = [self._by(rule, row) for rule in self._model.blocking]
        self._clear()
        return found

    def told(self, found: Blocking, alike: set[int]) -> Blocking:
        """What a blocking rule did, by the pairs that were compared: whoever another rule brought along was compared all the same."""
        compared = {person for (person,) in self._engine.rows("SELECT r FROM pairs WHERE weight IS NOT NULL")} & alike
        if found.state not in ("excluded", "compared"):
            return found
        left_out = len(alike - compared)
        if not compared:
            return replace(found, people=left_out)
        return replace(found, state="compared", people=len(compared), left_out=left_out)

    def _tables(self) -> set[str]:
        return {name for (name,) in self._engine.rows("SELECT table_name FROM duckdb_tables()")}

    def _clear(self) -> None:
        for name in sorted(self._tables() - self._loaded):
            self._engine.run(f'DROP TABLE "{name}"')

    def _by(self, rule: BlockingRule, row: int) -> tuple[Blocking, set[int]]:
        missing = [key for key in rule.left if not self._has(key, row)]
        titles = dict.fromkeys(self._model.wording.columns[name] for key in missing for name in named_columns(key, self._model))
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
