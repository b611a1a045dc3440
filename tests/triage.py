"""A bench for triage: a batch said in a few words, run against the project's own rules."""

import json
from datetime import date
from typing import Any

import pyarrow as pa

from matching.contracts import Cadence
from matching.installation import Installation
from matching.run import Run
from matching.shapes import CLUSTERS, DECISIONS, HISTORY, QUESTIONS, RECORDS, STANDARD
from matching.triage import History, Triaged, TriageInput, read_rules, triage

AS_OF = date(2026, 5, 11)
ROLL_COLUMNS = ("person_id", "household_id", "name", "sex", "birth_date", "id_number", "phone", "township", "village", "address",
                "category", "monthly_amount", "relation")  # fmt: skip


class Bench:
    """Collects records, decisions and roll people; `run` triages them."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.records: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self.roll_decisions: list[dict[str, Any]] = []
        self.open_decisions: list[dict[str, Any]] = []
        self.clusters: list[dict[str, Any]] = []
        self.roll: list[dict[str, Any]] = []
        self.questions: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.history_people: list[dict[str, Any]] = []
        self.history_clusters: list[dict[str, Any]] = []

    def record(self, record_id: str, feed: str = "fire_loss", values: dict[str, str] | None = None, **person: str | None) -> None:
        """A record whose person lives in 城东街道 unless told otherwise."""
        record, standard = _told(
            record_id, feed, {"occurred_on": "2026-05-03", "loss": "23000"} if values is None else values, person
        )
        self.records.append(record)
        self.people.append(standard)

    def earlier(self, record_id: str, feed: str, values: dict[str, str], same_as: str | None = None, **more: str | None) -> None:
        """A record of an earlier run; `same_as`: the record of the batch that linkage takes for the same person."""
        placed = {name: more.pop(name, None) for name in ("clue_id", "closed_on", "person_id")}
        record, standard = _told(record_id, feed, values, more)
        self.history.append(record | placed)
        self.history_people.append(standard)
        if same_as:
            self.history_clusters += [{"record_id": name, "cluster_id": same_as} for name in (record_id, same_as)]

    def on_roll(self, record_id: str, decision: str, rule: str, person_id: str | None = "P1") -> None:
        self.roll_decisions.append(_decision(record_id, decision, rule, person_id))

    def on_clue(self, record_id: str, decision: str, clue_id: str = "XS-OPEN000001", rule: str = "EXACT_ID") -> None:
        self.open_decisions.append(_decision(record_id, decision, rule, clue_id))

    def cluster(self, *record_ids: str, rule: str = "NAME_AND_PHONE") -> None:
        for record_id in record_ids:
            self.clusters.append({"record_id": record_id, "cluster_id": min(record_ids), "rule": rule})

    def question(self, record_id: str, state: str, person_id: str = "P1", candidate: bool = True) -> None:
        """How the pair of a record and a person of the roll stands."""
        told = {"lapsed": "研判逾期", "unsure": "甲人工研判无法判断"}.get(state)
        self.questions.append(
            {"record_id": record_id, "person_id": person_id, "state": state, "candidate": candidate, "told": told}
        )

    def roll_person(self, person_id: str, **columns: str) -> None:
        self.roll.append({"person_id": person_id, "name": "李建国", "category": "农村低保", "township": "370304102", **columns})

    def input(self) -> TriageInput:
        return TriageInput(
            run=Run(cadence=Cadence.EVENT, as_of=AS_OF, sequence=1),
            installation=self.installation,
            records=pa.Table.from_pylist(self.records, RECORDS),
            people=pa.Table.from_pylist(self.people, STANDARD),
            roll_decisions=pa.Table.from_pylist(self.roll_decisions, DECISIONS),
            open_decisions=pa.Table.from_pylist(self.open_decisions, DECISIONS),
            clusters=pa.Table.from_pylist(self.clusters, CLUSTERS),
            roll=pa.Table.from_pylist(self.roll, pa.schema([(name, pa.string()) for name in ROLL_COLUMNS])),
            rules=read_rules(self.installation.settings.schemas),
            questions=pa.Table.from_pylist(self.questions, QUESTIONS),
            history=History(
                pa.Table.from_pylist(self.history, HISTORY),
                pa.Table.from_pylist(self.history_people, STANDARD),
                pa.Table.from_pylist(self.history_clusters, CLUSTERS),
            ),
        )

    def run(self) -> Triaged:
        return triage(self.input())

    def outcomes(self) -> dict[str, dict[str, Any]]:
        return {row["record_id"]: row for row in self.run().outcomes.to_pylist()}

    def clues(self) -> dict[str, dict[str, Any]]:
        """Clues by the record that opened them."""
        return {row["record_id"]: row for row in self.run().clues.to_pylist()}


def _told(
    record_id: str, feed: str, values: dict[str, str], person: dict[str, str | None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record and its standardised person."""
    source_unit = person.pop("source_unit", None)
    at_home = {"unit": "370304001", "unit_from": "address", "area": "inside", "register_area": "unknown"}
    named = {"name": "张秀兰", "name_clean": "张秀兰", "id_status": "missing"}
    record = {"record_id": record_id, "drop_id": "D1", "feed": feed, "source_unit": source_unit, "period": "2026-05", "row": 4,
              "values": json.dumps(values, ensure_ascii=False)}  # fmt: skip
    return record, {"record_id": record_id, "feed": feed, "source_unit": source_unit, **named, **at_home, **person}


def _decision(record_id: str, decision: str, rule: str, person_id: str | None) -> dict[str, Any]:
    return {"record_id": record_id, "decision": decision, "person_id": person_id, "rule": rule, "explanation": f"比对说明:{rule}"}
