"""The evidence of a pair: bits that add up, values that are masked, and what has to be known of them."""

import pytest

from matching.errors import ProcessingError
from matching.link.explain import Explainer
from matching.link.waterfall import masked
from tests.spec.people import numbered, standard
from tests.unit.link.explaining import HOUSE, MODEL, NUMBER, explain


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
        {"name": "王伟", "id_number": NUMBER, "sex": "男"}, [person | {"name": "王芳"}, {"name": "王伟", "household_id": "h"}]
    )
    notes = {step.comparison: step.note for step in told.pairs[0].steps if step.note}
    assert (told.rule, notes["namesake"]) == ("ID_SAME_NAME_DIFFERENT", "同名的是 p001")
    assert (notes["birth"], notes["sex"]) == ("报送的取自身份证号;对方的取自身份证号", "对方的取自身份证号")
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
        (NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"), NUMBER, "身份证号一位之差(在末四位)", False),
        (NUMBER[:10] + "9" + NUMBER[11:], NUMBER, "身份证号一位之差(在出生日期)", True),
        (swapped(NUMBER, 9), NUMBER, "身份证号相邻两位颠倒(在出生日期)", True),
        (NUMBER[:9] + NUMBER[10:], NUMBER, "身份证号多或少一位", False),
        ("370399********1947", NUMBER, "身份证号可见或未损坏的部分不一致", False),
        (f"3703991971****{NUMBER[14:]}", NUMBER, "身份证号可见或未损坏的部分不一致", True),
        (f"37039919710305{NUMBER[14]}000", NUMBER, "身份证号可见或未损坏的部分不一致", True),
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
    said = {pair.person_id: {step.comparison: step.phrase for step in pair.steps}["birth"] for pair in (owner, other)}
    assert said == {
        "p000": "报送没有单独写出生日期,号码里的已随号码比过,不再计分",
        "p001": "报送没有单独写出生日期,号码是对方家人的,其中的不作数",
    }


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
