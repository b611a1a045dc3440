"""How the offices of a synthetic district answer: they fill in the forms that lie in the outbox, late, wrongly, or not at all.

Belongs here: what people at townships, departments and the centre do with the papers they got. Does not belong here: anything that only the
ledger knows, and dropping the files (matching.pipeline.answering). All of it follows from the seed, the papers and the day.
"""

from collections.abc import Iterator
from datetime import date

from matching.installation import Installation
from matching.synthetic.offices.answering import answers_of
from matching.synthetic.offices.calling import calls_of
from matching.synthetic.offices.papers import Handed

__all__ = ["Handed", "handed_in"]


def handed_in(installation: Installation, day: date, seed: int) -> Iterator[Handed]:
    """Every file that people hand in on a day: offices about their slips, the centre's callers about visits."""
    yield from answers_of(installation, day, seed)
    yield from calls_of(installation, day, seed)
