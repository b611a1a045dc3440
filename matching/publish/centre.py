"""The centre's papers of a run: its list of everything, its queues, and the form of clerical review.

Belongs here: which sheets the centre gets. Does not belong here: slips and their numbers: they come with the release
(matching.publish.recipients).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matching.publish.batch import CENTRE, Desk, PublishBatch
from matching.publish.cover import add_cover
from matching.publish.judging import NAME, add_instructions, form_rows
from matching.publish.rows import Row, by_level, rows_by
from matching.shapes import Bucket

SHEETS = (
    ("review", Bucket.REVIEW),
    ("centre_enrolled", Bucket.ENROLLED),
    ("roll_changes", "roll_changes"),
    ("merged", Bucket.MERGED),
    ("outside", Bucket.OUTSIDE),
    ("unlocated", Bucket.UNLOCATED),
)
"""Layout and what it lists, behind the list of the clues."""
QUEUES = (("转介清单", "outside", Bucket.OUTSIDE), ("待定派单表", "assignment", Bucket.UNLOCATED))
"""Papers of their own, with layout and what they list: people whom the centre refers elsewhere, or names a unit for."""
OVERLAPPING = "名册核对"
"""The paper of people who receive what nobody may receive together; it comes with changes of the rolls."""


def publish_centre(batch: PublishBatch, out: Path) -> list[Path]:
    """Write 中心/<run_id>/线索总表 and, where there is somebody on them, 转介清单 (elsewhere), 待定派单表 (no unit), 人工研判表 (pairs to
    judge), and with changes of the rolls 名册核对 (benefits that clash). Returns the files. The same batch gives the same bytes.

    Raises ConfigurationError for a layout that cannot be used.
    """
    desk = Desk(batch, out)
    clues = sorted(desk.clue_rows("centre_clues").values(), key=by_level)
    found = desk.outcome_rows(batch, [bucket for bucket in Bucket if bucket is not Bucket.NEW])
    sheets = [("centre_clues", clues), *((name, found.get(bucket, [])) for name, bucket in SHEETS)]
    with desk.book(desk.folder(CENTRE), "线索总表") as book:
        add_cover(book, desk.run, desk.installation, desk.outcomes, list(desk.clues.values()), batch.fingerprint)
        desk.add_lists(book, sheets, desk.words)
    return sorted([book.path, *_queues(desk, batch, found), *_form(desk, batch)])


def _queues(desk: Desk, batch: PublishBatch, found: Mapping[str, Sequence[Row]]) -> list[Path]:
    overlaps = [desk.rows.overlap(row) for row in batch.overlaps.to_pylist()] if found.get("roll_changes") else []
    lists = [*((name, layout, found.get(bucket, [])) for name, layout, bucket in QUEUES), (OVERLAPPING, "overlap", overlaps)]
    return [desk.workbook(desk.folder(CENTRE), name, [(layout, rows)], desk.words) for name, layout, rows in lists if rows]


def _form(desk: Desk, batch: PublishBatch) -> list[Path]:
    levels = {row["record_id"]: row["level"] for row in desk.outcomes}
    pairs = form_rows(batch.review_pairs, rows_by(batch.records, "record_id"), levels, desk.rows)
    if not pairs:
        return []
    with desk.book(desk.folder(CENTRE), NAME) as book:
        add_instructions(book, desk.run, desk.installation, pairs)
        desk.add_lists(book, [("judging", pairs)], desk.words)
    return [book.path]
