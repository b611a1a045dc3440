"""By what a record was searched for: each blocking rule run alone for it.

Belongs here: what one rule found, lacked or left out for one record. Does not belong here: making all candidates
(matching.link.engine) and what is told of it (matching.link.reasons).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, NamedTuple

from matching.link import compile as sql
from matching.link.engine import Engine
from matching.link.model import BlockingRule, Reasons, Said
from matching.link.phrases import named_columns
from matching.link.texts import text

State = Literal["compared", "no_key", "unusable", "cut", "excluded", "nobody"]


class LeftOut(NamedTuple):
    """Somebody who shares the keys of a rule, is left out by its condition and was not compared by another one; and why, as the model says it."""

    person_id: str
    why: str


@dataclass(frozen=True)
class Blocking:
    """What one blocking rule found for the record: `people` were compared by it; or why none was. no_key: the record lacks `missing`, or, as
    `unread` says, has it in a form that cannot be read; unusable: searched as written, nobody is the same, and by what is written hardly anybody is
    found, as `missing` says; cut: too many pairs share the key; excluded: nobody who shares it meets the rule's condition. left_out: so many
    share the key and do not meet the condition; otherwise: so many of these another rule brought along; not_compared: the others."""

    rule: str
    phrase: str
    state: State
    missing: tuple[str, ...]
    people: int
    left_out: int = 0
    otherwise: int = 0
    unread: tuple[str, ...] = ()
    not_compared: tuple[LeftOut, ...] = ()


class Searches:
    """The searches of a loaded engine's records. Whatever was made in the engine after loading is dropped by each."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._model = engine, engine.model
        self._loaded = self._tables()

    def of(self, row: int) -> list[tuple[Blocking, tuple[LeftOut, ...]]]:
        """What each blocking rule does with the record, and the people whom its condition leaves out. Leaves the engine as it was loaded."""
        found = [self._by(rule, row) for rule in self._model.blocking]
        self._clear()
        return found

    def told(self, found: Blocking, left_out: tuple[LeftOut, ...]) -> Blocking:
        """What a blocking rule did, with how many of those it left out were compared all the same, and who was not."""
        scored = "SELECT DISTINCT r.entity FROM pairs JOIN r ON r.row = pairs.r WHERE weight IS NOT NULL"
        compared = {person for (person,) in self._engine.rows(scored)}
        others = tuple(one for one in left_out if one.person_id not in compared)
        return replace(found, otherwise=len(left_out) - len(others), not_compared=others)

    def _tables(self) -> set[str]:
        return {name for (name,) in self._engine.rows("SELECT table_name FROM duckdb_tables()")}

    def _clear(self) -> None:
        for name in sorted(self._tables() - self._loaded):
            self._engine.run(f'DROP TABLE "{name}"')

    def _by(self, rule: BlockingRule, row: int) -> tuple[Blocking, tuple[LeftOut, ...]]:
        wording = self._model.wording
        missing = [key for key in rule.left if not self._has(key, row)]
        titles = dict.fromkeys(wording.columns[name] for key in missing for name in named_columns(key, self._model))
        told = partial(Blocking, rule.name, wording.blocking.get(rule.name, rule.name))
        if missing:
            return told("no_key", tuple(titles) or tuple(missing), 0, unread=self._reasons(wording.unread, missing, row)), ()
        alike, cut = self._made(rule.model_copy(update={"only": "true"}), row)
        if not alike and not cut:
            unusable = self._reasons(wording.unusable, rule.left, row)
            return told("unusable" if unusable else "nobody", unusable, 0), ()
        people, cut = (alike, cut) if rule.only == "true" else self._made(rule, row)
        persons = {one.person_id for one in self._persons(people, row)}
        excluded = self._persons(alike - people, row, wording.excluded.get(rule.name, ()))
        left_out = tuple(one for one in excluded if one.person_id not in persons)
        state: State = "compared" if people else "cut" if cut else "excluded"
        return told(state, (), len(persons), len(left_out)), left_out

    def _reasons(self, wording: Mapping[str, Reasons], keys: Iterable[str], row: int) -> tuple[str, ...]:
        """What the model says of the record's columns of these keys: of each the first reason that holds."""
        listed = [wording[name] for key in keys for name in sql.WORD.findall(key) if name in wording]
        cases = [f"CASE {' '.join(f'WHEN {item.test} THEN {text(item.phrase)}' for item in items)} END" for items in listed]
        found = self._engine.rows(f"SELECT {', '.join(cases)} FROM l WHERE row = {row}")[0] if cases else ()
        return tuple(dict.fromkeys(phrase for phrase in found if phrase))

    def _persons(self, rows: set[int], row: int, said: Iterable[Said] = ()) -> tuple[LeftOut, ...]:
        """Of whom these rows of the other table are, in their order; and which of these phrases hold for them."""
        cases = "".join(f", CASE WHEN {item.test} THEN {text(item.phrase)} END" for item in said)
        listed = (
            f"SELECT r.entity, min(concat_ws(',', NULL{cases})) FROM (SELECT unnest({sorted(rows)}) AS row) AS found JOIN r USING (row) "
            f"CROSS JOIN (SELECT * FROM l WHERE l.row = {row}) AS l GROUP BY r.entity ORDER BY r.entity"
        )
        return tuple(map(LeftOut._make, self._engine.rows(listed))) if rows else ()

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
