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
    """The sentence of rules that lack the same: what they lack comes before who they are, if they are several."""
    first, more = rules[0], len(rules) - NAMED
    near = "差一点成立" if first.distance == 1 else "最接近成立"
    named = f"{'、'.join(_called(one, reached) for one in rules[:NAMED])}{f'等 {len(rules)} 条' if more > 0 else ''}"
    if not first.distance:
        return f"认定规则 {named}也成立,但不许自动认定的规则在先"
    if len(rules) == 1:
        return f"认定规则 {named}{near},差在: {lacked}"
    return f"有 {len(rules)} 条认定规则{near},都差在: {lacked}。它们是 {named}"


def _called(rule: Nearest, reached: str) -> str:
    """A rule by name, what it says, and the score that it also asks for where that is not what it lacks."""
    if rule.at_least is None or all(way.short for way in rule.ways):
        return f"{rule.rule}({rule.phrase})"
    return f"{rule.rule}({rule.phrase};还要求分数至少 {signed(rule.at_least)},本条 {reached})"


def _lacked(way: Way, rule: Nearest, reached: str) -> str:
    short = [f"分数 {reached},不到规则要求的 {signed(rule.at_least)}"] if way.short and rule.at_least is not None else []
    partly = [("只是" if step.agrees else "") + said(step) for step in way.steps]
    return "、".join(partly + short)
