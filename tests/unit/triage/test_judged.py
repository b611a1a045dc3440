"""What becomes of records that people were asked about: answered, asked in vain, and their like in the same batch."""

import pytest


@pytest.mark.parametrize(
    ("states", "bucket", "rule", "told"),
    [
        (["open"], "review", "WEIGHT", "比对说明:WEIGHT"),
        (["open", "lapsed"], "review", "WEIGHT", "比对说明:WEIGHT"),
        (["different", "open"], "review", "WEIGHT", "比对说明:WEIGHT"),
        (["lapsed"], "new", "REVIEW_OVERDUE", "研判逾期,按新增线索转办;比对说明:WEIGHT"),
        (["unsure"], "new", "REVIEW_UNSURE", "甲人工研判无法判断,按新增线索转办;比对说明:WEIGHT"),
        (["unsure", "lapsed"], "new", "REVIEW_OVERDUE", "甲人工研判无法判断、研判逾期,按新增线索转办;比对说明:WEIGHT"),
    ],
)
def test_a_record_whose_pairs_nobody_decides_becomes_a_clue(bench, states, bucket, rule, told):
    bench.roll_person("P1")
    bench.record("R1")
    bench.on_roll("R1", "review", "WEIGHT")
    for number, state in enumerate(states, start=1):
        bench.question("R1", state, f"P{number}")
    outcome = bench.outcomes()["R1"]
    assert (outcome["bucket"], outcome["rule"], outcome["reason"]) == (bucket, rule, told)
    assert [clue["basis"].split("比对:")[1].split(";")[0] for clue in bench.clues().values()] == (
        [told.split(";")[0]] if bucket == "new" else []
    )


def test_an_exact_number_enrols_whatever_was_asked_before(bench):
    bench.roll_person("P1")
    bench.record("R1")
    bench.on_roll("R1", "match", "EXACT_ID")
    bench.question("R1", "lapsed", "P2", candidate=False)
    assert bench.outcomes()["R1"]["bucket"] == "enrolled"


def test_a_record_asked_in_vain_joins_the_open_clue_of_its_person(bench):
    bench.roll_person("P1")
    bench.record("R1")
    bench.on_roll("R1", "review", "WEIGHT")
    bench.on_clue("R1", "match")
    assert bench.outcomes()["R1"]["bucket"] == "review"
    bench.question("R1", "lapsed")
    outcome = bench.outcomes()["R1"]
    assert (outcome["bucket"], outcome["clue_id"]) == ("merged", "XS-OPEN000001")
    assert outcome["reason"].startswith("研判逾期")


@pytest.mark.parametrize(
    ("area", "unit", "bucket"), [("outside", None, "outside"), ("unknown", None, "unlocated"), ("undecided", None, "unlocated")]
)
def test_a_record_asked_in_vain_that_no_unit_can_visit_says_so(bench, area, unit, bucket):
    bench.record("R1", area=area, unit=unit)
    bench.on_roll("R1", "review", "WEIGHT")
    bench.question("R1", "lapsed")
    outcome = bench.outcomes()["R1"]
    assert (outcome["bucket"], outcome["reason"].split(",")[0]) == (bucket, "研判逾期")


@pytest.mark.parametrize(
    ("state", "tie", "bucket"),
    [
        ("open", "NAME_PHONE", "review"),
        ("different", "NAME_PHONE", "new"),
        ("different", "EXACT_ID", "new"),
        ("lapsed", "NAME_PHONE", "new"),
        ("unsure", "NAME_PHONE", "new"),
        ("lapsed", "EXACT_ID", "enrolled"),
    ],
)
def test_a_record_beside_an_enrolled_one_heeds_what_was_said_of_it(bench, state, tie, bucket):
    bench.roll_person("P1")
    bench.record("R1")
    bench.record("R2")
    bench.on_roll("R1", "match", "EXACT_ID")
    bench.cluster("R1", "R2", rule=tie)
    bench.question("R2", state, candidate=False)
    outcomes = bench.outcomes()
    assert (outcomes["R1"]["bucket"], outcomes["R2"]["bucket"]) == ("enrolled", bucket)


@pytest.mark.parametrize(("state", "bucket"), [("open", "review"), ("different", "new"), ("lapsed", "new")])
def test_a_record_beside_one_in_review_heeds_what_was_said_of_it(bench, state, bucket):
    bench.roll_person("P1")
    bench.record("R1")
    bench.record("R2")
    bench.on_roll("R1", "review", "WEIGHT")
    bench.question("R1", "open")
    bench.cluster("R1", "R2")
    bench.question("R2", state, candidate=False)
    outcomes = bench.outcomes()
    assert (outcomes["R1"]["bucket"], outcomes["R2"]["bucket"]) == ("review", bucket)


def test_a_record_asked_in_vain_waits_for_no_other_of_its_person(bench):
    """R2 is told in other words this week and asked anew; R1 waited its days and goes out."""
    bench.roll_person("P1")
    for record_id, state in (("R1", "lapsed"), ("R2", "open")):
        bench.record(record_id)
        bench.on_roll(record_id, "review", "WEIGHT")
        bench.question(record_id, state)
    bench.cluster("R1", "R2")
    outcomes = bench.outcomes()
    assert [outcomes[key]["bucket"] for key in ("R1", "R2")] == ["new", "review"]
