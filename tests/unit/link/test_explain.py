"""Why a record was decided as it was: one small case for each outcome."""

from typing import Any

import pyarrow as pa
import pytest

from matching.errors import ProcessingError, UsageError
from matching.link import read_linkage
from matching.link.explain import Explainer, Explanation
from matching.link.judged import HUMAN_DIFFERENT, HUMAN_SAME
from matching.link.page import Section, render
from matching.link.reasons import chance, reasons, signed
from matching.link.waterfall import masked
from matching.shapes import JUDGED
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
TEMPLATES = installation().settings.schemas / "templates" / "explain"
NUMBER, OTHER = number("19680305", 123), number("19700911", 357)
HOUSE = "城东街道大街社区3号楼2单元301"


def explain(record: Row, people: list[Row], *, others: list[Row] | None = None, pairs: int = 1, **changes: Any) -> Explanation:
    left, right = standard(numbered([record, *(others or [])], "r")), standard(numbered(people, "p"))
    with Explainer(left, right, MODEL.model_copy(update=changes), labels={"370304001": "城东街道"}) as explainer:
        return explainer.explain("r000", pairs)


def found(explanation: Explanation) -> dict[str, str]:
    return {item.rule: item.state for item in explanation.blocking}


def text(explanation: Explanation) -> str:
    return "\n".join(reasons(explanation))


def test_a_match_names_the_rule_and_what_it_looked_at() -> None:
    told = explain({"name": "陈晶", "id_number": NUMBER}, [{"name": "陈静", "id_number": NUMBER}])
    (pair,) = told.pairs
    assert (told.decision, told.rule, told.person_id, pair.rule) == ("match", "EXACT_ID", "p000", "EXACT_ID")
    assert {step.comparison for step in pair.steps if step.in_rule} == {"name", "identity", "birth", "sex"}
    assert "EXACT_ID" in text(told)
    assert "规则所看的: 姓名同音:陈晶/陈静;身份证号一致" in text(told)
    assert "规则容许的: 报送没有单独写出生日期,号码里的已随号码比过" in text(told)


def test_what_a_reader_has_to_know_of_the_values_is_noted() -> None:
    wrong = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
    person = {"name": "王伟", "id_number": NUMBER, "household_id": "h"}
    record = {"name": "王伟", "id_number": wrong, "birth_date": "1968年13月5日", "sex": "男"}
    (pair,) = explain(record, [person, {"name": "王芳", "household_id": "h"}]).pairs
    notes = {step.comparison: step.note for step in pair.steps if step.note}
    assert notes == {
        "identity": "报送的号码校验位不对;不同之处可能在这里遮去的部分",
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


def test_a_higher_score_that_a_rule_outranks_is_told() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    people = [
        {"name": "王伟", "id_number": NUMBER},
        {"name": "王伟", "phone": "13964317720", "address": HOUSE, "birth_date": "1968-03-05"},
    ]
    told = explain(record, people, pairs=2)
    assert (told.rule, told.pairs[0].match_weight < told.pairs[1].match_weight) == ("EXACT_ID", True)
    assert "p001 的分数更高" in text(told)


def test_the_part_of_the_frequency_is_shown_apart() -> None:
    row = {"name": "尉迟恭", "birth_date": "1968-03-05"}
    (pair,) = explain(row, [row]).pairs
    name = pair.steps[0]
    assert name.by_frequency >= 3
    assert name.bits == round(MODEL.comparison("name").levels[1].weight + name.by_frequency, 2)
    assert sum(step.by_frequency for step in pair.steps) == name.by_frequency


def test_a_rule_that_asks_for_a_weight_says_so() -> None:
    row = {"name": "尉迟恭", "birth_date": "1968-03-05"}
    told = explain(row, [row])
    assert (told.rule, told.at_least) == ("RARE_NAME_BIRTH", next(rule.at_least for rule in MODEL.must if rule.name == told.rule))
    assert told.at_least is not None
    assert f"分数至少 {signed(told.at_least)}" in text(told)


@pytest.mark.parametrize(("verdict", "decision", "rule"), [("same", "match", HUMAN_SAME), ("different", "new", HUMAN_DIFFERENT)])
def test_a_persons_word_is_told_before_any_score(verdict: str, decision: str, rule: str) -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    left, right = standard(numbered([row], "r")), standard(numbered([row, {"name": "李静"}], "p"))
    said = {"record_id": "r000", "person_id": "p000", "verdict": verdict, "told": "中心2026年11月2日判定"}
    with Explainer(left, right, MODEL, judgements=pa.Table.from_pylist([said], JUDGED)) as explainer:
        told = explainer.explain("r000")
    assert (told.decision, told.rule, told.pairs[0].rule) == (decision, rule, rule)
    assert reasons(told) == (f"由人工研判决定,不看分数: {told.explanation}",)
    assert said["told"] in told.explanation
    with Explainer(left, right, MODEL, judgements=pa.Table.from_pylist([said | {"person_id": "p001"}], JUDGED)) as explainer:
        told = explainer.explain("r000")
    assert all(pair.person_id == "p000" for pair in told.pairs), "a pair that was never scored has no waterfall"


def test_too_little_names_the_missing_fields() -> None:
    told = explain({"phone": "13964317720"}, [{"name": "王伟"}])
    assert (told.rule, told.lacking) == ("TOO_LITTLE", ("身份证号", "姓名", "出生日期", "所在镇街"))
    assert "身份证号、姓名、出生日期、所在镇街" in told.explanation
    assert "缺 身份证号、姓名、出生日期、所在镇街" in text(told)


def test_blocked_out_says_what_was_searched_and_which_key_is_missing() -> None:
    told = explain({"name": "王伟", "birth_date": "1968-03-05"}, [{"name": "李静", "birth_date": "1970-01-01"}])
    assert (told.rule, told.pairs, told.compared) == ("NO_CANDIDATE", (), 0)
    states = found(told)
    assert (states["NAME_BIRTH"], states["ID_NUMBER"], states["PHONE"]) == ("nobody", "no_key", "no_key")
    missing = {item.rule: item.missing for item in told.blocking}
    assert missing["NAME_HOUSE"] == ("村(社区)", "门牌号")
    assert "没有相同的人" in text(told)
    assert "缺: 身份证号" in text(told)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (
            {"id_number": NUMBER, "phone": "13964317720"},
            "名册中没有身份证号相同,或姓名、出生日期相同,或电话相同的人(报送没有村(社区)、门牌号)",
        ),
        (
            {"id_number": "3.70399E+17", "township": "城东"},
            "名册中没有情况相近的人(报送没有出生日期、村(社区)、门牌号、电话;身份证号不完整或有误)",
        ),
        (
            {"phone": "13964317720"},
            "名册中没有电话相同的人(报送没有身份证号、出生日期、村(社区)、门牌号)",
        ),
        (
            {"name": "王*", "id_number": NUMBER},
            "名册中没有身份证号相同的人(报送没有村(社区)、门牌号、电话;姓名有遮盖、有字未能显示或只有姓氏)",
        ),
    ],
)
def test_who_is_like_nobody_is_told_by_what_was_searched_and_by_what_not(record: Row, told: str) -> None:
    assert explain({"name": "王伟"} | record, [{"name": "陈静"}]).explanation == told


def test_a_review_by_weight_names_the_rule_that_nearly_held_and_what_it_lacks() -> None:
    person = {"name": "王小伟", "birth_date": "1968-03-05", "phone": "13964317720", "id_number": NUMBER}
    told = explain({"name": "王*伟", "birth_date": "1968-03-05", "phone": "13964317720"}, [person])
    assert (told.rule, {step.comparison for one in told.nearest for way in one.ways for step in way}) == (
        "LIKELY_SAME",
        {"identity", "name"},
    )
    assert "差一点成立,差在: 姓名有遮盖" in text(told)


def test_people_that_a_condition_leaves_out_are_counted() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "township": "城东"}
    told = explain(record, [{"name": "王伟", "id_number": OTHER, "township": "城东"}])
    (item,) = (item for item in told.blocking if item.rule == "NAME_UNIT")
    assert (told.rule, item.state, item.left_out) == ("NO_CANDIDATE", "excluded", 1)
    assert "有相同的人,但不合括号中的条件: 姓名、镇街相同(限至少一方没有本人的有效身份证号" in text(told)


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


def test_a_review_by_rule_says_what_would_have_matched() -> None:
    record = {"name": "王*", "id_number": NUMBER, "sex": "男"}
    told = explain(record, [{"name": "王小伟", "id_number": NUMBER, "birth_date": "1968-03-05"}])
    assert told.rule == "ID_SAME_NAME_DIFFERENT"
    assert "认定规则 EXACT_ID(身份证号一致,姓名相符)差一点成立,差在: 姓名只见姓氏或首字" in text(told)


def test_a_block_is_cut_because_of_the_others_in_the_batch() -> None:
    record, crowd = {"name": "王伟", "phone": "13964317720"}, [{"name": "王伟", "phone": "13964317720"}] * 2
    alone = explain(record, crowd, max_block=3)
    assert found(alone)["PHONE"] == "compared"
    together = explain(record, crowd, others=[record], max_block=3)
    assert (together.rule, found(together)["PHONE"]) == ("BLOCK_CUT", "cut")
    assert "没有逐一比对: 电话相同" in text(together)


def test_below_the_line_says_how_far_and_what_spoke_against() -> None:
    record = {"name": "王伟", "birth_date": "1968-11-20", "township": "城东"}
    told = explain(record, [{"name": "王伟", "birth_date": "1968-03-05", "township": "城东", "phone": "13964317720"}])
    (pair,) = told.pairs
    assert told.rule == "BELOW_REVIEW"
    assert f"还差 {MODEL.review_weight - pair.match_weight:.2f} 比特" in text(told)
    against = next(step for step in pair.steps if step.comparison == "birth")
    assert f"出生年份一致,月、日都不同({signed(against.bits)})" in text(told)
    assert "身份证号(双方都没有)" in text(told)
    assert "电话(报送没有)" in text(told)


def test_a_veto_is_named_with_what_it_looked_at() -> None:
    told = explain({"name": "王伟", "id_number": NUMBER}, [{"name": "王伟", "id_number": number("19680305", 125)}])
    assert (told.rule, told.pairs[0].rule) == ("ID_DIFFERENT", "ID_DIFFERENT")
    assert "被规则 ID_DIFFERENT 否决" in text(told)
    assert [step.comparison for step in told.pairs[0].steps if step.in_rule] == ["identity"]


def test_a_tie_names_all_and_shows_at_least_two() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    told = explain(row, [row, row, row, {"name": "王伟", "birth_date": "1968-03-06", "township": "城东"}])
    assert (told.rule, told.person_id, set(told.rivals)) == ("TIE", None, {"p000", "p001", "p002"})
    assert len(told.pairs) == 2
    assert "3 人同样相近" in text(told)
    assert "名册中有3人与报送同样相近" in told.explanation


@pytest.mark.parametrize(
    ("record", "person", "rule", "said"),
    [
        ({"name": "李四海", "id_number": NUMBER}, {"name": "陈静", "id_number": NUMBER}, "ID_SAME_NAME_DIFFERENT", "不许自动认定"),
        ({"name": "王伟", "address": HOUSE, "phone": "13964317720", "birth_date": "1968-03-05"},
         {"name": "王玮", "address": HOUSE, "birth_date": "1968-05-03"}, "LIKELY_SAME", "达到人工研判线"),
    ],
)  # fmt: skip
def test_what_a_person_has_to_look_at(record: Row, person: Row, rule: str, said: str) -> None:
    told = explain(record, [person])
    assert (told.decision, told.rule) == ("review", rule)
    assert said in text(told)


def test_runners_up_come_when_asked_for() -> None:
    row = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720"}
    people = [{"name": "王伟", "phone": "13964317720"}, row, {"name": "王芳", "phone": "13964317720"}]
    assert [pair.person_id for pair in explain(row, people, pairs=5).pairs] == ["p001", "p000", "p002"]
    assert [pair.person_id for pair in explain(row, people).pairs] == ["p001"]


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


def test_no_probability_is_certain() -> None:
    row = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    assert chance(explain(row, [row]).pairs[0]) == "99.99% 以上"
    record = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720"}
    assert chance(explain(record, [{"name": "李静", "id_number": OTHER, "phone": "13964317720"}]).pairs[0]) == "不到 0.01%"


def test_a_record_that_is_not_there() -> None:
    with Explainer(standard([]), standard([]), MODEL) as explainer, pytest.raises(UsageError, match="no such record"):
        explainer.explain("r'000")


def test_rivals_other_than_those_counted_stop_the_explanation() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    model = MODEL.model_copy(update={"tie_bits": 0.0})
    people = [row, row, row | {"phone": "13964317720"}]
    with Explainer(standard(numbered([row], "r")), standard(numbered(people, "p")), model) as explainer:
        assert len(explainer.explain("r000").rivals) == 3
        explainer._engine.run("UPDATE best SET rivals = 5")
        with pytest.raises(ProcessingError, match="list_rivals"):
            explainer._rivals("TIE")


def test_bits_that_do_not_add_up_stop_the_explanation() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    with Explainer(standard(numbered([row], "r")), standard(numbered([row], "p")), MODEL) as explainer:
        explainer.explain("r000")
        explainer._engine.run("UPDATE pairs SET weight = weight + 0.01")
        with pytest.raises(ProcessingError, match="do not add up"):
            explainer._pairs(1)


def test_the_page_is_the_same_twice_and_asks_no_network() -> None:
    record = {"name": "王<b>伟", "birth_date": "1968-11-20", "id_number": NUMBER[:6] + "********" + NUMBER[14:]}
    sections = [
        Section(
            "名册",
            explain(record, [{"name": "王伟", "id_number": NUMBER}, {"name": "王伟", "birth_date": "1968-11-20"}], pairs=2),
            "附注",
        )
    ]
    page = render("比对说明", [("记录", "r000")], sections, TEMPLATES)
    assert page == render("比对说明", [("记录", "r000")], sections, TEMPLATES)
    assert page.count("<svg") == 2
    assert "附注" in page
    assert NUMBER not in page
    assert "<b>伟" not in page
    assert not any(word in page for word in ("http", "src=", "href=", "<script"))
    for pair in sections[0].explanation.pairs:
        assert all(signed(step.bits) in page for step in pair.steps if step.bits)
        assert signed(pair.match_weight) in page


def test_every_word_that_an_explanation_needs_is_there() -> None:
    wording = MODEL.wording
    assert set(wording.blocking) == {rule.name for rule in MODEL.blocking}
    silent = {f"{item.name}.{level.level}" for item in MODEL.comparisons for level in item.levels if not level.phrase}
    assert set(wording.silent) == silent
    told = explain({"name": None}, [])
    assert all(item.missing for item in told.blocking if item.state == "no_key")
    assert not {word for item in told.blocking for word in item.missing if word.isascii()}
