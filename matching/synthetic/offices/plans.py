"""What an office does about a slip, and on which day: everything follows from the seed, the slip and its deadline.

Belongs here: signing for it, asking for more time, giving it back, answering, answering again. Does not belong here: how often (habits), what a
mistake does to a row (mistakes), the file in which it is handed in (papers). A deadline that comes of a return visit or of the centre
is another round, with a plan of its own.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from random import Random
from typing import NamedTuple

from matching.synthetic.offices.habits import AMOUNTS, EXTENDED, INQUIRIES, REASONS, RETURNED
from matching.synthetic.offices.mistakes import draw_mistake, word_for
from matching.synthetic.offices.office import Office
from matching.synthetic.spelling import Cell

Said = dict[str, Cell]
"""What a row says, by the names of FeedbackColumns; what is not named is blank."""


class Act(NamedTuple):
    """What a row says from a day on."""

    day: date
    said: Said
    mistake: str = ""
    """What is wrong with it (mistakes)."""


@lru_cache(maxsize=100_000)
def acts(office: Office, slip: str, due: date, again: bool = False) -> tuple[Act, ...]:
    """Everything that the office ever hands in of one round of a slip, by day. `due`: the deadline it was sent with; `again`: a later round."""
    rng = office.rng(f"{slip}/{due}")
    return tuple(sorted(_acts(office, due, again, rng), key=lambda act: act.day))


def extended(office: Office, due: date) -> date:
    """The deadline once an extension was granted."""
    return office.calendar.add(due, office.extension)


def _acts(office: Office, due: date, again: bool, rng: Random) -> Iterator[Act]:
    said: Said = {}
    if office.does("signs", rng):
        signed_on = office.calendar.add(due, rng.randint(-4, -3))
        said |= {"signed_by": rng.choice(office.staff), "signed_on": signed_on}
        if office.does("first", rng):
            yield Act(signed_on, dict(said))
    if office.does("silent", rng):
        return
    if office.does("works", rng):
        yield Act(office.day(due, -2, rng), said | {"inquiry": rng.choice(INQUIRIES)})
    if office.does("returns", rng):
        asks = _request("退回", rng.choice(RETURNED), office, rng)
        yield Act(office.day(due, rng.randint(-3, 0), rng), said | asks)
        return
    if not again and office.does("extends", rng):
        late = office.does("asks_late", rng)
        asks = _request("延期", rng.choice(EXTENDED), office, rng)
        yield Act(office.day(due, rng.randint(1, 3) if late else rng.randint(-2, 0), rng), said | asks)
        due = due if late else extended(office, due)
    yield from _answers(office, due, said, rng)


def _request(event: str, reason: str, office: Office, rng: Random) -> Said:
    return {"request": word_for(event, office.words), "request_reason": reason, "handler": rng.choice(office.staff)}


def _answers(office: Office, due: date, said: Said, rng: Random) -> Iterator[Act]:
    """The answer, corrected if it went back, and what it is changed to later."""
    day = office.day(due, rng.randint(1, 12) if office.does("late", rng) else rng.randint(-3, 0), rng)
    answer = {**said, **_answer(office, day, rng)}
    if office.does("errs", rng):
        yield Act(day, answer, draw_mistake(rng))
        if not office.does("corrects", rng):
            return
        day = office.day(day, rng.randint(1, 4), rng)
    yield Act(day, answer)
    if office.does("changes", rng):
        day = office.day(day, rng.randint(2, 20), rng)
        yield Act(day, {**said, **_answer(office, day, rng)})


def _answer(office: Office, day: date, rng: Random) -> Said:
    result = office.result(rng)
    told: Said = {
        "inquiry": rng.choice(INQUIRIES),
        "result": result,
        "handler": rng.choice(office.staff),
        "answered_on": office.calendar.add(day, rng.choice((0, 0, -1))),
    }
    if result in office.words.aided and rng.random() < 0.9:
        told["amount"] = rng.choice(AMOUNTS)
    if result in office.words.reasoned:
        told["reason"] = rng.choice(REASONS[result])
    return told
