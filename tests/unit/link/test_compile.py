"""What the model asks of each side, and conditions in halves."""

import pytest

from matching.link import read_linkage, used
from matching.link.compile import groups
from matching.link.conditions import Half, halves
from matching.link.engine import Engine
from matching.link.model import BlockingRule
from tests.spec.people import installation, numbered, standard

MODEL = read_linkage(installation().settings.schemas)


def rule(only: str) -> BlockingRule:
    return BlockingRule(name="R", left=("a",), right=("a",), only=only)


@pytest.mark.parametrize("only", ["l.a IS NULL OR r.b IS NULL", "r.b IS NULL OR l.a IS NULL"])
def test_a_condition_on_either_side_is_taken_apart(only: str) -> None:
    assert halves(rule(only)) == [Half("l.a IS NULL", "true", "true"), Half("(l.a IS NULL) IS NOT TRUE", "r.b IS NULL", "true")]


def test_a_further_condition_stays_on_both_halves() -> None:
    further = "(l.c = r.c OR contains(l.c, ') OR (')) AND l.d"
    assert halves(rule(f"(l.a IS NULL OR r.b IS NULL) AND {further}")) == [
        Half("l.a IS NULL", "true", further),
        Half("(l.a IS NULL) IS NOT TRUE", "r.b IS NULL", further),
    ]


@pytest.mark.parametrize(
    "only",
    [
        "(l.a OR r.b) AND l.c OR r.c",
        "(l.a OR r.b) AND (l.c) OR (r.c)",
        "true",
        "l.a <> r.b OR r.b IS NULL",
        "l.a OR l.b",
        "l.a IS NULL OR (r.b OR r.c)",
        "l.a OR r.b OR r.c",
    ],
)
def test_any_other_condition_stays_whole(only: str) -> None:
    assert halves(rule(only)) == [Half("true", "true", only)]


def test_features_over_a_group_are_made_once_for_it() -> None:
    assert groups(MODEL, {"member_names", "phone_bearers", "born"}) == {
        "household": {"member_names": "list(name_key)"},
        "phone_clean": {"phone_bearers": "count(*)"},
    }


def test_a_feature_that_others_are_made_of_is_made_row_by_row() -> None:
    known = MODEL.features | {"shared": "phone_bearers > 8"}
    assert groups(MODEL.model_copy(update={"features": known}), {"phone_bearers"}) == {}


def test_a_group_of_nulls_is_counted_as_one() -> None:
    people = standard(numbered([{"name": "王伟"}, {"name": "李娜"}, {"name": "张敏", "phone": "13905330001"}], "p"))
    with Engine(MODEL, 1) as engine:
        engine.load("l", people)
        assert engine.rows("SELECT phone_bearers FROM l ORDER BY row") == [(2,), (2,), (1,)]


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
