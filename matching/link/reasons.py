"""An explanation in plain Chinese sentences: what decided, and for somebody who was not found, why not.

Belongs here: the sentences around the phrases of the model. Does not belong here: any fact that is not in the explanation.
"""

from matching.link.explain import Blocking, Explanation, Nearest
from matching.link.judged import HUMAN_DIFFERENT, HUMAN_SAME
from matching.link.waterfall import Pair, Step

DECISIONS = {"match": "是同一人", "review": "须人工判定", "new": "没有找到同一人"}
STATES = {
    "compared": "已比对",
    "no_key": "缺项,没有比",
    "cut": "相同的人过多,没有逐一比",
    "excluded": "有相同的人,但不合括号中的条件",
    "nobody": "没有相同的人",
}


def reasons(explanation: Explanation) -> tuple[str, ...]:
    """Why, in sentences; never empty."""
    if explanation.rule in (HUMAN_SAME, HUMAN_DIFFERENT):
        return (f"由人工研判决定,不看分数: {explanation.explanation}",)
    told = {"match": _matched, "review": _left_to_a_person, "new": _not_found}[explanation.decision](explanation)
    cut = [item.phrase for item in explanation.blocking if item.state == "cut"]
    if cut and explanation.decision == "new":
        told.append(f"相同的人过多,没有逐一比对: {'; '.join(cut)}。补上身份证号、电话等可以再比")
    return tuple(told)


def chance(pair: Pair) -> str:
    """The probability as people write it; never certainty."""
    return f"{min(max(pair.match_probability, 0.0001), 0.9999):.2%}"


def signed(bits: float) -> str:
    """Bits with their sign, in hundredths."""
    return f"{bits:+.2f}".replace("-", "−")


def _matched(explanation: Explanation) -> list[str]:
    best = explanation.pairs[0]
    asked = "、".join(step.title for step in best.steps if step.in_rule)
    if explanation.at_least is None:
        return [f"由规则 {explanation.rule} 认定,不是由分数认定;规则所看的是: {asked}"]
    reached = f"还要求分数至少 {signed(explanation.at_least)}(本条 {signed(best.match_weight)})"
    return [f"由规则 {explanation.rule} 认定;规则所看的是: {asked},{reached}"]


def _left_to_a_person(explanation: Explanation) -> list[str]:
    if explanation.rule == "TIE":
        who = "、".join(explanation.rivals)
        line = f"{len(explanation.rivals)} 人同样相近(相差不到 {explanation.tie_bits:g} 比特),分不出是哪一个: {who}"
        return [line, *_against(explanation.pairs[0])]
    best = explanation.pairs[0]
    if explanation.rule == "LIKELY_SAME":
        line = f"分数 {signed(best.match_weight)} 达到人工研判线 {signed(explanation.review_weight)},但没有一条认定规则成立"
        return [line, *_nearly(explanation.nearest), *_against(best)]
    asked = "、".join(step.title for step in best.steps if step.in_rule)
    return [f"规则 {explanation.rule} 不许自动认定,不论分数多少;规则所看的是: {asked}"]


def _nearly(nearest: Nearest | None) -> list[str]:
    """Which must-rule holds but for little, and for what."""
    if nearest is None:
        return []
    lacking = "、".join([*(step.phrase or step.title for step in nearest.lacking), *(["分数不够"] if nearest.short else [])])
    return [f"最接近的认定规则 {nearest.rule}({nearest.phrase})不成立,差在: {lacking}"]


def _not_found(explanation: Explanation) -> list[str]:
    if explanation.lacking:
        return [f"缺 {'、'.join(explanation.lacking)},没有可以比对的依据"]
    if not explanation.pairs:
        return _blocked(explanation.blocking)
    best = explanation.pairs[0]
    if best.rule == "BELOW_REVIEW":
        short = f"{explanation.review_weight - best.match_weight:.2f}"
        line = f"比过 {explanation.compared} 人,最接近的一人得 {signed(best.match_weight)},离人工研判线 {signed(explanation.review_weight)} 还差 {short} 比特"
        return [line, *_against(best)]
    asked = "、".join(step.title for step in best.steps if step.in_rule)
    return [f"比过 {explanation.compared} 人,最接近的一人被规则 {best.rule} 否决,不论分数多少;规则所看的是: {asked}"]


def _against(pair: Pair) -> list[str]:
    """What speaks against the pair, and what could not be compared."""
    against = [f"{step.phrase or step.title}({signed(step.bits)})" for step in pair.steps if step.bits < 0]
    against += [
        f"{step.title}常见({signed(step.by_frequency)})" for step in pair.steps if step.bits >= 0 and step.by_frequency < 0
    ]
    absent = [f"{step.title}({side}没有)" for step in pair.steps if (side := _absent(step))]
    return [f"{label}: {'、'.join(items)}" for label, items in (("不利的", against), ("无从比对的", absent)) if items]


def _absent(step: Step) -> str:
    sides = {("无", "无"): "双方都", ("无", "有"): "报送", ("无", ""): "报送"}
    return sides.get((step.left, step.right), "对方" if step.right == "无" else "")


def _blocked(blocking: tuple[Blocking, ...]) -> list[str]:
    """Nobody was compared: what the blocking rules found, the same findings together."""
    searched = [item for item in blocking if item.state == "nobody"]
    excluded = [f"{item.phrase}: {item.people} 人" for item in blocking if item.state == "excluded"]
    without = [item for item in blocking if item.state == "no_key"]
    lacking = dict.fromkeys(title for item in without for title in item.missing)
    lines = [f"按 {len(searched)} 种条件找过,没有相同的人(见下表)"] if searched else []
    lines += [f"有相同的人,但不合括号中的条件: {'; '.join(excluded)}"] if excluded else []
    return lines + ([f"另有 {len(without)} 种条件因缺项没有比,缺: {'、'.join(lacking)}"] if without else [])
