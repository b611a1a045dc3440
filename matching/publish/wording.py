"""How single values are written in lists and slips.

Belongs here: cleaning, neutralising, days, names of codes. Does not belong here: sentences (matching.triage) and
layout.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from matching.cells import neutral

LONGEST = 600
"""Characters of a cell: a plea may be long, and a row must fit a page."""
UNIT_FROM = {
    "township": "来源填报镇街",
    "address": "居住地址",
    "village": "所在村居",
    "register": "户籍地",
    "source": "来源单位",
    "roll": "名册",
    "assigned": "中心派单",
    "redirected": "中心改派",
}
REMEMBERED = 50_000
"""So many texts are not worked out twice: list, slip and register say the same things of one person, and of many."""
DASH = "—"
CHINESE = re.compile("[\u3001-\u303f\u4e00-\u9fff]")
MARKS = re.compile(f"(?<={CHINESE.pattern})[,;:]+|[,;:]+(?={CHINESE.pattern})")
BRACKETS = re.compile("[()]")
UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
RULE_CODE = re.compile(r"[;；]规则[:：]\w+(?=[)）]$)")
"""The code of the rule at the end of a reason (matching.triage.levels)."""
WIDE = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}


def clean(text: str | None, longest: int = LONGEST) -> str:
    """One line without characters that a document cannot hold; "" for nothing; cut with … if too long."""
    line = text or ""
    if not line.isprintable():
        line = "".join(" " if unicodedata.category(char) in UNPRINTABLE else char for char in line)
        line = line.replace("\ufffe", "").replace("\uffff", "")
    line = " ".join(line.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def uncoded(reasons: Iterable[str]) -> list[str]:
    """Reasons without the codes of their rules, which say nothing to whoever visits; each once."""
    return list(dict.fromkeys(RULE_CODE.sub("", reason) for reason in reasons))


def number_text(text: str) -> str:
    """An identity or telephone number as text: digits, a sign and blanks stay as they are, anything else is neutralised."""
    return text if not text.strip("0123456789+-*xX ()") else neutral(text)


@lru_cache(maxsize=REMEMBERED)
def typeset(text: str | None) -> str:
    """The text on one line with Chinese punctuation: , ; : and brackets become full-width beside a Chinese character."""
    line = clean(text)
    if line.isascii():
        return line
    marks = [place for run in MARKS.finditer(line) for place in range(run.start(), run.end())]
    opened: list[int] = []
    for bracket in BRACKETS.finditer(line):
        if bracket[0] == "(":
            opened.append(bracket.start())
        elif opened:
            start = opened.pop()
            marks += [start, bracket.start()] if CHINESE.search(line, start, bracket.start()) else []
    chars = list(line)
    for place in marks:
        chars[place] = WIDE[chars[place]]
    return "".join(chars)
