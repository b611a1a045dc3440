"""Rounds and the completion of a month, drawn by hand; and that the identity holds for any histories in any month."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.casework import Case, Completion, Event, completion_of, read_transitions, rounds_of, step
from matching.casework.states import Name
from matching.settings import Settings

TABLE = read_transitions(Settings().schemas)
SEPTEMBER, OCTOBER = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def answer(name: Name, text: str, result: str = "临时救助") -> Event:
    return Event(name, day(text), answer=json.dumps({"result": result}))


def history(*events: Event) -> list[Event]:
    return [Event("已转办", day("09-10"), day("09-17")), *events]


def counts(events: list[Event], month: tuple[date, date]) -> dict[str, int]:
    told = completion_of(rounds_of([event for event in events if event.on_day <= month[1]], TABLE), *month)
    names = ("carried", "handed", "again", "signed", "on_time", "late", "open", "overdue", "returned", "withdrawn", "redirected")
    return {name: getattr(told, name) for name in names if getattr(told, name)} | dict(told.results)


def test_an_unanswered_slip_is_carried_over() -> None:
    assert counts(history(), SEPTEMBER) == {"handed": 1, "open": 1, "overdue": 1}
    assert counts(history(), OCTOBER) == {"carried": 1, "open": 1, "overdue": 1}


def test_an_answer_ends_a_round_in_time_or_late() -> None:
    assert counts(history(Event("签收", day("09-11")), answer("反馈", "09-17")), SEPTEMBER) == {
        "handed": 1,
        "signed": 1,
        "on_time": 1,
        "临时救助": 1,
    }
    assert counts(history(answer("反馈", "10-09")), OCTOBER) == {"carried": 1, "late": 1, "临时救助": 1}
    assert counts(history(answer("反馈", "09-18")), OCTOBER) == {}


def test_the_result_is_the_one_that_stood_at_the_end_of_the_month() -> None:
    told = history(answer("反馈", "09-17", "查无此人"), answer("更正", "09-20"), answer("更正", "10-20", "不符合条件"))
    assert counts(told, SEPTEMBER) == {"handed": 1, "on_time": 1, "临时救助": 1}
    assert counts(told, OCTOBER) == {}


def test_what_is_given_back_is_no_longer_open_and_counts_anew_when_it_is_sent_again() -> None:
    told = history(Event("退回", day("09-15")), Event("重办", day("10-08"), day("10-15")), answer("反馈", "10-20"))
    assert counts(told, SEPTEMBER) == {"handed": 1, "returned": 1}
    assert counts(told, OCTOBER) == {"handed": 1, "again": 1, "late": 1, "临时救助": 1}


def test_a_withdrawal_of_what_was_given_back_before_counts_once() -> None:
    told = history(Event("退回", day("09-15")), Event("作废", day("10-08")))
    assert (counts(told, SEPTEMBER), counts(told, OCTOBER)) == ({"handed": 1, "returned": 1}, {})
    assert counts(history(Event("作废", day("09-15"))), SEPTEMBER) == {"handed": 1, "returned": 1, "withdrawn": 1}


def test_what_is_handed_on_is_returned_once_in_the_month_in_which_its_round_ended() -> None:
    assert counts(history(Event("改派", day("09-15"))), SEPTEMBER) == {"handed": 1, "returned": 1, "redirected": 1}
    assert counts(history(Event("改派", day("10-08"))), SEPTEMBER) == {"handed": 1, "open": 1, "overdue": 1}
    assert counts(history(Event("改派", day("10-08"))), OCTOBER) == {"carried": 1, "returned": 1, "redirected": 1}
    given_back = history(Event("退回", day("09-15")), Event("改派", day("09-16")))
    assert counts(given_back, SEPTEMBER) == {"handed": 1, "returned": 1, "redirected": 1}
    later = history(Event("退回", day("09-15")), Event("改派", day("10-08")))
    assert (counts(later, SEPTEMBER), counts(later, OCTOBER)) == ({"handed": 1, "returned": 1}, {})
    again = history(Event("退回", day("09-15")), Event("重办", day("10-08"), day("10-15")), Event("改派", day("10-09")))
    assert counts(again, OCTOBER) == {"handed": 1, "again": 1, "returned": 1, "redirected": 1}


def test_an_extension_moves_the_deadline() -> None:
    assert counts(history(Event("延期", day("09-17"), day("10-12"))), SEPTEMBER) == {"handed": 1, "open": 1}


def test_rates() -> None:
    told = Completion(carried=2, handed=8, on_time=5, late=1, open=2, overdue=2, returned=2)
    assert (told.balances, told.done_share, told.on_time_share) == (False, 6 / 8, 5 / 8), "no results yet"
    assert (Completion().done_share, Completion().on_time_share) == (None, None)


EVENTS = st.lists(st.tuples(st.sampled_from(list(TABLE.events)), st.integers(0, 25)), max_size=12)


@given(st.lists(EVENTS, max_size=6))
def test_the_identity_holds_for_any_histories(told: list[list[tuple[Name, int]]]) -> None:
    histories = [_allowed(events) for events in told]
    open_before = 0
    for month in range(1, 13):
        first, last = date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1) if month < 12 else date(2026, 12, 31)
        known = [[event for event in events if event.on_day <= last] for events in histories]
        count = completion_of([one for events in known for one in rounds_of(events, TABLE)], first, last)
        assert count.balances
        assert count.carried == open_before
        open_before = count.open


def _allowed(told: list[tuple[Name, int]]) -> list[Event]:
    """The events of the list that the table allows, on ever later days."""
    case, now, events = Case(TABLE.begin), date(2026, 1, 5), []
    for name, days in [("已转办", 0), *told]:
        now += timedelta(days=days)
        event = Event(
            name, now, now + timedelta(days=7) if name in ("已转办", "重办", "延期") else None, answer='{"result": "已在册"}'
        )
        after = step(case, event, TABLE)
        if isinstance(after, Case):
            case, events = after, [*events, event]
    return events
