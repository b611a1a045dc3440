"""From the model to SQL text.

Belongs here: the expressions for features, levels, weights and rules. Does not belong here: running them (matching.link.engine), what is told
of them (matching.link.phrases) and taking conditions apart (matching.link.conditions). Every expression speaks of l (the record), r (a person of the other table) and the distances.
"""

import re
from collections.abc import Collection

from matching.link.conditions import asked
from matching.link.evidence import Comparison, Rule
from matching.link.model import LinkageModel
from matching.link.texts import filled, text

WORD = re.compile(r"\w+")
GROUPED = re.compile(r"(\w+\((?:(?! OVER ).)+\)) OVER \(PARTITION BY (\w+)\)", re.DOTALL)


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
    return needed(model, compared(model, sides))


def needed(model: LinkageModel, names: Collection[str]) -> frozenset[str]:
    """The same names, and all that their features are made of."""
    found = set(names)
    for name, test in reversed(model.features.items()):
        found |= set(WORD.findall(test)) if name in found else set()
    return frozenset(found)


def compared(model: LinkageModel, sides: str) -> frozenset[str]:
    """Those of them that are looked at once the features are made.

    Read from the words of the model's expressions: a word too many costs memory, none is missed.
    """
    spoken = [rule.only for rule in model.blocking] + [distance.when for distance in model.distances.values()]
    spoken += [level.test or "" for comparison in model.comparisons for level in comparison.levels]
    spoken += [filled(level.phrase) for comparison in model.comparisons for level in comparison.levels if level.phrase]
    bare = [distance.column for distance in model.distances.values()]
    if "l" in sides:
        spoken += [
            item.test for said in (model.wording.unusable, model.wording.unread) for items in said.values() for item in items
        ]
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
