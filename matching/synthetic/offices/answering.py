"""A day of the offices: which forms they hand in, and what stands in them.

Belongs here: going through the outbox as the offices do. Does not belong here: what they do about a slip (plans), visits (calling), the
ledger: an office knows no more than the papers it got.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

from matching.installation import Installation
from matching.synthetic.offices.habits import FORMATS
from matching.synthetic.offices.mistakes import Clerk, Row, spoil
from matching.synthetic.offices.office import Office, offices
from matching.synthetic.offices.papers import PRINTED, Hand, Handed, Line, Paper, compose, read_paper, titles_of
from matching.synthetic.offices.plans import Act, acts, extended

FORM, STANDING = "反馈表", "全部在办.xlsx"
"""How the files are called that an office gets."""
DEADLINE = "办理时限"


def answers_of(installation: Installation, day: date, seed: int) -> Iterator[Handed]:
    """What the offices of the district hand in on a day. The same outbox, day and seed give the same files."""
    form = installation.feedback
    titles = titles_of(form, form.feedback.columns)
    for office in offices(installation, seed):
        folder = installation.settings.outbox / office.folder
        forms = [read_paper(path, titles["slip"]) for path in sorted(folder.glob(f"*/{FORM}_*.xlsx"))]
        open_until = _open_until(folder / STANDING, titles["slip"]) if forms else {}
        for paper in forms:
            yield from _hand_in(office, paper, titles, open_until, day, f"{office.folder}/{form.title}")


def _open_until(path: Path, number: str) -> dict[str, date]:
    """Deadline of every slip on the office's list of what is open."""
    lines = read_paper(path, number).lines if path.exists() else ()
    return {line.cells[number]: due for line in lines if (due := line.day(DEADLINE))}


def _hand_in(
    office: Office, paper: Paper, titles: Mapping[str, str], open_until: Mapping[str, date], day: date, folder: str
) -> Iterator[Handed]:
    """The file about one form on a day, if there is something new to say; now and then twice."""
    rng = office.rng(f"{paper.path.parent.name}/{day}")
    told = [(line, _acts(office, line, titles, open_until)) for line in paper.lines]
    fresh = [row for line, own in told if (row := _row(office, line, titles, [act for act in own if act.day == day]))]
    if not fresh:
        return
    whole, retyped = office.does("whole", rng), office.does("retypes", rng)
    hand = Hand(rng.choice(FORMATS[office.kind]), office.dates, retyped, office.does("by_code", rng))
    if whole and not retyped:
        past = ((line, [act for act in own if act.day <= day]) for line, own in told)
        fresh = [row for line, own in past if (row := _row(office, line, titles, own))]
    name = f"{FORM}_{paper.path.parent.name}_{day:%m%d}"
    for copy in ("", "(1)")[: 1 + office.does("twice", rng)]:
        yield Handed(folder, name + copy, compose(paper, fresh, titles, hand, Random(name)), hand.file_format)


def _acts(office: Office, line: Line, titles: Mapping[str, str], open_until: Mapping[str, date]) -> list[Act]:
    """What is ever said of one slip, by day: of its first round, and of a later one if the list of open slips names another deadline."""
    number, due = line.cells[titles["slip"]], line.day(DEADLINE)
    if due is None:
        return []
    now = open_until.get(number)
    later = acts(office, number, now, again=True) if now not in (None, due, extended(office, due)) else ()
    return sorted([*acts(office, number, due), *later], key=lambda act: act.day)


def _row(office: Office, line: Line, titles: Mapping[str, str], own: list[Act]) -> Row | None:
    """What the row says after these acts; None if there are none."""
    if not own:
        return None
    number, last = line.cells[titles["slip"]], own[-1]
    row: Row = {"slip": number, "clue": line.cells[titles["clue"]], PRINTED: number, **last.said}
    return spoil(row, last.mistake, Clerk(office.rng(f"{number}/{last.day}"), office.words, last.day)) if last.mistake else row
