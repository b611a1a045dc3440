"""Where two texts differ, character by character, so that an eye finds it.

Belongs here: cutting two texts into pieces that agree and pieces that do not. Does not belong here: colours
(matching.publish, matching.cli_review) and how alike two texts are (matching.link).
"""

from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

HIDDEN = frozenset("*□")
"""A character that nobody can see contradicts none."""


class Piece(NamedTuple):
    text: str
    differs: bool


def differences(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, each text whole again when its pieces are joined. Where one text is empty there is nothing to compare."""
    if not left or not right:
        return _pieces(left, [False] * len(left)), _pieces(right, [False] * len(right))
    marks_left, marks_right = [False] * len(left), [False] * len(right)
    for code in Levenshtein.opcodes(left, right):
        if code.tag == "equal":
            continue
        for offset in range(max(code.src_end - code.src_start, code.dest_end - code.dest_start)):
            at, to = code.src_start + offset, code.dest_start + offset
            pair = {left[at] if at < code.src_end else "", right[to] if to < code.dest_end else ""}
            if pair & HIDDEN and code.tag == "replace":
                continue
            if at < code.src_end:
                marks_left[at] = True
            if to < code.dest_end:
                marks_right[to] = True
    return _pieces(left, marks_left), _pieces(right, marks_right)


def _pieces(text: str, marks: list[bool]) -> list[Piece]:
    pairs = groupby(zip(text, marks, strict=True), key=lambda pair: pair[1])
    return [Piece("".join(char for char, _ in run), differs) for differs, run in pairs]
