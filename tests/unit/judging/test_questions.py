"""How each pair stands, and what counts as the same person told again."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from matching.errors import ProcessingError
from matching.judging import Known, judged, key_subjects, questions, review_pairs
from matching.shapes import ASKED, CANDIDATES, CLUSTERS, OUTCOMES, QUESTIONS, VERDICTS
from tests.spec.people import installation, number, numbered, standard

AS_OF, ANSWER_BY = date(2026, 12, 14), date(2026, 12, 17)
NUMBER = number("19680305", 123)
HOUSE = "博山区域城镇大峪口村3号"


def key(**person: Any) -> str:
    (found,) = key_subjects(standard(numbered([{"name": "王建国", **person}], "r"))).values()
    return found


def keys_of_two(**person: Any) -> set[str]:
    """The keys of two records that say the same."""
    row = {"name": "王建国", **person}
    return set(key_subjects(standard(numbered([row, row], "r"))).values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id_number": NUMBER}, {"id_number": f" {NUMBER.lower()}"}),
        ({"phone": "13964317720"}, {"phone": "139 6431 7720"}),
        ({"address": HOUSE}, {"address": f"山东省淄博市{HOUSE}"}),
    ],
)
def test_the_same_words_in_another_spelling_have_the_same_key(one: dict[str, str], other: dict[str, str]) -> None:
    assert key(**one) == key(**other)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "王建民"},
        {"id_number": number("19680305", 125)},
        {"phone": "13964317721"},
        {"address": "博山区域城镇大峪口村4号"},
    ],
)
def test_other_words_have_another_key(other: dict[str, str]) -> None:
    person = {"id_number": NUMBER, "phone": "13964317720", "address": HOUSE}
    assert key(**person) != key(**person | other)


@pytest.mark.parametrize(
    ("person", "holds"),
    [
        ({"id_number": NUMBER}, True),
        ({"phone": "13964317720"}, True),
        ({"address": HOUSE}, True),
        ({"birth_date": "1968-03-05", "address": "博山区域城镇大峪口村"}, True),
        ({}, False),
        ({"birth_date": "1968-03-05"}, False),
        ({"address": "博山区域城镇大峪口村"}, False),
        ({"id_number": "370399********1234"}, False),
        ({"name": "王**", "id_number": NUMBER}, False),
        ({"name": None, "id_number": NUMBER}, False),
    ],
)
def test_a_judgement_of_somebody_told_vaguely_holds_for_that_record_alone(person: dict[str, Any], holds: bool) -> None:
    """Another man of that name must never be covered by it."""
    assert (len(keys_of_two(**person)) == 1) == holds


def verdict(subject: str, person: str, said: str) -> dict[str, str]:
    number = _number(subject, person)
    return {
        "pair_no": number,
        "subject_key": subject,
        "person_id": person,
        "verdict": said,
        "judged_by": "孙晓梅",
        "judged_on": "2026-12-11",
    }


def asked(subject: str, person: str, answer_by: str) -> dict[str, str]:
    return {"pair_no": _number(subject, person), "subject_key": subject, "person_id": person, "answer_by": answer_by}


def _number(subject: str, person: str) -> str:
    from matching.codes import pair_number

    return pair_number(subject, person)


def states(candidates: list[tuple[str, str]], verdicts: list[dict[str, str]], earlier: list[dict[str, str]]) -> dict[Any, Any]:
    known = Known(AS_OF, ANSWER_BY, pa.Table.from_pylist(verdicts, VERDICTS), pa.Table.from_pylist(earlier, ASKED))
    rows = [{"record_id": record, "person_id": person} for record, person in candidates]
    table = questions({"r1": "k1", "r2": "k2"}, pa.Table.from_pylist(rows, CANDIDATES), known)
    assert table.schema == QUESTIONS
    return {(row["record_id"], row["person_id"]): (row["state"], row["answer_by"], row["candidate"]) for row in table.to_pylist()}


def test_how_a_pair_stands() -> None:
    found = states(
        [("r1", "new"), ("r1", "said"), ("r1", "late"), ("r1", "due"), ("r1", "contested"), ("r1", "unsure")],
        [
            verdict("k1", "said", "different"),
            verdict("k1", "contested", "contested"),
            verdict("k1", "unsure", "unsure"),
            verdict("k2", "gone", "same"),
        ],
        [
            asked("k1", "late", "2026-12-11"),
            asked("k1", "due", "2026-12-14"),
            asked("k1", "contested", "2026-12-15"),
            asked("k3", "x", "2026-12-11"),
        ],
    )
    assert found == {
        ("r1", "new"): ("open", "2026-12-17", True),
        ("r1", "said"): ("different", "2026-12-17", True),
        ("r1", "late"): ("lapsed", "2026-12-11", True),
        ("r1", "due"): ("open", "2026-12-14", True),
        ("r1", "contested"): ("open", "2026-12-15", True),
        ("r1", "unsure"): ("unsure", "2026-12-17", True),
        ("r2", "gone"): ("same", "2026-12-17", False),
    }  # fmt: skip


def test_only_decided_pairs_go_to_linkage() -> None:
    said = [verdict("k1", "P1", word) for word in ("same", "unsure")] + [
        verdict("k2", "P2", "different"),
        verdict("k3", "P3", "same"),
    ]
    rows = judged({"r1": "k1", "r2": "k2"}, pa.Table.from_pylist(said, VERDICTS), {}).to_pylist()
    assert [(row["record_id"], row["person_id"], row["verdict"], row["told"]) for row in rows] == [
        ("r1", "P1", "same", "孙晓梅2026年12月11日人工研判是同一人"),
        ("r2", "P2", "different", "孙晓梅2026年12月11日人工研判不是同一人"),
    ]


def test_whoever_a_sample_found_to_be_somebody_else_is_so_in_other_words_with_the_same_number() -> None:
    drawn = verdict("k1", "P1", "different") | {"number_key": "n"}
    said = [drawn, verdict("k4", "P1", "same"), verdict("k1", "P2", "same") | {"number_key": "n"}]
    keys, numbers = {"r1": "k1", "r2": "k2", "r3": "k3", "r4": "k4"}, {"r1": "n", "r2": "n", "r3": "another", "r4": "n"}
    rows = judged(keys, pa.Table.from_pylist(said, VERDICTS), numbers).to_pylist()
    assert [(row["record_id"], row["person_id"], row["verdict"]) for row in rows] == [
        ("r1", "P1", "different"),
        ("r1", "P2", "same"),
        ("r2", "P1", "different"),
        ("r4", "P1", "same"),
    ]


def ask(outcomes: list[tuple[str, str, str | None]], clusters: list[tuple[str, str]], found: pa.Table) -> list[tuple[Any, ...]]:
    people = standard(numbered([{"name": "王建国", "phone": "13964317720"}] * 3, "r"))
    rows = [{"record_id": record, "bucket": bucket, "person_id": person, "rule": "TIE"} for record, bucket, person in outcomes]
    made = review_pairs(
        people,
        pa.Table.from_pylist(rows, OUTCOMES),
        pa.Table.from_pylist([{"record_id": record, "cluster_id": case} for record, case in clusters], CLUSTERS),
        found,
        {f"r00{n}": f"k{n}" for n in range(3)},
        ANSWER_BY,
        lambda persons: standard([{"record_id": person, "name": "王建国"} for person in persons]),
        installation().district,
    )
    return [(row["record_id"], row["person_id"], row["shown"], row["state"], row["roll_name"]) for row in made.to_pylist()]


def test_a_record_without_pairs_of_its_own_is_asked_about_its_like() -> None:
    found = pa.Table.from_pylist(
        [{"record_id": "r000", "person_id": "P1", "pair_no": "N1", "subject_key": "k0", "state": "open", "answer_by": "2026-12-17", "candidate": True}],
        QUESTIONS,
    )  # fmt: skip
    rows = ask(
        [("r000", "review", None), ("r001", "review", None), ("r002", "review", "P9")],
        [("r000", "r000"), ("r001", "r000")],
        found,
    )
    assert rows == [
        ("r000", "P1", "r000", "open", "王建国"),
        ("r001", "P1", "r000", "open", "王建国"),
        ("r002", "P9", "r002", "open", "王建国"),
    ]


def test_a_record_in_review_that_nobody_can_be_asked_about_is_our_fault() -> None:
    with pytest.raises(ProcessingError, match="no pair"):
        ask([("r000", "review", None)], [], QUESTIONS.empty_table())
