"""The publishing of one run: tables in, the folders of units, departments and the centre out.

Belongs here: who gets which file. Does not belong here: words, layout and drawing. A unit's folder holds only
its own people, a department's only the slips it was asked to answer; the centre's holds everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.publish.cover import add_cover, is_new_hardship
from matching.publish.document import TEMPLATE, read_template, write_slips
from matching.publish.judging import NAME, add_instructions, form_rows
from matching.publish.outputs import ListLayout, read_outputs
from matching.publish.rows import Row, RowMaker, by_level, numbered, rows_by
from matching.publish.slips import slips_of
from matching.publish.wording import say_day
from matching.publish.workbook import Book
from matching.run import Run
from matching.shapes import OVERLAPS, REVIEW_PAIRS, SUPPLEMENTS, Bucket

UNITS, CENTRE = "镇街", "中心"
"""Folders of the outbox; a department's folder has its own name."""


@dataclass(frozen=True)
class PublishBatch:
    """A committed run, ready for paper."""

    run: Run
    installation: Installation
    records: pa.Table
    """shapes.RECORDS"""
    people: pa.Table
    """shapes.STANDARD of the same records"""
    outcomes: pa.Table
    """shapes.OUTCOMES"""
    clues: pa.Table
    """shapes.CLUES"""
    slips: pa.Table
    """shapes.SLIPS"""
    roll: pa.Table
    """The roll as of the day, one row a person."""
    review_pairs: pa.Table = field(default_factory=REVIEW_PAIRS.empty_table)
    """shapes.REVIEW_PAIRS"""
    supplements: pa.Table = field(default_factory=SUPPLEMENTS.empty_table)
    """shapes.SUPPLEMENTS"""
    overlaps: pa.Table = field(default_factory=OVERLAPS.empty_table)
    """shapes.OVERLAPS"""


def publish(batch: PublishBatch, out: Path) -> list[Path]:
    """Write all lists, slips and forms of a run under `out`; returns the files, sorted. The same batch gives the same bytes.

    镇街/<unit>/<run_id>/: 线索清单, 线索转办单, 反馈表, and 线索补充单 if the level of an open clue rose. <department>/<run_id>/: 线索转办单, 反馈表. 中心/<run_id>/: 线索总表; where there are
    such people 转介清单 (elsewhere), 待定派单表 (no unit), 人工研判表 (pairs to judge), and with changes of the rolls 名册核对 (benefits that clash).
    Raises ConfigurationError for a layout or template that cannot be used, ProcessingError for a slip without a clue.
    """
    return _Publisher(batch, out).publish()


class _Publisher:
    """The state of one call of `publish`."""

    def __init__(self, batch: PublishBatch, out: Path) -> None:
        self._run, self._installation, self._out = batch.run, batch.installation, out
        self._district = batch.installation.district
        schemas = batch.installation.settings.schemas
        self._layouts = read_outputs(schemas)
        self._template = read_template(schemas / TEMPLATE)
        self._rows = RowMaker(batch.run, batch.installation)
        self._clues = rows_by(batch.clues, "clue_id")
        self._supplements = sorted(map(self._rows.supplement, batch.supplements.to_pylist()), key=by_level)
        self._overlaps = [self._rows.overlap(row) for row in batch.overlaps.to_pylist()]
        self._slips: list[Row] = batch.slips.to_pylist()
        lost = {slip["clue_id"] for slip in self._slips} - self._clues.keys()
        if lost:
            raise ProcessingError(f"publish: {len(lost)} slips without a clue")
        self._lead = {slip["clue_id"]: slip["slip_no"] for slip in self._slips if slip["role"] == "主办"}
        self._outcomes: list[Row] = batch.outcomes.to_pylist()
        self._by_bucket = self._sort_outcomes(batch)
        levels = {row["record_id"]: row["level"] for row in self._outcomes}
        self._pairs = form_rows(batch.review_pairs, rows_by(batch.records, "record_id"), levels, self._rows)
        due = batch.installation.calendar.add(batch.run.as_of, self._district.limits.feedback_working_days)
        self._words = {
            "district": self._district.name,
            "centre": self._district.centre,
            "cadence": batch.run.cadence.chinese,
            "day": say_day(batch.run.as_of),
            "run_id": batch.run.run_id,
            "due": say_day(due),
            "unit": "",
        }

    def _sort_outcomes(self, batch: PublishBatch) -> dict[str, list[Row]]:
        """Rows of the outcomes that are no clue of their own, by bucket; changes of the rolls by themselves."""
        records, people, roll = (
            rows_by(batch.records, "record_id"),
            rows_by(batch.people, "record_id"),
            rows_by(batch.roll, "person_id"),
        )
        sorted_out: dict[str, list[Row]] = defaultdict(list)
        for outcome in self._outcomes:
            if outcome["bucket"] == Bucket.NEW:
                continue
            key = outcome["record_id"]
            row = self._rows.outcome(outcome, records[key], people[key], roll.get(outcome["person_id"]))
            is_change = outcome["bucket"] == Bucket.ENROLLED and not is_new_hardship(self._installation, outcome)
            sorted_out["roll_changes" if is_change else outcome["bucket"]].append(row | {"unit_code": outcome["unit"]})
        return {bucket: sorted(rows, key=by_level) for bucket, rows in sorted_out.items()}

    def publish(self) -> list[Path]:
        made = [path for unit in self._district.units for path in self._publish_unit(unit.code, unit.name)]
        for department in self._district.departments:
            slips = [
                slip for slip in self._slips if (slip["recipient_kind"], slip["recipient"]) == ("department", department.key)
            ]
            made += self._publish_slips(slips, self._folder(department.name), department.name)
        queues = [
            self._publish_queue("转介清单", "outside", self._by_bucket.get(Bucket.OUTSIDE, [])),
            self._publish_queue("待定派单表", "assignment", self._by_bucket.get(Bucket.UNLOCATED, [])),
            self._publish_queue("名册核对", "overlap", self._overlaps if self._by_bucket.get("roll_changes") else []),
        ]
        return sorted([*made, self._publish_centre(), *self._publish_form(), *filter(None, queues)])

    def _publish_unit(self, code: str, name: str) -> list[Path]:
        clues = self._clue_rows(clue for clue in self._clues.values() if clue["unit"] == code)
        again = [row for row in self._by_bucket.get(Bucket.ENROLLED, []) if row["unit_code"] == code]
        raised = [row for row in self._supplements if row["unit"] == name]
        folder, words = self._folder(UNITS, name), {**self._words, "unit": name}
        made = [self._workbook(folder, "线索补充单", [("supplement", raised)], words)] if raised else []
        if not clues and not again:
            return made
        sheets = [("clue_list", clues), ("enrolled", again)]
        slips = [slip for slip in self._slips if (slip["recipient_kind"], slip["recipient"]) == ("unit", code)]
        return [*made, self._workbook(folder, "线索清单", sheets, words), *self._publish_slips(slips, folder, name)]

    def _publish_slips(self, slips: Sequence[Row], folder: Path, name: str) -> list[Path]:
        """The slip batch of one recipient and the form to answer it with."""
        if not slips:
            return []
        ordered = sorted(slips, key=lambda slip: (slip["year"], slip["number"]))
        rows = [self._rows.slip(slip, self._clues[slip["clue_id"]]) for slip in ordered]
        document = write_slips(
            self._template,
            slips_of(ordered, self._clues, self._district),
            {name: self._words[name] for name in ("district", "centre", "run_id")},
            self._run.as_of,
            folder / self._file("线索转办单", "docx"),
        )
        return [document, self._workbook(folder, "反馈表", [("feedback", rows)], {**self._words, "unit": name})]

    def _publish_centre(self) -> Path:
        sheets = [("centre_clues", self._clue_rows(self._clues.values()))]
        sheets += [
            (name, self._by_bucket.get(bucket, []))
            for name, bucket in (
                ("review", Bucket.REVIEW),
                ("centre_enrolled", Bucket.ENROLLED),
                ("roll_changes", "roll_changes"),
                ("merged", Bucket.MERGED),
                ("outside", Bucket.OUTSIDE),
                ("unlocated", Bucket.UNLOCATED),
            )
        ]
        return self._workbook(self._folder(CENTRE), "线索总表", sheets, self._words, cover=True)

    def _publish_queue(self, name: str, layout: str, rows: Sequence[Row]) -> Path | None:
        """People for whom the centre does something by itself: refers them elsewhere, names a unit, has the roll looked at."""
        return self._workbook(self._folder(CENTRE), name, [(layout, rows)], self._words) if rows else None

    def _publish_form(self) -> list[Path]:
        """The form of clerical review, if there are pairs to judge."""
        if not self._pairs:
            return []
        with self._book(self._folder(CENTRE), NAME, len(self._pairs)) as book:
            add_instructions(book, self._run, self._installation, self._pairs)
            book.add_list(self._layouts["judging"], numbered(self._pairs), self._words)
        return [book.path]

    def _clue_rows(self, clues: Iterable[Row]) -> list[Row]:
        return sorted((self._rows.clue(clue, self._lead.get(clue["clue_id"])) for clue in clues), key=by_level)

    def _workbook(
        self, folder: Path, name: str, sheets: Sequence[tuple[str, Sequence[Row]]], words: dict[str, str], cover: bool = False
    ) -> Path:
        layouts: list[tuple[ListLayout, Sequence[Row]]] = [(self._layouts[key], rows) for key, rows in sheets]
        with self._book(folder, name, sum(len(rows) for _, rows in layouts)) as book:
            if cover:
                add_cover(book, self._run, self._installation, self._outcomes, list(self._clues.values()))
            for layout, rows in layouts:
                book.add_list(layout, numbered(rows), words)
        return book.path

    def _book(self, folder: Path, name: str, rows: int) -> Book:
        about: dict[str, Any] = {
            "title": name,
            "author": self._district.centre,
            "run_id": self._run.run_id,
            "day": self._run.as_of,
        }
        units = [unit.name for unit in self._district.units]
        return Book(folder / self._file(name, "xlsx"), **about, units=units, rows=rows)

    def _folder(self, *names: str) -> Path:
        return self._out.joinpath(*names, self._run.run_id)

    def _file(self, name: str, ending: str) -> str:
        return f"{name}_{self._run.cadence.chinese}_{self._run.as_of}.{ending}"
