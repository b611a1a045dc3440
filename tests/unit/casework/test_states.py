"""The table of transitions: every state against every event, and histories made of any rows on any days."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from matching.calendar import read_calendar
from matching.casework import (
    Case,
    Desk,
    Event,
    Heard,
    Refused,
    Said,
    Taken,
    extend,
    hear,
    is_living,
    is_overdue,
    read_transitions,
    replay,
    step,
    take,
)
from matching.casework.states import Name, State
from matching.district import Casework, read_district
from matching.errors import CalendarMissing
from matching.forms import read_feedback, read_visits
from matching.settings import Settings

SCHEMAS = Settings().schemas
TABLE = read_transitions(SCHEMAS)
ISSUED, DUE = date(2026, 3, 2), date(2026, 3, 9)
LATER = DUE + timedelta(days=14)
MOVED = {"改派": "已改派"}
"""What every state has that somebody may hand on."""
ALLOWED = {
    "待签发": {"已转办": "已转办"},
    "已转办": {
        "签收": "已签收",
        "办理": "办理中",
        "反馈": "已反馈",
        "延期": "已转办",
        "延期待定": "已转办",
        "退回": "退回",
        "作废": "作废",
    }
    | MOVED,
    "已签收": {"办理": "办理中", "反馈": "已反馈", "延期": "已签收", "延期待定": "已签收", "退回": "退回", "作废": "作废"}
    | MOVED,
    "办理中": {"签收": "办理中", "反馈": "已反馈", "延期": "办理中", "延期待定": "办理中", "退回": "退回", "作废": "作废"}
    | MOVED,
    "已反馈": {"签收": "已反馈", "更正": "已反馈", "重办": "已转办", "回访": "回访中", "办结": "办结"},
    "回访中": {"签收": "回访中", "更正": "回访中", "重办": "已转办", "已回访": "回访中", "办结": "办结"},
    "办结": {"签收": "办结", "更正": "办结", "重办": "已转办"},
    "退回": {"重办": "已转办", "作废": "作废"} | MOVED,
    "作废": {},
    "已改派": {},
}
"""Written by hand beside schemas/casework.yml: state → event → state after."""


def desk(**limits: object) -> Desk:
    return Desk(TABLE, read_feedback(SCHEMAS).feedback, Casework.model_validate(limits), 5, read_calendar(SCHEMAS))


def issued() -> Case:
    return replay([Event("已转办", ISSUED, DUE)], TABLE)


@pytest.mark.parametrize("event", get_args(Name))
@pytest.mark.parametrize("state", get_args(State))
def test_every_state_against_every_event(state: State, event: Name) -> None:
    after = step(Case(state, due_on=DUE), Event(event, ISSUED), TABLE)
    allowed = ALLOWED[state].get(event)
    assert (after.state, isinstance(after, Refused)) == (allowed or state, allowed is None)


def test_the_clock() -> None:
    assert issued().due_on == DUE
    returned = step(issued(), Event("退回", ISSUED), TABLE)
    assert isinstance(returned, Case)
    assert (returned.due_on, is_overdue(returned, LATER, TABLE)) == (None, False)
    again = step(returned, Event("重办", LATER, LATER + timedelta(days=7)), TABLE)
    assert isinstance(again, Case)
    assert (again.due_on, again.signed_on, again.answer) == (LATER + timedelta(days=7), None, None)
    assert not is_overdue(issued(), DUE, TABLE)
    assert is_overdue(issued(), DUE + timedelta(days=1), TABLE)


def test_nothing_happens_on_a_day_before_the_last_event() -> None:
    returned = step(issued(), Event("退回", DUE), TABLE)
    assert isinstance(returned, Case)
    assert step(returned, Event("重办", ISSUED), TABLE) == Refused("退回", "重办", "order")
    signed = take(Said(ISSUED - timedelta(days=1), signed_by="李明"), issued(), desk())
    assert [event.on_day for event in signed.events] == [ISSUED], (
        "a form swept before the release was entered is taken all the same"
    )


def sent_again() -> Case:
    answered = take(Said(DUE, signed_by="李明", result="查无此人", reason="无此户", answered_on=DUE), issued(), desk()).case
    again = step(answered, Event("重办", LATER, LATER + timedelta(days=7)), TABLE)
    assert isinstance(again, Case)
    return again


def test_the_form_of_the_first_round_does_not_answer_the_second() -> None:
    old = Said(LATER, signed_by="李明", signed_on=DUE, result="查无此人", reason="无此户", answered_on=DUE)
    assert (rules(take(old, sent_again(), desk())), take(old, sent_again(), desk()).events) == (["ANSWER_BEFORE_AGAIN"], ())
    assert rules(take(replace(old, answered_on=None), sent_again(), desk())) == ["ANSWER_BEFORE_AGAIN"]
    assert take(replace(old, result=None), sent_again(), desk()).events == (), "neither is its sign-off"
    visited = take(replace(old, answered_on=LATER), sent_again(), desk())
    assert ([event.name for event in visited.events], visited.case.late, visited.case.rounds) == (["反馈"], False, 2)
    assert rules(take(old, visited.case, desk())) == [], "what says the same as the answer that stands changes nothing"


def test_an_old_request_is_not_asked_again_in_silence() -> None:
    asks = Said(DUE, request="退回", request_reason="不是本镇")
    again = step(take(asks, issued(), desk()).case, Event("重办", LATER, LATER), TABLE)
    assert isinstance(again, Case)
    assert (rules(take(asks, again, desk())), take(asks, again, desk()).events) == (["ASKED_BEFORE"], ())
    assert take(replace(asks, request_reason="户籍在外区"), again, desk()).case.state == "退回"


def test_an_extension_is_asked_for_in_time_and_once() -> None:
    asks = Said(DUE, request="延期", request_reason="人在外地", handler="孙晓梅")
    granted = take(asks, issued(), desk())
    assert (granted.case.due_on, granted.problems) == (date(2026, 3, 16), ())
    assert rules(take(replace(asks, received_on=DUE + timedelta(days=1)), issued(), desk())) == ["EXTENSION_LATE"]
    assert rules(take(replace(asks, request_reason="还没回来"), granted.case, desk())) == ["EXTENSION_SPENT"]
    answered = take(replace(asks, result="已在册", reason="低保在册"), granted.case, desk())
    assert (answered.case.state, answered.problems) == ("已反馈", ()), "the form still holds the request that was granted"


class Weekdays:
    """The calendar that somebody filled in."""

    def add(self, day: date, working_days: int) -> date:
        while working_days:
            day += timedelta(days=1)
            working_days -= day.weekday() < 5
        return day


class UntilDecember:
    """A calendar in which nobody filled in the next year."""

    def add(self, day: date, working_days: int) -> date:
        if (until := day + timedelta(days=working_days)).year > ISSUED.year:
            raise CalendarMissing(until.year, "calendar.yml")
        return until


def test_an_extension_whose_end_nobody_can_count_waits_and_is_granted_once_somebody_can() -> None:
    due, late = date(2026, 12, 29), date(2027, 1, 11)
    case = replay([Event("已转办", date(2026, 12, 22), due)], TABLE)
    blind = replace(desk(), calendar=UntilDecember())
    asks = Said(date(2026, 12, 28), request="延期", request_reason="人在外地", handler="孙晓梅")
    waits = take(asks, case, blind)
    assert ([event.name for event in waits.events], rules(waits), waits.set_aside) == (["延期待定"], ["EXTENSION_WAITS"], False)
    assert (waits.case.due_on, waits.case.waits, waits.case.state) == (due, date(2026, 12, 28), "已转办"), "the clock runs on"
    assert take(asks, waits.case, blind).events == (), "the form still holds the request"
    assert rules(take(replace(asks, request_reason="还没回来"), waits.case, blind)) == ["EXTENSION_SPENT"]
    assert rules(take(replace(asks, received_on=date(2026, 12, 30)), case, blind)) == ["EXTENSION_LATE"]
    assert extend(waits.case, late, blind) is None
    filled_in = replace(desk(), calendar=Weekdays())
    event = extend(waits.case, late, filled_in)
    assert event == Event("延期", late, date(2027, 1, 5), date(2026, 12, 28), "人在外地")
    granted = step(waits.case, event, TABLE)
    assert isinstance(granted, Case)
    assert (granted.due_on, granted.extensions, granted.waits) == (date(2027, 1, 5), 1, None)
    answered = take(Said(late, result="临时救助", amount="1"), waits.case, blind)
    assert extend(answered.case, late, filled_in) is None
    before = TABLE.model_copy(update={"events": {name: move for name, move in TABLE.events.items() if name != "延期待定"}})
    assert rules(take(asks, case, replace(blind, table=before))) == ["CALENDAR_MISSING"], "under a table of before it goes back"


def test_the_days_may_count_from_the_sign_off() -> None:
    signs = Said(date(2026, 3, 5), signed_by="李明", signed_on=date(2026, 3, 4))
    assert take(signs, issued(), desk()).case.due_on == DUE
    assert take(signs, issued(), desk(clock_from="sign_off")).case.due_on == date(2026, 3, 11)


def test_a_late_answer_is_taken_and_marked_and_a_changed_one_keeps_history() -> None:
    first = take(Said(LATER, result="不符合条件", reason="收入超过标准"), issued(), desk())
    assert (first.case.state, first.case.late, rules(first)) == ("已反馈", True, ["ANSWERED_LATE"])
    second = take(Said(LATER, result="临时救助", amount="800"), first.case, desk())
    assert ([event.name for event in second.events], rules(second)) == (["更正"], ["ANSWER_CHANGED"])
    assert (second.case.answered_on, second.case.late) == (LATER, True)
    assert take(Said(LATER, result="临时救助", amount="800"), second.case, desk()).events == ()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"result": "不符合条件"}, "REASON_BLANK"),
        ({"result": "已在册"}, "REASON_BLANK"),
        ({"result": "查无此人"}, "REASON_BLANK"),
        ({"result": "转外区"}, "REASON_BLANK"),
        ({"request": "退回"}, "REQUEST_REASON_BLANK"),
        ({"request_reason": "人已搬走"}, "REQUEST_BLANK"),
        ({"amount": "300", "handler": "孙晓梅"}, "RESULT_BLANK"),
        ({"signed_by": "李明", "reason": "收入超过标准"}, "RESULT_BLANK"),
        ({"inquiry": "已入户", "answered_on": DUE}, "RESULT_BLANK"),
        ({"head": "王主任"}, "RESULT_BLANK"),
        ({"request": "退回", "request_reason": "不是本镇", "result": "已在册", "reason": "低保在册"}, "RESULT_AND_REQUEST"),
        ({"signed_by": "李明", "signed_on": ISSUED - timedelta(days=1)}, "DAY_BEFORE_ISSUE"),
    ],
)
def test_a_row_that_cannot_be_taken_changes_nothing(row: dict[str, object], rule: str) -> None:
    taken = take(replace(Said(DUE), **row), issued(), desk())  # type: ignore[arg-type]
    assert (taken.case, taken.events, rules(taken)) == (issued(), (), [rule])


def test_an_amount_after_an_extension_that_was_granted_is_no_answer() -> None:
    asks = Said(DUE, request="延期", request_reason="人在外地", answered_on=DUE)
    granted = take(asks, issued(), desk())
    assert rules(granted) == []
    assert rules(take(replace(asks, amount="300"), granted.case, desk())) == ["RESULT_BLANK"]
    assert rules(take(asks, granted.case, desk())) == [], "the form comes back whole"


def test_a_withdrawn_slip_takes_nothing() -> None:
    gone = step(issued(), Event("作废", ISSUED), TABLE)
    assert isinstance(gone, Case)
    assert rules(take(Said(DUE, signed_by="李明"), gone, desk())) == ["MOVE_REFUSED"]


def test_a_table_of_before_reads_a_history_in_which_a_slip_was_handed_on_and_does_not_hold_the_event_itself() -> None:
    before = TABLE.model_copy(update={"events": {name: move for name, move in TABLE.events.items() if name != "改派"}})
    told = [Event("已转办", ISSUED, DUE), Event("退回", DUE), Event("改派", LATER)]
    assert replay(told, before) == replay(told, TABLE)
    assert (replay(told, before).state, replay(told, before).due_on) == ("已改派", None)
    assert before.move("改派") == TABLE.move("改派")
    assert not is_living(replay(told, before), before)


def test_a_history_that_the_table_does_not_allow_is_an_error() -> None:
    with pytest.raises(ValueError, match="更正"):
        replay([Event("已转办", ISSUED, DUE), Event("更正", DUE)], TABLE)


def test_numbers_and_deadline_of_the_district_are_configured() -> None:
    limits = read_district(SCHEMAS).casework
    assert (limits.clock_from, limits.extension_working_days, limits.extensions) == ("issue", 5, 1)


def rules(taken: Taken) -> list[str]:
    return [problem.rule for problem in taken.problems]


def some(*words: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *words])


MANY_EVENTS = 6
"""So many must have happened before a slip is withdrawn or handed on: after that nothing happens any more."""


class OneSlip(RuleBasedStateMachine):
    """Any rows of both forms in any order on ever later days; in between the centre sends it out again, takes it back, draws the visits."""

    @initialize()
    def issue(self) -> None:
        self.events, self.day, self.answers, self.opened = [Event("已转办", ISSUED, DUE)], ISSUED, 0, 1
        self.case, self.desk, self.visits = issued(), desk(), read_visits(SCHEMAS).visit

    @rule(
        days=st.integers(0, 4), signer=some("李明"), inquiry=some("已入户"), result=some("不符合条件", "临时救助"),
        reason=some("收入超过标准"), request=some("退回", "延期"), why=some("人在外地", "不是本镇"), dated=st.booleans(),
    )  # fmt: skip
    def row(self, days, signer, inquiry, result, reason, request, why, dated):
        self.day += timedelta(days=days)
        answered_on = self.day if dated else None
        self.say(
            Said(self.day, signer, None, inquiry, result, "1" if result else None, reason, request, why, answered_on=answered_on)
        )

    @rule(days=st.integers(0, 4), result=st.sampled_from(["查无此人", "临时救助"]))
    def answer(self, days, result):
        self.day += timedelta(days=days)
        self.say(Said(self.day, "李明", None, "已入户", result, None, "无此户", answered_on=self.day))

    def say(self, said):
        before, taken = self.case, take(said, self.case, self.desk)
        if taken.set_aside:
            assert (taken.case, taken.events) == (before, ())
        self.events += taken.events
        self.case = taken.case
        self.answers += sum(event.name == "反馈" for event in taken.events)
        if before.state in ("作废", "已改派", "退回") and not taken.problems:
            assert taken.case.state == before.state

    @rule(
        days=st.integers(0, 4), outcome=some("满意", "不满意", "未入户", "联系不上"), note=some("没有人来过"), dated=st.booleans()
    )
    def visit(self, days, outcome, note, dated):
        self.day += timedelta(days=days)
        said = Heard(self.day, outcome, note, "孙晓梅", self.day if dated else None)
        before, taken = self.case, hear(said, self.case, self.desk, self.visits)
        assert not taken.events or before.state == "回访中"
        assert taken.events or taken.case == before
        self.events += taken.events
        self.case, self.opened = taken.case, self.opened + sum(event.name == "重办" for event in taken.events)

    @rule(days=st.integers(0, 4), name=st.sampled_from(["重办", "回访", "回访", "办结"]))
    def centre(self, days, name):
        self.day += timedelta(days=days)
        event = Event(name, self.day, self.day + timedelta(days=7) if name == "重办" else None)
        after = step(self.case, event, TABLE)
        if isinstance(after, Case):
            self.events.append(event)
            self.case, self.opened = after, self.opened + (name == "重办")

    @precondition(lambda self: len(self.events) > MANY_EVENTS)
    @rule(name=st.sampled_from(["作废", "改派"]))
    def give_up(self, name):
        after = step(self.case, Event(name, self.day), TABLE)
        if isinstance(after, Case):
            self.events.append(Event(name, self.day))
            self.case = after

    @invariant()
    def the_events_say_it_all(self):
        if hasattr(self, "case"):
            assert replay(self.events, TABLE) == self.case

    @invariant()
    def nothing_is_answered_twice(self):
        if hasattr(self, "case"):
            assert self.answers <= self.opened == self.case.rounds
            assert (self.case.state in ("已反馈", "回访中", "办结")) == (self.case.answer is not None)
            assert sum(event.name == "已回访" for event in self.events) <= self.answers

    @invariant()
    def a_clock_runs_where_somebody_must_answer(self):
        if hasattr(self, "case") and self.case.state in TABLE.open:
            assert self.case.due_on is not None
            assert self.case.due_on >= DUE


TestOneSlip = OneSlip.TestCase
TestOneSlip.settings = settings(max_examples=60)
