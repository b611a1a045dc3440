"""回访: the centre's callers ask people whether somebody came, and write down what they hear.

Belongs here: the centre's form of return visits, day by day. Does not belong here: what offices answer (answering).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from matching.calendar import WorkCalendar, period_end
from matching.contracts import Cadence
from matching.installation import Installation
from matching.synthetic.deliveries import rehearsal_calendar
from matching.synthetic.names import draw_given, draw_surname
from matching.synthetic.offices.habits import CALL_CORRECTS, CALL_ERRS, HAPPENED, OUTCOMES, draw
from matching.synthetic.offices.mistakes import Row
from matching.synthetic.offices.papers import PRINTED, Hand, Handed, compose, read_paper, titles_of

FORM = "回访表"
UNREACHED = "联系不上"
FRIDAY = 4
"""The form comes back at the end of a week."""
HAND = Hand("xlsx", "iso", retyped=False, by_code=False)


def calls_of(installation: Installation, day: date, seed: int) -> Iterator[Handed]:
    """What the centre's callers hand in on a day about each month's form."""
    contract, calendar = installation.visits, rehearsal_calendar(installation)
    titles = titles_of(contract, contract.visit.columns)
    folder = f"{installation.district.department(contract.department).name}/{contract.title}"
    for path in sorted((installation.settings.outbox / folder).glob(f"{FORM}_*.xlsx")):
        paper, rows = read_paper(path, titles["slip"]), list[Row]()
        for line in paper.lines:
            number = line.cells[titles["slip"]]
            heard = _heard(Random(f"{seed}/{path.stem}/{number}"), period_end(Cadence.MONTHLY, _month_of(path)), calendar)
            said = [row for on_day, row in heard if on_day + timedelta(days=(FRIDAY - on_day.weekday()) % 7) == day]
            if said:
                rows.append({"slip": number, "clue": line.cells[titles["clue"]], PRINTED: number, **said[-1]})
        if rows:
            yield Handed(
                folder, f"{path.stem}_{day:%m%d}", compose(paper, rows, titles, HAND, Random(str(day))), HAND.file_format
            )


def _month_of(path: Path) -> str:
    """The month that the form is about, as 2026-10."""
    digits = path.stem.split("_")[1]
    return f"{digits[:4]}-{digits[4:6]}"


def _heard(rng: Random, month_end: date, calendar: WorkCalendar) -> Iterator[tuple[date, Row]]:
    """What is written down about one person, and when: somebody who cannot be reached is called again, a bad row corrected."""
    later = calendar.add
    caller = draw_surname(rng) + draw_given(rng, "女", 1985)
    day, outcome = later(month_end, rng.randint(2, 9)), draw(OUTCOMES, rng)
    if outcome == UNREACHED:
        yield day, _row(outcome, day, caller, rng)
        day, outcome = later(day, 3), draw(OUTCOMES, rng)
    row = _row(outcome, day, caller, rng)
    if rng.random() < CALL_ERRS:
        yield day, row | {rng.choice(("outcome", "visited_by")): None}
        if rng.random() >= CALL_CORRECTS:
            return
        day = later(day, 2)
    yield day, row


def _row(outcome: str, day: date, caller: str, rng: Random) -> Row:
    note = rng.choice(HAPPENED) if outcome in ("不满意", "未入户") else None
    return {"outcome": outcome, "note": note, "visited_by": caller, "visited_on": day}
