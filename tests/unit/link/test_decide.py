"""One explained decision for every record."""

from typing import Any

import pyarrow as pa
import pytest

from matching.errors import ProcessingError
from matching.link import Linked, link_people, read_linkage
from matching.shapes import DECISIONS
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
NUMBER = number("19680305", 123)


def link(records: list[Row], people: list[Row], **changes: Any) -> Linked:
    model = MODEL.model_copy(update=changes)
    return link_people(standard(numbered(records, "r")), standard(numbered(people, "p")), model)


def only(linked: Linked) -> dict[str, Any]:
    (decision,) = linked.decisions.to_pylist()
    return dict(decision)


def test_one_row_a_record_in_order() -> None:
    records = [{"name": name} for name in ("王伟", "李静", "张丽")]
    linked = link_people(standard(numbered(records, "r")[::-1]), standard([]), MODEL)
    assert linked.decisions.schema == DECISIONS
    assert linked.decisions["record_id"].to_pylist() == ["r000", "r001", "r002"]
    assert set(linked.decisions["decision"].to_pylist()) == {"new"}
    assert linked.pairs.num_rows == 0


def test_nobody_at_all() -> None:
    linked = link([], [])
    assert linked.decisions.num_rows == 0
    assert linked.pairs.column_names[:3] == ["left_id", "right_id", "blocking_rule"]


def test_explanation_of_a_match_names_what_agrees_and_no_number() -> None:
    decision = only(link([{"name": "陈晶", "id_number": NUMBER}], [{"name": "陈静", "id_number": NUMBER}]))
    assert decision["explanation"] == "姓名同音:陈晶/陈静;身份证号一致"
    assert decision["match_probability"] > 0.999


@pytest.mark.parametrize(
    ("sent", "roll", "stated"),
    [
        ("王建华", "王建国", ("review", "ID_SAME_NAME_DIFFERENT")),
        ("李明浩", "李明", ("match", "EXACT_ID")),
        ("李明", "李明浩", ("match", "EXACT_ID")),
        ("王建明", "王建民", ("match", "EXACT_ID")),
    ],
)
def test_a_brothers_number_needs_a_birthday_that_agrees_and_a_twins_a_person(
    sent: str, roll: str, stated: tuple[str, str]
) -> None:
    person = {"name": roll, "id_number": NUMBER, "birth_date": "1968-03-05"}
    silent = only(link([{"name": sent, "id_number": NUMBER}], [person]))
    assert (silent["decision"], silent["rule"]) == ("review", "ID_SAME_NAME_DIFFERENT")
    said = only(link([{"name": sent, "id_number": NUMBER, "birth_date": "1968-03-05"}], [person]))
    assert (said["decision"], said["rule"]) == stated


def test_rows_of_one_entity_are_no_rivals() -> None:
    people = standard(numbered([{"name": "王伟", "phone": "19964317720"}] * 2, "p"))
    records = standard(numbered([{"name": "王伟", "phone": "19964317720"}], "r"))
    assert only(link_people(records, people, MODEL))["rule"] == "TIE"
    decision = only(link_people(records, people, MODEL, entities=pa.array(["XS-1", "XS-1"])))
    assert (decision["decision"], decision["person_id"]) == ("match", "XS-1")


def test_explanation_of_a_review_says_why_a_person_looks() -> None:
    decision = only(link([{"name": "李四海", "id_number": NUMBER}], [{"name": "陈静", "id_number": NUMBER}]))
    assert decision["explanation"] == "身份证号一致而姓名等不足以认定,须人工核对:姓名不同:李四海/陈静;身份证号一致"


@pytest.mark.parametrize(
    ("record", "person", "rule", "told"),
    [
        ({"name": "王伟"}, {"name": "王伟"}, "TOO_LITTLE", "可比信息太少"),
        ({"name": "王伟", "phone": "13964317720"}, {"name": "李静", "phone": "13964317721"}, "NO_CANDIDATE", "名册中没有"),
        (
            {"name": "王伟", "birth_date": "1968-03-05"},
            {"name": "王伟", "birth_date": "1968-07-09"},
            "BELOW_REVIEW",
            "出生年份一致",
        ),
        (
            {"name": "王伟", "id_number": NUMBER, "township": "城东"},
            {"name": "王伟", "id_number": number("19680305", 125), "township": "城东"},
            "ID_DIFFERENT",
            "两个有效身份证号不同",
        ),
    ],
)
def test_why_a_record_stays_new(record: Row, person: Row, rule: str, told: str) -> None:
    decision = only(link([record], [person]))
    assert (decision["decision"], decision["rule"], decision["person_id"]) == ("new", rule, None)
    assert told in decision["explanation"]


def test_same_name_and_birth_year_is_no_match() -> None:
    on_roll = {"name": "王秀英", "id_number": NUMBER, "township": "城东", "sex": "女"}
    others = [
        {"name": "王秀英", "birth_date": "1968-11-20", "township": "城东"},
        {"name": "王秀英", "birth_date": "1968-11-20", "sex": "女"},
        {"name": "王秀英", "id_number": number("19681120", 124)},
        {"name": "王秀英", "township": "城东"},
    ]
    assert link(others, [on_roll]).decisions["decision"].to_pylist() == ["new"] * 4


def test_a_tie_goes_to_a_person_without_a_name() -> None:
    twins = [{"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}] * 2
    decision = only(link([{"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}], twins))
    assert (decision["decision"], decision["rule"], decision["person_id"]) == ("review", "TIE", None)
    assert "2人与报送同样相近" in decision["explanation"]


def test_an_exact_number_competes_with_nobody() -> None:
    people = [
        {"name": "王伟", "phone": "13964317720", "address": "城东街道大街社区3号楼2单元301", "birth_date": "1968-03-05"},
        {"name": "王玮", "id_number": NUMBER},
    ]
    record = {"name": "王伟", "phone": "13964317720", "address": "城东街道大街社区3号楼2单元301", "id_number": NUMBER}
    decision = only(link([record], people))
    assert (decision["rule"], decision["person_id"]) == ("EXACT_ID", "p001")


def test_a_phone_that_many_share_proves_nothing() -> None:
    village_clerk = [
        {"name": name, "phone": "13964317720"}
        for name in ["王伟", "李静", "张丽", "刘洋", "陈杰", "杨帆", "赵磊", "孙浩", "周平", "吴刚"]
    ]
    decision = only(link([{"name": "王伟", "phone": "13964317720"}], village_clerk))
    assert decision["decision"] == "new"
    assert "多人共用" in decision["explanation"]


def test_a_block_beyond_the_cap_is_reported() -> None:
    crowd = [{"name": "王伟", "phone": "13964317720"}] * 3
    linked = link([{"name": "王伟", "phone": "13964317720"}], crowd, max_block=2)
    assert only(linked)["rule"] == "BLOCK_CUT"
    assert linked.blocking["PHONE"] == {"counted": 3, "cut_blocks": 1, "cut_pairs": 3, "pairs": 0}


def test_every_pair_carries_its_rule_and_levels() -> None:
    linked = link([{"name": "陈晶", "id_number": NUMBER}], [{"name": "陈静", "id_number": NUMBER}])
    (pair,) = linked.pairs.to_pylist()
    assert list(pair) == [
        "left_id",
        "right_id",
        "blocking_rule",
        *(item.name for item in MODEL.comparisons),
        "match_weight",
        "match_probability",
    ]
    assert (pair["blocking_rule"], pair["name"], pair["identity"], pair["birth"]) == ("ID_NUMBER", "sound", "same", "in_number")


def test_rarity_of_the_surname_weighs() -> None:
    def weight(name: str) -> float:
        row = {"name": name, "birth_date": "1968-03-05"}
        return float(only(link([row], [row]))["match_weight"])

    assert weight("尉迟恭") > weight("王恭") + 3


def test_a_number_of_the_household_under_a_name_of_the_household() -> None:
    people = [
        {"name": "王玉玲", "id_number": NUMBER, "household_id": "户1"},
        {"name": "王红玲", "id_number": number("19750821", 124), "household_id": "户1"},
    ]
    decision = only(link([{"name": "王红玲", "id_number": NUMBER}], people))
    assert (decision["decision"], decision["rule"], decision["person_id"]) == ("match", "HOUSEHOLD_ID_NAME", "p001")
    older = only(link([{"name": "王红玲", "id_number": NUMBER, "birth_date": "1930-01-01"}], people))
    assert (older["decision"], older["rule"], older["person_id"]) == ("review", "GUARDIAN_ID", "p001")


def test_two_masked_numbers_that_differ_in_a_digit_to_be_seen_are_no_slip_of_the_pen() -> None:
    masked = f"{NUMBER[:6]}********{NUMBER[14:]}"
    other = masked[:-1] + ("1" if masked[-1] != "1" else "2")
    linked = link([{"name": "王小伟", "id_number": masked}], [{"name": "王小伟", "id_number": other}])
    pairs = linked.pairs.to_pylist()
    assert [pair["identity"] for pair in pairs] in ([], ["unlike"])
    assert only(linked)["decision"] != "match"


MOTHER_S = "13964317720"


def household(name: str, **own: str) -> list[Row]:
    """A mother with a phone and somebody with what is given."""
    return [{"name": "孙大海", "phone": MOTHER_S, "household_id": "户1"}, {"name": name, "household_id": "户1"} | own]


@pytest.mark.parametrize("own", [{}, {"phone": "13805330000"}], ids=["none of their own", "another of their own"])
def test_a_phone_of_the_household_under_a_name_of_the_household(own: Row) -> None:
    people = household("尉迟小宝", **own)
    decision = only(link([{"name": "尉迟小宝", "phone": MOTHER_S}], people))
    assert (decision["decision"], decision["rule"], decision["person_id"]) == ("match", "HOUSEHOLD_PHONE_NAME", "p001")
    assert "报送的电话是对方同户另一人的" in decision["explanation"]
    of_another_age = {"name": "尉迟小宝", "phone": MOTHER_S, "birth_date": "1950-02-03"}
    decision = only(link([of_another_age], household("尉迟小宝", birth_date="2015-03-01")))
    assert decision["decision"] != "match"


def test_a_common_name_and_a_phone_of_the_household_are_for_a_person_to_judge() -> None:
    decision = only(link([{"name": "王伟", "phone": MOTHER_S}], household("王伟")))
    assert (decision["decision"], decision["rule"], decision["person_id"]) == ("review", "LIKELY_SAME", "p001")


def test_a_phone_on_many_rows_is_no_household_s() -> None:
    others = [
        {"name": name, "phone": MOTHER_S} for name in ["赵一", "钱二", "周三", "吴四", "郑五", "冯六", "陈七", "褚八", "卫九"]
    ]
    linked = link([{"name": "尉迟小宝", "phone": MOTHER_S}, *others], household("尉迟小宝"))
    (pair,) = (row for row in linked.pairs.to_pylist() if (row["left_id"], row["right_id"]) == ("r000", "p001"))
    assert pair["phone"] == "missing"
    assert linked.decisions.to_pylist()[0]["decision"] != "match"


def test_a_phone_of_many_on_the_roll_is_no_household_s() -> None:
    others = [{"name": f"孙{name}", "phone": MOTHER_S, "household_id": f"户{name}"} for name in "一二三四五六七八"]
    people = [*household("尉迟小宝"), *others]
    linked = link([{"name": "尉迟小宝", "phone": MOTHER_S}], people)
    assert only(linked)["decision"] == "new"
    assert only(link([{"name": "尉迟小宝", "phone": MOTHER_S}], people[:-1]))["rule"] == "HOUSEHOLD_PHONE_NAME"


def test_another_name_with_a_phone_of_the_household_is_another_person() -> None:
    linked = link([{"name": "尉迟小宝", "phone": MOTHER_S}], household("尉迟大宝", birth_date="2015-03-01"))
    assert only(linked)["decision"] == "new"


def test_guardian_named_in_the_row_leads_to_the_household() -> None:
    people = [
        {"name": "孙大海", "id_number": NUMBER, "household_id": "户1"},
        {"name": "孙小宝", "id_number": number("20150303", 444), "household_id": "户1"},
    ]
    child = {"name": "孙小宝", "guardian_name": "孙大海", "guardian_id": NUMBER}
    decision = only(link([child], people))
    assert (decision["decision"], decision["rule"], decision["person_id"]) == ("match", "NAME_GUARDIAN", "p001")
    assert "报送的监护人与对方同户" in decision["explanation"]
    by_name = only(link([child | {"guardian_id": None, "phone": "13964317720"}], people))
    assert by_name["decision"] != "match", "a guardian's name is no guardian's number"


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None]])
def test_record_ids_name_one_record_each(ids: list[str | None]) -> None:
    people = standard([{"record_id": "x", "name": "王伟"}] * 2).set_column(0, "record_id", pa.array(ids, pa.string()))
    with pytest.raises(ProcessingError, match="record_id"):
        link_people(people, standard([]), MODEL)


def test_a_rule_holds_only_from_its_weight_on() -> None:
    def decided(name: str, least: float) -> dict[str, Any]:
        rules = tuple(
            rule.model_copy(update={"at_least": least}) if rule.name == "RARE_NAME_BIRTH" else rule for rule in MODEL.must
        )
        row = [{"name": name, "birth_date": "1968-03-05"}]
        return only(link(row, row, must=rules))

    weight = decided("尉迟恭", 99.0)["match_weight"]
    assert decided("尉迟恭", 99.0)["rule"] == "LIKELY_SAME"
    assert decided("尉迟恭", weight + 0.01)["rule"] == "LIKELY_SAME"
    assert decided("尉迟恭", weight)["rule"] == "RARE_NAME_BIRTH"
    assert decided("王伟", weight)["rule"] == "LIKELY_SAME", "half a million people bear the name"


def test_rarity_of_the_given_name_weighs_by_decade() -> None:
    def weight(name: str, born: str) -> float:
        row = {"name": name, "birth_date": born}
        return float(only(link([row], [row]))["match_weight"])

    assert weight("王昊焱", "1985-03-05") > weight("王伟", "1985-03-05") + 3
    assert weight("王建国", "1995-03-05") > weight("王建国", "1955-03-05") + 1


@pytest.mark.parametrize(
    ("sent", "level"),
    [
        (NUMBER[:6] + "********" + NUMBER[14:], "masked"),
        (NUMBER[:14] + "****", "birth_part"),
        (NUMBER[:12] + "******", "masked_short"),
        (NUMBER[:6] + "********" + "9" + NUMBER[15:], "conflict"),
        (NUMBER[:15] + "000", "damaged"),
        (NUMBER[:14] + str((int(NUMBER[14]) + 1) % 10) + "000", "conflict"),
        ("3.70399E+17", "unreadable"),
        (NUMBER[:12] + str((int(NUMBER[12]) + 1) % 10) + NUMBER[13:], "typo"),
        (NUMBER[:12] + NUMBER[13] + NUMBER[12] + NUMBER[14:], "typo"),
    ],
)
def test_what_is_left_of_a_number(sent: str, level: str) -> None:
    row = {"name": "欧阳海天", "phone": "13964317720"}
    (pair,) = link([row | {"id_number": sent}], [row | {"id_number": NUMBER}]).pairs.to_pylist()
    assert pair["identity"] == level


def test_a_birthday_in_a_broken_number_is_a_birthday() -> None:
    row = {"name": "欧阳海天"}
    (pair,) = link([row | {"id_number": NUMBER[:14] + "****"}], [row | {"birth_date": "1968-03-05"}]).pairs.to_pylist()
    assert (pair["blocking_rule"], pair["birth"]) == ("NAME_BIRTH", "same")


def test_a_relatives_number_finds_the_person_of_whom_the_roll_has_no_number() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "birth_date": None}
    family = [{"name": "李静", "id_number": NUMBER, "household_id": "h"}, {"name": "王伟", "household_id": "h"}]
    left, right = standard(numbered([record], "r")), standard(numbered(family, "p"))
    (told,) = link_people(left, right, MODEL).decisions.to_pylist()
    assert (told["decision"], told["rule"], told["person_id"]) == ("match", "HOUSEHOLD_ID_NAME", "p001")
    (own,) = link_people(left, standard(numbered(family[:1], "p")), MODEL).decisions.to_pylist()
    assert (own["decision"], own["rule"]) == ("review", "ID_SAME_NAME_DIFFERENT")
