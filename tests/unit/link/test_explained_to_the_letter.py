"""Explanations claim no more than is known: of odd numbers, of birthdays written twice, of names that are none, of people never compared."""

from datetime import date, timedelta

import pytest

from matching.link.reasons import reasons
from tests.spec.people import Row, number
from tests.unit.link.explaining import HOUSE, MODEL, NUMBER, OTHER, explain, found, text

DAY = "1968-03-05"
PHONE = {"phone": "13964317720"}


def ending_in_noughts() -> str:
    """A number as it was given out, check digit and all, that ends as those do which a spreadsheet spoilt."""
    days = (f"{date(1968, 3, 5) + timedelta(days):%Y%m%d}" for days in range(100))
    return next(one for day in days if (one := number(day, 100)).endswith("000"))


def notes(record: Row, person: Row, comparison: str) -> str:
    """What is told of one comparison of the only pair."""
    return notes_of([person], record, comparison)


def notes_of(people: list[Row], record: Row, comparison: str) -> str:
    """What is told of one comparison of the best pair."""
    (step,) = (step for step in explain(record, people).pairs[0].steps if step.comparison == comparison)
    return f"{step.phrase};{step.note}"


def test_a_number_in_noughts_may_have_been_spoilt_but_is_not_called_wrong() -> None:
    one = {"name": "王小伟", "id_number": ending_in_noughts()} | PHONE
    told = explain(one, [one])
    assert (told.rule, told.decision) == ("ID_TYPO_NAME", "match")
    assert "双方的都没有当作有效号码" in text(told)
    said = notes(one, one, "identity")
    assert "报送的号码末三位是 000,可能被表格软件改坏了,没有当作有效号码" in said
    assert "不是有效号码" not in said


def test_an_old_number_with_the_code_of_the_very_old() -> None:
    old = f"{NUMBER[:6]}680305996"
    row = {"name": "王小伟"} | PHONE
    assert "报送的十五位号码末三位是百岁老人的编码,与生日不合,没有采用" in notes(
        row | {"id_number": old}, row | {"id_number": NUMBER}, "identity"
    )
    ninety = f"{NUMBER[:6]}920305996"
    assert "报送的末三位是百岁老人的编码,按十九世纪出生换算" in notes(
        row | {"id_number": ninety}, row | {"id_number": NUMBER}, "identity"
    )


WHERE = ("其中的生日在出生日期一项计分", "其中的生日与报送另写的不同,出生日期一项按另写的计分", "号码有误,其中的生日没有计分")


@pytest.mark.parametrize(
    ("written", "said"),
    list(zip(({"birth_date": DAY}, {"birth_date": "1968-03-15"}, {}), WHERE, strict=True)),
    ids=("same", "other", "none"),
)
def test_where_the_birthday_in_a_wrong_number_counts(written: Row, said: str) -> None:
    wrong = f"{NUMBER[:14]}99{NUMBER[16:]}"
    row = {"name": "王小伟"} | PHONE
    told = notes(row | {"id_number": wrong} | written, row | {"id_number": NUMBER}, "identity")
    assert told.startswith("身份证号前十四位(地区和生日)一致,报送的不完整或有误")
    assert [one for one in WHERE if one in told] == [said]


def test_a_difference_that_is_to_be_seen_is_not_called_hidden() -> None:
    row = {"name": "王小伟"} | PHONE
    swapped = NUMBER[:13] + NUMBER[14] + NUMBER[13] + NUMBER[15:]
    assert NUMBER[13] != NUMBER[14]
    assert "遮去" not in notes(row | {"id_number": swapped}, row | {"id_number": NUMBER}, "identity")
    inside = NUMBER[:8] + str((int(NUMBER[8]) + 1) % 10) + NUMBER[9:]
    assert "不同之处在这里遮去的部分" in notes(row | {"id_number": inside}, row | {"id_number": NUMBER}, "identity")


def test_who_was_searched_by_the_number_s_birthday_alone_is_told_so() -> None:
    record = {"name": "于建国", "id_number": NUMBER, "birth_date": "1968-02-26"}
    told = explain(record, [{"name": "于建国", "id_number": number("19680226", 123)}])
    assert (told.rule, found(told)["NAME_BIRTH"]) == ("NO_CANDIDATE", "unusable")
    assert "姓名、出生日期相同" not in told.sentence
    assert "所写的出生日期与号码里的不同,只按号码里的找过" in told.sentence
    agreeing = explain({"name": "于建国", "id_number": NUMBER, "birth_date": DAY}, [{"name": "陈静"}])
    assert "姓名、出生日期相同" in agreeing.sentence


def test_a_name_that_is_none_is_not_called_another_s() -> None:
    told = explain({"name": "不详"} | PHONE, [{"name": "王小伟"} | PHONE])
    assert told.rule == "NAME_DIFFERENT"
    assert "姓名不符或无从比对" in told.sentence
    assert "报送没有可用的姓名,同户有没有同名的人无从查对" in notes(
        {"name": "不详"} | PHONE, {"name": "王小伟"} | PHONE, "namesake"
    )


def test_words_behind_a_name_are_told() -> None:
    row = {"id_number": NUMBER, "address": HOUSE}
    assert "括号里的话可能说的是另一人,所以不作同名" in notes(row | {"name": "梁可馨(子)"}, row | {"name": "梁可馨"}, "name")
    assert "括号" not in notes(row | {"name": "梁可馨"}, row | {"name": "梁可欣"}, "name")


def test_a_guardian_whose_name_is_masked_cannot_be_looked_up() -> None:
    row = {"name": "王小伟", "guardian_name": "李*"} | PHONE
    assert "报送的监护人姓名有遮盖,与对方有没有关系无从查对" in notes(row, {"name": "王小伟"} | PHONE, "guardian")
    assert "没有可查的关系" in notes(row | {"guardian_name": "李军"}, {"name": "王小伟"} | PHONE, "guardian")


def test_a_namesake_in_the_household_of_somebody_else_is_told_among_the_reasons() -> None:
    home = {"household_id": "H1"}
    people = [{"name": "黄清辉", "id_number": OTHER} | PHONE | home, {"name": "边小丽"} | home]
    blocking = tuple(rule for rule in MODEL.blocking if rule.name != "HOUSEHOLD_PHONE")
    told = explain({"name": "边小丽"} | PHONE, people, blocking=blocking)
    assert (told.rule, told.pairs[0].person_id) == ("NAME_DIFFERENT", "p000")
    assert "对方同户另有一人与报送同名: 同名的是 p001;没有一项条件找到此人,所以没有比过" in reasons(told)


def test_a_namesake_left_out_by_a_condition_is_told_though_somebody_else_was_compared() -> None:
    record = {"name": "王伟", "id_number": NUMBER, "township": "城东"} | PHONE
    told = explain(record, [{"name": "黄清辉"} | PHONE, {"name": "王伟", "id_number": OTHER, "township": "城东"}])
    assert (told.rule, told.pairs[0].person_id) == ("NAME_DIFFERENT", "p000")
    (line,) = (line for line in reasons(told) if "按条件没有比" in line)
    assert line.startswith(
        "还有相近的人,但按条件没有比: 姓名、镇街相同的 1 人: p001(双方都有有效身份证号,单看各自的一行看不出是他人的"
    )


def test_a_rule_s_score_is_told_of_the_rule_that_asks_for_it() -> None:
    row = {"name": "王小伟", "address": "城东街道大街社区", "sex": "男"}
    told = explain(row, [row | {"id_number": NUMBER}])
    (line,) = (line for line in reasons(told) if "身份证号无从比对(报送没有)" in line and "认定规则" in line)
    assert line.startswith("有 6 条认定规则差一点成立,都差在: 身份证号无从比对(报送没有)。它们是 EXACT_ID(")
    assert "ID_MASKED_RARE(姓名一致且不属最常见的,身份证号可见部分一致;还要求分数至少 +8.00" in line
    assert line.count("还要求分数") == 1


def test_whose_number_and_whose_phone_it_is_is_told() -> None:
    home = {"household_id": "H1"}
    people = [{"name": "孙大海", "id_number": OTHER} | PHONE | home, {"name": "孙小宝"} | home]
    assert notes_of(people, {"name": "孙小宝", "id_number": OTHER}, "identity").startswith(
        "报送的身份证号是对方同户另一人的;号码是 p000 的"
    )
    assert notes_of(people, {"name": "孙小宝"} | PHONE, "phone") == "报送的电话是对方同户另一人的;电话是 p000 的"
