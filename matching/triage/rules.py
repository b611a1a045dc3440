"""The triage rules as data: schemas/triage.yml as a frozen model, and its check.

Belongs here: the shape of a rule and everything that can be found wrong with one before a run. Does not
belong here: the columns a condition may ask for (sql/triage/create_case_view.sql) and the running of the rules.
"""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from matching.contracts import FeedContract
from matching.errors import ConfigurationError
from matching.installation import Installation
from matching.strict import Strict, read_model
from matching.triage import cases
from matching.triage.wording import fill, places


class Level(StrEnum):
    """How pressing a clue is, the most pressing first."""

    RED = "红"
    ORANGE = "橙"
    YELLOW = "黄"
    BLUE = "蓝"

    @property
    def rank(self) -> int:
        """0 for the most pressing."""
        return list(Level).index(self)


Aid = Literal["低保", "特困", "临时救助", "医疗", "教育", "住房", "就业", "灾后"]
AIDS: tuple[Aid, ...] = ("低保", "特困", "临时救助", "医疗", "教育", "住房", "就业", "灾后")
SPECIAL_AIDS = AIDS[3:]
"""Given by a department of its own; the others are given through the unit."""

UNREPEATABLE = re.compile(
    r"\b(now|today|current_\w+|get_current_\w+|transaction_timestamp|random|uuid|gen_random_uuid|nextval)\b", re.I
)


class DefaultRule(Strict):
    """What a rule says where it fires; by itself, what is said when none does. `reason` is a Chinese template over the columns of
    case_view."""

    name: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    clause: str
    """Key of the policy clause it rests on."""
    level: Level
    aid: tuple[Aid, ...] = ()
    reason: str


class Rule(DefaultRule):
    """One named rule. `condition` is an SQL expression over case_view."""

    effective: date
    until: date | None = None
    """Last day on which the rule holds; a changed threshold is a new rule."""
    feeds: tuple[str, ...] = ()
    """The feeds it looks at; none named: all."""
    condition: str

    def holds_on(self, day: date) -> bool:
        return self.effective <= day and (self.until is None or day <= self.until)


class TriageRules(Strict):
    """schemas/triage.yml."""

    policy: str
    """Number of the policy document."""
    clauses: dict[str, str]
    """Its clauses in short own words, by key."""
    plea_feeds: tuple[str, ...]
    """Feeds in which the person, or somebody for the person, asks for help."""
    shock_feeds: tuple[str, ...]
    """Feeds that tell of something that struck the person on a day."""
    default: DefaultRule
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _names_agree(self) -> "TriageRules":
        names = [self.default.name, *(rule.name for rule in self.rules)]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"rules named twice: {sorted(twice)}")
        lost = {self.default.clause, *(rule.clause for rule in self.rules)} - set(self.clauses)
        if lost:
            raise ValueError(f"clauses that are not declared: {sorted(lost)}")
        return self

    def meanings(self) -> dict[str, str]:
        """What each rule says, by its name; what it would take from a row is left open."""
        return {rule.name: fill(rule.reason, lambda _: "…") for rule in (self.default, *self.rules)}

    def holding(self, day: date) -> tuple[Rule, ...]:
        """The rules in force on that day."""
        return tuple(rule for rule in self.rules if rule.holds_on(day))


def read_rules(schemas: Path) -> TriageRules:
    """Read schemas/triage.yml. Raises ConfigurationError naming file and key."""
    return read_model(schemas / "triage.yml", TriageRules)


def check_rules(rules: TriageRules, installation: Installation) -> None:
    """Compile every rule against an empty case_view and check what it names.

    Raises ConfigurationError with all faults: unknown column or feed, a condition that is not yes or no or that asks
    the clock, special aid without a department, a reason that would tell what the feed's hardship sentence does not.
    """
    with cases.open_cases(installation, cases.CaseTables()) as view:
        faults = [f"rules.{rule.name}: {fault}" for rule in rules.rules for fault in _faults(rule, view, installation)]
    named = {"plea_feeds": rules.plea_feeds, "shock_feeds": rules.shock_feeds}
    faults += [f"{key}: no such feed: {feed}" for key, feeds in named.items() for feed in feeds if feed not in installation.feeds]
    faults += [f"rules.{rules.default.name}: reason: has a place: {place}" for place in places(rules.default.reason)]
    if faults:
        raise ConfigurationError(f"{installation.settings.schemas / 'triage.yml'}: {'; '.join(faults)}")


def _faults(rule: Rule, view: cases.CaseView, installation: Installation) -> list[str]:
    faults = [f"feeds: no such feed: {feed}" for feed in rule.feeds if feed not in installation.feeds]
    if UNREPEATABLE.search(rule.condition):
        faults.append("condition: asks the clock or chance")
    wrong = view.fault_of(rule.condition)
    if wrong:
        faults.append(f"condition: {wrong}")
    faults += [f"reason: no such column: {place}" for place in places(rule.reason) if place not in view.columns]
    faults += ["reason: plea repeats what people wrote"] if "plea" in places(rule.reason) else []
    given = {department.aid for department in installation.district.departments}
    faults += [f"aid: no department gives {aid}" for aid in rule.aid if aid in SPECIAL_AIDS and aid not in given]
    named = [installation.feeds[code] for code in rule.feeds or installation.feeds if code in installation.feeds]
    return faults + [fault for feed in named for fault in _tells_too_much(rule, feed)]


def _tells_too_much(rule: Rule, feed: FeedContract) -> list[str]:
    sensitive = {column.name for column in feed.columns if column.sensitivity == "sensitive"}
    told = set(places(feed.clue.hardship))
    return [
        f"reason: {place} is sensitive and not in the hardship of {feed.code}"
        for place in places(rule.reason)
        if place in sensitive - told
    ]
