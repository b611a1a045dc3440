"""What each mistake does to an answer: one function a kind.

Belongs here: mistakes for which a row goes back. Does not belong here: how often they happen (habits), spellings that are read all the same
(papers).
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from matching.codes import parse_slip_number, read_slip_number, slip_code
from matching.errors import ProcessingError
from matching.forms import FeedbackColumns
from matching.synthetic.offices.habits import RETURNED
from matching.synthetic.spelling import Cell

Row = dict[str, Cell]
IMPOSSIBLE = ("2月30日", "2025.13.5", "不详", "31/31/2025")
UNKNOWN_RESULTS = ("已处理", "待定", "见附件")


class Clerk(NamedTuple):
    """Who makes the mistake, and on which day."""

    rng: Random
    words: FeedbackColumns
    day: date


def word_for(event: str, words: FeedbackColumns) -> str:
    """The form's word for asking for an event."""
    return next(word for word, asked in words.requests.items() if asked == event)


def code_of(slip: str) -> str:
    """The digits below the square code of the slip of that 文号. Raises ProcessingError for what is no 文号."""
    number = read_slip_number(slip)
    if number is None:
        raise ProcessingError("a form without a number of a slip")
    year, serial, _ = parse_slip_number(number)
    return slip_code(year, serial)


def _other_digit(text: str, rng: Random) -> str:
    """The text with its last digit but one another: a serial number that may be somebody else's, a code that does not fit its check digit."""
    place = [place for place, character in enumerate(text) if character.isdigit()][-2]
    return f"{text[:place]}{(int(text[place]) + rng.randint(1, 9)) % 10}{text[place + 1 :]}"


def _number_mistyped(row: Row, clerk: Clerk) -> None:
    row["slip"] = _other_digit(str(row["slip"]), clerk.rng)


def _number_alone(row: Row, clerk: Clerk) -> None:
    row["clue"] = None


def _code_mistyped(row: Row, clerk: Clerk) -> None:
    row["slip"], row["clue"] = _other_digit(code_of(str(row["slip"])), clerk.rng), None


def _date_impossible(row: Row, clerk: Clerk) -> None:
    row["answered_on"] = clerk.rng.choice(IMPOSSIBLE)


def _date_before_the_slip(row: Row, clerk: Clerk) -> None:
    row["answered_on"] = clerk.day - timedelta(days=clerk.rng.randint(370, 400))


def _date_to_come(row: Row, clerk: Clerk) -> None:
    row["answered_on"] = clerk.day + timedelta(days=clerk.rng.randint(10, 40))


def _contradiction(row: Row, clerk: Clerk) -> None:
    row["request"], row["request_reason"] = word_for("退回", clerk.words), clerk.rng.choice(RETURNED)


def _reason_left_out(row: Row, clerk: Clerk) -> None:
    row["result"], row["reason"] = clerk.rng.choice(clerk.words.reasoned), None


def _result_unknown(row: Row, clerk: Clerk) -> None:
    row["result"] = clerk.rng.choice(UNKNOWN_RESULTS)


MISTAKES: dict[str, tuple[int, Callable[[Row, Clerk], None]]] = {
    "number_mistyped": (20, _number_mistyped),
    "number_alone": (8, _number_alone),
    "code_mistyped": (15, _code_mistyped),
    "date_impossible": (15, _date_impossible),
    "date_before_the_slip": (10, _date_before_the_slip),
    "date_to_come": (8, _date_to_come),
    "contradiction": (12, _contradiction),
    "reason_left_out": (16, _reason_left_out),
    "result_unknown": (10, _result_unknown),
}
"""Kind → how often, by weight, and what it does."""


def draw_mistake(rng: Random) -> str:
    """A kind of mistake, by weight."""
    return rng.choices(tuple(MISTAKES), [weight for weight, _ in MISTAKES.values()])[0]


def spoil(row: Row, kind: str, clerk: Clerk) -> Row:
    """The row as somebody wrote it who makes that mistake."""
    spoilt = dict(row)
    MISTAKES[kind][1](spoilt, clerk)
    return spoilt
