"""Law 1 for any decisions and any clusters: rows in = rows out, one bucket each, and whatever is merged has its clue."""

import json
from datetime import date

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.contracts import Cadence
from matching.installation import open_installation
from matching.run import Run
from matching.shapes import CLUSTERS, DECISIONS, RECORDS, STANDARD, Bucket
from matching.triage import TriageInput, read_rules, triage
from matching.triage.case import EXACT

INSTALLATION = open_installation()
RULES = read_rules(INSTALLATION.settings.schemas)
UNITS = [unit.code for unit in INSTALLATION.district.units]
OPEN_CLUES = ["XS-OPEN000001", "XS-OPEN000002"]
ROLL = pa.Table.from_pylist(
    [{"person_id": f"P{n}", "household_id": f"H{n // 2}", "name": "李建国", "category": "农村低保", "township": "域城镇"} for n in range(4)],
    pa.schema([(name, pa.string()) for name in ("person_id", "household_id", "name", "sex", "birth_date", "id_number", "phone", "township",
                                                "village", "address", "category", "monthly_amount", "relation")]),
)  # fmt: skip

unit = st.one_of(st.none(), st.sampled_from(UNITS))
rule = st.sampled_from(["EXACT_ID", "HUMAN_SAME", "NAME_PHONE", "WEIGHT"])
decision = st.one_of(st.none(), st.tuples(st.sampled_from(["match", "review", "new"]), rule))
record = st.fixed_dictionaries(
    {
        "feed": st.sampled_from(sorted(INSTALLATION.feeds)),
        "unit": unit,
        "register_unit": unit,
        "source_unit": unit,
        "area": st.sampled_from(["inside", "outside", "undecided", "unknown"]),
        "register_area": st.sampled_from(["inside", "outside", "unknown"]),
        "roll": decision,
        "roll_person": st.sampled_from(["P0", "P1", "P2", "P3"]),
        "open": decision,
        "clue": st.sampled_from(OPEN_CLUES),
        "cluster": st.integers(0, 4),
        "joined_by": rule,
    }
)


def decisions(rows: list[dict], key: str, person: str) -> pa.Table:
    made = [
        {"record_id": row["record_id"], "decision": row[key][0], "rule": row[key][1], "explanation": "说明",
         "person_id": row[person] if row[key][0] != "new" else None}
        for row in rows if row[key]
    ]  # fmt: skip
    return pa.Table.from_pylist(made, DECISIONS)


def batch_of(rows: list[dict]) -> TriageInput:
    rows = [{**row, "record_id": f"R{number:03d}"} for number, row in enumerate(rows)]
    heads: dict[int, str] = {}
    for row in rows:
        heads.setdefault(row["cluster"], row["record_id"])
    people = [{name: row.get(name) for name in STANDARD.names} | {"id_status": "missing", "name": "张秀兰"} for row in rows]
    sent = [{"record_id": row["record_id"], "feed": row["feed"], "source_unit": row["source_unit"], "row": 2, "values": json.dumps({})}
            for row in rows]  # fmt: skip
    tied = [{"record_id": row["record_id"], "cluster_id": heads[row["cluster"]], "rule": row["joined_by"]} for row in rows]
    return TriageInput(
        run=Run(cadence=Cadence.WEEKLY, as_of=date(2026, 5, 11), sequence=1),
        installation=INSTALLATION,
        records=pa.Table.from_pylist(sent, RECORDS),
        people=pa.Table.from_pylist(people, STANDARD),
        roll_decisions=decisions(rows, "roll", "roll_person"),
        open_decisions=decisions(rows, "open", "clue"),
        clusters=pa.Table.from_pylist(tied, CLUSTERS),
        roll=ROLL,
        rules=RULES,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(record, max_size=9))
def test_nobody_disappears(rows):
    batch = batch_of(rows)
    triaged = triage(batch)
    outcomes, clues = triaged.outcomes.to_pylist(), triaged.clues.to_pylist()

    assert [row["record_id"] for row in outcomes] == batch.records["record_id"].to_pylist()
    assert {row["bucket"] for row in outcomes} <= {bucket.value for bucket in Bucket}

    opened = {clue["clue_id"]: clue for clue in clues}
    for row in outcomes:
        has_clue = row["bucket"] in ("new", "merged")
        assert bool(row["clue_id"]) == has_clue
        assert not has_clue or row["clue_id"] in opened or row["clue_id"] in OPEN_CLUES
        assert row["bucket"] != "merged" or row["clue_id"] in OPEN_CLUES or row["record_id"] in opened[row["clue_id"]]["evidence"]
        assert row["bucket"] != "enrolled" or row["rule"] in EXACT | {"ROLL_CHANGE"}
        assert row["bucket"] not in ("outside",) or row["unit"] is None

    told = [record_id for clue in clues for record_id in clue["evidence"]]
    assert len(told) == len(set(told))
    assert all(clue["unit"] for clue in clues)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(record, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, random):
    batch = batch_of(rows)
    shuffled_rows = list(range(len(rows)))
    random.shuffle(shuffled_rows)
    order = pa.array(shuffled_rows, pa.int64())
    shuffled = TriageInput(**{**vars(batch), "records": batch.records.take(order), "people": batch.people.take(order)})
    first, second = triage(batch), triage(shuffled)
    assert first.outcomes.equals(second.outcomes)
    assert first.clues.equals(second.clues)
