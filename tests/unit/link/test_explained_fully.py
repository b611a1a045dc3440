"""What an explanation must not leave out: who scores higher, what a mask hides, what was searched in vain, who was never compared."""

from matching.link.reasons import UNSURE, verdict
from matching.link.waterfall import Pair
from tests.unit.link.explaining import HOUSE, MODEL, NUMBER, OTHER, explain, text


def told_of(pair: Pair, comparison: str) -> str:
    (step,) = (step for step in pair.steps if step.comparison == comparison)
    return f"{step.phrase}({step.note})"


def test_a_match_that_is_no_confirmation_is_not_called_the_same_person() -> None:
    sure = explain({"name": "王伟", "id_number": NUMBER}, [{"name": "王伟", "id_number": NUMBER}])
    rule = {"name": "王伟", "phone": "13964317720", "address": HOUSE, "birth_date": "1968-03-05"}
    likely = explain(rule, [rule])
    assert (verdict(sure), verdict(likely), likely.decision) == ("是同一人", UNSURE, "match")
    assert verdict(explain({"name": "慕容复", "id_number": NUMBER}, [{"name": "王伟"}])) == "没有找到同一人"


def test_a_name_that_is_not_written_whole_denies_no_namesake() -> None:
    record = {"name": "王*", "id_number": NUMBER}
    people = [
        {"name": "王伟", "id_number": NUMBER, "household_id": "户1"},
        {"name": "王芳", "id_number": OTHER, "household_id": "户1"},
    ]
    (pair,) = explain(record, people).pairs
    said = told_of(pair, "namesake")
    assert "没有另一个" not in said
    assert "同户有没有同名的人无从查对" in said
    assert "同户中可见部分相符的还有 p001" in said
    assert "遮盖了几个字不作比较" in told_of(pair, "name")
    whole = explain({"name": "王伟", "id_number": NUMBER}, people)
    assert "对方同户没有另一个与报送同名的人" in told_of(whole.pairs[0], "namesake")


def test_what_agrees_too_little_to_weigh_is_told_as_too_little() -> None:
    record = {"name": "李四海", "id_number": f"{NUMBER[:14]}****", "address": HOUSE, "phone": "13964317720"}
    told = explain(record, [{"name": "李四海", "id_number": NUMBER, "address": HOUSE}])
    (pair,) = told.pairs
    (identity,) = (step for step in pair.steps if step.comparison == "identity")
    assert (identity.level, identity.bits, identity.agrees) == ("birth_part", 0, True)


def test_a_guardian_who_was_searched_for_is_told_where_little_else_is_known() -> None:
    told = explain({"name": "赵小宝", "guardian_id": OTHER}, [{"name": "王伟", "id_number": NUMBER}])
    assert told.rule == "TOO_LITTLE"
    assert "找过" in text(told)
    assert "监护人" in text(told)
    bare = explain({"name": "赵小宝"}, [{"name": "王伟", "id_number": NUMBER}])
    assert bare.rule == "TOO_LITTLE"
    assert "找过" not in text(bare)


WITHOUT_HOUSEHOLDS = tuple(rule for rule in MODEL.blocking if rule.name != "HOUSEHOLD_PHONE")


def test_a_namesake_of_the_household_whom_nothing_found_was_not_compared() -> None:
    record = {"name": "王伟", "phone": "13964317720"}
    people = [
        {"name": "李静", "phone": "13964317720", "household_id": "户1"},
        {"name": "王伟", "household_id": "户1", "birth_date": "1968-03-05"},
    ]
    (pair,) = explain(record, people, blocking=WITHOUT_HOUSEHOLDS).pairs
    assert pair.person_id == "p000"
    assert "同名的是 p001" in told_of(pair, "namesake")
    assert "没有一项条件找到此人,所以没有比过" in told_of(pair, "namesake")
    seen = explain(record | {"birth_date": "1968-03-05"}, people, pairs=2, blocking=WITHOUT_HOUSEHOLDS)
    other = next(pair for pair in seen.pairs if pair.person_id == "p000")
    assert "没有比过" not in told_of(other, "namesake")


def test_of_those_who_score_higher_than_the_one_that_decided_six_are_named() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    same = {"name": "王伟", "phone": "13964317720", "address": HOUSE, "birth_date": "1968-03-05"}
    told = explain(record, [{"name": "王伟", "id_number": NUMBER}, *[same] * 8])
    assert told.rule == "EXACT_ID"
    assert text(told).count("的分数更高") == 6
    assert "分数过了研判线或更高的另有 2 人,这里没有列出" in text(told)
