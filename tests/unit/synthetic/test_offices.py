"""How often offices do what, against the table of their habits, and what each mistake makes of a row."""

from datetime import date
from random import Random

import pytest

from matching.codes import read_slip_number
from matching.installation import Installation
from matching.synthetic.offices.habits import HABITS, KINDS, RESULTS
from matching.synthetic.offices.mistakes import MISTAKES, Clerk, code_of, spoil
from matching.synthetic.offices.office import Office, offices
from matching.synthetic.offices.plans import acts, extended

DUE, SLIPS = date(2026, 9, 15), 2000


def office_of(installation: Installation, kind: str) -> Office:
    """An office of that kind, of whatever district it takes."""
    return next(office for seed in range(99) for office in offices(installation, seed) if office.kind == kind)


@pytest.mark.parametrize("kind", KINDS)
def test_offices_do_what_the_table_says_as_often_as_it_says(installation: Installation, kind: str) -> None:
    office = office_of(installation, kind)
    done = dict.fromkeys(("returns", "extends", "late", "errs", "changes"), 0)
    answered = 0
    for number in range(SLIPS):
        own = acts(office, f"文〔2026〕{number:04d}号", DUE)
        requests = {act.said.get("request"): act.day for act in own}
        first = next((act for act in own if act.said.get("result")), None)
        done["returns"] += "退回" in requests
        done["extends"] += "延期" in requests
        if first:
            due = extended(office, DUE) if requests.get("延期", date.max) <= DUE else DUE
            answered += 1
            done["late"] += first.day > due
            done["errs"] += bool(first.mistake)
            done["changes"] += len({str(act.said) for act in own if act.said.get("result") and not act.mistake}) > 1
        assert [act.day for act in own] == sorted(act.day for act in own)
    assert done["errs"] == pytest.approx(answered * HABITS["errs"][office.kind], rel=0.25)
    assert done["changes"] == pytest.approx(answered * HABITS["changes"][office.kind], rel=0.45)
    assert done["late"] == pytest.approx(
        answered * HABITS["late"][office.kind], rel=0.3, abs=answered * HABITS["spills"][office.kind]
    )
    for habit in ("returns", "extends"):
        assert done[habit] == pytest.approx(SLIPS * HABITS[habit][office.kind], rel=0.4)


def test_every_result_is_one_of_the_form(installation: Installation) -> None:
    form = installation.feedback
    assert {word for results in RESULTS.values() for word in results} <= set(form.column(form.feedback.result).values)


@pytest.mark.parametrize("kind", MISTAKES)
def test_every_mistake_changes_the_row_and_leaves_the_original(installation: Installation, kind: str) -> None:
    row = {"slip": "博救转〔2026〕0123号", "clue": "XS-0123456789", "result": "不符合条件", "reason": "收入", "answered_on": DUE}
    before = dict(row)
    assert spoil(row, kind, Clerk(Random(1), installation.feedback.feedback, DUE)) != row == before


def test_a_code_is_the_one_below_the_square_code() -> None:
    code = code_of("博救转〔2026〕0123号")
    assert (len(code), read_slip_number(code)) == (11, code)
