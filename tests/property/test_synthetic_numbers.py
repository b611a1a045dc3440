"""Identity numbers made for synthetic people: rules that hold for every birth date and sex."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.synthetic.numbers import (
    HOME_COUNTY,
    OTHER_COUNTY,
    IdentityNumbers,
    NumbersExhausted,
    PhoneNumbers,
    fifteen,
    is_valid,
)

BIRTHS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
SEXES = st.sampled_from("男女")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@given(BIRTHS, SEXES, st.integers(), st.sampled_from((HOME_COUNTY, OTHER_COUNTY)))
def test_a_number_says_county_birth_and_sex_and_passes_the_checksum(birth: date, sex: str, seed: int, county: str) -> None:
    number = IdentityNumbers(county, Random(seed)).draw(birth, sex)
    assert number[:14] == f"{county}{birth:%Y%m%d}"
    assert int(number[16]) % 2 == (sex == "男")
    assert number[14:17] != "000"
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    assert number[17] == "10X98765432"[total % 11]
    assert is_valid(number)


@given(st.lists(st.tuples(st.sampled_from([date(1960, 2, 29), date(1987, 7, 1)]), SEXES), max_size=60), st.integers())
def test_no_number_is_handed_out_twice(people: list[tuple[date, str]], seed: int) -> None:
    numbers = IdentityNumbers(HOME_COUNTY, Random(seed))
    drawn = [numbers.draw(birth, sex) for birth, sex in people]
    assert len(set(drawn)) == len(drawn)


@given(BIRTHS, SEXES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth: date, sex: str, place: int, step: int) -> None:
    number = IdentityNumbers(HOME_COUNTY, Random(1)).draw(birth, sex)
    wrong = f"{number[:place]}{(int(number[place]) + step) % 10}{number[place + 1 :]}"
    assert not is_valid(wrong)


@given(BIRTHS, SEXES)
def test_fifteen_digits_keep_all_but_century_and_check(birth: date, sex: str) -> None:
    number = IdentityNumbers(HOME_COUNTY, Random(1)).draw(birth, sex)
    assert fifteen(number) == HOME_COUNTY + f"{birth:%y%m%d}" + number[14:17]


@given(st.text(max_size=20))
def test_any_text_can_be_asked(text: str) -> None:
    assert is_valid(text) in (True, False)


def test_a_day_runs_out_of_numbers_loudly() -> None:
    numbers = IdentityNumbers(HOME_COUNTY, Random(1))
    drawn = {numbers.draw(date(1970, 1, 1), "女") for _ in range(499)}
    assert len(drawn) == 499
    with pytest.raises(NumbersExhausted):
        numbers.draw(date(1970, 1, 1), "女")


@given(st.integers(), st.integers(1, 50))
def test_phone_numbers_are_new_and_of_eleven_digits(seed: int, count: int) -> None:
    phones = PhoneNumbers(Random(seed))
    drawn = [phones.draw() for _ in range(count)]
    assert len(set(drawn)) == count
    assert all(len(number) == 11 and number.startswith("199") for number in drawn)
