"""Whether the rows of a form name the people of their slips: what we printed on it beside what came back.

Belongs here: who a slip is about, and the comparison. Does not belong here: cleaning names and numbers (matching.standardise), which slip a row
means (slip_forms). A blank, a masked or a damaged cell contradicts nothing, nor does another way of writing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from matching.differences import hides
from matching.installation import Installation
from matching.pipeline.histories import Slip
from matching.pipeline.retention import expired
from matching.pipeline.standing import clue_rows
from matching.shapes import RAW_PEOPLE
from matching.standardise import identify

WHO = ("name", "id_number")
UNSURE = ("damaged", "malformed", "missing")
"""What a number's cell may hold of which nothing can be said."""
REMARK = re.compile(r"\(.*")
Who = Mapping[str, Any]


def named_otherwise(installation: Installation, told: Sequence[tuple[Slip, Who]]) -> list[str | None]:
    """Of each slip, with what a row calls its person: the column of WHO that names somebody else; None: neither does.

    Of a person whose run's time is over nothing is known any more, so nothing contradicts it."""
    saying = [slip for slip, said in told if any(said.get(name) for name in WHO)]
    if not saying:
        return [None] * len(told)
    printed = _printed(installation, saying)
    pairs = [(said, printed.get(slip.clue_id, dict.fromkeys(WHO))) for slip, said in told]
    people = [person for pair in pairs for person in pair]
    blank = dict.fromkeys(RAW_PEOPLE.names)
    rows = [blank | {name: person.get(name) for name in WHO} for person in people]
    clean = identify(pa.Table.from_pylist(rows, RAW_PEOPLE), installation).to_pylist()
    return [_contradicts(said, own) for said, own in zip(clean[::2], clean[1::2], strict=True)]


def _printed(installation: Installation, slips: Iterable[Slip]) -> Mapping[str, Who]:
    """Clue → who it is about, as its papers say."""
    gone = expired(installation.settings)
    held = {(slip.clue_run, slip.clue_id): slip for slip in slips if f"runs/{slip.clue_run}/clues.parquet" not in gone}
    named = [{"clue_run": run_id, "clue_id": clue_id, "level": slip.level} for (run_id, clue_id), slip in held.items()]
    return clue_rows(installation, named)


def _contradicts(said: Who, own: Who) -> str | None:
    if said["name_key"] and own["name_key"] and not _alike(*(_bare(one["name_key"]) for one in (said, own))):
        return "name"
    sure = said["id_status"] not in UNSURE and own["id_status"] not in UNSURE
    return (
        "id_number" if sure and said["id_clean"] and own["id_clean"] and not _alike(said["id_clean"], own["id_clean"]) else None
    )


def _bare(name: str) -> str:
    """The name without a remark; of a surname by itself nothing more is known."""
    bare = REMARK.sub("", name)
    return f"{bare}*" if len(bare) == 1 else bare


def _alike(one: str, other: str) -> bool:
    """Whether two texts can be one: hidden characters contradict none."""
    return one == other or hides(one, other) or hides(other, one)
