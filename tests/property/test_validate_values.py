"""Values: what is written in any spelling is read back, and nothing anybody types makes reading fail."""

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from matching.installation import open_installation
from matching.settings import Settings
from matching.validate.papers.pages import mask_numbers, safe
from matching.validate.rows.period import Cadence, period_by_name
from matching.validate.values.amounts import read_integer, read_money
from matching.validate.values.cells import clean, narrow, read_phone
from matching.validate.values.dates import read_date, read_month
from matching.validate.values.identity import LOST_DIGITS, IdStatus, classify, classify_card, clean_number
from matching.validate.values.readers import PLAIN, plain, reader

DAYS = st.dates(date(1900, 1, 2), date(2099, 12, 31))
SPELLINGS = (
    lambda day: day.isoformat(),
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.isoformat()} 14:05:09",
    lambda day: f"{day.isoformat()}T00:00:00",
)
FEN = st.integers(0, 10**14 - 1)


@given(DAYS, st.sampled_from(SPELLINGS))
def test_a_day_in_any_spelling_is_that_day(day: date, spell: object) -> None:
    assert read_date(spell(day)) == (day.isoformat(), None)  # type: ignore[operator]


@given(st.dates(date(1928, 1, 1), date(2099, 12, 31)))
def test_a_serial_is_its_day_unless_it_may_be_a_month(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    month = 18_800 <= serial < 21_010 and serial % 10
    assert read_date(str(serial)) == ((None, "DATE_AMBIGUOUS") if month else (day.isoformat(), None))


@given(DAYS)
def test_a_short_year_is_never_a_guess(day: date) -> None:
    for text in (f"{day:%m/%d/%y}", f"{day:%d/%m/%y}", f"{day:%y-%m-%d}"):
        assert read_date(text) == (None, "DATE_AMBIGUOUS")


@given(DAYS)
def test_canonical_dates_and_months_stay_as_they_are(day: date) -> None:
    assert read_date(str(read_date(day.isoformat()).text)).text == day.isoformat()
    assert read_month(f"{day:%Y-%m}").text == f"{day:%Y-%m}"


@given(FEN)
def test_money_is_exact_to_the_fen(fen: int) -> None:
    amount = Decimal(fen) / 100
    for text in (f"{amount:.2f}", f"{amount:,.2f}", f"￥{amount:,.2f}元", f" {amount:.2f} "):
        if amount < Decimal("1e13"):
            read = read_money(text)
            assert read.problem is None
            assert Decimal(str(read.text)) == amount
            assert read_money(str(read.text)) == read


@given(st.integers(0, 10**9))
def test_ten_thousands_count(hundreds: int) -> None:
    amount = Decimal(hundreds) / 100
    assert Decimal(str(read_money(f"{amount}万").text)) == amount * 10_000


@given(st.text())
def test_nothing_typed_makes_reading_fail(text: str) -> None:
    for read in (read_date, read_month, read_money, read_integer, read_phone):
        value = read(text)
        assert value.text is None or value.problem is None
    assert classify(clean_number(text)) in IdStatus
    assert classify_card(clean_number(text)) in IdStatus
    assert clean(clean(text)) is not None
    period_by_name(Cadence.MONTHLY, text)
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(alphabet="0123456789０１５./-年月日 :T", max_size=24))
def test_whatever_looks_like_a_date_is_a_day_or_a_problem(text: str) -> None:
    value = read_date(text)
    assert (value.text is None) == (value.problem is not None)
    if value.text is not None:
        date.fromisoformat(value.text)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(1, 999))
def test_a_number_with_its_check_digit_is_valid_and_with_another_is_not(born: date, sequence: int) -> None:
    first = f"370399{born:%Y%m%d}{sequence:03d}"
    number = first + calc_check_digit(f"{first}?")
    assert classify(number) is IdStatus.VALID
    assert classify_card(f"{number}43") is IdStatus.VALID
    assert classify(clean_number(f"' {number[:6]} {number[6:].lower()}")) is IdStatus.VALID
    for other in set("0123456789X") - {number[17]}:
        assert classify(first + other) in (IdStatus.CHECKSUM, IdStatus.DAMAGED)
    assert classify(clean_number(f"{number[:6]}********{number[14:]}")) is IdStatus.MASKED
    assert LOST_DIGITS.match(f"{number[:15]}000")
    assert number[6:14] not in mask_numbers(f"名单{number}.xlsx") or number[6:14] in number[:6] + number[14:]


@given(st.text(alphabet="0123456789xX*?＊０９Ｘ '-张. 　", max_size=30))
def test_cleaning_is_settled_after_once(text: str) -> None:
    assert narrow(narrow(text)) == narrow(text)
    assert clean_number(clean_number(text)) == clean_number(text)


COLUMNS = {column.type: column for table in open_installation(Settings()).tables.values() for column in table.columns}
TYPED = st.one_of(
    st.text("0123456789X", max_size=20), st.text("张三双山路号无AaNnUuLl09.,-万元'=\ue000\u3000", max_size=8), st.text(max_size=8)
)


@given(st.sampled_from(sorted(PLAIN)), TYPED)
def test_cells_that_are_not_looked_at_would_not_be_changed(kind: str, text: str) -> None:
    unchanged = pc.match_substring_regex(pa.array([text]), str(plain(COLUMNS[kind])))[0].as_py()
    assert not unchanged or reader(COLUMNS[kind])(text) == (text, None)
