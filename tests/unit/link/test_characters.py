"""Replacing characters of many texts at once says what replacing them one by one says."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.link.characters import spelled


def say(character: str) -> str:
    return {"张": "zhang ", "𠀀": "", "a": "甲乙"}.get(character, character)


@settings(deadline=None)
@given(st.lists(st.text(st.one_of(st.sampled_from("张𠀀a王*□\n"), st.characters(exclude_categories=["Cs"])))))
def test_texts_keep_their_places_and_other_characters_stay(texts: list[str]) -> None:
    assert spelled(pa.array(texts, pa.string()), say).to_pylist() == ["".join(map(say, text)) for text in texts]
