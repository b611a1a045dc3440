"""What the model asks of each side, and conditions in halves."""

import pytest

from matching.link import read_linkage, used
from matching.link.compile import Half, halves
from matching.link.engine import Engine
from matching.link.model import BlockingRule
from tests.spec.people import installation, numbered, standard

MODEL = read_linkage(installation().settings.schemas)


def rule(only: str) -> BlockingRule:
    return BlockingRule(name="R", left=("a",), right=("a",), only=only)


@pytest.mark.parametrize("only", ["l.a IS NULL OR r.b IS NULL", "r.b IS NULL OR l.a IS NULL"])
def test_a_condition_on_either_side_is_taken_apart(only: str) -> None:
    assert halves(rule(only)) == [Half("l.a IS NULL", "true", "true"), Half("(l.a IS NULL) IS NOT TRUE", "r.b IS NULL", "true")]


@pytest.mark.parametrize(
    "only", ["true", "l.a <> r.b OR r.b IS NULL", "l.a OR l.b", "l.a IS NULL OR (r.b OR r.c)", "l.a OR r.b OR r.c"]
)
def test_any_other_condition_stays_whole(only: str) -> None:
    assert halves(rule(only)) == [Half("true", "true", only)]


def test_each_side_has_only_what_is_asked_of_it() -> None:
    assert {"guardian_number", "foreign_number", "id_clean"} <= used(MODEL, "l")
    assert "member_numbers" in used(MODEL, "r")
    assert "member_numbers" not in used(MODEL, "l")
    assert "diagnosis" not in used(MODEL, "lr")


def test_a_whole_engine_keeps_everything_to_be_shown() -> None:
    people = standard(numbered([{"name": "王伟", "category": "农村低保"}], "p"))
    with Engine(MODEL, 1, whole=True) as engine:
        engine.load("l", people)
        assert engine.rows("SELECT category, member_names FROM l") == [("农村低保", ["王伟"])]
    with Engine(MODEL, 1) as engine:
        engine.load("l", people)
        kept = {name for name, *_ in engine.rows("DESCRIBE l")}
    assert "category" not in kept
    assert {"row", "record_id", "born"} <= kept
