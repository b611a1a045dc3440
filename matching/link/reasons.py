"""An explanation in plain Chinese sentences: what decided, and for somebody who was not found, why not.

Belongs here: the sentences around the phrases of the model. Does not belong here: any fact that is not in the explanation.
"""

from matching.link.explain import Explanation
from matching.link.judged import HUMAN_DIFFERENT, HUMAN_SAME
from matching.link.nearest import FAR, Nearest, Way
from matching.link.searches import Blocking
from matching.link.waterfall import Pair, Step

DECISIONS = {"match": "是同一人", "review": "须人工判定", "new": "没有找到同一人"}
STATES = {
    "compared": "已比对",
    "no_key": "缺项,没有比",
    "unusable": "照所写的找过,没有相同的人",
    "cut": "相同的人过多,没有逐一比",
    "excluded": "有相同的人,但不合括号中的条件",
    "nobody": "没有相同的人",
}


def reasons(explanation: Explanation) -> tuple[str, ...]:
    """Why, in sentences; never empty."""
    if explanation.rule in (HUMAN_SAME, HUMAN_DIFFERENT):
        return (f"由人工研判决定,不看分数: {explanation.explanation}",)
    told = {"match": _matched, "review": _left_to_a_person, "new": _not_found}[explanation.decision](explanation)
    told += _others(explanation)
    cut = [item.phrase for item in explanation.blocking if item.state == "cut"]
    if cut and explanation.decision == "new":
        told.append(f"相同的人过多,没有逐一比对: {'; '.join(cut)}。补上身份证号、电话等可以再比")
    return tuple(told)


def chance(pair: Pair) -> str:
    """The probability as people write it; never certainty."""
    if pair.match_probability < 0.0001:
        return "不到 0.01%"
    return "99.99% 以上" if pair.match_probability > 0.9999 else f"{pair.match_probability:.2%}"


def found(blocking: Blocking) -> str:
    """What one way of searching came to."""
    missing = "、".join(blocking.missing)
    told = {"no_key": f": 缺{missing}", "unusable": f"({missing})"}.get(blocking.state, "")
    left_out = f",另有 {blocking.left_out} 人不合括号中的条件" if blocking.people and blocking.left_out else ""
    otherwise = f"(其中 {blocking.otherwise} 人由别的条件选出比过)" if blocking.otherwise else ""
    return STATES[blocking.state] + told + left_out + otherwise


def number(blocking: Blocking) -> int:
    """Of how many people that speaks."""
    return blocking.people or blocking.left_out


def signed(bits: float) -> str:
    """Bits with their sign, in hundredths."""
    return f"{bits:+.2f}".replace("-", "−")


def _matched(explanation: Explanation) -> list[str]:
    best = explanation.pairs[0]
    unsure = [] if explanation.decisive else ["这条规则不算确认,仍要上门核实"]
    if explanation.at_least is None:
        return [f"由规则 {explanation.rule} 认定,不是由分数认定", *_looked_at(best), *unsure]
    reached = f"规则还要求分数至少 {signed(explanation.at_least)},本条 {signed(best.match_weight)}"
    return [f"由规则 {explanation.rule} 认定", *_looked_at(best), reached, *unsure]


def _left_to_a_person(explanation: Explanation) -> list[str]:
    if explanation.rule == "TIE":
        who = "、".join(explanation.rivals)
        line = f"{len(explanation.rivals)} 人同样相近(相差不到 {explanation.tie_bits:g} 比特),分不出是哪一个: {who}"
        return [line, *(f"{pair.person_id} {told}" for pair in explanation.pairs[:2] for told in _against(pair))]
    best = explanation.pairs[0]
    if explanation.rule == "LIKELY_SAME":
        line = f"分数 {signed(best.match_weight)} 达到人工研判线 {signed(explanation.review_weight)},但没有一条认定规则成立"
        return [line, *_nearly(explanation), *_against(best)]
    return [f"规则 {explanation.rule} 不许自动认定,不论分数多少", _forbidding(best), *_nearly(explanation)]


def _nearly(explanation: Explanation) -> list[str]:
    """Which must-rules hold but for little, and for what; those that lack the same together, by the first of them."""
    if not explanation.nearest:
        return [f"没有一条认定规则接近成立,每一条都至少差 {FAR} 项"]
    reached, alike = signed(explanation.pairs[0].match_weight), dict[str, list[Nearest]]()
    for one in explanation.nearest:
        alike.setdefault(";或者: ".join(_lacked(way, one, reached) for way in one.ways), []).append(one)
    return [_near(rules, lacked, reached) for lacked, rules in alike.items()]


def _near(rules: list[Nearest], lacked: str, reached: str) -> str:
    first = rules[0]
    others = f"等 {len(rules)} 条" if len(rules) > 1 else ""
    near = "差一点成立,差在" if first.distance == 1 else "最接近成立,差在"
    told = f"认定规则 {first.rule}({first.phrase}){others}{near}: {lacked}"
    if first.at_least is None or all(way.short for way in first.ways):
        return told
    return f"{told}(规则还要求分数至少 {signed(first.at_least)},本条 {reached})"


def _lacked(way: Way, rule: Nearest, reached: str) -> str:
    short = [f"分数 {reached},不到规则要求的 {signed(rule.at_least)}"] if way.short and rule.at_least is not None else []
    return "、".join([*map(_said, way.steps), *short])


def _not_found(explanation: Explanation) -> list[str]:
    if explanation.lacking:
        return [f"缺 {'、'.join(explanation.lacking)}(不必都有),没有可以比对的依据"]
    if not explanation.pairs:
        return _blocked(explanation.blocking)
    best = explanation.pairs[0]
    if best.rule == "BELOW_REVIEW":
        short = f"{explanation.review_weight - best.match_weight:.2f}"
        line = f"比过 {explanation.compared} 人,分数最高的一人得 {signed(best.match_weight)},离人工研判线 {signed(explanation.review_weight)} 还差 {short} 比特"
        return [line, *_against(best)]
    line = f"比过 {explanation.compared} 人,分数最高的一人被规则 {best.rule} 否决,不论分数多少"
    return [line, _forbidding(best)]


def _forbidding(pair: Pair) -> str:
    return f"规则所看的: {';'.join(_said(step) for step in pair.steps if step.in_rule)}"


def _looked_at(pair: Pair) -> list[str]:
    """What the rule of a pair asks for and found; what it only asks not to contradict."""
    asked = [step for step in pair.steps if step.in_rule]
    found = [_said(step) for step in asked if step.bits > 0]
    allowed = [_said(step) for step in asked if step.bits <= 0]
    return [f"{label}: {';'.join(items)}" for label, items in (("规则所看的", found), ("规则容许的", allowed)) if items]


def _said(step: Step) -> str:
    return step.phrase or step.title


def _others(explanation: Explanation) -> list[str]:
    """Why those shown who are likely, too, do not compete with the one that decided."""
    if not explanation.pairs:
        return []
    best, *others = explanation.pairs
    likely = [
        pair
        for pair in others
        if pair.person_id not in (best.person_id, *explanation.rivals)
        and (pair.match_weight > best.match_weight or pair.match_weight >= explanation.review_weight)
    ]
    return [f"{pair.person_id} 的{_behind(pair, best, explanation)}" for pair in likely]


def _behind(pair: Pair, best: Pair, explanation: Explanation) -> str:
    """How a likely person stands to the one that decided, whose rule came first or whose score is clearly higher."""
    rule, behind = f"那一对的规则是 {pair.rule}({pair.sentence})", best.match_weight - pair.match_weight
    if behind <= explanation.tie_bits:
        higher = "分数更高" if behind < 0 else "分数相近"
        return f"{higher}({signed(pair.match_weight)}),但先看规则、后看分数: {rule}"
    against = "".join(f";{line}" for line in _weighing_against(pair))
    return f"分数也过了研判线({signed(pair.match_weight)}),但比据以判定的一人低 {behind:.2f} 比特: {rule}{against}"


def _weighing_against(pair: Pair) -> list[str]:
    against = [f"{_said(step)}({signed(step.bits)})" for step in pair.steps if step.bits < 0]
    against += [
        f"{step.counted}常见({signed(step.by_frequency)})" for step in pair.steps if step.bits >= 0 and step.by_frequency < 0
    ]
    return [f"不利的: {';'.join(against)}"] if against else []


def _against(pair: Pair) -> list[str]:
    """What speaks against the pair, and what could not be compared."""
    absent = [f"{step.title}({side}没有)" for step in pair.steps if (side := _absent(step))]
    return _weighing_against(pair) + ([f"无从比对的: {';'.join(absent)}"] if absent else [])


def _absent(step: Step) -> str:
    sides = {("无", "无"): "双方都", ("无", "有"): "报送", ("无", ""): "报送"}
    return sides.get((step.left, step.right), "对方" if step.right == "无" else "")


def _blocked(blocking: tuple[Blocking, ...]) -> list[str]:
    """Nobody was compared: what the blocking rules found, the same findings together."""
    searched = [item for item in blocking if item.state == "nobody"]
    excluded = [f"{item.phrase}: {item.left_out} 人" for item in blocking if item.state == "excluded"]
    unusable = dict.fromkeys(title for item in blocking if item.state == "unusable" for title in item.missing)
    without = [item for item in blocking if item.state == "no_key"]
    lacking = dict.fromkeys(title for item in without for title in item.missing)
    lines = [f"按 {len(searched)} 种条件找过,没有相同的人(见下表)"] if searched else []
    lines += [f"有相同的人,但不合括号中的条件: {'; '.join(excluded)}"] if excluded else []
    lines += [f"有的条件只能照所写的找,没有相同的人: {'、'.join(unusable)}"] if unusable else []
    return lines + ([f"{'另' if lines else ''}有 {len(without)} 种条件因缺项没有比,缺: {'、'.join(lacking)}"] if without else [])
