"""Explanations say of whom a value is wrong, why what is written cannot be used, and whom a condition left out for what."""

import pyarrow as pa
import pytest

from matching.link.explain import Explainer
from matching.link.model import Wording
from matching.link.reasons import reasons
from matching.link.searched import found
from matching.link.texts import filled
from tests.spec.people import Row, number, numbered, standard
from tests.unit.link.explaining import HOUSE, MODEL, NUMBER, OTHER, explain, text

WRONG = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
MASKED = f"{NUMBER[:6]}********{NUMBER[14:]}"
LOST = "3.70399E+17"
DAMAGED = f"{NUMBER[:15]}000"


def step_of(record: Row, person: Row, comparison: str) -> str:
    (pair,) = explain(record, [person]).pairs
    (step,) = (step for step in pair.steps if step.comparison == comparison)
    return f"{step.phrase};{step.note}"


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        (MASKED, NUMBER, "报送的身份证号有遮盖,可见部分一致;报送的号码原本就有遮盖"),
        (NUMBER, MASKED, "对方的身份证号有遮盖,可见部分一致;对方的号码原本就有遮盖"),
        (WRONG, NUMBER, "身份证号一位之差(在末四位),报送的没有当作有效号码;报送的号码校验位不对"),
        (NUMBER, WRONG, "身份证号一位之差(在末四位),对方的没有当作有效号码;对方的号码校验位不对"),
        (WRONG, WRONG, "身份证号写法一致,但双方的都没有当作有效号码;报送的号码校验位不对;对方的号码校验位不对"),
        (LOST, NUMBER, "报送的身份证号成了科学计数法,无法比对;报送的号码被表格软件改坏了"),
        (NUMBER, LOST, "对方的身份证号成了科学计数法,无法比对;对方的号码被表格软件改坏了"),
        (DAMAGED, NUMBER, "报送的身份证号后三位损坏,前十五位一致;报送的号码末三位是 000,可能被表格软件改坏了,没有当作有效号码"),
        (NUMBER, DAMAGED, "对方的身份证号后三位损坏,前十五位一致;对方的号码末三位是 000,可能被表格软件改坏了,没有当作有效号码"),
        (NUMBER, f"{NUMBER[:14]}****", "身份证号前十四位(地区和生日)一致,对方的不完整或有误"),
        (NUMBER, "370399********9999", "对方的身份证号有遮盖,看得清的部分不一致"),
        (NUMBER, "不详", "身份证号无从比对(对方没有可用的);对方的身份证号一栏认不出号码"),
    ],
)
def test_whose_number_is_damaged_is_told_truly(own: str, other: str, said: str) -> None:
    row = {"name": "王小伟", "address": HOUSE, "phone": "13964317720"}
    assert step_of(row | {"id_number": own}, row | {"id_number": other}, "identity").startswith(said)


def test_a_rule_that_nearly_held_says_whose_number_was_masked() -> None:
    row = {"name": "王小伟", "birth_date": "1968-03-05"}
    must = tuple(rule for rule in MODEL.must if rule.name == "EXACT_ID")
    told = explain(row | {"id_number": NUMBER}, [row | {"id_number": MASKED}], must=must)
    assert "认定规则 EXACT_ID(身份证号一致,姓名相符)差一点成立,差在: 只是对方的身份证号有遮盖,可见部分一致" in text(told)


def test_a_number_that_was_rewritten_is_noted_on_the_side_where_it_was() -> None:
    old = number("19680305", 123)
    old = old[:6] + old[8:17]
    card = f"{NUMBER}44"
    row = {"name": "王小伟"}
    for own, other, said in (
        (old, NUMBER, "报送的是十五位老号码,已换成十八位"),
        (NUMBER, old, "对方的是十五位老号码,已换成十八位"),
        (card, NUMBER, "报送的号码比十八位长(如残疾人证号),取前十八位"),
        (NUMBER, card, "对方的号码比十八位长(如残疾人证号),取前十八位"),
    ):
        assert step_of(row | {"id_number": own}, row | {"id_number": other}, "identity") == f"身份证号一致;{said}"
    assert step_of(row | {"id_number": NUMBER}, row | {"id_number": NUMBER}, "identity") == "身份证号一致;"


@pytest.mark.parametrize(
    ("record", "lacking"),
    [
        ({"name": "王伟", "phone": "139****7720"}, "身份证号、出生日期、电话(电话有遮盖)、所在镇街"),
        ({"name": "王伟", "phone": "12"}, "身份证号、出生日期、电话(电话一栏有字,不是能用的号码)、所在镇街"),
        ({"name": "王伟", "birth_date": "1968年"}, "身份证号、出生日期(出生日期一栏有字,认不出是哪一天)、电话、所在镇街"),
        ({"name": "王伟", "id_number": "不详"}, "身份证号(身份证号一栏有字,认不出号码)、出生日期、电话、所在镇街"),
        ({"name": "王伟", "address": "济南市历下区泉城路1号"}, "身份证号、出生日期、电话、所在镇街(住址在本区以外)"),
        ({"name": "王伟", "address": "幸福小区1号"}, "身份证号、出生日期、电话、所在镇街(所写的住址里看不出镇街)"),
        ({"name": "***", "phone": "13964317720"}, "身份证号、姓名(姓名一栏有字,认不出姓名)、出生日期、所在镇街"),
    ],
)
def test_too_little_tells_what_is_written_and_cannot_be_used(record: Row, lacking: str) -> None:
    told = explain(record, [{"name": "李静"}])
    assert told.rule == "TOO_LITTLE"
    assert told.explanation.startswith(f"可比信息太少,没有可用的{lacking}(有身份证号")
    assert f"没有可用的{lacking}(不必都有)" in text(told)
    assert "、".join(told.lacking) == lacking


@pytest.mark.parametrize(
    ("record", "unsought"),
    [
        ({"id_number": WRONG}, "报送没有村(社区)、门牌号、电话;号码有误,里面的出生日期没有采用;身份证号校验位不对"),
        ({"id_number": MASKED}, "报送没有村(社区)、门牌号、电话;号码里的出生日期有遮盖;身份证号有遮盖"),
        ({"id_number": NUMBER, "phone": "139****7720"}, "报送没有村(社区)、门牌号;电话有遮盖"),
        ({"id_number": NUMBER, "phone": "无法接通", "address": HOUSE}, "电话一栏有字,不是能用的号码"),
        ({"id_number": NUMBER, "phone": "13964317720", "address": "城东街道大街社区"}, "所写的住址里看不出门牌号"),
    ],
)
def test_what_a_record_could_not_be_searched_by_is_told_with_its_reason(record: Row, unsought: str) -> None:
    told = explain({"name": "王伟"} | record, [{"name": "陈静"}])
    assert told.explanation.endswith(f"的人({unsought})")


def test_a_pair_tells_what_the_record_has_and_cannot_use() -> None:
    row = {"name": "王小伟", "address": HOUSE}
    person = row | {"id_number": OTHER, "phone": "13964317720"}
    assert step_of(row | {"phone": "139****7720"}, person, "phone").startswith("电话无从比对(报送的有遮盖)")
    assert step_of(row | {"birth_date": "1968年"}, person, "birth").startswith("出生日期无从比对(报送的认不出是哪一天)")
    assert step_of(row | {"id_number": WRONG}, person, "birth").startswith("出生日期无从比对(报送的只在有误的号码里,没有采用)")
    assert step_of(row | {"id_number": WRONG}, person, "sex").startswith("性别无从比对(报送的只在不完整或有误的号码里,没有采用)")
    assert step_of(row, person, "phone").startswith("电话无从比对(报送没有)")
    assert step_of(row, row | {"phone": "12"}, "phone") == "电话无从比对(双方都没有可用的);对方的电话一栏没有能用的号码"


def test_a_way_of_searching_tells_an_unreadable_key_from_a_missing_one() -> None:
    told = {
        item.rule: found(item) for item in explain({"name": "王伟", "phone": "139****7720", "id_number": MASKED}, []).blocking
    }
    assert told["PHONE"] == "没有比: 没有可用的电话(电话有遮盖)"
    assert told["NUMBER_BEGINNING"] == "没有比: 没有可用的身份证号前十四位(身份证号的前十四位不全)"
    assert told["GUARDIAN_NUMBER"] == "缺项,没有比: 缺监护人身份证号"


@pytest.mark.parametrize(
    ("record", "person", "rule", "why"),
    [
        ({"township": "城东"}, {"township": "城东"}, "NAME_UNIT", "双方都有有效身份证号,单看各自的一行看不出是他人的,以号码为准,出生年份和月日都不同"),
        ({"address": HOUSE}, {"address": "城东街道大街社区8号楼1单元101"}, "NAME_VILLAGE", "双方都有有效身份证号,单看各自的一行看不出是他人的,以号码为准"),
        (
            {"id_number": None, "address": "城东街道大街社区"}, {"address": "城东街道双山社区"},
            "NAME_UNIT", "出生日期无从比对,村(社区)不同,姓名用字不少见,号码末四位或可见部分、电话前七位或末四位也没有相符的",
        ),
        (
            {"id_number": None, "birth_date": "1970-12-30", "township": "城东"}, {"township": "池上镇"},
            "SOUND_BIRTH_YEAR", "镇街不同,出生的月、日都不同,也不是月日颠倒",
        ),
        ({"id_number": OTHER, "name": "李静"}, {"household_id": "户1"}, "HOUSEHOLD_NUMBER", ""),
    ],
)  # fmt: skip
def test_whom_a_condition_leaves_out_is_named_with_the_condition(record: Row, person: Row, rule: str, why: str) -> None:
    told = explain({"name": "王伟", "id_number": NUMBER} | record, [{"name": "王伟", "id_number": OTHER} | person])
    (item,) = (item for item in told.blocking if item.rule == rule)
    assert [tuple(one) for one in item.not_compared] == ([("p000", why)] if why else [])
    if why:
        assert found(item).endswith(f"没有比过的: p000({why})")
        assert f"的 1 人: p000({why})" in text(told)


def test_of_many_who_are_left_out_six_are_named_and_the_others_counted() -> None:
    person = {"name": "王伟", "id_number": OTHER, "township": "城东"}
    told = explain({"name": "王伟", "id_number": NUMBER, "township": "城东"}, [person] * 8)
    (item,) = (item for item in told.blocking if item.rule == "NAME_UNIT")
    assert (item.left_out, len(item.not_compared)) == (8, 8)
    assert "p000、p001、p002、p003、p004、p005(" in found(item)
    assert found(item).endswith(";另有 2 人")


def test_who_was_left_out_by_one_way_and_compared_by_another_is_not_called_uncompared() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "township": "城东", "phone": "13964317720"}
    told = explain(record, [{"name": "王伟", "id_number": OTHER, "township": "城东", "phone": "13964317720"}])
    (item,) = (item for item in told.blocking if item.rule == "NAME_UNIT")
    assert (item.left_out, item.otherwise, item.not_compared) == (1, 1, ())
    assert found(item) == "有相同的人,但不合括号中的条件(都由别的条件选出比过)"


def test_a_tie_shows_its_rivals_before_anybody_else() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    told = explain(row, [row] * 5)
    assert (told.rule, len(told.rivals), len(told.pairs)) == ("TIE", 5, 3)
    assert {pair.person_id for pair in told.pairs} <= set(told.rivals)
    assert "其余 2 人的逐项比较这里没有列出" in reasons(told)


def test_a_tie_shows_each_of_its_persons_once() -> None:
    """Of an open clue there may be several rows of evidence."""
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    left, right = standard(numbered([row], "r")), standard(numbered([row] * 4, "p"))
    with Explainer(left, right, MODEL, entities=pa.array(["A", "A", "A", "B"])) as explainer:
        told, more = explainer.explain("r000"), explainer.explain("r000", 4)
    assert (told.rule, told.rivals, [pair.person_id for pair in told.pairs]) == ("TIE", ("A", "B"), ["A", "B"])
    assert [pair.person_id for pair in more.pairs] == ["A", "B", "A", "A"]
    assert not any("其余" in line for one in (told, more) for line in reasons(one))


def test_a_model_of_before_says_what_it_said() -> None:
    """Without the words that came later, the same SQL: what runs of that model recorded stays."""
    assert filled("{lacks:id_clean}") == (
        "concat(CASE WHEN l.id_clean IS NOT NULL THEN '对方没有' WHEN r.id_clean IS NOT NULL THEN '报送没有' ELSE '双方都没有' END)"
    )
    one = {"id_clean": {"test": "l.id_status <> 'valid'", "phrase": "身份证号不完整或有误"}}
    wording = Wording.model_validate(MODEL.wording.model_dump() | {"unusable": one, "unread": {}, "excluded": {}})
    told = explain({"name": "王伟", "id_number": WRONG, "phone": "12"}, [{"name": "陈静"}], wording=wording)
    assert told.explanation == "名册中没有凭现有资料认得出的人(报送没有出生日期、村(社区)、门牌号、电话;身份证号不完整或有误)"
    record = {"name": "王伟", "id_number": NUMBER, "township": "城东"}
    told = explain(record, [record | {"id_number": OTHER}], wording=wording)
    assert "姓名、镇街相同(限至少一方没有本人的有效身份证号" in text(told)


def test_reasons_for_what_cannot_be_read_can_stand_in_a_list() -> None:
    phrases = [item.phrase for items in MODEL.wording.unread.values() for item in items]
    assert phrases
    assert not any("、" in phrase for phrase in phrases)
    named = {rule.name for rule in MODEL.blocking if rule.only != "true"}
    assert set(MODEL.wording.excluded) == named
