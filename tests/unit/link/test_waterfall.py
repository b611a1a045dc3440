"""The evidence of a pair: bits that add up, values that are masked, and what has to be known of them."""

import pytest

from matching.errors import ProcessingError
from matching.link.explain import Explainer
from matching.link.reasons import reasons
from matching.link.waterfall import masked
from tests.spec.people import numbered, standard
from tests.unit.link.explaining import HOUSE, MODEL, NUMBER, OTHER, explain


def test_what_a_reader_has_to_know_of_the_values_is_noted() -> None:
    wrong = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
    person = {"name": "王伟", "id_number": NUMBER, "household_id": "h"}
    record = {"name": "王伟", "id_number": wrong, "birth_date": "1968年13月5日", "sex": "男"}
    (pair,) = explain(record, [person, {"name": "王芳", "household_id": "h"}]).pairs
    notes = {step.comparison: step.note for step in pair.steps if step.note}
    assert notes == {
        "identity": "报送的号码校验位不对",
        "birth": "报送的出生日期一栏认不出是哪一天;对方的取自身份证号",
        "sex": "对方的取自身份证号",
    }
    told = explain(
        {"name": "王伟", "id_number": NUMBER, "sex": "男"},
        [person | {"name": "王芳"}, {"name": "王伟", "sex": "女", "household_id": "h"}],
    )
    (pair,) = (pair for pair in told.pairs if pair.person_id == "p000")
    notes = {step.comparison: step.note for step in pair.steps if step.note}
    assert (pair.rule, notes["namesake"]) == ("ID_SAME_NAME_DIFFERENT", "同名的是 p001")
    assert (notes["birth"], notes["sex"]) == (
        "报送的取自身份证号;号码里的已随号码比过,不再计分;对方的取自身份证号",
        "对方的取自身份证号",
    )
    assert told.own == (
        ("姓名", "王伟"),
        ("身份证号", f"370399********{NUMBER[14:]}"),
        ("出生日期", "1968-03-05(报送的取自身份证号)"),
        ("性别", "男"),
    )


def swapped(text: str, place: int) -> str:
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@pytest.mark.parametrize(
    ("own", "person", "phrase", "hidden"),
    [
        (NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"), NUMBER, "身份证号一位之差(在末四位),报送的没有当作有效号码", False),
        (NUMBER[:10] + "9" + NUMBER[11:], NUMBER, "身份证号一位之差(在出生日期),报送的没有当作有效号码", True),
        (swapped(NUMBER, 9), NUMBER, "身份证号相邻两位颠倒(在出生日期),报送的没有当作有效号码", True),
        (NUMBER[:9] + NUMBER[10:], NUMBER, "身份证号多或少一位,报送的没有当作有效号码", False),
        ("370399********1947", NUMBER, "报送的身份证号有遮盖,看得清的部分不一致", False),
        (f"3703991971****{NUMBER[14:]}", NUMBER, "报送的身份证号有遮盖,看得清的部分不一致", True),
        (f"37039919710305{NUMBER[14]}000", NUMBER, "报送的身份证号损坏,看得清的部分不一致", True),
    ],
)
def test_where_two_numbers_differ_is_told(own: str, person: str, phrase: str, hidden: bool) -> None:
    (pair,) = explain(
        {"name": "王伟", "id_number": own, "address": HOUSE}, [{"name": "王伟", "id_number": person, "address": HOUSE}]
    ).pairs
    (step,) = (step for step in pair.steps if step.comparison == "identity")
    assert (step.phrase, "遮去的部分" in step.note) == (phrase, hidden)


def test_a_number_was_compared_only_with_its_owner() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720"}
    family = [record | {"household_id": "h"}, {"name": "王芳", "phone": "13964317720", "household_id": "h"}]
    owner, other = explain(record, family, pairs=2).pairs
    for pair, told in ((owner, "号码里的已随号码比过,不再计分"), (other, "号码是对方家人的,其中的不作数")):
        steps = {step.comparison: step for step in pair.steps}
        assert (steps["birth"].phrase, steps["sex"].phrase) == ("报送没有单独写出生日期", "报送没有单独写性别")
        assert told in steps["birth"].note
        assert told in steps["sex"].note


def test_a_value_that_cannot_be_used_is_told_from_one_that_is_not_there() -> None:
    person = {"name": "王伟", "id_number": NUMBER, "address": HOUSE}
    record = {"name": "王伟", "township": "城东", "phone": "12", "id_number": "不详"}
    told = explain(record, [person])
    notes = {step.comparison: step.note for step in told.pairs[0].steps}
    assert (notes["phone"], notes["identity"]) == ("报送的电话一栏没有能用的号码", "报送的身份证号一栏认不出号码")
    assert ("电话", "报送的电话一栏没有能用的号码") in told.own
    absent = "没有比的: 身份证号无从比对(报送的认不出号码);出生日期无从比对(报送没有);性别无从比对(报送没有);电话无从比对(报送的不是能用的号码,对方没有可用的)"
    assert absent in reasons(told)
    birth = {"birth_date": "1968-03-05"}
    for address, note in (("幸福小区1号", "报送的住址认不出镇街"), ("山东省济南市历下区泉城路1号", "报送的住址在本区以外")):
        (pair,) = explain({"name": "尉迟恭", "address": address} | birth, [person | {"name": "尉迟恭"} | birth]).pairs
        assert {step.comparison: step.note for step in pair.steps}["address"] == note


def test_a_number_that_does_not_fit_its_row_is_noted() -> None:
    person = {"name": "王伟", "id_number": NUMBER}
    (pair,) = explain(person | {"birth_date": "1968-03-06", "sex": "女"}, [person]).pairs
    notes = {step.comparison: step.note for step in pair.steps}
    assert notes["birth"] == "报送的号码里是另一天,查找时用号码里的;对方的取自身份证号"
    assert notes["sex"] == "报送的号码里是另一性别;对方的取自身份证号"
    record = {"name": "王小伟", "id_number": NUMBER, "phone": "13964317720"}
    for change, note in (
        ({"guardian_id": NUMBER}, "报送的号码就是所写监护人的"),
        ({"birth_date": "2015-11-16"}, "报送的号码里的生日与所写的相差很大"),
    ):
        (pair,) = explain(record | change, [{"name": "王小伟", "id_number": OTHER, "phone": "13964317720"}]).pairs
        assert {step.comparison: step.note for step in pair.steps}["identity"] == note


def test_what_both_have_and_does_not_count_is_told() -> None:
    record = {"name": "王伟", "id_number": "3.70399E+17", "birth_date": "1968-11-20", "township": "城东"}
    told = explain(record, [{"name": "王伟", "id_number": NUMBER, "township": "城东"}])
    assert "不计分的: 报送的身份证号成了科学计数法,无法比对" in reasons(told)


def test_the_part_of_the_frequency_is_shown_apart() -> None:
    row = {"name": "尉迟恭", "birth_date": "1968-03-05"}
    (pair,) = explain(row, [row]).pairs
    name = pair.steps[0]
    assert name.by_frequency >= 3
    assert name.bits == round(MODEL.comparison("name").levels[1].weight + name.by_frequency, 2)
    assert sum(step.by_frequency for step in pair.steps) == name.by_frequency


def test_of_the_other_person_only_what_is_compared_is_shown() -> None:
    person = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    (pair,) = explain({"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}, [person]).pairs
    shown = {step.comparison: (step.left, step.right) for step in pair.steps}
    assert shown["identity"] == shown["phone"] == ("无", "有")
    assert shown["address"] == ("城东街道", "城东街道")
    assert shown["birth"] == ("1968-03-05", "1968-03-05")


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        (NUMBER, f"370399********{NUMBER[14:]}"),
        (NUMBER[:6] + NUMBER[8:17], f"370399********{NUMBER[16]}"),
        (NUMBER[:14], "370399********"),
        ("37039919680O051234", "370399********1234"),
        ("370399********1234", "370399********1234"),
        ("13964317720", "139****7720"),
        ("05334181234", "053****1234"),
        ("1968-03-05", "1968-03-05"),
        ("大街社区 3-2-301", "大街社区 3-2-301"),
    ],
)
def test_numbers_are_masked(plain: str, told: str) -> None:
    assert masked(plain) == told


def test_bits_that_do_not_add_up_stop_the_explanation() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    with Explainer(standard(numbered([row], "r")), standard(numbered([row], "p")), MODEL) as explainer:
        explainer.explain("r000")
        explainer._engine.run("UPDATE pairs SET weight = weight + 0.01")
        with pytest.raises(ProcessingError, match="do not add up"):
            explainer._pairs(1)
