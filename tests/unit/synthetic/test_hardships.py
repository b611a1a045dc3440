"""The drawn table of tests/spec/hardships.md against the synthetic year: every hardship that was injected reaches its unit with the level
and the aid that the policy asks for."""

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching.contracts import Cadence
from matching.pipeline.people import raw_people
from matching.run import Run
from matching.shapes import CLUSTERS, DECISIONS, RECORDS, Bucket
from matching.standardise import standardise
from matching.triage import TriageInput, read_rules, triage
from matching.triage.rules import Level
from tests.spec.hardships import expectations, holds, listed
from tests.triage import AS_OF, ROLL_COLUMNS

Row = dict[str, Any]


@pytest.fixture(scope="session")
def year(district: Any) -> tuple[list[Row], dict[str, Row], dict[str, Row]]:
    """The truth of the year's clue rows that no clerk spoilt, the outcome of each by record, and the clues: one batch, every person
    known by the true number, nobody on a roll."""
    installation = district.installation
    people = {row["person_id"]: row for row in pq.read_table(district.out / "truth" / "people.parquet").to_pylist()}
    rows = [
        row
        for row in pq.read_table(district.out / "truth" / "rows.parquet").to_pylist()
        if not row["must_reject"] and row["person_id"] and installation.feeds[row["feed"]].role == "clues"
    ]
    records = []
    for number, row in enumerate(rows):
        person, mapping = people[row["person_id"]], installation.feeds[row["feed"]].person.used()
        row["record_id"] = f"T-{number:06d}"
        who = {mapping[name]: person[name] for name in ("name", "id_number", "phone", "address") if name in mapping}
        values = json.dumps(json.loads(row["values"]) | who, ensure_ascii=False)
        records.append(
            {**{name: row[name] for name in ("record_id", "feed", "row")}, "values": values, "source_unit": row["unit"]}
        )
    table = pa.Table.from_pylist(records, RECORDS)
    raw = [raw_people(table.filter(pa.compute.equal(table["feed"], code)), feed) for code, feed in installation.feeds.items()]
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row["person_id"], row["record_id"])
    clusters = [{"record_id": row["record_id"], "cluster_id": first[row["person_id"]], "rule": "EXACT_ID"} for row in rows]
    triaged = triage(
        TriageInput(
            run=Run(cadence=Cadence.EVENT, as_of=AS_OF.replace(month=12, day=18), sequence=1),
            installation=installation,
            records=table.sort_by("record_id"),
            people=standardise(pa.concat_tables(raw), installation).sort_by("record_id"),
            roll_decisions=DECISIONS.empty_table(),
            open_decisions=DECISIONS.empty_table(),
            clusters=pa.Table.from_pylist(clusters, CLUSTERS),
            roll=pa.schema([(name, pa.string()) for name in ROLL_COLUMNS]).empty_table(),
            rules=read_rules(installation.settings.schemas),
        )
    )
    return (
        rows,
        {row["record_id"]: row for row in triaged.outcomes.to_pylist()},
        {row["clue_id"]: row for row in triaged.clues.to_pylist()},
    )


def test_every_hardship_leads_to_its_level_aid_and_unit(district: Any, year: Any) -> None:
    truths, outcomes, clues = year
    table = expectations(district.installation)
    departments = {department.name: department.key for department in district.installation.district.departments}
    wrong, used = [], set()
    for truth in truths:
        outcome = outcomes[truth["record_id"]]
        clue = clues[outcome["clue_id"]]
        found = [(place, expected) for place, expected in enumerate(table) if holds(expected, truth)]
        assert found, truth["values"]
        for place, expected in found:
            used.add(place)
            level = Level(outcome["level"]).rank <= Level(expected["等级"]).rank
            whole = Level(clue["level"]).rank <= Level(outcome["level"]).rank
            aid = listed(expected["建议救助"]) <= set(clue["aid"])
            asked = {departments[name] for name in listed(expected["协办"])} <= set(clue["departments"])
            if not (level and whole and aid and asked and clue["unit"] == truth["unit"]):
                wrong.append((expected["报送"], expected["困难"], outcome["level"], clue["aid"], truth["unit"], clue["unit"]))
    assert wrong == []
    idle = [f"{row['报送']} {row['困难']}" for place, row in enumerate(table) if place not in used]
    assert len(idle) <= len(table) // 10, idle


def test_every_record_of_the_year_ends_once(year: Any) -> None:
    truths, outcomes, clues = year
    assert len(truths) == len(outcomes) > 500
    assert {row["bucket"] for row in outcomes.values()} == {Bucket.NEW, Bucket.MERGED}
    assert sum(len(clue["evidence"]) for clue in clues.values()) == len(outcomes)
