"""Private-use characters: the standard's mapping, and what has none."""

from pathlib import Path

import pytest

from matching.errors import ConfigurationError
from matching.settings import PROJECT
from matching.validate.values.cells import Problem, Value
from matching.validate.values.private_use import PRIVATE, read_private_use, read_public

BYTES = [bytes((0xFE, low)) for low in (*range(0x50, 0x7F), *range(0x80, 0xA1))]
"""The two-byte codes for which GBK used U+E815 to U+E864, in this order."""
KNOWN = read_private_use(PROJECT / "schemas")


def test_the_table_is_what_the_codec_says_wherever_it_says_something() -> None:
    assert sorted(KNOWN) == [0xE815 + n for n in range(len(BYTES))]
    silent = 0
    for n, pair in enumerate(BYTES):
        character = pair.decode("gb18030")
        if PRIVATE.match(character):
            silent += 1
            assert character == chr(0xE815 + n)
        else:
            assert KNOWN[0xE815 + n] == character
    assert silent == 14


def test_what_the_table_gives_is_public_and_given_once() -> None:
    assert not any(PRIVATE.search(character) for character in KNOWN.values())
    assert len(set(KNOWN.values())) == len(KNOWN)


@pytest.mark.parametrize(
    ("text", "public", "problem"),
    [
        ("王伟", "王伟", None),
        ("刘\ue863", "刘䶮", None),
        ("王\ue81e", "王\u9fb4", None),
        ("李\ue83b", "李\U0002298f", None),
        ("张\ue000", "张\ue000", Problem.PUA_CHARACTER),
        ("刘\ue863\ue000", "刘䶮\ue000", Problem.PUA_CHARACTER),
        ("李\U000f0000", "李\U000f0000", Problem.PUA_CHARACTER),
    ],
)
def test_reading(text: str, public: str, problem: Problem | None) -> None:
    assert read_public(Value(text), KNOWN) == (public, problem)


def test_a_doubt_about_the_name_is_kept() -> None:
    assert read_public(Value("无\ue000", Problem.NAME_UNKNOWN), KNOWN).problem is Problem.NAME_UNKNOWN
    assert read_public(Value(None), KNOWN) == (None, None)


def test_a_wrong_table_fails_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "lookups").mkdir()
    (tmp_path / "lookups" / "private_use.yml").write_text("characters: {e815: '2E81'}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="private_use"):
        read_private_use(tmp_path)
