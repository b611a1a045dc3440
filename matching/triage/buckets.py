"""The six buckets: where each record ends, and why.

Belongs here: the order in which a record is judged, alone and with the records of the same person. Does not
belong here: how two records were found to be one person (matching.link), levels (matching.triage.levels).
Law 2 rules here: only an exact number or a human calls somebody enrolled; whatever is weaker goes to a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matching.codes import short_code
from matching.shapes import MOVED, Bucket
from matching.triage.case import EXACT, Case


@dataclass(frozen=True)
class Placement:
    """Where a record ended. `opener` is the record whose clue it opened or joined in this run."""

    bucket: Bucket
    rule: str
    explanation: str
    person_id: str | None = None
    clue_id: str | None = None
    opener: str | None = None


def clue_id_of(record_id: str) -> str:
    """The clue a record opens: XS- and the short code of its id."""
    return f"XS-{short_code(record_id)}"


def place(cases: Iterable[Case]) -> dict[str, Placement]:
    """The placement of every record, by record_id."""
    together: dict[str, list[Case]] = {}
    for case in sorted(cases, key=lambda case: case.record_id):
        together.setdefault(case.case_id, []).append(case)
    placed: dict[str, Placement] = {}
    for group in together.values():
        placed |= _place_group(group)
    return placed


def _place_group(group: list[Case]) -> dict[str, Placement]:
    """The records of one person, in order of their ids."""
    own = {case.record_id: placement for case in group if (placement := _on_roll(case))}
    rest = [case for case in group if case.record_id not in own]
    found = [(case, own[case.record_id]) for case in group if case.record_id in own and own[case.record_id].person_id]
    enrolled = next((pair for pair in found if pair[1].bucket == Bucket.ENROLLED), None)
    review = next((pair[1] for pair in found if pair[1].bucket == Bucket.REVIEW), None)
    beside = {
        case.record_id: placement
        for case in rest
        if (placement := _with_enrolled(case, *enrolled) if enrolled else _with_review(case, review) if review else None)
    }
    left = [case for case in rest if case.record_id not in beside]
    moved = [case for case in left if case.has_moved]
    if moved:
        return own | beside | _with_moved_clue(moved, [case for case in left if not case.has_moved])
    return own | beside | (_with_open_clue(left) or _with_new_clue(left))


def _on_roll(case: Case) -> Placement | None:
    """What the rolls alone say of a record."""
    decision = case.roll_decision
    matched = decision if decision and decision["decision"] in ("match", "review") else None
    sure = bool(matched and matched["decision"] == "match" and matched["rule"] in EXACT)
    if case.contract.role == "roll_changes":
        changed = f"{case.change['told']}," if case.change else ""
        told = f"{case.contract.title}:{changed}已据此更新名册"
        if case.open_clue:
            told += f";另有在办线索{case.open_clue},线索不因名册变更自动办结,请承办单位核实"
        return Placement(Bucket.ENROLLED, "ROLL_CHANGE", told, matched["person_id"] if matched and sure else None)
    if not matched:
        return None
    if not sure and case.waiver:
        return None
    bucket = Bucket.ENROLLED if sure else Bucket.REVIEW
    return Placement(bucket, matched["rule"], matched["explanation"] or "", matched["person_id"])


def _with_enrolled(case: Case, other: Case, placement: Placement) -> Placement | None:
    """A record of a case in which another record is enrolled: enrolled too if the tie is exact, else a person decides. None if a
    person did, or was asked in vain."""
    if any(question["person_id"] == placement.person_id and question["state"] == "different" for question in case.questions):
        return None
    if case.exactly_joined and other.exactly_joined:
        rule = placement.rule if placement.rule in EXACT else "EXACT_ID"
        return replace(placement, rule=rule, explanation="与本批另一条已在册的来源记录是同一人")
    if case.waiver or case.is_barred(placement.person_id):
        return None
    rule = (case.joined_by if not case.exactly_joined else other.joined_by) or "SAME_CASE"
    return replace(
        placement, bucket=Bucket.REVIEW, rule=rule, explanation="与本批另一条已在册的来源记录相近,是否同一人须人工判定"
    )


def _with_review(case: Case, review: Placement) -> Placement | None:
    """A record of a case in which another record is in review: people decide about both. None if they did about this one, or
    were asked in vain."""
    if case.waiver or case.is_barred(review.person_id):
        return None
    told = "与本批另一条疑似在册的来源记录是同一人,须一并人工判定"
    return replace(review, rule=case.joined_by or review.rule, explanation=told)


def _with_open_clue(group: list[Case]) -> dict[str, Placement] | None:
    """All records join the open clue that one of them was matched with; None if none was."""
    matched = {case.record_id: clue_id for case in group if (clue_id := case.open_clue)}
    if not matched:
        return None
    first = next(iter(matched.values()))
    placed = {}
    for case in group:
        decision = case.open_decision if case.record_id in matched else None
        told = decision["explanation"] or "" if decision else "与本批另一条并入在办线索的来源记录是同一人"
        rule = decision["rule"] if decision else case.joined_by or "SAME_CASE"
        placed[case.record_id] = Placement(Bucket.MERGED, rule, case.say(told), clue_id=matched.get(case.record_id, first))
    return placed


def _with_moved_clue(moved: list[Case], others: list[Case]) -> dict[str, Placement]:
    """Corrections that name another unit open a clue for it, one a unit: the unit of the clue that they correct looks for the person
    in the wrong place. Others of the same person join the clue that they were matched with, else the first that was opened."""
    openers: dict[str | None, Case] = {}
    placed = {}
    for case in moved:
        opener = openers.setdefault(case.located()[0], case)
        clue_id = clue_id_of(opener.record_id)
        told = f"报送单位更正了此前报送的同一行,承办单位已不同于原线索{case.ties[0][0]},另立线索;原线索保留"
        bucket = Bucket.NEW if opener is case else Bucket.MERGED
        placed[case.record_id] = Placement(bucket, MOVED, case.say(told), clue_id=clue_id, opener=opener.record_id)
    first = placed[moved[0].record_id]
    for case in others:
        if case.open_clue:
            placed |= _with_open_clue([case]) or {}
        else:
            told = case.say("与本批另一条来源记录是同一人,并入同一线索")
            placed[case.record_id] = replace(first, bucket=Bucket.MERGED, rule=case.joined_by or "SAME_CASE", explanation=told)
    return placed


def _with_new_clue(group: list[Case]) -> dict[str, Placement]:
    """The first record that some unit can answer for opens a clue, the others join it; without one each waits alone."""
    opener = next((case for case in group if not case.is_outside and case.located()[0]), None)
    if opener is None:
        return {case.record_id: _without_unit(case) for case in group}
    clue_id = clue_id_of(opener.record_id)
    told = "与本批另一条来源记录是同一人,并入同一线索"
    merged = Placement(Bucket.MERGED, "SAME_CASE", told, clue_id=clue_id, opener=opener.record_id)
    placed = {case.record_id: replace(merged, rule=case.joined_by or merged.rule, explanation=case.say(told)) for case in group}
    told = opener.say((opener.roll_decision or {}).get("explanation") or "名册中未见同一人")
    rule = opener.waiver[0] if opener.waiver else "NEW_PERSON"
    placed[opener.record_id] = Placement(Bucket.NEW, rule, told, clue_id=clue_id, opener=opener.record_id)
    return placed


def _without_unit(case: Case) -> Placement:
    if case.is_outside and case.assigned:
        return Placement(Bucket.OUTSIDE, "OUTSIDE_ASSIGNED", case.say(f"中心{case.assigned['assigned_by']}核实后认定不属本区"))
    if case.is_outside:
        return Placement(Bucket.OUTSIDE, "OUTSIDE_RESIDENCE", case.say("居住地在区外,户籍地也不在本区"))
    if case.person["area"] == "undecided":
        told = case.say("居住地是已撤并的旧地名,辖区划入多个镇街,须人工确定承办单位")
        return Placement(Bucket.UNLOCATED, "OLD_NAME_DIVIDED", told)
    return Placement(Bucket.UNLOCATED, "NO_UNIT", case.say("居住地、户籍地和来源单位都不能确定承办单位"))
