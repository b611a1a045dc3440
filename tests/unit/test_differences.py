"""What an eye must find: which characters of two texts differ."""

from hypothesis import given
from hypothesis import strategies as st

from matching.differences import Piece, differences

texts = st.text("王李小明峪口村*□0123456789X\n", max_size=12)


def told(left: str, right: str) -> tuple[str, ...]:
    """Both texts with what differs in brackets."""
    return tuple(
        "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in side) for side in differences(left, right)
    )


def test_what_differs() -> None:
    assert told("陈小明", "程小明") == ("[陈]小明", "[程]小明")
    assert told("李明", "李明浩") == ("李明", "李明[浩]")
    assert told("19900000001", "19900000007") == ("1990000000[1]", "1990000000[7]")
    assert told("张*兰", "张秀兰") == ("张*兰", "张秀兰")
    assert told("370399********1234", "370399196001101234") == ("370399********1234", "370399196001101234")
    assert told("张*兰", "李秀兰") == ("[张*]兰", "[李秀]兰")
    assert told("", "王伟") == ("", "王伟")
    assert told("女", "女\n1955-01-12") == ("女", "女\n1955-01-12")
    assert told("\n1955-01-13", "女\n1955-01-12") == ("\n1955-01-1[3]", "女\n1955-01-1[2]")


@given(texts, texts)
def test_pieces_make_the_text_again_and_what_agrees_is_the_same_on_both_sides(left: str, right: str) -> None:
    sides = differences(left, right)
    assert ["".join(piece.text for piece in side) for side in sides] == [left, right]
    if left and right and not set("*□\n") & {*left, *right}:
        agreed = ["".join(piece.text for piece in side if not piece.differs) for side in sides]
        assert agreed[0] == agreed[1]


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(side == ([Piece(text, False)] if text else []) for side in differences(text, text))
