"""What stands in an identity number's cell."""

import pytest
from stdnum.cn.ric import calc_check_digit

from matching.validate.values.identity import IdStatus, classify, classify_card, clean_number

FIRST = "37039919900101002"
VALID = FIRST + calc_check_digit(f"{FIRST}?")
WITH_X = next(f"37039919900101{n}X" for n in range(100, 200) if calc_check_digit(f"37039919900101{n}?") == "X")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", IdStatus.MISSING),
        (VALID, IdStatus.VALID),
        (f" '{VALID[:6]} {VALID[6:14]} {VALID[14:]} ", IdStatus.VALID),
        (WITH_X.lower(), IdStatus.VALID),
        (WITH_X.replace("3", "３"), IdStatus.VALID),
        ("370399900101002", IdStatus.VALID15),
        ("370399901301002", IdStatus.MALFORMED),
        (VALID[:-1] + ("0" if VALID[-1] != "0" else "1"), IdStatus.CHECKSUM),
        ("3.70399E+17", IdStatus.DAMAGED),
        ("3.70399199001010E+17", IdStatus.DAMAGED),
        ("3.70399 e17", IdStatus.DAMAGED),
        ("370399199001011000", IdStatus.DAMAGED),
        ("370399********0028", IdStatus.MASKED),
        ("370399＊＊＊＊＊＊＊＊0028", IdStatus.MASKED),
        ("370399xxxxxxxx002X", IdStatus.MASKED),
        ("3703991990010100?", IdStatus.MASKED),
        ("****", IdStatus.MASKED),
        ("37039919900101", IdStatus.MALFORMED),
        ("E12345678", IdStatus.MALFORMED),
        ("不清楚", IdStatus.MALFORMED),
    ],
)
def test_status(text: str, status: IdStatus) -> None:
    assert classify(clean_number(text)) is status


def test_a_right_check_digit_over_a_birthday_that_is_none_is_malformed() -> None:
    first = "37039919901301002"
    assert classify(first + calc_check_digit(f"{first}?")) is IdStatus.MALFORMED


def test_the_check_digit_is_the_standards() -> None:
    """GB 11643-1999 by its own table of weights and check characters, not by the library."""
    weights = [2 ** (17 - n) % 11 for n in range(17)]
    first = "37039919491231002"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]
    assert classify(first + check) is IdStatus.VALID
    assert sum(classify(first + other) is IdStatus.VALID for other in "0123456789X") == 1


def test_cards_are_judged_by_their_first_eighteen() -> None:
    assert classify_card(f"{VALID}43") is IdStatus.VALID
    assert classify_card(f"{VALID}43B1") is IdStatus.VALID
    assert classify_card(VALID) is IdStatus.VALID
    assert classify_card("37039919900101000000") is IdStatus.DAMAGED
    assert classify_card("3.70399E+19") is IdStatus.DAMAGED
