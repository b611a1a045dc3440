"""Why a record was decided as it was: one small case for each outcome."""

import pyarrow as pa
import pytest

from matching.errors import ProcessingError, UsageError
from matching.link.explain import Explainer
from matching.link.judged import HUMAN_DIFFERENT, HUMAN_SAME
from matching.link.page import Section, render
from matching.link.reasons import reasons
from matching.link.spoken import chance, signed
from matching.shapes import JUDGED
from tests.spec.people import Row, number, numbered, standard
from tests.unit.link.explaining import HOUSE, MODEL, NUMBER, OTHER, TEMPLATES, explain, text


def test_a_match_names_the_rule_and_what_it_looked_at() -> None:
    told = explain({"name": "陈晶", "id_number": NUMBER}, [{"name": "陈静", "id_number": NUMBER}])
    (pair,) = told.pairs
    assert (told.decision, told.rule, told.person_id, pair.rule) == ("match", "EXACT_ID", "p000", "EXACT_ID")
    assert {step.comparison for step in pair.steps if step.in_rule} == {"name", "identity", "birth", "sex"}
    assert "EXACT_ID" in text(told)
    assert "规则所看的: 姓名同音:陈晶/陈静;身份证号一致" in text(told)
    assert "规则容许的: 报送没有单独写出生日期;报送没有单独写性别" in text(told)


def test_a_higher_score_that_a_rule_outranks_is_told() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    people = [
        {"name": "王伟", "id_number": NUMBER},
        {"name": "王伟", "phone": "13964317720", "address": HOUSE, "birth_date": "1968-03-05"},
    ]
    told = explain(record, people, pairs=2)
    assert (told.rule, told.pairs[0].match_weight < told.pairs[1].match_weight) == ("EXACT_ID", True)
    assert "p001 的分数更高" in text(told)
    assert "这里没有列出" not in text(told)
    assert (
        "p001 的分数更高(+39.66),但先看规则、后看分数: 那一对的规则是 NAME_BIRTH_PHONE(姓名(或读音)、出生日期一致,电话一致或仅一位之差);逐项比较这里没有列出"
        in reasons(explain(record, people))
    )


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


def test_open_clues_are_not_called_a_roll() -> None:
    left, right = standard(numbered([{"name": "王伟", "id_number": NUMBER}], "r")), standard(numbered([{"name": "李静"}], "p"))
    with Explainer(left, right, MODEL, against="在办线索") as explainer:
        told = explainer.explain("r000")
    assert told.sentence.startswith("在办线索中没有身份证号相同")
    assert told.explanation == told.sentence.replace("在办线索", "名册"), "what was recorded stays"


def test_too_little_names_the_missing_fields() -> None:
    told = explain({"phone": "13964317720"}, [{"name": "王伟"}])
    assert (told.rule, told.lacking) == ("TOO_LITTLE", ("身份证号", "姓名", "出生日期", "所在镇街"))
    assert "身份证号、姓名、出生日期、所在镇街" in told.explanation
    assert "没有可用的身份证号、姓名、出生日期、所在镇街(不必都有)" in text(told)


def test_a_review_by_weight_names_the_rule_that_nearly_held_and_what_it_lacks() -> None:
    person = {"name": "王小伟", "birth_date": "1968-03-05", "phone": "13964317720", "id_number": NUMBER}
    told = explain({"name": "王*伟", "birth_date": "1968-03-05", "phone": "13964317720"}, [person])
    assert (told.rule, {step.comparison for one in told.nearest for way in one.ways for step in way.steps}) == (
        "LIKELY_SAME",
        {"identity", "name"},
    )
    assert "有 2 条认定规则差一点成立,都差在: 只是姓名有遮盖" in text(told)


def test_a_score_that_is_short_for_want_of_the_missing_comparison_is_no_lack_of_its_own() -> None:
    told = explain({"name": "尉迟先生", "address": HOUSE}, [{"name": "尉迟恭", "address": HOUSE, "id_number": NUMBER}])
    (near,) = told.nearest
    assert told.pairs[0].match_weight < 8
    assert (near.rule, near.at_least, [way.short for way in near.ways]) == ("NAME_HOUSE", 8.0, [False])
    assert "没有明显不符;还要求分数至少 +8.00,本条 +6.66)差一点成立,差在: 只是姓名只见姓氏或首字,与对方一致:尉迟/尉迟恭" in text(
        told
    )


def test_a_score_that_stays_short_is_a_lack_and_is_told_with_what_the_rule_asks() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "address": "池上镇"}
    told = explain(
        row, [row | {"address": "城东街道"}], must=tuple(rule for rule in MODEL.must if rule.name == "RARE_NAME_BIRTH")
    )
    assert told.rule == "LIKELY_SAME"
    assert [way.short for near in told.nearest for way in near.ways] == [True]
    assert f"差在: 分数 {signed(told.pairs[0].match_weight)},不到规则要求的 +8.00" in text(told)


def test_rules_that_lack_the_same_are_told_together() -> None:
    row = {"name": "王小伟", "address": "城东街道大街社区", "sex": "男"}
    told = explain(row, [row | {"id_number": NUMBER}])
    lines = [line for line in reasons(told) if "差一点成立" in line]
    assert len({one.rule for one in told.nearest if one.ways[0].steps[0].comparison == "identity"}) > 3
    assert sum("身份证号无从比对(报送没有)" in line for line in lines) == 1
    named = [
        rule.name for rule in MODEL.must if any(f"{rule.name}({rule.phrase or '身份证号一致,姓名相符'}" in line for line in lines)
    ]
    assert set(named) == {one.rule for one in told.nearest}, "all of them, not the first and a count"
    assert "等 " not in text(told)


FATHER = {"name": "陈大静", "id_number": NUMBER, "phone": "13964317720"}


@pytest.mark.parametrize(
    ("record", "person", "contrary"),
    [
        ({"name": "陈晶", "birth_date": "1990-11-20"}, {"name": "陈静"}, "出生日期不一致"),
        ({"name": "陈晶", "sex": "女"}, {"name": "陈静"}, "性别不一致"),
        ({"name": "李四海"}, {}, "姓名不同:李四海/陈大静"),
        ({"id_number": OTHER}, {}, "两个有效身份证号不同;出生日期不一致"),
        ({"name": "陈小静", "guardian_name": "陈大静"}, {}, "对方是报送的监护人"),
    ],
)
def test_a_rule_that_something_contradicts_is_not_near(record: Row, person: Row, contrary: str) -> None:
    told = explain(FATHER | record, [FATHER | person])
    assert (told.decision, told.nearest) == ("review", ())
    assert f"没有一条认定规则接近成立,因为有直接相反的: {contrary}" in text(told)


def test_a_number_of_the_family_contradicts_the_rules_that_do_not_ask_for_it() -> None:
    child = {"name": "陈静", "household_id": "h", "id_number": number("20090102", 124)}
    mother = {"name": "林婷", "household_id": "h", "id_number": NUMBER}
    told = explain({"name": "陈晶", "birth_date": "2009-01-02", "id_number": NUMBER}, [child, mother])
    assert (told.rule, told.person_id, [one.rule for one in told.nearest]) == ("GUARDIAN_ID", "p000", ["HOUSEHOLD_ID_NAME"])


@pytest.mark.parametrize("name", ["陈静", "陈静大", "陈小静", "陈竞静"])
def test_a_rule_for_part_of_a_name_is_not_near_where_the_whole_is_seen(name: str) -> None:
    told = explain(FATHER | {"name": name}, [FATHER])
    assert (told.rule, [one.rule for one in told.nearest]) == ("ID_SAME_NAME_DIFFERENT", ["EXACT_ID"])
    part = explain(FATHER | {"name": "陈*", "phone": None}, [FATHER])
    assert [one.rule for one in part.nearest] == ["EXACT_ID", "ID_SURNAME"]


def test_a_rule_that_holds_behind_one_that_forbids_is_told() -> None:
    wording = MODEL.wording.model_copy(update={"contrary": {}})
    record = FATHER | {"name": "陈晶静", "sex": "男"}
    family = [FATHER | {"name": "陈静静", "household_id": "h"}, {"name": "陈晶静", "sex": "女", "household_id": "h"}]
    told = explain(record, family, wording=wording)
    assert (told.rule, told.nearest[0].rule, told.nearest[0].distance) == ("ID_SAME_NAME_DIFFERENT", "EXACT_ID", 0)
    assert "认定规则 EXACT_ID(身份证号一致,姓名相符)也成立,但不许自动认定的规则在先" in text(told)
    assert "因为有直接相反的: 对方同户另有一人与报送同名" in text(explain(record, family))


def test_what_a_rule_passes_over_is_told_of_a_match() -> None:
    person = {"name": "陈静", "id_number": NUMBER, "phone": "13964317720"}
    told = explain(person | {"birth_date": "1967-11-20", "phone": "13964317721"}, [person])
    assert (told.rule, told.decisive) == ("EXACT_ID", True)
    assert "规则不看而不利的: 出生日期不一致(−10.21)" in text(told)
    told = explain({"name": "王伟", "phone": "13964317720", "id_number": "370399196803"}, [person | {"name": "王伟"}])
    assert (told.rule, "规则容许的: 报送的身份证号不完整或有误,对不上(−5.36)" in text(told)) == ("NAME_PHONE", True)
    assert "规则不看而不利的" not in text(told)


def test_rules_that_are_far_are_not_told() -> None:
    must = tuple(rule for rule in MODEL.must if rule.name == "NAME_BIRTH_PHONE")
    told = explain({"name": "尉迟先生", "address": HOUSE}, [{"name": "尉迟恭", "address": HOUSE}], must=must)
    assert (told.rule, told.nearest) == ("LIKELY_SAME", ())
    assert "没有一条认定规则接近成立" in text(told)


def test_another_who_is_likely_is_told_with_what_speaks_against_him() -> None:
    record = {"name": "王先生", "id_number": NUMBER, "birth_date": "1968-03-05", "phone": "13964317720", "address": HOUSE}
    own = record | {"name": "王小山", "household_id": "h"}
    father = own | {"name": "王大山", "id_number": OTHER, "birth_date": "1970-09-11"}
    told = explain(record, [own, father], pairs=2)
    assert (told.rule, told.pairs[1].rule, told.pairs[1].match_weight > 0) == ("ID_SURNAME", "LIKELY_SAME", True)
    assert "p001 的分数也过了研判线" in text(told)
    assert "那一对的规则是 LIKELY_SAME(多项相近而不足以认定,须人工判定);不利的: 出生日期不一致" in text(told)


def test_a_common_surname_is_not_called_a_common_name() -> None:
    told = explain({"name": "王先生", "address": HOUSE}, [{"name": "王小伟", "address": HOUSE}])
    assert "姓氏常见" in text(told)
    assert "姓名常见" not in text(told)


def test_a_review_by_rule_says_what_would_have_matched() -> None:
    record = {"name": "王*", "id_number": NUMBER, "sex": "男"}
    told = explain(record, [{"name": "王小伟", "id_number": NUMBER, "birth_date": "1968-03-05"}])
    assert told.rule == "ID_SAME_NAME_DIFFERENT"
    assert "认定规则 EXACT_ID(身份证号一致,姓名相符)差一点成立,差在: 只是姓名只见姓氏或首字" in text(told)


def test_below_the_line_says_how_far_and_what_spoke_against() -> None:
    record = {"name": "王伟", "birth_date": "1968-11-20", "township": "城东"}
    told = explain(record, [{"name": "王伟", "birth_date": "1968-03-05", "township": "城东", "phone": "13964317720"}])
    (pair,) = told.pairs
    assert told.rule == "BELOW_REVIEW"
    assert f"还差 {MODEL.review_weight - pair.match_weight:.2f} 比特" in text(told)
    against = next(step for step in pair.steps if step.comparison == "birth")
    assert f"出生年份一致,月、日都不同({signed(against.bits)})" in text(told)
    assert "身份证号无从比对(双方都没有可用的)" in text(told)
    assert "电话无从比对(报送没有)" in text(told)


def test_a_veto_is_named_with_what_it_looked_at() -> None:
    told = explain({"name": "王伟", "id_number": NUMBER}, [{"name": "王伟", "id_number": number("19680305", 125)}])
    assert (told.rule, told.pairs[0].rule) == ("ID_DIFFERENT", "ID_DIFFERENT")
    assert "被规则 ID_DIFFERENT(身份证号不同,是另一人)否决" in text(told)
    assert [step.comparison for step in told.pairs[0].steps if step.in_rule] == ["identity"]


def test_a_tie_names_all_and_shows_at_least_three() -> None:
    row = {"name": "王伟", "birth_date": "1968-03-05", "township": "城东"}
    told = explain(row, [row, row, row, {"name": "王伟", "birth_date": "1968-03-06", "township": "城东"}])
    assert (told.rule, told.person_id, set(told.rivals)) == ("TIE", None, {"p000", "p001", "p002"})
    assert [pair.person_id for pair in told.pairs] == list(told.rivals)
    assert "其余" not in text(told)
    assert "3 人同样相近(相差不超过 1 比特)" in text(told)
    assert "p000 合规则 NAME_BIRTH_PLACE" in text(told)
    assert "名册中有3人与报送同样相近(以下为其中一人的情况),不能自动选定" in told.explanation
    assert told.sentence.startswith("名册中有3人与报送同样相近,不能自动选定"), "an explanation shows more of them than one"


@pytest.mark.parametrize(
    ("record", "person", "rule", "said"),
    [
        ({"name": "李四海", "id_number": NUMBER}, {"name": "陈静", "id_number": NUMBER}, "ID_SAME_NAME_DIFFERENT", "交人工判定,不论分数多少"),
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
    shown = explain(row, people, pairs=5).pairs
    assert [pair.person_id for pair in shown] == ["p001", "p000", "p002"]
    assert (shown[2].rule, shown[2].sentence) == ("NAME_DIFFERENT", "姓名不符或无从比对,是另一人"), "he is not the nearest"
    assert [pair.person_id for pair in explain(row, people).pairs] == ["p001"]


def test_no_probability_is_certain() -> None:
    row = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    assert chance(explain(row, [row]).pairs[0]) == "99.99% 以上"
    record = {"name": "王伟", "id_number": NUMBER, "phone": "13964317720"}
    assert chance(explain(record, [{"name": "李静", "id_number": OTHER, "phone": "13964317720"}]).pairs[0]) == "不到 0.01%"


def test_a_record_that_is_not_there() -> None:
    with Explainer(standard([]), standard([]), MODEL) as explainer, pytest.raises(UsageError, match="没有这条记录"):
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
