"""The linkage model: schemas/linkage.yml, strictly read.

Belongs here: the shape of the model and what must hold between its parts. Does not belong here: comparisons and rules (matching.link.evidence),
turning it into SQL (matching.link.compile) and running it. A misspelt key, comparison or level fails with the file and the place.
"""

from functools import cached_property
from math import log2
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from matching.link.evidence import RULE, Comparison, MustRule, NeverRule, Rule
from matching.strict import Strict, read_model


class NameColumns(Strict):
    """Which column holds a Chinese name, and the tables its parts are made with (paths beside the model file)."""

    column: str
    readings: str
    look_alikes: str
    surnames: str
    given: str


class Distance(Strict):
    """An edit distance between the two sides' values of one column, where `when` holds."""

    column: str
    when: str = "true"


class BlockingRule(Strict):
    """Records whose `left` keys equal a person's `right` keys are compared."""

    name: str = Field(pattern=RULE)
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)
    only: str = "true"

    @model_validator(mode="after")
    def _keys_pair_up(self) -> "BlockingRule":
        if len(self.left) != len(self.right):
            raise ValueError(f"blocking {self.name}: left and right must have as many keys")
        return self


class Outcomes(Strict):
    """Sentences for decisions that no rule made."""

    LIKELY_SAME: str
    TIE: str
    ONE_OF: str = ""
    """What {below} says of a tie where only one of the persons follows."""
    BELOW_REVIEW: str
    NO_CANDIDATE: str
    ALIKE: str = ""
    """What {sought} says of a record that can be searched by nothing alone."""
    ABSENT: str = ""
    """What {unsought} begins with before the titles of what the record lacks."""
    BLOCK_CUT: str
    TOO_LITTLE: str


class Said(Strict):
    """An SQL condition, and what is said where it holds."""

    test: str
    phrase: str


def _listed(value: Any) -> Any:
    """One condition, as older models write it, is a list of one."""
    return [value] if isinstance(value, dict) else value


Reasons = Annotated[tuple[Said, ...], BeforeValidator(_listed)]
"""Conditions of which the first that holds is told; one without a phrase says nothing, as another column's says it."""


class Wording(Strict):
    """How an explanation names things: columns by their titles, what a blocking rule asks for, rules, as they are
    said of any pair where their own phrase says nothing or speaks of a decision, which columns of the two sides a
    reader is shown for a comparison (a|b where their names differ), levels (comparison.level) that decisions pass over in silence, what has
    to be known of the values of a comparison (over l, r and, as p, the pair), when a column that has a value cannot be searched by
    (`unusable`, over l), why a column has none though something is written (`unread`, over l), and why a blocking rule's condition leaves
    out a person who shares its keys (`excluded`, over l and r; all that hold are told). What a blocking rule's condition asks for begins with (限.
    Of the levels of a comparison: `contrary` speak so clearly for two persons that no rule is near that does not ask for them; at `partial`
    only part of a value is to be seen; `slight` agree in so small a part that they weigh nothing; `elsewhere` say that another person may be meant, whom the
    note names."""

    columns: dict[str, str] = Field(default_factory=dict)
    blocking: dict[str, str] = Field(default_factory=dict)
    rules: dict[str, str] = Field(default_factory=dict)
    shown: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    silent: dict[str, str] = Field(default_factory=dict)
    notes: dict[str, tuple[Said, ...]] = Field(default_factory=dict)
    unusable: dict[str, Reasons] = Field(default_factory=dict)
    unread: dict[str, Reasons] = Field(default_factory=dict)
    excluded: dict[str, tuple[Said, ...]] = Field(default_factory=dict)
    contrary: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    partial: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    slight: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    elsewhere: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class LinkageModel(Strict):
    """The whole model. `folder` is where its lookups lie."""

    version: str
    prior: float = Field(gt=0, lt=1)
    review_weight: float
    tie_bits: float = Field(ge=0)
    max_block: int = Field(gt=0)
    names: NameColumns | None = None
    features: dict[str, str] = Field(default_factory=dict)
    exclusive: str | None = None
    """A column or feature of which two values never meet in one cluster."""
    enough: str = "true"
    distances: dict[str, Distance] = Field(default_factory=dict)
    blocking: tuple[BlockingRule, ...] = Field(min_length=1)
    comparisons: tuple[Comparison, ...] = Field(min_length=1)
    must: tuple[MustRule, ...]
    never: tuple[NeverRule, ...]
    same_person: tuple[Rule, ...]
    outcomes: Outcomes
    wording: Wording = Wording()
    folder: Path = Path()

    @cached_property
    def prior_weight(self) -> float:
        """Bits of the prior odds, in whole hundredths."""
        return round(log2(self.prior / (1 - self.prior)), 2)

    def with_given_names(self, folder: Path, given: Path) -> "LinkageModel":
        """The model with the lookups of a folder, but another table of given names."""
        names = self.names and self.names.model_copy(update={"given": str(given)})
        return self.model_copy(update={"folder": folder, "names": names})

    def comparison(self, name: str) -> Comparison:
        return next(comparison for comparison in self.comparisons if comparison.name == name)

    @model_validator(mode="after")
    def _references_exist(self) -> "LinkageModel":
        levels = {comparison.name: {level.level for level in comparison.levels} for comparison in self.comparisons}
        for rule in (*self.must, *self.never, *self.same_person):
            for condition in rule.when:
                for comparison, wanted in condition.items():
                    lost = set(wanted) - levels.get(comparison, set())
                    if lost:
                        raise ValueError(f"rule {rule.name}: {comparison} has no level {sorted(lost)}")
        return self

    @model_validator(mode="after")
    def _wording_names_what_exists(self) -> "LinkageModel":
        levels = {f"{item.name}.{level.level}" for item in self.comparisons for level in item.levels}
        lost = {*self.wording.blocking, *self.wording.excluded} - {rule.name for rule in self.blocking}
        lost |= set(self.wording.rules) - {rule.name for rule in (*self.must, *self.never)} - set(Outcomes.model_fields)
        lost |= (set(self.wording.shown) | set(self.wording.notes)) - {item.name for item in self.comparisons}
        spoken = [
            f"{name}.{level}"
            for said in (self.wording.contrary, self.wording.partial, self.wording.slight, self.wording.elsewhere)
            for name in said
            for level in said[name]
        ]
        lost |= {*self.wording.silent, *spoken} - levels
        if lost:
            raise ValueError(f"wording: no such rule, blocking rule, comparison or level: {sorted(lost)}")
        return self

    @model_validator(mode="after")
    def _names_once(self) -> "LinkageModel":
        lists = {
            "blocking": [rule.name for rule in self.blocking],
            "comparisons": [comparison.name for comparison in self.comparisons],
            "rules": [rule.name for rule in (*self.must, *self.never)] + list(Outcomes.model_fields),
        }
        for kind, names in lists.items():
            if len(set(names)) < len(names):
                raise ValueError(f"{kind}: {sorted({name for name in names if names.count(name) > 1})} named twice")
        return self


def read_model_file(path: Path) -> LinkageModel:
    """Read one model file. Raises ConfigurationError naming file and key."""
    return read_model(path, LinkageModel).model_copy(update={"folder": path.parent})


def read_linkage(schemas: Path) -> LinkageModel:
    """The model that the pipeline uses: schemas/linkage.yml."""
    return read_model_file(schemas / "linkage.yml")
