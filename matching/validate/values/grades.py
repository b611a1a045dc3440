"""The age that a school year says.

Belongs here: reading a grade as departments write it. Does not belong here: how far from it a pupil may be
(expectations/education_aid.json).
"""

import re
import unicodedata

GRADE = "grade"
"""The contract column that holds a grade."""
NUMBERS = {
    word: n for n, words in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "七7", "八8", "九9"), 1) for word in words
}
STAGES = (
    (re.compile(r"幼儿园|[小中大]班|学前|托班"), 4),
    (re.compile(r"初中?(?:([一二三四1-4])|[一二三四1-4]年级)"), 12),
    (re.compile(r"(?:高中?|中职|中专|职高|技校)(?:([一二三1-3])|[一二三1-3]年级)"), 15),
    (re.compile(r"(?:大学|大专|高职|本科|专科|大)(?:([一二三四五1-5])|[一二三四五1-5]年级)"), 18),
    (re.compile(r"^(?:小学)?([一二三四五六七八九1-9])年级|^小学([一二三四五六1-6])"), 6),
)
"""Pattern → the age to which the number of the year is added."""
NUMBER = re.compile(r"[一二三四五六七八九1-9]")


def age_in_grade(grade: str) -> int | None:
    """The usual age of a pupil in that grade; None where the text does not say one grade for certain."""
    text = "".join(unicodedata.normalize("NFKC", grade).split())
    for pattern, before in STAGES:
        found = pattern.search(text)
        if found:
            number = NUMBER.search(found.group())
            return before + NUMBERS[number.group()] if number else before
    return None
