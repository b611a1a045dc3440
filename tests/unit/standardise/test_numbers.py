"""Identity numbers, dates, phones and sexes, read from text by the SQL of sql/standardise/."""

import duckdb
import pyarrow as pa
import pytest
from stdnum.cn import ric

from matching.ledger import statement
from matching.standardise.distinct import Database
from tests.spec.people import installation, number

SQL = installation().settings.sql
DATABASE = Database(duckdb.connect())
WHOLE = number("19680305", 123)
WITH_X = next(number("19680305", sequence) for sequence in range(1, 99, 2) if number("19680305", sequence).endswith("X"))


def run(rule: str, text: str) -> dict[str, str | None]:
    found = DATABASE.cells(statement(SQL, f"standardise/{rule}"))(pa.array([text]))
    return {name: column[0].as_py() for name, column in found.items()}


@pytest.mark.parametrize(
    "written",
    [
        WHOLE,
        f"  {WHOLE} ",
        f"'{WHOLE}",
        f"{WHOLE[:6]} {WHOLE[6:14]} {WHOLE[14:]}",
        f"{WHOLE[:6]}-{WHOLE[6:]}",
        WHOLE.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"}),
        WHOLE[:6] + WHOLE[8:17],
        WHOLE + "44",
        WHOLE + "44B1",
    ],
)
def test_one_number_written_in_many_ways(written: str) -> None:
    assert run("clean_numbers", written) == {"id_clean": WHOLE, "id_status": "valid", "id_birth": "1968-03-05", "id_sex": "男"}


def test_lower_case_x() -> None:
    assert run("clean_numbers", WITH_X.lower())["id_clean"] == WITH_X


def test_people_born_before_1900_have_996_to_999() -> None:
    body = "370399" + "18990101" + "996"
    expected = body + ric.calc_check_digit(body + "0")
    assert run("clean_numbers", "370399990101996")["id_clean"] == expected


@pytest.mark.parametrize(
    ("written", "clean", "status"),
    [
        (WHOLE[:17] + ("1" if WHOLE[17] != "1" else "2"), WHOLE[:17] + ("1" if WHOLE[17] != "1" else "2"), "checksum"),
        (WHOLE[:15] + "000", WHOLE[:15] + "000", "damaged"),
        (WHOLE[:15] + "00000", WHOLE[:15] + "000", "damaged"),
        ("3.70399E+17", "3.70399E+17", "damaged"),
        ("370399201203150", "370399201203150", "damaged"),
        (WHOLE[:6] + "********" + WHOLE[14:], WHOLE[:6] + "********" + WHOLE[14:], "masked"),
        (WHOLE[:6] + "XXXXXXXX" + WHOLE[14:], WHOLE[:6] + "********" + WHOLE[14:], "masked"),
        (WHOLE[:17], WHOLE[:17], "malformed"),
        ("H01234567", "H01234567", "malformed"),
        ("无", None, "missing"),
        ("/", None, "missing"),
        ("", None, "missing"),
    ],
)
def test_what_is_not_a_whole_number(written: str, clean: str | None, status: str) -> None:
    assert run("clean_numbers", written) == {"id_clean": clean, "id_status": status, "id_birth": None, "id_sex": None}


def test_right_check_character_over_an_impossible_birthday_is_malformed() -> None:
    body = "370399" + "19680231" + "123"
    assert run("clean_numbers", body + ric.calc_check_digit(body + "0"))["id_status"] == "malformed"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1968-3-5", "1968-03-05"),
        ("1968.03.05", "1968-03-05"),
        ("1968/3/5", "1968-03-05"),
        ("1968年3月5日", "1968-03-05"),
        ("19680305", "1968-03-05"),
        ("１９６８０３０５", "1968-03-05"),
        ("1968-03-05 00:00:00", "1968-03-05"),
        ("19680305000000", "1968-03-05"),
        ("24902", "1968-03-05"),
        ("24902.0", "1968-03-05"),
        ("1968-02-30", None),
        ("1968年3月", None),
        ("1968", None),
        ("1700-01-01", None),
        ("不详", None),
    ],
)
def test_day_of_birth(written: str, day: str | None) -> None:
    assert run("clean_dates", written) == {"day": day}


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("139 6431 7720", "13964317720"),
        ("+86-139-6431-7720", "13964317720"),
        ("008613964317720", "13964317720"),
        ("013964317720", "13964317720"),
        ("13964317720.0", "13964317720"),
        ("13964317720/13964317721", "13964317720"),
        ("0533-4182190", "05334182190"),
        ("(0533)4182190", "05334182190"),
        ("4182190", "4182190"),
        ("139****7720", None),
        ("13900000000", None),
        ("11111111111", None),
        ("12345678901", None),
        ("110", None),
        ("无", None),
    ],
)
def test_phone(written: str, phone: str | None) -> None:
    assert run("clean_phones", written) == {"phone": phone}


@pytest.mark.parametrize(
    ("written", "sex"), [("男", "男"), ("女性", "女"), ("M", "男"), ("2", "女"), ("未知", None), ("0", None)]
)
def test_sex(written: str, sex: str | None) -> None:
    assert run("clean_sexes", written) == {"sex": sex}
