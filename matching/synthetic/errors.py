"""Errors befall rows: the table of rates applied to one row after the other.

Belongs here: drawing errors. Does not belong here: the rates (rates) and what each error does (damage).
"""

from matching.synthetic.damage import DAMAGE
from matching.synthetic.draft import Draft
from matching.synthetic.rates import FAMILIES, RATES


def corrupt(draft: Draft) -> list[str]:
    """Let errors befall a row, at most one of each family; the kinds that did, in order."""
    happened: list[str] = []
    for family in FAMILIES:
        for kind in family:
            chance = RATES[kind][draft.contract.code]
            if chance and draft.rng.random() < chance and DAMAGE[kind](draft):
                happened.append(kind)
                break
    return happened
