"""Numbers of pairs survive copying, and tell when they did not."""

from hypothesis import given
from hypothesis import strategies as st

from matching.codes import pair_number, read_number

numbers = st.builds(pair_number, st.text(max_size=8), st.text(max_size=8))


@given(numbers)
def test_a_number_is_read_however_it_came_back(number: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in number)
    for written in (number, number.lower(), number.replace("-", " "), f" {number.replace('-', '')}\n", wide):
        assert read_number(written) == number


@given(numbers, st.integers(3, 15), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_noticed(number: str, place: int, char: str) -> None:
    wrong = number[:place] + char + number[place + 1 :]
    if number[place] not in ("-", char):
        assert read_number(wrong) is None


@given(st.text(max_size=20))
def test_anything_else_is_no_number(text: str) -> None:
    read = read_number(text)
    assert read is None or read_number(read) == read


def test_a_pair_has_one_number() -> None:
    assert pair_number("a", "b") == pair_number("a", "b") != pair_number("b", "a")
