"""Reading the conditions of a model: what they ask of either side, and in which parts they can be joined.

Belongs here: SQL conditions over l and r, as text. Does not belong here: making SQL of the rest of a model (matching.link.compile).
"""

import re
from dataclasses import dataclass

from matching.link.model import BlockingRule

SPLIT = re.compile(r"\(([^()]+)\) AND (.+)", re.DOTALL)


@dataclass(frozen=True)
class Half:
    """Conditions on the record alone, on the person alone, and on both."""

    left: str
    right: str
    both: str


def asked(side: str, text: str) -> list[str]:
    """The columns that a text asks of one side, as l.column or r.column."""
    return sorted(set(re.findall(rf"\b{side}\.(\w+)", text)))


def halves(rule: BlockingRule) -> list[Half]:
    """The rule's condition in parts no two of which hold for one pair. `A OR B`, where A speaks of the record only and B of the person
    only, becomes A, and B without A: each is joined on the few rows for which it holds. So does `(A OR B) AND C`, C staying on both."""
    found = SPLIT.fullmatch(rule.only)
    either, rest = (found[1], found[2]) if found and len(_parted(found[2], " OR ")) == 1 else (rule.only, "true")
    sides = [(half, set(re.findall(r"\b([lr])\.", half))) for half in either.split(" OR ")]
    if "(" in either or sorted(tuple(speaks) for _, speaks in sides) != [("l",), ("r",)]:
        return [Half("true", "true", rule.only)]
    left, right = (half for half, _ in sorted(sides, key=lambda pair: min(pair[1])))
    return [Half(left, "true", rest), Half(f"({left}) IS NOT TRUE", right, rest)]


def _parted(condition: str, word: str) -> list[str]:
    """A condition parted at a word that stands outside of brackets and literals."""
    parts, depth = [""], 0
    for piece in re.findall(rf"'[^']*'|{word}|.", condition, re.DOTALL):
        depth += (piece == "(") - (piece == ")")
        if piece == word and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
