"""What the model compares and how it decides: comparisons with their levels, and rules over levels.

Belongs here: the shape of these parts of schemas/linkage.yml and what must hold inside each. Does not belong here: the whole
model and what must hold between its parts (matching.link.model).
"""

from math import log2
from typing import Literal

from pydantic import Field, model_validator

from matching.strict import Strict

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
RULE = r"^[A-Z][A-Z0-9_]*$"


class Level(Strict):
    """One line of a comparison. Without m and u it weighs nothing; `adjust` names a feature whose bits are added. m and u of a
    `fixed` level are set by hand: training leaves them alone."""

    level: str = Field(pattern=IDENTIFIER)
    test: str | None = None
    m: float | None = Field(default=None, gt=0, le=1)
    u: float | None = Field(default=None, gt=0, le=1)
    adjust: str | None = None
    fixed: bool = False
    phrase: str

    @model_validator(mode="after")
    def _m_with_u(self) -> "Level":
        if (self.m is None) != (self.u is None):
            raise ValueError(f"level {self.level}: m and u belong together")
        return self

    @property
    def weight(self) -> float:
        """Bits of evidence for one person: log2(m / u), in whole hundredths, so that sums can be checked by hand."""
        return round(log2(self.m / self.u), 2) if self.m and self.u else 0.0


class Comparison(Strict):
    """Ordered levels: the first whose test holds; the last has no test."""

    name: str = Field(pattern=IDENTIFIER)
    title: str
    levels: tuple[Level, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _ends_open(self) -> "Comparison":
        names = [level.level for level in self.levels]
        if len(set(names)) < len(names):
            raise ValueError(f"comparison {self.name}: a level is named twice")
        if [level.test is None for level in self.levels] != [False] * (len(names) - 1) + [True]:
            raise ValueError(f"comparison {self.name}: every level but the last has a test")
        return self


Condition = dict[str, tuple[str, ...]]


class Rule(Strict):
    """Holds if any line of `when` holds and the weight reaches `at_least` bits, where that is said; a line holds if every comparison
    it names is at one of its levels."""

    name: str = Field(pattern=RULE)
    phrase: str
    at_least: float | None = None
    when: tuple[Condition, ...] = Field(min_length=1)


class MustRule(Rule):
    """One person. A decisive rule competes with no other candidate."""

    decisive: bool = False


class NeverRule(Rule):
    """Not to be matched: a person looks (review), or it is somebody else (new)."""

    decision: Literal["review", "new"]
