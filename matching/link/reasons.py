"""An explanation in plain Chinese sentences: what decided, and for somebody who was not found, why not.

Belongs here: the sentences around the phrases of the model. Does not belong here: any fact that is not in the explanation, which rules
nearly held (matching.link.lacks), and what searching came to (matching.link.searched).
"""

from collections.abc import Iterable

from matching.link.explain import Explanation
from matching.link.judged import HUMAN_DIFFERENT, HUMAN_SAME
from matching.link.lacks import nearly
from matching.link.searched import blocked, not_compared
from matching.link.spoken import NAMED, said, signed
from matching.link.waterfall import Pair, Step

DECISIONS = {"match": "是同一人", "review": "须人工判定", "new": "没有找到同一人"}
UNSURE = "按规则作同一人,还要上门核实"


def reasons(explanation: Explanation) -> tuple[str, ...]:
    """Why, in sentences; never empty."""
    if explanation.rule in (HUMAN_SAME, HUMAN_DIFFERENT):
        return (f"由人工研判决定,不看分数: {explanation.explanation}",)
    told = {"match": _matched, "review": _left_to_a_person, "new": _not_found}[explanation.decision](explanation)
    told += _others(explanation)
    cut = [item.phrase for item in explanation.blocking if item.state == "cut"]
    if cut and explanation.decision == "new":
        more = f"。补上{'、'.join(explanation.lacking)}可以再比" if explanation.lacking else ""
        told.append(f"相同的人过多,没有逐一比对: {'; '.join(cut)}{more}")
    return tuple(told)


def verdict(explanation: Explanation) -> str:
    """What was decided, in a few words: a match by a rule that is no confirmation says so."""
    sure = explanation.decisive or explanation.rule == HUMAN_SAME
    return UNSURE if explanation.decision == "match" and not sure else DECISIONS[explanation.decision]


def _matched(explanation: Explanation) -> list[str]:
    best = explanation.pairs[0]
    against = ";".join(_negative(step for step in best.steps if not step.in_rule))
    ending = [f"规则不看而不利的: {against}"] if against else []
    ending += [] if explanation.decisive else ["这条规则不算确认,仍要上门核实"]
    if explanation.at_least is None:
        return [f"由规则 {explanation.rule} 认定,不是由分数认定", *_looked_at(best), *ending]
    reached = f"规则还要求分数至少 {signed(explanation.at_least)},本条 {signed(best.match_weight)}"
    return [f"由规则 {explanation.rule} 认定", *_looked_at(best), reached, *ending]


def _left_to_a_person(explanation: Explanation) -> list[str]:
    if explanation.rule == "TIE":
        tied = [pair for pair in explanation.pairs if pair.person_id in explanation.rivals]
        who, more = "、".join(explanation.rivals), len(explanation.rivals) - len({pair.person_id for pair in tied})
        line = f"{len(explanation.rivals)} 人同样相近(相差不超过 {explanation.tie_bits:g} 比特),分不出是哪一个: {who}"
        return [
            line,
            *(f"{pair.person_id} {told}" for pair in tied for told in (*_ruled(pair), *_against(pair))),
            *([f"其余 {more} 人的逐项比较这里没有列出"] if more else []),
        ]
    best = explanation.pairs[0]
    if explanation.rule == "LIKELY_SAME":
        line = f"分数 {signed(best.match_weight)} 达到人工研判线 {signed(explanation.review_weight)},但没有一条认定规则成立"
        return [line, *nearly(explanation), *_against(best)]
    return [f"规则 {explanation.rule} 交人工判定,不论分数多少", _forbidding(best), *nearly(explanation)]


def _not_found(explanation: Explanation) -> list[str]:
    if explanation.rule == "TOO_LITTLE":
        searched = [item.phrase for item in explanation.blocking if item.state != "no_key"]
        tried = f"找过{'、'.join(searched)}的人,没有找到;此外" if searched else ""
        return [f"{tried}没有可用的{'、'.join(explanation.lacking)}(不必都有),没有可以比对的依据"]
    if not explanation.pairs:
        return blocked(explanation.blocking)
    best = explanation.pairs[0]
    if best.rule == "BELOW_REVIEW":
        short = f"{explanation.review_weight - best.match_weight:.2f}"
        line = f"比过 {explanation.compared} 人,分数最高的一人得 {signed(best.match_weight)},离人工研判线 {signed(explanation.review_weight)} 还差 {short} 比特"
        return [line, *_against(best), *_never_compared(explanation)]
    line = f"比过 {explanation.compared} 人,分数最高的一人被规则 {best.rule}({best.sentence})否决,不论分数多少"
    return [line, _forbidding(best), *_never_compared(explanation)]


def _never_compared(explanation: Explanation) -> list[str]:
    """Who might have been the person but was not compared: a namesake in the household of the nearest one, and whom conditions left out."""
    namesakes = [f"{said(step)}: {step.note}" for step in explanation.pairs[0].steps if step.elsewhere]
    return namesakes + not_compared(explanation.blocking)


def _forbidding(pair: Pair) -> str:
    return f"规则所看的: {';'.join(said(step) for step in pair.steps if step.in_rule)}"


def _looked_at(pair: Pair) -> list[str]:
    """What the rule of a pair asks for and found; what it only asks not to contradict."""
    asked = [step for step in pair.steps if step.in_rule]
    found = [said(step) for step in asked if step.bits > 0]
    allowed = [said(step) if not step.bits else _negative([step])[0] for step in asked if step.bits <= 0]
    return [f"{label}: {';'.join(items)}" for label, items in (("规则所看的", found), ("规则容许的", allowed)) if items]


def _ruled(pair: Pair) -> list[str]:
    """The rule of one of a tie, if not only the score speaks for it."""
    return [] if pair.rule == "LIKELY_SAME" else [f"合规则 {pair.rule}({pair.sentence})"]


def _others(explanation: Explanation) -> list[str]:
    """Why those shown who are likely, too, do not compete with the one that decided; and how many more there are."""
    if not explanation.pairs:
        return []
    best, *others = explanation.pairs
    likely = [
        pair
        for pair in others
        if pair.person_id not in (best.person_id, *explanation.rivals)
        and (pair.match_weight > best.match_weight or pair.match_weight >= explanation.review_weight)
    ]
    return [f"{pair.person_id} 的{_behind(pair, best, explanation)}" for pair in likely] + _not_shown(explanation, best)


def _not_shown(explanation: Explanation, best: Pair) -> list[str]:
    """Who else is likely, by name: first whoever scores higher than the pair that decided, as a rule came before the score."""
    also = "也" if best.match_weight >= explanation.review_weight else ""
    told = []
    for one in explanation.unseen[:NAMED]:
        higher = one.match_weight > best.match_weight
        how = "的分数更高({}),但先看规则、后看分数" if higher else f"的分数{also}过了研判线({{}})"
        rule = f"{one.rule}({one.sentence})" if one.sentence else one.rule
        told.append(f"{one.person_id} {how.format(signed(one.match_weight))}: 那一对的规则是 {rule};逐项比较这里没有列出")
    more = len(explanation.unseen) - NAMED
    return told + ([f"分数过了研判线或更高的另有 {more} 人,这里没有列出"] if more > 0 else [])


def _behind(pair: Pair, best: Pair, explanation: Explanation) -> str:
    """How a likely person stands to the one that decided, whose rule came first or whose score is clearly higher."""
    rule, behind = f"那一对的规则是 {pair.rule}({pair.sentence})", best.match_weight - pair.match_weight
    if behind <= explanation.tie_bits:
        higher = "分数更高" if behind < 0 else "分数相近"
        return f"{higher}({signed(pair.match_weight)}),但先看规则、后看分数: {rule}"
    against = "".join(f";{line}" for line in _weighing_against(pair))
    ahead = f"{best.person_id} 等同样相近的人" if explanation.rivals else "据以判定的一人"
    return f"分数也过了研判线({signed(pair.match_weight)}),但比{ahead}低 {behind:.2f} 比特: {rule}{against}"


def _weighing_against(pair: Pair) -> list[str]:
    against = _negative(pair.steps)
    against += [
        f"{step.counted}常见({signed(step.by_frequency)})" for step in pair.steps if step.bits >= 0 and step.by_frequency < 0
    ]
    return [f"不利的: {';'.join(against)}"] if against else []


def _negative(steps: Iterable[Step]) -> list[str]:
    return [f"{said(step)}({signed(step.bits)})" for step in steps if step.bits < 0]


def _against(pair: Pair) -> list[str]:
    """What speaks against the pair, what does not count, and what could not be compared."""
    idle = [step for step in pair.steps if not step.bits]
    unread = [said(step) for step in idle if step.left != "无" and step.right == "有"]
    absent = [said(step) for step in idle if step.right == "无" or (step.left, step.right) == ("无", "有")]
    lines = (("不计分的", unread), ("没有比的", absent))
    return _weighing_against(pair) + [f"{label}: {';'.join(items)}" for label, items in lines if items]
