"""The mark of a home that holds a rehearsal: demo.json, there before the rehearsal's first byte, gone with its last.

Belongs here: reading and writing the mark, and the date it fixes. Does not belong here: when a home is marked, playing, clearing,
setting aside (zhaoren_airflow.rehearsal), dropping more of what is made up (answering). While the mark is there nothing in the home is real, whatever became of the demo.
"""

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from matching.errors import UsageError
from matching.run import write_text
from matching.settings import Settings
from matching.strict import Strict


class Mark(Strict):
    """What demo.json says."""

    business_date: date
    finished: bool = False
    """False while the demo plays, and for good if it was interrupted."""
    made: tuple[str, ...] = ()
    """SHA-256 of every file the demo may drop, written down before the first is dropped: any other came from somebody else."""


def mark_file(settings: Settings) -> Path:
    return settings.root / "demo.json"


def read_mark(settings: Settings) -> Mark | None:
    """The mark of this home; None if it holds no rehearsal. Raises UsageError if there is one that cannot be read."""
    path = mark_file(settings)
    try:
        return Mark.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValidationError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} 读不懂, 无法确认 {settings.root} 里是演练还是正式数据。请把整个文件夹移到别处保存, 再重新开始"
        ) from error


def write_mark(settings: Settings, mark: Mark) -> None:
    """Put the mark in place, all at once."""
    write_text(mark.model_dump_json(), mark_file(settings))


def rehearsal_day(settings: Settings) -> date | None:
    """The day that stands for today: what the environment says, else what the home's mark says; None in real use."""
    if settings.business_date:
        return settings.business_date
    mark = read_mark(settings)
    return mark.business_date if mark else None
