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


@pytest.mark.parametrize(("sent", "roll"), [("王建华", "王建国"), ("李明浩", "李明"), ("李明", "李明浩"), ("王建明", "王建民")])
def test_a_brothers_number_needs_a_birthday_that_agrees(sent: str, roll: str) -> None:
    person = {"name": roll, "id_number": NUMBER, "birth_date": "1968-03-05"}
    silent = only(link([{"name": sent, "id_number": NUMBER}], [person]))
    assert (silent["decision"], silent["rule"]) == ("review", "ID_SAME_NAME_DIFFERENT")
    said = only(link([{"name": sent, "id_number": NUMBER, "birth_date": "1968-03-05"}], [person]))
    assert (said["decision"], said["rule"]) == ("match", "EXACT_ID")


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
    assert "2人同样符合" in decision["explanation"]


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
    assert (decision["decision"], decision["person_id"]) == ("review", "p001")


def test_guardian_named_in_the_row_leads_to_the_household() -> None:
    people = [
        {"name": "孙大海", "id_number": NUMBER, "household_id": "户1"},
        {"name": "孙小宝", "id_number": number("20150303", 444), "household_id": "户1"},
    ]
    child = {"name": "孙小宝", "guardian_name": "孙大海", "guardian_id": NUMBER}
    decision = only(link([child], people))
    assert (decision["decision"], decision["person_id"]) == ("review", "p001")
    assert "报送的监护人与对方同户" in decision["explanation"]


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None]])
def test_record_ids_name_one_record_each(ids: list[str | None]) -> None:
    people = standard([{"record_id": "x", "name": "王伟"}] * 2).set_column(0, "record_id", pa.array(ids, pa.string()))
    with pytest.raises(ProcessingError, match="record_id"):
        link_people(people, standard([]), MODEL)
