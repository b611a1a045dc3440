"""How bits, chances and the steps of a pair are said.

Belongs here: the words that every part of an explanation shares. Does not belong here: sentences (matching.link.reasons, matching.link.lacks).
"""

from matching.link.waterfall import Pair, Step

NAMED = 6
"""So many people or rules are named; the others are counted."""


def signed(bits: float) -> str:
    """Bits with their sign, in hundredths."""
    return f"{bits:+.2f}".replace("-", "−")


def chance(pair: Pair) -> str:
    """The probability as people write it; never certainty."""
    if pair.match_probability < 0.0001:
        return "不到 0.01%"
    return "99.99% 以上" if pair.match_probability > 0.9999 else f"{pair.match_probability:.2%}"


def said(step: Step) -> str:
    """What a step says; a silent one is called by its title."""
    return step.phrase or step.title
