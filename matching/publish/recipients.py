"""The papers that go out with a release: each unit's and department's own batch, and the centre's register of it.

Belongs here: who gets which file. Does not belong here: words, layout and drawing. A unit's folder holds only its own
people, a department's only the slips it was asked to answer. Each recipient's papers are made from its own part of the run
alone, by several processes where it is worth it.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from matching.calendar import say_day
from matching.errors import ProcessingError
from matching.interrupts import end_quietly
from matching.publish.batch import CENTRE, UNITS, Desk, PublishBatch
from matching.publish.document import TEMPLATE, read_template, write_slips
from matching.publish.rows import Row, by_level
from matching.publish.slips import slips_of
from matching.publish.wording import uncoded
from matching.run import Release
from matching.shapes import Bucket

REGISTER = "转办登记"
"""The centre's folder of what went out under which number."""
REGISTERED, CLUES = "转办登记表", "线索清单"
FORMS = (("交接登记表", "handover"), ("反馈表", "feedback"))
"""What goes with the slips of a recipient: title and layout."""
WORTH_PROCESSES = 5_000
"""From so many slips on, recipients are served by several processes; below, starting them takes longer than the work."""

LISTS = {"unit": ("clue_list", "handover", "feedback"), "department": ("handover", "feedback"), "register": ("register",)}
"""The layouts of clues that a recipient's papers have."""


class Part(NamedTuple):
    """One recipient and what concerns it of the run; all of it for the register."""

    kind: Literal["unit", "department", "register"]
    key: str
    batch: PublishBatch
    slips: pa.Table


def publish_slips(batch: PublishBatch, release: Release, slips: pa.Table, out: Path) -> list[Path]:
    """Write all lists, slips and forms of a released run; returns the files, sorted. The same arguments give the same bytes.

    镇街/<unit>/<run_id>/: 线索清单, 线索转办单, 交接登记表, 反馈表, and 线索补充单 if the level of an open clue rose. <department>/<run_id>/: the same without 线索清单.
    中心/转办登记/<run_id>/: 转办登记表.
    Raises ConfigurationError for a layout or template that cannot be used, ProcessingError for a slip without a clue.
    """
    batch = replace(batch, clues=pa.concat_tables([batch.clues, batch.requests]))
    lost = pc.sum(pc.invert(pc.is_in(slips["clue_id"], batch.clues["clue_id"].combine_chunks()))).as_py()
    if lost:
        raise ProcessingError(f"publish: {lost} slips without a clue")
    read_template(batch.installation.settings.schemas / TEMPLATE)
    if not batch.installation.district.release.rule_codes:
        batch = replace(batch, clues=_uncoded(batch.clues), supplements=_uncoded(batch.supplements))
    parts = sorted(_parts(batch, slips), key=lambda part: -part.slips.num_rows)
    serve = partial(_serve, release=release, out=out)
    if slips.num_rows < WORTH_PROCESSES:
        return sorted(path for part in parts for path in serve(part))
    processes = batch.installation.settings.threads or os.cpu_count()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=end_quietly) as pool:
        return sorted(path for made in pool.map(serve, parts) for path in made)


def _uncoded(told: pa.Table) -> pa.Table:
    """CLUES or SUPPLEMENTS whose reasons do not name their rules by code."""
    place = told.schema.get_field_index("reasons")
    reasons = pa.array([uncoded(reasons) for reasons in told["reasons"].to_pylist()], told.schema.field(place).type)
    return told.set_column(place, told.schema.field(place), reasons)


def _parts(batch: PublishBatch, slips: pa.Table) -> Iterator[Part]:
    """The recipients that get anything."""
    enrolled = batch.outcomes.filter(pc.equal(batch.outcomes["bucket"], Bucket.ENROLLED.value))
    for unit in batch.installation.district.units:
        own, again = _sent_to(slips, "unit", unit.code), enrolled.filter(pc.equal(enrolled["unit"], unit.code))
        raised = batch.supplements.filter(pc.equal(batch.supplements["unit"], unit.code))
        if own.num_rows or again.num_rows or raised.num_rows:
            yield Part("unit", unit.code, replace(_only(batch, own, again), supplements=raised), own)
    for department in batch.installation.district.departments:
        own = _sent_to(slips, "department", department.key)
        if own.num_rows:
            yield Part("department", department.key, _only(batch, own, enrolled.slice(0, 0)), own)
    if slips.num_rows:
        yield Part("register", "", _only(batch, slips, enrolled.slice(0, 0)), slips)


TOLD_TOGETHER = ("hardship", "reason", "source")


def _one_line_a_person(enrolled: Sequence[Row]) -> list[Row]:
    """People already on the roll, each once: one stay that two departments report is one visit. All hardships and sources stay, a line each."""
    of_each: dict[str, list[Row]] = {}
    for row in enrolled:
        of_each.setdefault(row["person_id"], []).append(row)
    return [
        own[0]
        | {name: next((row[name] for row in own if row[name]), "") for name in ("phone", "address")}
        | {name: "\n".join(dict.fromkeys(row[name] for row in own)) for name in TOLD_TOGETHER}
        for own in of_each.values()
    ]


def _sent_to(slips: pa.Table, kind: str, key: str) -> pa.Table:
    return slips.filter(pc.and_(pc.equal(slips["recipient_kind"], kind), pc.equal(slips["recipient"], key)))


def _only(batch: PublishBatch, slips: pa.Table, outcomes: pa.Table) -> PublishBatch:
    """The part of a run that these slips and outcomes speak of."""

    def named(table: pa.Table, column: str, names: pa.ChunkedArray) -> pa.Table:
        return table.filter(pc.is_in(table[column], names.combine_chunks()))

    return replace(
        batch,
        records=named(batch.records, "record_id", outcomes["record_id"]),
        people=named(batch.people, "record_id", outcomes["record_id"]),
        outcomes=outcomes,
        clues=named(batch.clues, "clue_id", slips["clue_id"]),
        roll=named(batch.roll, "person_id", outcomes["person_id"]),
        review_pairs=batch.review_pairs.slice(0, 0),
        supplements=batch.supplements.slice(0, 0),
        requests=batch.requests.slice(0, 0),
        overlaps=batch.overlaps.slice(0, 0),
    )


def _serve(part: Part, release: Release, out: Path) -> list[Path]:
    """One recipient's papers."""
    return _Server(part, release, out).serve()


class _Server:
    """Makes the papers of one recipient."""

    def __init__(self, part: Part, release: Release, out: Path) -> None:
        self._part, self._release, self._desk = part, release, Desk(part.batch, out)
        self._slips: list[Row] = sorted(part.slips.to_pylist(), key=lambda slip: (slip["year"], slip["number"]))
        told = self._desk.clue_rows(*LISTS[part.kind])
        self._rows = [self._desk.rows.slip(slip, told[slip["clue_id"]]) for slip in self._slips]
        district = self._desk.district
        due = part.batch.installation.calendar.add(release.released_on, district.limits.feedback_working_days)
        self._words = {**self._desk.words, "issued": say_day(release.released_on), "due": say_day(due)}

    def serve(self) -> list[Path]:
        key, district = self._part.key, self._desk.district
        match self._part.kind:
            case "unit":
                name = district.unit(key).name
                return [*self._supplements(name), *self._list(name), *self._batch(name, UNITS, name)]
            case "department":
                name = district.department(key).name
                return self._batch(name, name)
            case "register":
                folder = self._desk.folder(CENTRE, REGISTER)
                return [self._desk.workbook(folder, REGISTERED, [("register", self._rows)], self._words)]

    def _supplements(self, name: str) -> list[Path]:
        """The unit's open clues whose level rose."""
        raised = sorted(map(self._desk.rows.supplement, self._part.batch.supplements.to_pylist()), key=by_level)
        folder, words = self._desk.folder(UNITS, name), {**self._words, "unit": name}
        return [self._desk.workbook(folder, "线索补充单", [("supplement", raised)], words)] if raised else []

    def _list(self, name: str) -> list[Path]:
        """The unit's clues, and its enrolled people with a new hardship."""
        enrolled = self._desk.outcome_rows(self._part.batch, [Bucket.ENROLLED]).get(Bucket.ENROLLED, [])
        sheets = [("clue_list", sorted(self._rows, key=by_level)), ("enrolled", _one_line_a_person(enrolled))]
        folder, words = self._desk.folder(UNITS, name), {**self._words, "unit": name}
        return [self._desk.workbook(folder, CLUES, sheets, words)] if self._rows or enrolled else []

    def _batch(self, name: str, *folders: str) -> list[Path]:
        """The slips of one recipient, the register to sign for them and the form to answer them."""
        if not self._slips:
            return []
        desk, folder, words = self._desk, self._desk.folder(*folders), {**self._words, "unit": name}
        document = write_slips(
            read_template(desk.installation.settings.schemas / TEMPLATE),
            slips_of(self._slips, desk.clues, desk.district, self._release.released_by),
            {name: words[name] for name in ("district", "centre", "run_id")},
            desk.run.as_of,
            folder / desk.file("线索转办单", "docx"),
        )
        return [document, *(desk.workbook(folder, title, [(layout, self._rows)], words) for title, layout in FORMS)]
