"""A story in parts: each a title and a table of words, drawn on the terminal and on paper alike.

Belongs here: the shape, and the paper (来龙去脉, a Word document for a case file). Does not belong here: what is told (matching.pipeline.telling).
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from matching.letters import Letter

WIDTH = 170
"""Of a table on paper, in mm."""


class Passage(NamedTuple):
    """One part. rows: as many words as headings; `shares` of the width for the columns (none: all alike)."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()


def facts(title: str, told: dict[str, str | None]) -> Passage:
    """A part of names and what they say; what says nothing is left out."""
    return Passage(title, ("项目", "内容"), tuple((name, text) for name, text in told.items() if text), (1, 4))


def write_case_file(passages: Sequence[Passage], about: Sequence[str], centre: str, day: date, path: Path) -> Path:
    """Write the parts as a Word document of that day; `about`: sentences before them. The same words give the same bytes."""
    letter = Letter("来 龙 去 脉")
    for sentence in about:
        letter.say(sentence)
    for passage in passages:
        letter.head(passage.title)
        shares = passage.shares or (1,) * len(passage.headings)
        widths = [WIDTH * share / sum(shares) for share in shares]
        letter.table(passage.headings, widths, passage.rows, left=range(len(widths)))
        letter.space(8)
    letter.sign(centre, day)
    return letter.save(path, title="来龙去脉", author=centre, day=day)
