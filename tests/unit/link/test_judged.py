"""What a person decided comes before any score, and is told."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.link import Linked, link_people, read_linkage
from matching.shapes import CANDIDATES, JUDGED
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
NUMBER, OTHER = number("19680305", 123), number("19711120", 241)
HOME = {"name": "王建国", "phone": "13964317720", "address": "博山区域城镇大峪口村3号"}
TOLD = "孙晓梅2026年12月11日人工研判是同一人"


def link(records: list[Row], people: list[Row], *said: tuple[str, str, str]) -> Linked:
    rows = [{"record_id": record, "person_id": person, "verdict": verdict, "told": TOLD} for record, person, verdict in said]
    judgements = pa.Table.from_pylist(rows, JUDGED)
    return link_people(standard(numbered(records, "r")), standard(numbered(people, "p")), MODEL, judgements=judgements)


def only(linked: Linked) -> dict[str, Any]:
    (decision,) = linked.decisions.to_pylist()
    return dict(decision)


def test_same_is_a_match_and_says_who_said_so() -> None:
    decision = only(link([HOME], [HOME], ("r000", "p000", "same")))
    assert (decision["decision"], decision["person_id"], decision["rule"]) == ("match", "p000", "HUMAN_SAME")
    assert decision["explanation"].startswith(f"{TOLD}:姓名一致;")


def test_same_holds_for_a_pair_that_no_blocking_rule_would_make() -> None:
    linked = link([{"name": "王建国"}], [{"name": "李四海", "id_number": OTHER}], ("r000", "p000", "same"))
    decision = only(linked)
    assert (decision["decision"], decision["person_id"], decision["match_weight"]) == ("match", "p000", None)
    assert decision["explanation"] == TOLD
    assert linked.pairs.to_pylist()[0]["blocking_rule"] == "JUDGED"


def test_same_comes_before_an_exact_number() -> None:
    people = [{"name": "王建国", "id_number": NUMBER}, {"name": "王建国", "id_number": OTHER}]
    decision = only(link([{"name": "王建国", "id_number": NUMBER}], people, ("r000", "p001", "same")))
    assert (decision["person_id"], decision["rule"]) == ("p001", "HUMAN_SAME")


def test_a_person_who_is_on_the_roll_twice_is_no_tie() -> None:
    decision = only(link([HOME], [HOME, HOME], ("r000", "p000", "same"), ("r000", "p001", "same")))
    assert (decision["decision"], decision["rule"]) == ("match", "HUMAN_SAME")


def test_different_is_no_candidate_any_more() -> None:
    linked = link([HOME], [HOME], ("r000", "p000", "different"))
    decision = only(linked)
    assert (decision["decision"], decision["person_id"], decision["rule"]) == ("new", None, "HUMAN_DIFFERENT")
    assert decision["explanation"].startswith(TOLD)
    assert linked.candidates.num_rows == 0


def test_different_bars_an_exact_number_too() -> None:
    person = {"name": "王建国", "id_number": NUMBER}
    assert only(link([person], [person], ("r000", "p000", "different")))["decision"] == "new"


def test_different_settles_a_tie_and_is_told_beside_the_other() -> None:
    assert only(link([HOME], [HOME, HOME]))["rule"] == "TIE"
    decision = only(link([HOME], [HOME, HOME], ("r000", "p000", "different")))
    assert (decision["decision"], decision["person_id"]) == ("match", "p001")
    assert decision["explanation"].endswith(f"名册中另有相近的人,{TOLD}")


def test_judgements_of_people_who_are_not_here_do_nothing() -> None:
    assert link([HOME], [HOME], ("r000", "p009", "different"), ("r009", "p000", "same")).decisions.equals(
        link([HOME], [HOME]).decisions
    )


def test_candidates_are_all_whom_a_record_without_a_sure_match_may_be() -> None:
    sure = {"name": "李四海", "id_number": OTHER}
    linked = link([HOME, sure], [HOME, {**HOME, "name": "王建囯"}, sure, {"name": "赵六"}])
    assert linked.candidates.schema == CANDIDATES
    found = [(row["record_id"], row["person_id"]) for row in linked.candidates.to_pylist()]
    assert found == [("r000", "p000"), ("r000", "p001")]
    assert all(row["explanation"] and row["match_weight"] > 0 for row in linked.candidates.to_pylist())


people = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["王建国", "王建民", "李四海"]),
            "id_number": st.sampled_from([None, NUMBER, OTHER]),
            "phone": st.sampled_from([None, "13964317720"]),
        }
    ),
    min_size=1,
    max_size=4,
)
verdicts = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.sampled_from(["same", "different"]), max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, people, verdicts)
def test_a_judgement_always_holds(records: list[Row], roll: list[Row], said: dict[tuple[int, int], str]) -> None:
    here = {(f"r00{n}", f"p00{k}"): verdict for (n, k), verdict in said.items() if n < len(records) and k < len(roll)}
    linked = link(records, roll, *((record, person, verdict) for (record, person), verdict in here.items()))
    for row in linked.decisions.to_pylist():
        own = {person: verdict for (record, person), verdict in here.items() if record == row["record_id"]}
        if "same" in own.values():
            assert row["rule"] == "HUMAN_SAME"
            assert own[row["person_id"]] == "same"
        else:
            assert own.get(row["person_id"]) is None
            assert row["rule"] != "HUMAN_SAME"
    asked = {(row["record_id"], row["person_id"]) for row in linked.candidates.to_pylist()}
    assert not asked & here.keys()


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_on_any_number_of_threads(threads: int) -> None:
    rows = pa.Table.from_pylist([{"record_id": "r000", "person_id": "p001", "verdict": "different", "told": TOLD}], JUDGED)
    left, right = standard(numbered([HOME], "r")), standard(numbered([HOME, HOME], "p"))
    linked = link_people(left, right, MODEL, judgements=rows, threads=threads)
    assert linked.decisions["person_id"].to_pylist() == ["p000"]
