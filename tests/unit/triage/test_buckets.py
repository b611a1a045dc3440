"""Where a record ends: every path, drawn as tables an officer can read."""

from dataclasses import replace

import pyarrow as pa
import pytest

from matching.errors import ProcessingError
from matching.shapes import CLUES, OUTCOMES
from matching.triage import triage
from matching.triage.buckets import clue_id_of

EAST, YUCHENG, BAITA = "370304001", "370304102", "370304103"

ALONE = """
  residence  area       register  register_area  source  roll decision    open clue | bucket     rule               unit
  城东       inside     -         unknown        -       -                -         | new        NEW_PERSON         城东
  城东       inside     白塔      inside         域城    new:NONE         new       | new        NEW_PERSON         城东
  -          unknown    白塔      inside         域城    -                -         | new        NEW_PERSON         白塔
  -          inside     -         unknown        域城    -                -         | new        NEW_PERSON         域城
  -          undecided  -         unknown        -       -                -         | unlocated  OLD_NAME_DIVIDED   -
  -          undecided  白塔      inside         -       -                -         | new        NEW_PERSON         白塔
  -          unknown    -         unknown        -       -                -         | unlocated  NO_UNIT            -
  -          unknown    -         outside        -       -                -         | unlocated  NO_UNIT            -
  -          outside    -         unknown        -       -                -         | outside    OUTSIDE_RESIDENCE  -
  -          outside    -         outside        -       -                -         | outside    OUTSIDE_RESIDENCE  -
  -          outside    -         unknown        域城    -                -         | outside    OUTSIDE_RESIDENCE  -
  -          outside    白塔      inside         -       -                -         | new        NEW_PERSON         白塔
  -          outside    -         inside         -       -                -         | unlocated  NO_UNIT            -
  城东       inside     -         unknown        -       match:EXACT_ID   -         | enrolled   EXACT_ID           城东
  城东       inside     -         unknown        -       match:HUMAN_SAME     -         | enrolled   HUMAN_SAME             城东
  -          unknown    -         unknown        -       match:EXACT_ID   -         | enrolled   EXACT_ID           域城
  -          outside    -         outside        -       match:EXACT_ID   -         | enrolled   EXACT_ID           域城
  城东       inside     -         unknown        -       match:NAME_PHONE -         | review     NAME_PHONE         城东
  城东       inside     -         unknown        -       review:WEIGHT    -         | review     WEIGHT             城东
  -          outside    -         outside        -       review:WEIGHT    -         | review     WEIGHT             域城
  城东       inside     -         unknown        -       match:EXACT_ID   match     | enrolled   EXACT_ID           城东
  城东       inside     -         unknown        -       review:WEIGHT    match     | review     WEIGHT             城东
  城东       inside     -         unknown        -       -                match     | merged     EXACT_ID           城东
  -          outside    -         outside        -       -                match     | merged     EXACT_ID           -
  城东       inside     -         unknown        -       -                review    | new        NEW_PERSON         城东
"""
UNITS = {"城东": EAST, "域城": YUCHENG, "白塔": BAITA, "-": None}


def rows(drawing: str) -> list[list[str]]:
    """The cells of a drawn table, its heading left out."""
    return [line.replace("|", " ").split() for line in drawing.strip().splitlines()[1:]]


@pytest.mark.parametrize("cells", rows(ALONE), ids=lambda cells: "-".join(cells))
def test_a_record_alone(bench, cells):
    residence, area, register, register_area, source, roll, open_clue, bucket, rule, unit = cells
    bench.roll_person("P1", township="域城镇")
    bench.record(
        "R1",
        unit=UNITS[residence],
        area=area,
        register_unit=UNITS[register],
        register_area=register_area,
        source_unit=UNITS[source],
    )
    if roll != "-":
        bench.on_roll("R1", *roll.split(":"))
    if open_clue != "-":
        bench.on_clue("R1", open_clue)
    outcome = bench.outcomes()["R1"]
    assert (outcome["bucket"], outcome["rule"], outcome["unit"]) == (bucket, rule, UNITS[unit])
    assert outcome["person_id"] == ("P1" if bucket in ("enrolled", "review") else None)
    assert outcome["clue_id"] == {"new": clue_id_of("R1"), "merged": "XS-OPEN000001"}.get(bucket)


TOGETHER = """
  R1            R2            tie           | R1 ends   R2 ends   both of
  城东          白塔          NAME_PHONE    | new       merged    clue R1
  outside       白塔          NAME_PHONE    | merged    new       clue R2
  nowhere       白塔          NAME_PHONE    | merged    new       clue R2
  outside       nowhere       NAME_PHONE    | outside   unlocated -
  on_clue       白塔          NAME_PHONE    | merged    merged    clue XS-OPEN000001
  城东          on_clue       NAME_PHONE    | merged    merged    clue XS-OPEN000001
  in_review     白塔          NAME_PHONE    | review    review    person P1
  城东          in_review     NAME_PHONE    | review    review    person P1
  in_review     on_clue       NAME_PHONE    | review    review    person P1
  enrolled      白塔          EXACT_ID      | enrolled  enrolled  person P1
  城东          enrolled      EXACT_ID      | enrolled  enrolled  person P1
  enrolled      白塔          NAME_PHONE    | enrolled  review    person P1
  城东          enrolled      NAME_PHONE    | review    enrolled  person P1
  enrolled      in_review     EXACT_ID      | enrolled  review    person P1
"""
PLACES = {
    "城东": {"unit": EAST},
    "白塔": {"unit": BAITA},
    "outside": {"unit": None, "area": "outside"},
    "nowhere": {"unit": None, "area": "unknown"},
}


@pytest.mark.parametrize("cells", rows(TOGETHER), ids=lambda cells: "-".join(cells))
def test_records_of_one_person(bench, cells):
    first, second, tie, first_ends, second_ends, *both = cells
    bench.roll_person("P1")
    for record_id, situation in (("R1", first), ("R2", second)):
        bench.record(record_id, **PLACES.get(situation, {}))
        if situation == "on_clue":
            bench.on_clue(record_id, "match")
        if situation == "in_review":
            bench.on_roll(record_id, "review", "WEIGHT")
        if situation == "enrolled":
            bench.on_roll(record_id, "match", "EXACT_ID")
    bench.cluster("R1", "R2", rule=tie)
    outcomes = bench.outcomes()
    assert [outcomes[key]["bucket"] for key in ("R1", "R2")] == [first_ends, second_ends]
    if both[0] == "person":
        assert {outcomes[key]["person_id"] for key in outcomes} == {both[1]}
    if both[0] == "clue":
        clue_id = clue_id_of(both[1]) if both[1].startswith("R") else both[1]
        assert {outcomes[key]["clue_id"] for key in outcomes} == {clue_id}


def test_a_weak_tie_to_the_first_record_carries_no_enrolment_to_it(bench):
    """R1 is tied to R2 by name and phone, R2 to R3 by number; R3 is on a roll. R1 needs a person's word."""
    bench.roll_person("P1")
    for record_id, rule in (("R1", "NAME_PHONE"), ("R2", "EXACT_ID"), ("R3", "EXACT_ID")):
        bench.record(record_id)
        bench.clusters.append({"record_id": record_id, "cluster_id": "R1", "rule": rule})
    bench.on_roll("R3", "match", "EXACT_ID")
    assert [row["bucket"] for row in bench.outcomes().values()] == ["review", "enrolled", "enrolled"]


def test_only_an_exact_number_a_human_or_the_roll_itself_enrols(bench):
    bench.roll_person("P1")
    for number, rule in enumerate(("EXACT_ID", "NAME_PHONE_HOUSE", "HUMAN_SAME", "SURNAME_AND_DOB")):
        bench.record(f"R{number}")
        bench.on_roll(f"R{number}", "match", rule)
    bench.record("R9", feed="civil_affairs_new", values={"approved_on": "2026-05-06", "category": "农村低保"})
    enrolled = [row for row in bench.outcomes().values() if row["bucket"] == "enrolled"]
    assert {row["rule"] for row in enrolled} == {"EXACT_ID", "HUMAN_SAME", "ROLL_CHANGE"}


def test_a_change_of_the_roll_is_enrolled_and_has_no_level(bench):
    bench.record("R1", feed="civil_affairs_new", values={"approved_on": "2026-05-06", "category": "农村低保"})
    triaged = bench.run()
    [outcome] = triaged.outcomes.to_pylist()
    assert (outcome["bucket"], outcome["rule"], outcome["level"]) == ("enrolled", "ROLL_CHANGE", None)
    assert outcome["hardship"] == "2026年5月6日新纳入农村低保"
    assert triaged.clues.num_rows == 0


def test_three_records_of_one_person_open_one_clue(bench):
    for record_id in ("R3", "R1", "R2"):
        bench.record(record_id)
    bench.cluster("R1", "R2", "R3")
    triaged = bench.run()
    assert triaged.clues["evidence"].to_pylist() == [["R1", "R2", "R3"]]
    assert triaged.outcomes["unit"].to_pylist() == [EAST] * 3


def test_clue_ids_are_stable_and_say_nothing():
    assert clue_id_of("abc-000001") == "XS-9HV4RAD6C9"
    assert len({clue_id_of(f"abc-{n:06d}") for n in range(20_000)}) == 20_000


def test_shapes_and_order(bench):
    for record_id in ("R2", "R1"):
        bench.record(record_id)
    triaged = bench.run()
    assert triaged.outcomes.schema == OUTCOMES
    assert triaged.clues.schema == CLUES
    assert triaged.outcomes["record_id"].to_pylist() == ["R1", "R2"]
    assert triaged.clues["clue_id"].to_pylist() == sorted(triaged.clues["clue_id"].to_pylist())
    assert bench.run().clues.equals(triaged.clues)


def test_an_empty_batch_is_an_empty_answer(bench):
    triaged = bench.run()
    assert (triaged.outcomes.num_rows, triaged.clues.num_rows) == (0, 0)


@pytest.mark.parametrize("table", ["records", "people", "roll_decisions", "clusters"])
def test_a_table_that_says_a_record_twice_is_refused(bench, table):
    bench.record("R1")
    bench.on_roll("R1", "review", "WEIGHT")
    bench.cluster("R1")
    batch = bench.input()
    doubled = pa.concat_tables([getattr(batch, table)] * 2)
    with pytest.raises(ProcessingError, match=f"{table}: 1 records come twice"):
        triage(replace(batch, **{table: doubled}))


def test_tables_that_do_not_belong_together_are_refused(bench):
    bench.record("R1")
    batch = bench.input()
    with pytest.raises(ProcessingError, match="1 records without a person"):
        triage(replace(batch, people=batch.people.slice(0, 0)))
    bench.on_roll("R7", "review", "WEIGHT")
    with pytest.raises(ProcessingError, match="roll_decisions speak of 1 records"):
        bench.run()


def test_a_feed_nobody_knows_is_refused_by_name(bench):
    bench.record("R1", feed="fire_los")
    with pytest.raises(ProcessingError, match="feed=fire_los"):
        bench.run()
