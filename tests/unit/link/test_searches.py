"""By what a record was searched for, whom that found, whom a condition left out."""

import pytest

from matching.link.searched import found as searched
from tests.spec.people import Row
from tests.unit.link.explaining import MODEL, NUMBER, OTHER, explain, found, text


def test_blocked_out_says_what_was_searched_and_which_key_is_missing() -> None:
    told = explain({"name": "王伟", "birth_date": "1968-03-05"}, [{"name": "李静", "birth_date": "1970-01-01"}])
    assert (told.rule, told.pairs, told.compared) == ("NO_CANDIDATE", (), 0)
    states = found(told)
    assert (states["NAME_BIRTH"], states["ID_NUMBER"], states["PHONE"]) == ("nobody", "no_key", "no_key")
    missing = {item.rule: item.missing for item in told.blocking}
    assert missing["NAME_HOUSE"] == ("村(社区)", "门牌号")
    assert "没有相同的人" in text(told)
    assert "没有可用的: 身份证号" in text(told)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (
            {"id_number": NUMBER, "phone": "13964317720"},
            "名册中没有身份证号相同,或姓名、出生日期相同,或电话相同的人(报送没有村(社区)、门牌号)",
        ),
        (
            {"id_number": "3.70399E+17", "township": "城东"},
            "名册中没有凭现有资料认得出的人(报送没有出生日期、电话;所写的住址里看不出村(社区)和门牌号;身份证号可能被表格软件改坏了)",
        ),
        (
            {"phone": "13964317720"},
            "名册中没有电话相同的人(报送没有身份证号、出生日期、村(社区)、门牌号)",
        ),
        (
            {"name": "王*", "id_number": NUMBER},
            "名册中没有身份证号相同的人(报送没有村(社区)、门牌号、电话;姓名有遮盖)",
        ),
    ],
)
def test_who_is_like_nobody_is_told_by_what_was_searched_and_by_what_not(record: Row, told: str) -> None:
    assert explain({"name": "王伟"} | record, [{"name": "陈静"}]).explanation == told


def test_people_that_a_condition_leaves_out_are_counted() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "township": "城东"}
    told = explain(record, [{"name": "王伟", "id_number": OTHER, "township": "城东"}])
    (item,) = (item for item in told.blocking if item.rule == "NAME_UNIT")
    assert (told.rule, item.state, item.left_out) == ("NO_CANDIDATE", "excluded", 1)
    assert (
        "姓名、镇街相同的 1 人: p000(双方都有有效身份证号,单看各自的一行看不出是他人的,以号码为准,出生年份和月日都不同)"
        in text(told)
    )


def test_whom_another_way_brought_along_is_told_apart_from_whom_a_condition_lets_through() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "township": "城东", "phone": "13964317720"}
    told = explain(record, [{"name": "王伟", "id_number": OTHER, "township": "城东", "phone": "13964317720"}])
    items = {item.rule: item for item in told.blocking}
    assert (items["PHONE"].state, items["PHONE"].people) == ("compared", 1)
    assert (items["NAME_UNIT"].state, items["NAME_UNIT"].people, items["NAME_UNIT"].otherwise) == ("excluded", 0, 1)
    own = explain(record, [record])
    assert found(own)["HOUSEHOLD_NUMBER"] == "excluded", "the owner of the number is no other member of the household"
    masked_name = explain({"name": "王*", "id_number": "370399********1234", "birth_date": "1968-03-05"}, [])
    states = found(masked_name)
    assert {states[rule] for rule in ("ID_NUMBER", "NAME_BIRTH", "GIVEN_BIRTH")} == {"unusable"}
    assert states["SURNAME_BIRTH"] == "nobody"


def test_a_wrong_number_was_searched_as_it_is_written() -> None:
    wrong = {"name": "王伟", "id_number": NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")}
    told = {item.rule: searched(item) for item in explain(wrong, [{"name": "王伟", "id_number": NUMBER}]).blocking}
    assert told["ID_NUMBER"] == "找过,没有相同的人,但这样找不足为凭(身份证号校验位不对)"
    assert found(explain(wrong, [wrong]))["ID_NUMBER"] == "compared"


def test_a_block_is_cut_because_of_the_others_in_the_batch() -> None:
    record, crowd = {"name": "王伟", "phone": "13964317720"}, [{"name": "王伟", "phone": "13964317720"}] * 2
    alone = explain(record, crowd, max_block=3)
    assert found(alone)["PHONE"] == "compared"
    together = explain(record, crowd, others=[record], max_block=3)
    assert (together.rule, found(together)["PHONE"]) == ("BLOCK_CUT", "cut")
    assert (
        "没有逐一比对: 电话相同; 户内有报送的电话且姓名同音(限不是对方本人的电话)。补上身份证号、出生日期、所在镇街可以再比"
        in text(together)
    )


def test_every_word_that_an_explanation_needs_is_there() -> None:
    wording = MODEL.wording
    assert set(wording.blocking) == {rule.name for rule in MODEL.blocking}
    silent = {f"{item.name}.{level.level}" for item in MODEL.comparisons for level in item.levels if not level.phrase}
    assert set(wording.silent) == silent
    told = explain({"name": None}, [])
    assert all(item.missing for item in told.blocking if item.state == "no_key")
    assert not {word for item in told.blocking for word in item.missing if word.isascii()}
