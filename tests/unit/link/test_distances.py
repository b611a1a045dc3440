"""Edit distances of Chinese text, counted in characters."""

import pyarrow as pa

from matching.link.distances import DISTANT, edit_distances


def distances(*pairs: tuple[str, str]) -> list[int]:
    left, right = zip(*pairs, strict=True)
    found: list[int] = edit_distances(pa.chunked_array([left]), pa.chunked_array([right])).tolist()
    return found


def test_a_character_is_one_and_a_swap_is_one() -> None:
    assert distances(("张三丰", "张三封"), ("王建国", "王国建"), ("王建国", "王建"), ("370399", "370398")) == [1, 1, 1, 1]


def test_far_is_far_and_repeated_pairs_keep_their_places() -> None:
    assert distances(("王伟", "欧阳娜娜"), ("王伟", "王玮"), ("王伟", "欧阳娜娜"), ("李", "王伟")) == [DISTANT, 1, DISTANT, 2]


def test_nothing_to_count() -> None:
    nobody = pa.chunked_array([[]], pa.string())
    assert edit_distances(nobody, nobody).tolist() == []
