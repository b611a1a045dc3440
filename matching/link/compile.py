"""From the model to SQL text.

Belongs here: the expressions for features, levels, weights, rules and phrases. Does not belong here: running them
(matching.link.engine) and taking conditions apart (matching.link.conditions). Every expression speaks of l (the record), r (a person of the other table) and the distances.
"""

import re
from collections.abc import Collection

from matching.link.conditions import asked
from matching.link.evidence import Comparison, Rule
from matching.link.model import BlockingRule, LinkageModel

OTHERWISE = "ELSE NULL"
WORD = re.compile(r"\w+")
GROUPED = re.compile(r"(\w+\((?:(?! OVER ).)+\)) OVER \(PARTITION BY (\w+)\)", re.DOTALL)


def text(value: str) -> str:
    """An SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def features(model: LinkageModel, names: Collection[str]) -> str:
    """The select list of these features; a feature may use those before it."""
    return "".join(f",\n    ({test}) AS {name}" for name, test in model.features.items() if name in names)


def groups(model: LinkageModel, used: Collection[str]) -> dict[str, dict[str, str]]:
    """The features over the rows that share the value of one column (`aggregate OVER (PARTITION BY column)`): column → feature → aggregate.
    Not those of which other features are made."""
    found: dict[str, dict[str, str]] = {}
    spoken = set(WORD.findall(" ".join(model.features.values())))
    for name, test in model.features.items():
        over = GROUPED.fullmatch(test.strip())
        if over and name in used and name not in spoken:
            found.setdefault(over[2], {})[name] = over[1]
    return found


def used(model: LinkageModel, sides: str) -> frozenset[str]:
    """The names of columns and features that the model asks of these sides ("l", "r" or "lr"), features' own needs included."""
    found = set(compared(model, sides))
    for name, test in reversed(model.features.items()):
        found |= set(WORD.findall(test)) if name in found else set()
    return frozenset(found)


def compared(model: LinkageModel, sides: str) -> frozenset[str]:
    """Those of them that are looked at once the features are made.

    Read from the words of the model's expressions: a word too many costs memory, none is missed.
    """
    spoken = [rule.only for rule in model.blocking] + [distance.when for distance in model.distances.values()]
    spoken += [level.test or "" for comparison in model.comparisons for level in comparison.levels]
    spoken += [_filled(level.phrase) for comparison in model.comparisons for level in comparison.levels if level.phrase]
    bare = [distance.column for distance in model.distances.values()]
    if "l" in sides:
        spoken += [item.test for item in model.wording.unusable.values()]
        bare += [model.enough, *adjustments(model), *(key for rule in model.blocking for key in rule.left)]
    if "r" in sides:
        bare += [key for rule in model.blocking for key in rule.right]
    bare += [name for name in (model.names and model.names.column, model.exclusive) if name]
    return frozenset({name for side in sides for name in asked(side, " ".join(spoken))} | set(WORD.findall(" ".join(bare))))


def level(comparison: Comparison) -> str:
    """The name of the first level whose test holds."""
    tests = [f"WHEN {item.test} THEN {text(item.level)}" for item in comparison.levels if item.test is not None]
    names = ", ".join(text(item.level) for item in comparison.levels)
    return f"CAST(CASE {' '.join(tests)} ELSE {text(comparison.levels[-1].level)} END AS ENUM ({names}))"


def adjustments(model: LinkageModel) -> list[str]:
    """The features that some level adds to its weight."""
    return sorted({item.adjust for comparison in model.comparisons for item in comparison.levels if item.adjust})


def weight(model: LinkageModel) -> str:
    """Prior and weights of all levels, in bits; the order of the sum is fixed, so that it is the same on any number of threads."""
    return f"round({' + '.join([f'{model.prior_weight!r}', *map(bits, model.comparisons)])}, 4)"


def bits(comparison: Comparison) -> str:
    """What one comparison adds to the weight, in whole hundredths: what is shown is what counts."""
    lines = []
    for item in comparison.levels:
        counted = f"{item.weight!r}" + (f" + round(coalesce({item.adjust}, 0), 2)" if item.adjust else "")
        if counted != "0.0":
            lines.append(f'WHEN "{comparison.name}" = {text(item.level)} THEN {counted}')
    return f"(CASE {' '.join(lines)} ELSE 0.0 END)" if lines else "0.0"


def holds(rule: Rule) -> str:
    """The condition of a rule over the level columns and the weight."""
    lines = []
    for condition in rule.when:
        parts = [f'"{name}" IN ({", ".join(text(wanted) for wanted in levels)})' for name, levels in condition.items()]
        lines.append(f"({' AND '.join(parts)})")
    either = f"({' OR '.join(lines)})"
    return either if rule.at_least is None else f"({either} AND weight >= {rule.at_least!r})"


def rule(model: LinkageModel) -> str:
    """The name of the rule that decides a pair: never before must, then the weight."""
    lines = [f"WHEN {holds(item)} THEN {text(item.name)}" for item in (*model.never, *model.must)]
    return f"CASE {' '.join(lines)} WHEN weight >= {model.review_weight!r} THEN 'LIKELY_SAME' ELSE 'BELOW_REVIEW' END"


def rule_phrase(model: LinkageModel) -> str:
    """The sentence of a decision's rule."""
    phrases = {item.name: item.phrase for item in (*model.never, *model.must)} | model.outcomes.model_dump()
    return f"CASE rule {' '.join(f'WHEN {text(name)} THEN {text(phrase)}' for name, phrase in phrases.items())} END"


def sentence(model: LinkageModel) -> str:
    """The sentence of a decision's rule with its places filled: {persons} of a tie, {lacking} of a record that says too little, {sought} and
    {unsought} of one that is like nobody."""
    places = {
        "persons": "coalesce(CAST(p.rivals + 1 AS VARCHAR), '')",
        "lacking": lacking(model),
        "sought": sought(model),
        "unsought": unsought(model),
    }
    said = rule_phrase(model)
    for name, value in places.items():
        said = f"replace({said}, '{{{name}}}', {value})"
    return said


def standing(model: LinkageModel) -> str:
    """How a pair stands among the candidates of its record: 0 decisive, 1 must, 2 review by a rule, 3 review by weight, 4 none."""
    groups = {
        0: [item.name for item in model.must if item.decisive],
        1: [item.name for item in model.must if not item.decisive],
        2: [item.name for item in model.never if item.decision == "review"],
        3: ["LIKELY_SAME"],
    }
    lines = [f"WHEN rule IN ({', '.join(map(text, names))}) THEN {place}" for place, names in groups.items() if names]
    return f"CASE {' '.join(lines)} ELSE 4 END"


def phrase(model: LinkageModel) -> str:
    """What the levels of a pair say, in the order of the comparisons; levels without a phrase are silent."""
    parts = [told for comparison in model.comparisons if (told := level_phrase(comparison)) != "NULL"]
    return f"concat_ws(';', {', '.join(parts)})" if parts else "''"


def level_phrase(comparison: Comparison) -> str:
    """What the level of one comparison says; null for a silent one."""
    lines = [f"WHEN {text(item.level)} THEN {_filled(item.phrase)}" for item in comparison.levels if item.phrase]
    return f'CASE CAST(p."{comparison.name}" AS VARCHAR) {" ".join(lines)} {OTHERWISE} END' if lines else "NULL"


def lacking(model: LinkageModel) -> str:
    """Which of the columns that `enough` asks for a record does not have, by their titles."""
    titles = {name: model.wording.columns[name] for name in named_columns(model.enough, model)}
    parts = [f"CASE WHEN l.{name} IS NULL THEN {text(title)} END" for name, title in titles.items()]
    return f"concat_ws('、', {', '.join(parts)})" if parts else "''"


def _plain(model: LinkageModel) -> list[BlockingRule]:
    """The blocking rules without a condition, whose keys are columns."""
    return [rule for rule in model.blocking if rule.only == "true" and all(map(WORD.fullmatch, rule.left))]


def sought(model: LinkageModel) -> str:
    """By what a record was searched for without any condition: only what it has and can be used."""
    unusable, parts = model.wording.unusable, []
    for rule in _plain(model):
        tests = [f"l.{key} IS NOT NULL" for key in rule.left]
        tests += [f"NOT coalesce({unusable[key].test}, false)" for key in rule.left if key in unusable]
        parts.append(f"CASE WHEN {' AND '.join(tests)} THEN {text(model.wording.blocking.get(rule.name, rule.name))} END")
    return f"coalesce(nullif(concat_ws(',或', {', '.join(parts)}), ''), {text(model.outcomes.ALIKE)})" if parts else "''"


def unsought(model: LinkageModel) -> str:
    """What of that the record does not have of its own, or has in a form nobody can be searched by; empty if nothing."""
    keys = list(dict.fromkeys(key for rule in _plain(model) for key in rule.left if key in rule.right))
    titles = {model.wording.columns[key]: key for key in reversed(keys) if key in model.wording.columns}
    absent = ", ".join(f"CASE WHEN l.{key} IS NULL THEN {text(title)} END" for title, key in reversed(titles.items()))
    if not absent:
        return "''"
    told = [f"{text(model.outcomes.ABSENT)} || nullif(concat_ws('、', {absent}), '')"]
    tests = {item.phrase: f"l.{key} IS NOT NULL AND ({item.test})" for key, item in model.wording.unusable.items() if key in keys}
    told += [f"CASE WHEN {test} THEN {text(phrase)} END" for phrase, test in tests.items()]
    return f"coalesce('(' || nullif(concat_ws(';', {', '.join(told)}), '') || ')', '')"


def named_columns(expression: str, model: LinkageModel) -> list[str]:
    """The columns with a title that an expression names, each once, in its order."""
    return [name for name in dict.fromkeys(re.findall(r"[a-z][a-z0-9_]*", expression)) if name in model.wording.columns]


def _filled(template: str) -> str:
    """A phrase with its places as an SQL expression: {l.name_clean} or {r.name_clean} is a value; {lacks:id_clean} says which
    side has none, {lacks:born_said|born} where the two sides' columns differ."""
    pieces = re.split(r"\{([^{}]+)\}", template)
    parts = [_place(piece) if place % 2 else text(piece) for place, piece in enumerate(pieces) if piece]
    return f"concat({', '.join(parts)})"


def _place(name: str) -> str:
    if not name.startswith("lacks:"):
        return name
    left, right = sides(name.removeprefix("lacks:"))
    return f"CASE WHEN l.{left} IS NOT NULL THEN '对方没有' WHEN r.{right} IS NOT NULL THEN '报送没有' ELSE '双方都没有' END"


def sides(columns: str) -> tuple[str, str]:
    """born_said|born: the column of l and that of r; one name stands for both."""
    left, _, right = columns.partition("|")
    return left, right or left
