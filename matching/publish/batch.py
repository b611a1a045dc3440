"""What is published of one run, and the desk at which its papers are made.

Belongs here: what the centre's papers (matching.publish.centre) and the recipients' (matching.publish.recipients) have in common.
Does not belong here: who gets which paper, words, layout, drawing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from matching.calendar import say_day
from matching.installation import Installation
from matching.publish.cover import is_new_hardship
from matching.publish.outputs import read_outputs
from matching.publish.rows import SORTED_BY, Row, RowMaker, by_level, numbered, rows_by
from matching.publish.workbook import Book
from matching.run import Run
from matching.shapes import CLUES, OVERLAPS, REVIEW_PAIRS, SUPPLEMENTS, Bucket

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
    roll: pa.Table
    """The roll as of the day, one row a person."""
    review_pairs: pa.Table = field(default_factory=REVIEW_PAIRS.empty_table)
    """shapes.REVIEW_PAIRS"""
    supplements: pa.Table = field(default_factory=SUPPLEMENTS.empty_table)
    """shapes.SUPPLEMENTS"""
    requests: pa.Table = field(default_factory=CLUES.empty_table)
    """shapes.CLUES: of open clues, for departments that are asked only now"""
    overlaps: pa.Table = field(default_factory=OVERLAPS.empty_table)
    """shapes.OVERLAPS"""
    fingerprint: str = ""
    """SHA-256 of the file of the outcomes, as the run's manifest has it."""


class Desk:
    """One batch, its folder, and the tools every paper of it is made with."""

    def __init__(self, batch: PublishBatch, out: Path) -> None:
        self.run, self.installation, self.out = batch.run, batch.installation, out
        self.district = batch.installation.district
        self.layouts = read_outputs(batch.installation.settings.schemas)
        self.rows = RowMaker(batch.run.as_of, batch.installation)
        self.clues = rows_by(batch.clues, "clue_id")
        self.outcomes: list[Row] = batch.outcomes.to_pylist()
        self.words = {
            "district": self.district.name,
            "centre": self.district.centre,
            "cadence": batch.run.cadence.chinese,
            "day": say_day(batch.run.as_of),
            "run_id": batch.run.run_id,
        }

    def clue_rows(self, *layouts: str) -> dict[str, Row]:
        """The rows of the clues by id, with what these layouts ask of them and what they are sorted by."""
        wanted = frozenset(SORTED_BY).union(*(self.layouts[layout].fields for layout in layouts))
        return {clue_id: self.rows.clue(clue, wanted) for clue_id, clue in self.clues.items()}

    def outcome_rows(self, batch: PublishBatch, buckets: Iterable[Bucket]) -> dict[str, list[Row]]:
        """The rows of the outcomes in these buckets, by bucket; changes of the rolls by themselves (roll_changes)."""
        records, people = rows_by(batch.records, "record_id"), rows_by(batch.people, "record_id")
        roll, wanted = rows_by(batch.roll, "person_id"), set(buckets)
        sorted_out: dict[str, list[Row]] = defaultdict(list)
        for outcome in self.outcomes:
            if outcome["bucket"] not in wanted:
                continue
            key = outcome["record_id"]
            row = self.rows.outcome(outcome, records[key], people[key], roll.get(outcome["person_id"]))
            is_change = outcome["bucket"] == Bucket.ENROLLED and not is_new_hardship(self.installation, outcome)
            sorted_out["roll_changes" if is_change else outcome["bucket"]].append(
                row | {"unit_code": outcome["unit"], "person_id": outcome["person_id"]}
            )
        return {bucket: sorted(rows, key=by_level) for bucket, rows in sorted_out.items()}

    def workbook(self, folder: Path, name: str, sheets: Sequence[tuple[str, Sequence[Row]]], words: Mapping[str, str]) -> Path:
        """A workbook with one list a sheet: (name of the layout, its rows)."""
        with self.book(folder, name) as book:
            self.add_lists(book, sheets, words)
        return book.path

    def add_lists(self, book: Book, sheets: Sequence[tuple[str, Sequence[Row]]], words: Mapping[str, str]) -> None:
        """Lists behind what the book holds already."""
        for key, rows in sheets:
            book.add_list(self.layouts[key], numbered(rows), words)

    def book(self, folder: Path, name: str) -> Book:
        """An empty workbook of this run."""
        about: dict[str, Any] = {"title": name, "author": self.district.centre, "run_id": self.run.run_id, "day": self.run.as_of}
        units = [unit.name for unit in self.district.units]
        return Book(folder / self.file(name, "xlsx"), **about, units=units)

    def folder(self, *names: str) -> Path:
        """A recipient's folder of this run."""
        return self.out.joinpath(*names, self.run.run_id)

    def file(self, name: str, ending: str) -> str:
        """A file name that says cadence and day."""
        return f"{name}_{self.run.cadence.chinese}_{self.run.as_of}.{ending}"
