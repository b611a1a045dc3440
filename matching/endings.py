"""By what words a roll says that a benefit ended or is not drawn yet: schemas/lookups/endings.yml.

Belongs here: finding such signs in a text beside the harmless words that hold one. Does not belong here: which cell, title or category
is asked (matching.validate, matching.triage), and what becomes of the row. Nothing here guesses what a sign means for the
benefit: it only says that a person must look.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from matching.strict import Strict, read_model

Place = Literal["remarks", "titles", "categories"]
Kind = Literal["gone", "stopped", "pending", "past"]
"""Whether the bearer is gone, the benefit stopped, is not approved yet, or was drawn once."""
Span = tuple[int, int]
EVERYWHERE: tuple[Place, ...] = ("remarks", "titles", "categories")
KINDS: tuple[Kind, ...] = ("gone", "stopped", "pending", "past")
NOT = r"(?:尚|并|暂|从|还|均|也|仍)?(?:未|无|没有?)(?:发现|发生|出现|任何)?"
PARTS = re.compile(r"[,;。|]")
COUNTED = re.compile(r"[\d年月日人口元.-]+|[A-Za-z]")
AND = r"[、或和及/]"
MATTERS = r"等?(?:情况|情形|现象|人员|问题|记录|变化|变动)"


class Signs(Strict):
    """Signs of one meaning (`says`, for the reader of the table)."""

    says: str
    kind: Kind
    words: tuple[str, ...] = Field(min_length=1)
    where: tuple[Place, ...] = EVERYWHERE
    denied: bool = False
    """未 or 无 before one of these says that it is not so."""


class Harmless(Strict):
    """Words that hold a sign and say nothing of the benefit, and what they are about."""

    because: str
    words: tuple[str, ...] = Field(min_length=1)


class Topic(Strict):
    """What an ordinary remark is about, and the words that show it."""

    about: str
    words: tuple[str, ...] = Field(min_length=1)


class Endings(Strict):
    signs: tuple[Signs, ...]
    harmless: tuple[Harmless, ...]
    topics: tuple[Topic, ...]

    @model_validator(mode="after")
    def _every_word_tells(self) -> "Endings":
        signs = [word for group in self.signs for word in group.words]
        harmless = [word for group in self.harmless for word in group.words]
        twice = {word for word in (*signs, *harmless) if (*signs, *harmless).count(word) > 1}
        if twice:
            raise ValueError(f"words that stand for two things: {sorted(twice)}")
        idle = {word for word in harmless if not any(sign in word for sign in signs)}
        if idle:
            raise ValueError(f"harmless words that hold no sign: {sorted(idle)}")
        return self

    def signs_in(self, text: str, where: Place, kinds: Iterable[Kind] = KINDS) -> tuple[Span, ...]:
        """Where the signs stand in a text (`half_width`); none that is denied or within a harmless word."""
        text = self.without_denied(text)
        safe = [found.span(1) for found in self._harmless.finditer(text)]
        signs = {found.span(1) for kind in kinds for found in self._signs[where, kind].finditer(text)}
        return tuple(sorted(span for span in signs if not any(start <= span[0] and span[1] <= end for start, end in safe)))

    def is_understood(self, text: str) -> bool:
        """True for a remark of which each part shows what it is about (a harmless word does), denies an end, or holds no word."""
        parts = (part for part in PARTS.split(text) if any(map(str.isalpha, part)) and not COUNTED.fullmatch(part))
        return all(self._topics.search(part) is not None or self.denies(part) for part in parts)

    def without_denied(self, text: str) -> str:
        """The text with blanks for what it denies: 无停发, 未停发; of several words only the first, unless 无停发、死亡等情况 shows
        where the list ends."""
        return self._denied.sub(lambda found: " " * len(found[0]), text)

    def denies(self, text: str) -> bool:
        return self._denied.search(text) is not None

    @cached_property
    def perhaps(self) -> str:
        """A pattern (also of RE2) without which no text has a sign: a quick look at many cells."""
        return "|".join(
            r"\s*".join(map(re.escape, word)) for word in sorted({word for group in self.signs for word in group.words})
        )

    @cached_property
    def _signs(self) -> dict[tuple[Place, Kind], re.Pattern[str]]:
        """At each place the longest sign, which is the hardest to cover."""
        return {(where, kind): _at_each_place(self._words(where, kind)) for where in EVERYWHERE for kind in KINDS}

    def _words(self, where: Place, kind: Kind) -> list[str]:
        return [word for group in self.signs if group.kind == kind and where in group.where for word in group.words]

    @cached_property
    def _harmless(self) -> re.Pattern[str]:
        return _at_each_place(word for group in self.harmless for word in group.words)

    @cached_property
    def _topics(self) -> re.Pattern[str]:
        words = [word for group in self.topics for word in group.words]
        return re.compile(_any([*words, *(word for group in self.harmless for word in group.words)]))

    @cached_property
    def _denied(self) -> re.Pattern[str]:
        word = f"(?:{_any(word for group in self.signs if group.denied for word in group.words)})"
        return re.compile(rf"{NOT}{word}(?:{AND}{word})+{MATTERS}|{NOT}{word}")


def _any(words: Iterable[str]) -> str:
    """An alternation, the longest first; of no words one that matches nothing."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or r"(?!)"


def _at_each_place(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest word that begins at each place, also within another word."""
    return re.compile(f"(?=({_any(words)}))")


def half_width(text: str) -> str:
    """The text as `Endings` reads it: half width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=4)
def read_endings(schemas: Path) -> Endings:
    """Read schemas/lookups/endings.yml. Raises ConfigurationError naming file and key."""
    return read_model(schemas / "lookups" / "endings.yml", Endings)
