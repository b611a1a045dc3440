"""What a month's counts suggest, for people to decide: townships that find few, rules that lead to little aid, where the line of review lies.

Belongs here: comparing counts with what was to be expected, and the words for it. Does not belong here: reading the ledger
(matching.pipeline.insights) and sheets (matching.report.insight_sheets). Nothing here changes a rule.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from matching.report.intervals import rate_interval, share_interval

Row = dict[str, Any]
ENOUGH = 30
"""Answers below which nothing is suggested about a rule."""
STEPS = (0.0, 1.0, 2.0, 3.0, 4.0)
"""Bits above the line of review at which it is tried."""
LOWER, HIGHER, KEEP, FEW = "可考虑下调等级", "可考虑上调等级", "维持", "答复不足，不作建议"


def detection(units: Mapping[str, str], households: Mapping[str, int], clues: Mapping[str, int]) -> list[Row]:
    """A row a unit (code → name): households on the rolls, clues, those expected at the district's rate, their ratio with its interval.

    few: the whole interval lies below 1. expected, ratio, low, high are None for a unit or a district of whom nothing is expected.
    """
    whole = sum(households.get(code, 0) for code in units)
    rate = sum(clues.get(code, 0) for code in units) / whole if whole else 0.0
    return [_detected(name, households.get(code, 0), clues.get(code, 0), rate) for code, name in units.items()]


def _detected(name: str, households: int, clues: int, rate: float) -> Row:
    row: Row = {
        "name": name,
        "households": households,
        "clues": clues,
        "expected": None,
        "ratio": None,
        "low": None,
        "high": None,
    }
    expected = households * rate
    if expected:
        found = rate_interval(clues, expected)
        row |= {"expected": expected, "ratio": clues / expected, "low": found.low, "high": found.high}
    return row | {"few": row["high"] is not None and row["high"] < 1}


def advise(rules: Sequence[Row], clues: Mapping[str, int]) -> list[Row]:
    """rules: name, meaning, done, aided a rule; clues: those whose level each rule set. Each with the interval of its share of aid, beside the share of
    all, and what that suggests: lower or higher only if the whole interval lies on one side."""
    done, aided = (sum(row[name] for row in rules) for name in ("done", "aided"))
    overall = aided / done if done else None
    rows = []
    for row in rules:
        found = share_interval(row["aided"], row["done"])
        advice = KEEP if row["done"] >= ENOUGH else FEW
        if overall is not None and row["done"] >= ENOUGH:
            advice = LOWER if found.high < overall else HIGHER if found.low > overall else KEEP
        told = {
            "name": row["name"],
            "meaning": row["meaning"],
            "clues": clues.get(row["name"], 0),
            "done": row["done"],
            "aided": row["aided"],
        }
        rows.append(
            {
                **told,
                "share": row["aided"] / row["done"],
                "low": found.low,
                "high": found.high,
                "overall": overall,
                "advice": advice,
            }
        )
    return rows


def try_lines(line: float, judged: Sequence[Row]) -> list[Row]:
    """What people would have been asked, had the line of review lain higher: pairs asked, spared, and which of those were one person."""
    return [
        {
            "line": line + step,
            "asked": sum(row["weight"] >= line + step for row in judged),
            "spared": sum(row["weight"] < line + step for row in judged),
            "spared_same": sum(row["weight"] < line + step and row["verdict"] == "same" for row in judged),
        }
        for step in STEPS
        if judged
    ]
