"""Where two texts differ, character by character, so that an eye finds it.

Belongs here: cutting two texts into pieces that agree and pieces that do not. Does not belong here: colours
(matching.publish, matching.cli_review) and how alike two texts are (matching.link).
"""

import re
from itertools import groupby, zip_longest
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

HIDDEN = re.compile("[*□]+")
"""Characters that nobody can see contradict none."""


class Piece(NamedTuple):
    text: str
    differs: bool


def differences(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, each text whole again when its pieces are joined. Lines are compared one by one; where one is empty, or
    the other with characters hidden, nothing differs."""
    marks: tuple[list[bool], list[bool]] = [], []
    for lines in zip_longest(left.split("\n"), right.split("\n"), fillvalue=""):
        for side, marked in zip(marks, _marked(*lines), strict=True):
            side += [*marked, False]
    return _pieces(left, marks[0][: len(left)]), _pieces(right, marks[1][: len(right)])


def _marked(left: str, right: str) -> tuple[list[bool], list[bool]]:
    """For each character of both lines whether it differs."""
    marks = [False] * len(left), [False] * len(right)
    if left and right and not hides(left, right) and not hides(right, left):
        for code in Levenshtein.opcodes(left, right):
            if code.tag != "equal":
                marks[0][code.src_start : code.src_end] = [True] * (code.src_end - code.src_start)
                marks[1][code.dest_start : code.dest_end] = [True] * (code.dest_end - code.dest_start)
    return marks


def hides(masked: str, whole: str) -> bool:
    """True if one text is the other with some characters hidden."""
    pattern = ".*".join(map(re.escape, HIDDEN.split(masked)))
    return HIDDEN.search(masked) is not None and re.fullmatch(pattern, whole, re.DOTALL) is not None


def _pieces(text: str, marks: list[bool]) -> list[Piece]:
    pairs = groupby(zip(text, marks, strict=True), key=lambda pair: pair[1])
    return [Piece("".join(char for char, _ in run), differs) for differs, run in pairs]
