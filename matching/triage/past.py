"""What was told before of a person and of the others of the household, this run's other records included.

Belongs here: which records of the history, and of the run, are about whom. Does not belong here: whether two records are one
person (matching.link), what follows from them (schemas/triage.yml). Over time only sure ties count: a cluster of linkage, one clue,
one person of the roll; one household is one number of a householder or guardian, or one house.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from matching.contracts import Cadence, FeedContract
from matching.shapes import CLUSTERS, HISTORY, STANDARD, Bucket
from matching.triage.buckets import Placement
from matching.triage.case import Case
from matching.triage.cases import EVENTS, TIES
from matching.triage.household import RollView
from matching.triage.rules import TriageRules

Row = dict[str, Any]
Key = tuple[str, str]

WHOLE_NUMBER = 18
CROWD = 12
"""More names than these at one house are a home or a block, no household."""


@dataclass(frozen=True)
class Told:
    """A record of the run or of the history, as it was sent."""

    record: Row
    person: Row
    contract: FeedContract

    @property
    def record_id(self) -> str:
        return str(self.record["record_id"])

    @property
    def day(self) -> date | None:
        """The day of the event, where it can be read."""
        return day_of(self.record["values"].get(self.contract.clue.event_date))


@dataclass(frozen=True)
class History:
    """The frozen history of a run."""

    records: pa.Table = field(default_factory=HISTORY.empty_table)
    """shapes.HISTORY"""
    people: pa.Table = field(default_factory=STANDARD.empty_table)
    """shapes.STANDARD of the same records"""
    clusters: pa.Table = field(default_factory=CLUSTERS.empty_table)
    """shapes.CLUSTERS of the run's records and the history's together"""


class Past:
    """All records that speak of each case of a run. `told`: every record of run and history by its id."""

    def __init__(
        self,
        history: History,
        cases: Mapping[str, Case],
        placed: Mapping[str, Placement],
        rolls: RollView,
        feeds: Mapping[str, FeedContract],
    ) -> None:
        people = {row["record_id"]: row for row in history.people.to_pylist()}
        self._earlier = {row["record_id"]: row for row in history.records.to_pylist()}
        self._clusters = {row["record_id"]: row["cluster_id"] for row in history.clusters.to_pylist()}
        self._placed, self._rolls = placed, rolls
        self.told = {key: Told(case.record, case.person, case.contract) for key, case in cases.items()} | {
            key: Told({**row, "values": json.loads(row["values"])}, people[key], feeds[row["feed"]])
            for key, row in self._earlier.items()
        }
        self._households = {key: self._households_of(key) for key in sorted(self.told)}
        self._by_person: dict[Key, list[str]] = defaultdict(list)
        self._by_household: dict[str, list[str]] = defaultdict(list)
        for key, households in self._households.items():
            for person in self._persons(key):
                self._by_person[person].append(key)
            for household in households:
                self._by_household[household].append(key)
        for household, keys in list(self._by_household.items()):
            if "|" in household and len({self.told[key].person["name_clean"] for key in keys}) > CROWD:
                del self._by_household[household]
        self._cases: dict[str, list[str]] = defaultdict(list)
        for key, case in cases.items():
            self._cases[case.case_id].append(key)
        self._own = {case_id: self._reach(keys) for case_id, keys in self._cases.items()}

    def _persons(self, record_id: str) -> Iterator[Key]:
        """What says for sure who a record is about."""
        if record_id in self._clusters:
            yield "cluster", self._clusters[record_id]
        earlier, placement = self._earlier.get(record_id), self._placed.get(record_id)
        if earlier and earlier["clue_id"]:
            yield "clue", earlier["clue_id"]
        if earlier and earlier["person_id"]:
            yield "roll", earlier["person_id"]
        if placement and placement.bucket in (Bucket.NEW, Bucket.MERGED) and placement.clue_id:
            yield "clue", placement.clue_id
        if placement and placement.bucket == Bucket.ENROLLED and placement.person_id:
            yield "roll", placement.person_id

    def _households_of(self, record_id: str) -> set[str]:
        person, placement = self.told[record_id].person, self._placed.get(record_id)
        earlier = self._earlier.get(record_id)
        enrolled = placement.person_id if placement and placement.bucket == Bucket.ENROLLED else None
        numbers = self._rolls.household_keys([person], enrolled or (earlier or {}).get("person_id"))
        keys = {number for number in numbers if len(number) == WHOLE_NUMBER and number.isalnum()}
        place = (person["unit"], person["village_clean"], person["house"])
        return keys | ({"|".join(place)} if all(place) else set())

    def _reach(self, keys: Sequence[str]) -> set[str]:
        """Every record that is tied to these, one tie leading to the next."""
        reached, left = set(keys), list(keys)
        while left:
            found = {other for person in self._persons(left.pop()) for other in self._by_person[person]} - reached
            reached |= found
            left += found
        return reached

    def events(self, rules: TriageRules, as_of: date) -> pa.Table:
        """EVENTS of every record."""
        since = _year_before(as_of)
        return pa.Table.from_pylist([_event(told, rules, since) for told in self.told.values()], EVENTS)

    def ties(self) -> pa.Table:
        """TIES of every case."""
        rows = [
            {"case_id": case_id, "record_id": record_id, "whose": whose}
            for case_id, own in self._own.items()
            for whose, records in (("own", own), ("household", self._others(own)))
            for record_id in sorted(records)
        ]
        return pa.Table.from_pylist(rows, TIES)

    def _others(self, own: set[str]) -> set[str]:
        households = {household for record_id in own for household in self._households[record_id]}
        return {other for household in households for other in self._by_household.get(household, ())} - own

    def earlier_of(self, case_id: str) -> list[Told]:
        """The person's records of earlier runs, the latest event first."""
        return self._sorted(self._own[case_id])

    def household_of(self, case_id: str) -> list[Told]:
        """What earlier runs were told of others of the household, the latest event first."""
        return self._sorted(self._others(self._own[case_id]))

    def _sorted(self, records: Iterable[str]) -> list[Told]:
        found = [self.told[key] for key in sorted(records) if key in self._earlier]
        return sorted(found, key=lambda told: told.day or date.min, reverse=True)

    def closed_clue(self, case_id: str) -> tuple[str, str] | None:
        """The person's clue that was closed last, and the day."""
        rows = [self._earlier[key] for key in self._own[case_id] if key in self._earlier]
        closed = [(row["closed_on"], row["clue_id"]) for row in rows if row["closed_on"]]
        return (max(closed)[1], max(closed)[0]) if closed else None


def _event(told: Told, rules: TriageRules, since: date) -> Row:
    values, contract = told.record["values"], told.contract
    is_stay = contract.cadence is Cadence.MONTHLY and "burden" in values
    return {
        "record_id": told.record_id,
        "feed": contract.code,
        "kind": contract.clue.kind,
        "event_date": told.day,
        "admitted_on": day_of(values.get("admitted_on")),
        "stay_burden": values["burden"] if is_stay else None,
        "is_plea": contract.code in rules.plea_feeds,
        "is_shock": contract.code in rules.shock_feeds,
        "recent": told.day is None or told.day > since,
    }


def day_of(text: str | None) -> date | None:
    """A day of a row's values; None for a blank and for what cannot be read."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _year_before(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
