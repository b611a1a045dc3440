"""The answers of a rehearsal: what the offices of a synthetic district hand in on a day, dropped where offices drop.

Belongs here: keeping made-up answers out of a home that may be real, and dropping them. Does not belong here: what is answered
(matching.synthetic.offices). It reads the outbox and writes the inbox; a day that is played twice drops the same files.
"""

from datetime import date
from pathlib import Path

import structlog

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline.rehearsal import read_mark, write_mark
from matching.run import sha256_file
from matching.synthetic.formats import extension, write_sheet
from matching.synthetic.offices import Handed, handed_in

log = structlog.get_logger()


def hand_in(installation: Installation, day: date, seed: int) -> list[str]:
    """Drop what the offices hand in on a day; returns the files below inbox/. They are on the mark's list before they are dropped, and the
    rehearsal has come to that day: it stands for today from then on.

    Raises UsageError in a home without the mark of a rehearsal: a family of which somebody made up an answer is never visited.
    """
    settings = installation.settings
    mark = read_mark(settings)
    if mark is None:
        raise UsageError(
            f"{settings.root} 里不是演练, 不能放入虚构的反馈: 虚构的反馈会让真正需要帮助的人无人上门。请先运行 make demo"
        )
    dropped = {
        _aside(settings.inbox, one): settings.inbox / one.folder / _name(one) for one in handed_in(installation, day, seed)
    }
    made = {*mark.made, *map(sha256_file, dropped)}
    day_reached = max(mark.business_date, day)
    write_mark(settings, mark.model_copy(update={"made": tuple(sorted(made)), "business_date": day_reached}))
    for aside, path in dropped.items():
        aside.replace(path)
    log.info("hand_in", day=str(day), files=len(dropped))
    return [path.relative_to(settings.inbox).as_posix() for path in dropped.values()]


def _aside(inbox: Path, one: Handed) -> Path:
    """Written where it will be dropped, under a name that no sweep takes."""
    path = inbox / one.folder / f".{_name(one)}.tmp"
    write_sheet(one.sheet, one.file_format, path)
    return path


def _name(one: Handed) -> str:
    return f"{one.name}.{extension(one.file_format)}"
