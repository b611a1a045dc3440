"""Which rules nearly held, and what they lack, in Chinese sentences.

Belongs here: the sentences of matching.link.nearest. Does not belong here: which rules are near, and why a record was decided
(matching.link.reasons).
"""

from matching.link.explain import Explanation
from matching.link.nearest import Nearest, Way
from matching.link.spoken import NAMED, said, signed


def nearly(explanation: Explanation) -> list[str]:
    """Which must-rules hold but for little, and for what; those that lack the same together."""
    best = explanation.pairs[0]
    if not explanation.nearest:
        contrary = ";".join(said(step) for step in best.steps if step.contrary)
        return [f"没有一条认定规则接近成立{f',因为有直接相反的: {contrary}' if contrary else ''}"]
    reached, alike = signed(best.match_weight), dict[str, list[Nearest]]()
    for one in explanation.nearest:
        alike.setdefault(";或者: ".join(_lacked(way, one, reached) for way in one.ways), []).append(one)
    return [_near(rules, lacked, reached) for lacked, rules in alike.items()]


def _near(rules: list[Nearest], lacked: str, reached: str) -> str:
    first, more = rules[0], len(rules) - NAMED
    others = f"等 {len(rules)} 条" if more > 0 else ""
    near = "差一点成立,差在" if first.distance == 1 else "最接近成立,差在"
    told = f"认定规则 {'、'.join(f'{one.rule}({one.phrase})' for one in rules[:NAMED])}{others}"
    if not first.distance:
        return f"{told}也成立,但不许自动认定的规则在先"
    told += f"{near}: {lacked}"
    if first.at_least is None or all(way.short for way in first.ways):
        return told
    return f"{told}(规则还要求分数至少 {signed(first.at_least)},本条 {reached})"


def _lacked(way: Way, rule: Nearest, reached: str) -> str:
    short = [f"分数 {reached},不到规则要求的 {signed(rule.at_least)}"] if way.short and rule.at_least is not None else []
    partly = [("只是" if step.agrees else "") + said(step) for step in way.steps]
    return "、".join(partly + short)
