"""What is told of decisions and pairs, as SQL: the sentences of rules and outcomes, the phrases of levels, what a record lacks.

Belongs here: expressions over l, r and p (a scored pair) that give Chinese text, by the model's wording. Does not belong here: what
decides (matching.link.compile) and the sentences of a whole explanation (matching.link.reasons).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from matching.link.compile import WORD
from matching.link.conditions import asked
from matching.link.evidence import Comparison
from matching.link.model import BlockingRule, LinkageModel, Said
from matching.link.texts import filled, text

PLACE = re.compile(r"\{(\w+)\}")
ROLL = "名册"
"""What records are compared with, as decisions call it."""


def rule_phrase(model: LinkageModel, said: Callable[[str], str] = text) -> str:
    """The sentence of a decision's rule; `said` makes SQL of it."""
    return f"CASE rule {' '.join(f'WHEN {text(name)} THEN {said(phrase)}' for name, phrase in _sentences(model).items())} END"


def said_of_a_pair(model: LinkageModel, rule: str) -> str:
    """The sentence of a rule as it is said of any pair, be it the one that decided or not."""
    return model.wording.rules.get(rule) or _sentences(model).get(rule, "")


def _sentences(model: LinkageModel) -> dict[str, str]:
    return {item.name: item.phrase for item in (*model.never, *model.must)} | model.outcomes.model_dump()


def sentence(model: LinkageModel, against: str | None = None) -> str:
    """The sentence of a decision's rule with its places filled: {against} what was compared with, {persons} of a tie and {below}, {lacking} of
    a record that says too little, {sought} and {unsought} of one that is like nobody. Only the records of a rule pay for its places. As
    decisions record it; with `against` as it stands over an explanation, which shows more than one person."""
    places = {
        "against": text(against or ROLL),
        "below": text("" if against else model.outcomes.ONE_OF),
        "persons": "CAST(p.rivals + 1 AS VARCHAR)",
        "lacking": lacking(model),
        "sought": sought(model),
        "unsought": unsought(model),
    }

    def said(template: str) -> str:
        pieces = PLACE.split(template)
        parts = [places[piece] if place % 2 else text(piece) for place, piece in enumerate(pieces) if piece]
        return f"concat({', '.join(parts)})" if len(pieces) > 1 else text(template)

    return rule_phrase(model, said)


def phrase(model: LinkageModel) -> str:
    """What the levels of a pair say, in the order of the comparisons; levels without a phrase are silent."""
    parts = [told for comparison in model.comparisons if (told := level_phrase(comparison)) != "NULL"]
    return f"concat_ws(';', {', '.join(parts)})" if parts else "''"


def level_phrase(comparison: Comparison, silent: Mapping[str, str] = MappingProxyType({})) -> str:
    """What the level of one comparison says; for a level without a phrase what `silent` (comparison.level → phrase) says, or null."""
    phrases = {item.level: item.phrase or silent.get(f"{comparison.name}.{item.level}") for item in comparison.levels}
    lines = [f"WHEN {text(level)} THEN {filled(phrase)}" for level, phrase in phrases.items() if phrase]
    return f'CASE CAST(p."{comparison.name}" AS VARCHAR) {" ".join(lines)} ELSE NULL END' if lines else "NULL"


def notes(model: LinkageModel, comparison: Comparison, sides: str = "lrp") -> str:
    """What has to be known of the values of one comparison; only what is said of no other sides than these."""
    said = model.wording.notes.get(comparison.name, ())
    told = [item for item in said if not any(asked(side, item.test) for side in "lrp" if side not in sides)]
    lines = [f"CASE WHEN {item.test} THEN {filled(item.phrase)} END" for item in told]
    return f"concat_ws(';', {', '.join(lines)})" if lines else "''"


def lacking(model: LinkageModel) -> str:
    """Which of the columns that `enough` asks for a record does not have, by their titles; in brackets why, if something is written."""
    titles = {name: model.wording.columns[name] for name in named_columns(model.enough, model)}
    parts = []
    for name, title in titles.items():
        why = "".join(f" WHEN {item.test} THEN {text(f'{title}({item.phrase})')}" for item in model.wording.unread.get(name, ()))
        parts.append(f"CASE WHEN l.{name} IS NOT NULL THEN NULL{why} ELSE {text(title)} END")
    return f"concat_ws('、', {', '.join(parts)})" if parts else "''"


def _plain(model: LinkageModel) -> list[BlockingRule]:
    """The blocking rules without a condition, whose keys are columns."""
    return [rule for rule in model.blocking if rule.only == "true" and all(map(WORD.fullmatch, rule.left))]


def sought(model: LinkageModel) -> str:
    """By what a record was searched for without any condition: only what it has and can be used."""
    unusable, parts = model.wording.unusable, []
    for rule in _plain(model):
        tests = [f"l.{key} IS NOT NULL" for key in rule.left]
        tests += [f"NOT coalesce({item.test}, false)" for key in rule.left for item in unusable.get(key, ())]
        parts.append(f"CASE WHEN {' AND '.join(tests)} THEN {text(model.wording.blocking.get(rule.name, rule.name))} END")
    return f"coalesce(nullif(concat_ws(',或', {', '.join(parts)}), ''), {text(model.outcomes.ALIKE)})" if parts else "''"


def unsought(model: LinkageModel) -> str:
    """What of that the record does not have of its own, or has in a form nobody can be searched by; empty if nothing."""
    keys, said = list(dict.fromkeys(key for rule in _plain(model) for key in rule.left if key in rule.right)), model.wording
    titles = {said.columns[key]: key for key in reversed(keys) if key in said.columns}
    absent = ", ".join(
        f"CASE WHEN {' OR '.join([f'l.{key} IS NOT NULL', *(item.test for item in said.unread.get(key, ()))])} THEN NULL ELSE {text(title)} END"
        for title, key in reversed(titles.items())
    )
    if not absent:
        return "''"
    told = [f"{text(model.outcomes.ABSENT)} || nullif(concat_ws('、', {absent}), '')"]
    for listed, state in ((said.unread, "NULL"), (said.unusable, "NOT NULL")):
        once = {reasons: key for key, reasons in listed.items() if key in keys}
        told += [_first(reasons, f"l.{key} IS {state}") for reasons, key in once.items()]
    return f"coalesce('(' || nullif(concat_ws(';', {', '.join(told)}), '') || ')', '')"


def _first(reasons: Iterable[Said], also: str) -> str:
    """The first of these reasons that holds, where also something else does; null if that is silent."""
    told = (f"WHEN {also} AND ({item.test}) THEN {text(item.phrase) if item.phrase else 'NULL'}" for item in reasons)
    return f"CASE {' '.join(told)} END"


def named_columns(expression: str, model: LinkageModel) -> list[str]:
    """The columns with a title that an expression names, each once, in its order."""
    return [name for name in dict.fromkeys(re.findall(r"[a-z][a-z0-9_]*", expression)) if name in model.wording.columns]
