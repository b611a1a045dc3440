"""What each way of searching for a record came to, in Chinese sentences.

Belongs here: the sentences of matching.link.searches. Does not belong here: searching, and why a record was decided (matching.link.reasons).
"""

from matching.link.searches import Blocking, LeftOut
from matching.link.spoken import NAMED

STATES = {
    "compared": "已比对",
    "no_key": "缺项,没有比",
    "unusable": "找过,没有相同的人,但这样找不足为凭",
    "cut": "相同的人过多,没有逐一比",
    "excluded": "有相同的人,但不合括号中的条件",
    "nobody": "没有相同的人",
}


def found(blocking: Blocking) -> str:
    """What one way of searching came to."""
    missing = "、".join(blocking.missing)
    if blocking.state == "no_key" and blocking.unread:
        return f"没有比: 没有可用的{missing}({';'.join(blocking.unread)})"
    told = {"no_key": f": 缺{missing}", "unusable": f"({missing})"}.get(blocking.state, "")
    left_out = f",另有 {blocking.left_out} 人不合括号中的条件" if blocking.people and blocking.left_out else ""
    among = "都" if blocking.otherwise == blocking.left_out else f"其中 {blocking.otherwise} 人"
    otherwise = f"({among}由别的条件选出比过)" if blocking.otherwise else ""
    named = f"。没有比过的: {_named(blocking.not_compared)}" if blocking.not_compared else ""
    return STATES[blocking.state] + told + left_out + otherwise + named


def _named(people: tuple[LeftOut, ...]) -> str:
    """People by their numbers, with why they were left out; those beyond NAMED are counted. Who was left out for the same is told together."""
    alike = dict[str, list[str]]()
    for one in people[:NAMED]:
        alike.setdefault(one.why, []).append(one.person_id)
    told = [f"{'、'.join(persons)}{f'({why})' if why else ''}" for why, persons in alike.items()]
    return ";".join([*told, *([f"另有 {len(people) - NAMED} 人"] if len(people) > NAMED else [])])


def number(blocking: Blocking) -> int:
    """Of how many people that speaks."""
    return blocking.people or blocking.left_out


def _alike(blocking: Blocking) -> str:
    """In what those are alike whom a way of searching leaves out; its condition is said only where their reasons are not."""
    return blocking.phrase.partition("(限")[0] if all(one.why for one in blocking.not_compared) else blocking.phrase


def not_compared(blocking: tuple[Blocking, ...]) -> list[str]:
    """Who shares a key of some way of searching, but is left out by its condition and was compared by no other; each person once."""
    told, named = list[str](), set[str]()
    for item in blocking:
        people = tuple(one for one in item.not_compared if one.person_id not in named)
        named |= {one.person_id for one in people}
        told += [f"{_alike(item)}的 {len(people)} 人: {_named(people)}"] if people else []
    return [f"还有相近的人,但按条件没有比: {'; '.join(told)}"] if told else []


def blocked(blocking: tuple[Blocking, ...]) -> list[str]:
    """Nobody was compared: what the blocking rules found, the same findings together."""
    searched = [item for item in blocking if item.state == "nobody"]
    excluded = [
        f"{_alike(item)}的 {item.left_out} 人: {_named(item.not_compared)}" for item in blocking if item.state == "excluded"
    ]
    unusable = dict.fromkeys(title for item in blocking if item.state == "unusable" for title in item.missing)
    without = [item for item in blocking if item.state == "no_key"]
    lacking = dict.fromkeys(title for item in without for title in item.missing)
    unread = dict.fromkeys(why for item in without for why in item.unread)
    lines = [f"按 {len(searched)} 种条件找过,没有相同的人(见下表)"] if searched else []
    lines += [f"有相同的人,但按条件不比: {'; '.join(excluded)}"] if excluded else []
    lines += [f"有的条件找过,没有相同的人,但这样找不足为凭: {'、'.join(unusable)}"] if unusable else []
    if without:
        why = f"({';'.join(unread)})" if unread else ""
        lines.append(f"{'另' if lines else ''}有 {len(without)} 种条件因缺项没有比,没有可用的: {'、'.join(lacking)}{why}")
    return lines
