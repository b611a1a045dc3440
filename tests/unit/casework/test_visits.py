"""Whom the centre visits again, and what their words do to the slip."""

from datetime import date

import pytest

from matching.calendar import read_calendar
from matching.casework import Answered, Case, Desk, Event, Heard, chosen, hear, read_transitions, replay
from matching.district import Casework, Visits
from matching.forms import read_feedback, read_visits
from matching.settings import Settings

SCHEMAS = Settings().schemas
TABLE, FEEDBACK, COLUMNS = read_transitions(SCHEMAS), read_feedback(SCHEMAS).feedback, read_visits(SCHEMAS).visit
DESK = Desk(TABLE, FEEDBACK, Casework(), 5, read_calendar(SCHEMAS))
ANSWERED_ON, DRAWN, HEARD_ON = date(2026, 3, 6), date(2026, 4, 1), date(2026, 4, 3)
CONTENT = Heard(HEARD_ON, "满意", None, "孙晓梅", date(2026, 4, 2))


def drawn() -> Case:
    answer = Event("反馈", ANSWERED_ON, answer='{"result": "临时救助"}')
    return replay([Event("已转办", date(2026, 3, 2), date(2026, 3, 9)), answer, Event("回访", DRAWN, note="2026-03 抽查")], TABLE)


def test_all_who_got_aid_the_unfit_of_pressing_levels_and_a_sample_of_the_others() -> None:
    answers = [Answered("1", "蓝", "临时救助"), Answered("2", "红", "不符合条件"), Answered("3", "橙", "不符合条件")]
    others = [Answered(f"o{n}", "黄", "不符合条件" if n % 2 else "查无此人") for n in range(41)]
    answers += [Answered("4", "红", "已在册"), Answered("5", "橙", "查无此人"), Answered("6", "橙", "转外区")]
    told = chosen([*answers, *others], "2026-03", Visits(), FEEDBACK.aided, FEEDBACK.reasoned)
    assert {name: told[name] for name in "123"} == {"1": "已给予救助", "2": "红级不符合条件", "3": "橙级不符合条件"}
    assert {name: told[name] for name in "456"} == {"4": "红级已在册", "5": "橙级查无此人", "6": "橙级转外区"}
    sampled = {name for name, why in told.items() if why == "抽查"}
    assert len(sampled) == 5, "a tenth of 41, rounded up"
    again = chosen([*others[::-1], *answers], "2026-03", Visits(), FEEDBACK.aided, FEEDBACK.reasoned)
    assert again == told, "whatever the order"
    other_month = chosen(others, "2026-04", Visits(), FEEDBACK.aided, FEEDBACK.reasoned)
    assert set(other_month) != sampled
    assert chosen(others, "2026-03", Visits(sample_percent=0), FEEDBACK.aided, FEEDBACK.reasoned) == {}


def test_who_is_content_ends_the_case() -> None:
    taken = hear(CONTENT, drawn(), DESK, COLUMNS)
    assert ([event.name for event in taken.events], taken.case.state) == (["已回访", "办结"], "办结")
    assert hear(CONTENT, taken.case, DESK, COLUMNS).events == (), "the form comes back whole"


@pytest.mark.parametrize("outcome", ["不满意", "未入户"])
def test_who_is_not_content_or_was_never_visited_is_visited_again_with_a_deadline(outcome: str) -> None:
    said = CONTENT._replace(outcome=outcome, note="没有人来过")
    taken = hear(said, drawn(), DESK, COLUMNS)
    assert [event.name for event in taken.events] == ["已回访", "重办"]
    assert (taken.case.state, taken.case.rounds, taken.case.due_on) == ("已转办", 2, date(2026, 4, 13))
    assert (hear(said, taken.case, DESK, COLUMNS).events, hear(said, taken.case, DESK, COLUMNS).problems) == ((), ())


def test_a_deadline_in_a_year_without_a_calendar_sets_the_row_aside() -> None:
    said = CONTENT._replace(received_on=date(2039, 12, 30), outcome="未入户", note="没有人来过")
    taken = hear(said, drawn(), DESK, COLUMNS)
    assert ([problem.rule for problem in taken.problems], taken.events) == (["CALENDAR_MISSING"], ())
    assert "2039年" in taken.problems[0].message


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"outcome": None}, "OUTCOME_BLANK"),
        ({"visited_by": None}, "VISITOR_BLANK"),
        ({"visited_on": None}, "VISITOR_BLANK"),
        ({"outcome": "不满意"}, "VISIT_NOTE_BLANK"),
        ({"visited_on": date(2026, 3, 5)}, "VISIT_BEFORE_ANSWER"),
        ({"outcome": "联系不上"}, "VISIT_TO_COME"),
    ],
)
def test_what_is_told_and_changes_nothing(changes: dict[str, object], rule: str) -> None:
    taken = hear(CONTENT._replace(**changes), drawn(), DESK, COLUMNS)
    assert (taken.case, taken.events, [problem.rule for problem in taken.problems]) == (drawn(), (), [rule])


def test_a_slip_that_nobody_chose_takes_no_visit_and_a_blank_row_does_nothing() -> None:
    answered = replay([Event("已转办", date(2026, 3, 2), date(2026, 3, 9)), Event("反馈", ANSWERED_ON, answer="{}")], TABLE)
    assert [problem.rule for problem in hear(CONTENT, answered, DESK, COLUMNS).problems] == ["MOVE_REFUSED"]
    assert hear(Heard(HEARD_ON), drawn(), DESK, COLUMNS).blank
