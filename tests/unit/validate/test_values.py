"""Every spelling of domain practice, one line each."""

import pytest

from matching.columns import Column
from matching.validate.values.amounts import read_integer, read_money
from matching.validate.values.cells import clean, is_blank, read_enum, read_phone, spellings
from matching.validate.values.dates import read_date, read_end_month, read_month
from matching.validate.values.names import read_name


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-03", "2026-05-03"),
        ("2026.5.3", "2026-05-03"),
        ("20260503", "2026-05-03"),
        ("2026年5月3日", "2026-05-03"),
        ("2026 年 5 月 3 日", "2026-05-03"),
        ("2026年5月3号", "2026-05-03"),
        ("2026-5-3", "2026-05-03"),
        ("2026/5/3", "2026-05-03"),
        ("２０２６－５－３", "2026-05-03"),
        ("44319", "2021-05-03"),
        ("44319.0", "2021-05-03"),
        ("2026-05-03 14:22:00", "2026-05-03"),
        ("2026-05-03T14:22:00+08:00", "2026-05-03"),
        ("2026/5/3 下午 2:30", "2026-05-03"),
        ("2026年5月3日14时22分", "2026-05-03"),
        ("20260503142200", "2026-05-03"),
        ("5/13/2026", "2026-05-13"),
        ("13/5/2026", "2026-05-13"),
        ("5/5/2026", "2026-05-05"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert read_date(text) == (day, None)


@pytest.mark.parametrize("text", ["05/03/26", "03/04/26", "26.5.3", "5/3/2026", "13/05/26"])
def test_a_date_of_two_readings_is_no_guess(text: str) -> None:
    assert read_date(text) == (None, "DATE_AMBIGUOUS")


@pytest.mark.parametrize(
    "text", ["2026-02-30", "20261301", "2月30日", "2026年5月", "202605", "昨天", "20265.3", "9999", "3026-01-01"]
)
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) == (None, "DATE_UNREADABLE")


@pytest.mark.parametrize(
    "text", ["2026-05", "2026.5", "202605", "2026年5月", "2026年5月份", "2026/05/01", "20260531", "2026 - 5"]
)
def test_months(text: str) -> None:
    assert read_month(text) == ("2026-05", None)


def test_months_that_may_be_two() -> None:
    assert read_month("2026.1").problem == "MONTH_AMBIGUOUS"
    assert read_month("2026.10").text == "2026-10"
    assert read_month("5/6/2026").problem == "MONTH_AMBIGUOUS"
    assert read_month("2026-13").problem == "MONTH_UNREADABLE"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2.3万", "23000"),
        ("2.3万元", "23000"),
        ("23,000元", "23000"),
        ("￥23,000.00", "23000"),
        ("¥ 23000", "23000"),
        ("人民币23000元整", "23000"),
        ("2,3000", "23000"),
        ("２３０００", "23000"),
        ("20000.005", "20000.01"),
        ("19999.99", "19999.99"),
        ("0.1", "0.10"),
        ("-500", "-500"),
        ("-0", "0"),
        ("1.2亿", "120000000"),
    ],
)
def test_money(text: str, amount: str) -> None:
    assert read_money(text) == (amount, None)


def test_the_headings_unit_counts_where_the_cell_names_none() -> None:
    assert read_money("2.3", 10_000).text == "23000"
    assert read_money("2.3万", 10_000).text == "23000"
    assert read_money("23000元", 10_000).text == "23000"


@pytest.mark.parametrize("text", ["约5万", "2,30", "1e5", ".", "外科", "元", "1.2.3", "99999999999999999"])
def test_what_is_no_money(text: str) -> None:
    assert read_money(text) == (None, "MONEY_UNREADABLE")


def test_whole_numbers() -> None:
    assert [read_integer(text).text for text in ("3", "3人", "3.0", "45岁", "３")] == ["3", "3", "3", "45", "3"]
    assert read_integer("3.5").problem == "INTEGER_UNREADABLE"
    assert read_integer("三").problem == "INTEGER_UNREADABLE"


def test_enums_by_any_spelling() -> None:
    column = Column(name="level", header="残疾等级", type="enum", values={"一级": ("1级", "1"), "二级": ("2级", "2")})
    known = spellings(column)
    assert [read_enum(text, known).text for text in ("一级", "１级", " 2 ", "二级")] == ["一级", "一级", "二级", "二级"]
    assert read_enum("五级", known).problem == "ENUM_UNKNOWN"


def test_phones_keep_their_digits() -> None:
    assert read_phone("１３８ 0000 0000").text == "13800000000"
    assert read_phone("0533-4181234").text == "0533-4181234"
    assert read_phone("13800000000.0").text == "13800000000"


def test_cleaning_takes_off_what_kept_a_spreadsheet_from_counting() -> None:
    assert clean("'370399") == "370399"
    assert clean('="0012"') == "0012"
    assert clean("'-500") == "-500"
    assert clean("'甲") == "'甲"
    assert clean(" 第一行\n第二行 ") == "第一行 第二行"


def test_strokes_are_blank_and_no_words_only_outside_free_text() -> None:
    assert is_blank("--", free_text=True)
    assert is_blank("无", free_text=False)
    assert not is_blank("无", free_text=True)


@pytest.mark.parametrize("text", ["同上", "同前", "“同上”", '"', "〃", "(同上)"])
def test_the_same_as_above_is_no_name(text: str) -> None:
    assert read_name(text).problem == "NAME_DITTO"


@pytest.mark.parametrize("text", ["戚丁、谢戊", "戚丁/谢戊", "戚丁\n谢戊", "戚丁等3人", "戚丁等人", "戚丁夫妇", "戚丁,谢戊,周己"])
def test_two_people_in_a_cell_are_told(text: str) -> None:
    assert read_name(text).problem == "SEVERAL_NAMES"


@pytest.mark.parametrize("text", ["欧阳 锋", "阿卜杜拉·买买提", "张和平", "孔　乙", "王女士", "Anna Li"])
def test_one_person_is_one_person(text: str) -> None:
    assert read_name(text).problem is None


def test_an_amount_under_two_units_must_name_its_own() -> None:
    assert read_money("2.3", 0).problem == "MONEY_UNIT_DOUBTFUL"
    assert (read_money("0.8万", 0).text, read_money("9000元", 0).text, read_money("0", 0).text) == ("8000", "9000", "0")


@pytest.mark.parametrize(
    "text", ["2026-11", "2026年11月底", "2026年11月末", "2026年11月30日", "至2026年11月", "截止2026-11", "2026年11月止"]
)
def test_the_end_of_a_benefit(text: str) -> None:
    assert read_end_month(text) == ("2026-11", None)


@pytest.mark.parametrize("text", ["", "/", "—", "无", "长期", "至今", "未停发", "9999-12-31", "999912"])
def test_a_benefit_that_goes_on(text: str) -> None:
    assert read_end_month(text) == (None, None)


@pytest.mark.parametrize("text", ["2026.1", "已停发", "2026-13", "停", "不详", "#VALUE!", "2026年11月停发", "自2026年11月"])
def test_an_end_that_cannot_be_read_is_before_every_month(text: str) -> None:
    value = read_end_month(text)
    assert (value.text, value.problem is None) == ("0000-00", False)
