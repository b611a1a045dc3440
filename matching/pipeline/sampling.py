"""抽样核查: a blind sample of what runs decided, its form, and what people's words make of it by now.

Belongs here: the scope, reading what was decided in it, writing down what is drawn, the form. Does not belong here: the choice (matching.audit.sampling),
the words that come back (the judgements of matching.pipeline.judging), the records that they open again (pending_records), the estimate
(matching.report.missed).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import structlog

from matching.audit import Decided, drawn
from matching.calendar import period_end, period_in_chinese, period_of, say_day
from matching.codes import pair_number, sample_number
from matching.contracts import Cadence
from matching.errors import UsageError
from matching.installation import Installation
from matching.judging import key_numbers, key_subjects, side_by_side
from matching.ledger import Ledger, reading, writing
from matching.pipeline import in_force, run_folder, stages
from matching.pipeline.standing import placed_in
from matching.report import missed
from matching.run import Run
from matching.shapes import Bucket

log = structlog.get_logger()
Row = dict[str, Any]
FOLDER = "抽样核查"
BUCKETS = (Bucket.ENROLLED, Bucket.NEW)
"""What may be drawn: who is called covered, and, as controls that keep the form from giving its answer away, who opened a clue beside the roll's person
nearest to them."""


@dataclass(frozen=True)
class Scope:
    """Which decisions a sample is drawn out of: those of the runs of some days, or of one run."""

    name: str
    first: date
    last: date
    run_id: str | None = None


def scope_of(run_id: str | None, period: str | None, today: date) -> Scope:
    """The scope of a run, of a week, month or year that is over (2026-W50, 2026-11, 2026), or, of neither, of all runs before today. Raises UsageError."""
    if run_id and period:
        raise UsageError("批次和时段只能写一个")
    if run_id:
        run = Run.parse(run_id)
        return Scope(run.run_id, run.as_of, run.as_of, run.run_id)
    if not period:
        last = today - timedelta(days=1)
        return Scope(f"至{say_day(last)}", date.min, last)
    cadence = Cadence.WEEKLY if "W" in period else Cadence.MONTHLY if "-" in period else Cadence.ANNUAL
    try:
        last = period_end(cadence, period)
    except ValueError as error:
        raise UsageError(f"时段 {period} 读不懂,请写成 2026-W50、2026-11 或 2026") from error
    if last >= today:
        raise UsageError(f"时段 {period} 还没有结束,不能抽样: 只抽半段代表不了整段")
    first = {Cadence.WEEKLY: last - timedelta(days=6), Cadence.MONTHLY: last.replace(day=1)}.get(
        cadence, last.replace(month=1, day=1)
    )
    return Scope(period_in_chinese(period_of(cadence, last)), first, last)


def draw_sample(installation: Installation, scope: Scope, numbers: Mapping[Bucket, int], seed: str, today: date) -> Row:
    """Draw a sample: {"sample_no", "scope", "seed", "drawn_on", "pairs", "file", "found"}. numbers: how many of each bucket.

    Drawn once for its scope, numbers and seed, and the same list again afterwards. `file`: below the home, None if there is nobody to draw.
    `found`: a row a bucket with what people said by now and the estimate (matching.report.missed). Raises UsageError for a bucket that cannot be drawn and
    for a run that is not committed.
    """
    if not numbers or set(numbers) - set(BUCKETS) or min(numbers.values()) < 1:
        raise UsageError(f"buckets that can be drawn, at least one of each: {', '.join(BUCKETS)}")
    sample_no = sample_number(scope.name, seed, *(f"{bucket}={numbers[bucket]}" for bucket in sorted(numbers)))
    with reading(installation.settings) as ledger:
        known = ledger.query("sampling/list_sample", sample_no=sample_no).num_rows
        frame = () if known else _frame(ledger, installation, scope, set(numbers))
    fresh = [] if known else _draw(installation, drawn(frame, {bucket.value: n for bucket, n in numbers.items()}, seed))
    with writing(installation.settings) as ledger:
        if fresh and not ledger.query("sampling/list_sample", sample_no=sample_no).num_rows:
            told = {"sample_no": sample_no, "scope": scope.name, "seed": seed, "drawn_on": today}
            ledger.append("samples", pa.Table.from_pylist([row | told for row in fresh]))
            ledger.audit("draw_sample", sample_no, scope=scope.name, seed=seed, pairs=len(fresh))
        sample = ledger.query("sampling/list_sample", sample_no=sample_no).to_pylist()
        words = ledger.query("sampling/count_words", since=date.min, as_of=today).to_pylist()
    day = sample[0]["drawn_on"] if sample else today
    log.info("draw_sample", sample=sample_no, pairs=len(sample))
    return {
        "sample_no": sample_no,
        "scope": scope.name,
        "seed": seed,
        "drawn_on": day.isoformat(),
        "pairs": len(sample),
        "file": _write(installation, sample_no, day, sample),
        "found": missed(row for row in words if row["sample_no"] == sample_no),
    }


def draw_month(installation: Installation, month: str, today: date) -> Row:
    """Draw a month's sample as the district's configuration says, seeded by the month. Returns and raises as `draw_sample`."""
    limits = installation.district.sampling
    numbers = {Bucket.ENROLLED: limits.covered, Bucket.NEW: limits.controls}
    return draw_sample(installation, scope_of(None, month, today), {one: n for one, n in numbers.items() if n}, month, today)


def _frame(ledger: Ledger, installation: Installation, scope: Scope, buckets: set[Bucket]) -> list[Decided]:
    """What can be drawn. Of those who opened a clue only whoever had somebody of the roll beside them."""
    if scope.run_id and not ledger.query("runs/select_run", run_id=scope.run_id).num_rows:
        raise UsageError(f"没有这个批次: {scope.run_id}")
    asked: dict[str, Any] = {"first": scope.first, "last": scope.last, "run_id": scope.run_id}
    rows = [row for row in ledger.query("sampling/list_decided_records", **asked).to_pylist() if row["bucket"] in buckets]
    nearest: dict[tuple[str, str], str] = {}
    for run_id in sorted({row["run_id"] for row in rows if row["person_id"] is None}):
        nearest |= {(run_id, record): person for record, person in _nearest(installation.settings.runs / run_id)}
    found = (row | {"person_id": row["person_id"] or nearest.get((row["run_id"], row["record_id"]))} for row in rows)
    return [Decided(**row) for row in found if row["person_id"]]


def _nearest(folder: Path) -> Iterator[tuple[str, str]]:
    """Every record of a run that was compared with somebody of the roll, and the person nearest to it."""
    pairs = pq.read_table(folder / "pairs.parquet", columns=["left_id", "right_id", "match_weight"])
    best = pairs.sort_by([("left_id", "ascending"), ("match_weight", "descending"), ("right_id", "ascending")])
    firsts = best.group_by("left_id", use_threads=False).aggregate([("right_id", "first")])
    return zip(firsts["left_id"].to_pylist(), firsts["right_id_first"].to_pylist(), strict=True)


def _draw(installation: Installation, chosen: tuple[list[Decided], dict[str, int]]) -> list[Row]:
    """The rows of a sample, without its name."""
    decided, population = chosen
    keys: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for run_id, own in _by_run(decided):
        people = run_folder.standard_people(installation.settings.runs / run_id)
        people = people.filter(pc.is_in(people["record_id"], pa.array(sorted(one.record_id for one in own))))
        keys |= key_subjects(people, installation.settings.threads)
        numbers |= key_numbers(people)
    return [
        {
            "bucket": one.bucket,
            "population": population[one.bucket],
            "pair_no": pair_number(keys[one.record_id], one.person_id),
            "subject_key": keys[one.record_id],
            "number_key": numbers.get(one.record_id),
            "person_id": one.person_id,
            "record_id": one.record_id,
            "run_id": one.run_id,
        }
        for one in decided
    ]


def _by_run(decided: Iterable[Decided]) -> list[tuple[str, list[Decided]]]:
    of_run: dict[str, list[Decided]] = defaultdict(list)
    for one in decided:
        of_run[one.run_id].append(one)
    return sorted(of_run.items())


def _write(installation: Installation, sample_no: str, day: date, sample: list[Row]) -> str | None:
    """The form, from the frozen tables of the runs; each pair once."""
    from matching.publish.sampling import TITLE, write_sample

    if not sample:
        return None
    of_run: dict[str, list[Row]] = defaultdict(list)
    for row in {row["pair_no"]: row for row in sample}.values():
        of_run[row["run_id"]].append(row)
    pairs = {row["pair_no"]: told for run_id, rows in of_run.items() for row, told in _told(installation, run_id, rows)}
    settings = installation.settings
    path = settings.outbox / "中心" / FOLDER / f"{TITLE}_{sample_no}.xlsx"
    write_sample(installation, sample_no, day, [pairs[number] for number in sorted(pairs)], path)
    return path.relative_to(settings.root).as_posix()


def _told(installation: Installation, run_id: str, rows: list[Row]) -> Iterator[tuple[Row, tuple[Row, Row, Row]]]:
    """Of each row of one run: both sides with the pair's number, outcome, record."""
    folder = installation.settings.runs / run_id
    own = in_force.of_run(installation, folder)
    roll = stages.standard_roll(own, folder, sorted({row["person_id"] for row in rows})).to_pylist()
    people = {person["record_id"]: person for person in roll}
    placed = {found[0]["record_id"]: found for found in placed_in(installation, run_id, {row["record_id"] for row in rows})}
    for row in rows:
        outcome, record, person = placed[row["record_id"]]
        sides = side_by_side(person, people[row["person_id"]], own.district)
        yield row, (sides | {"pair_no": row["pair_no"]}, outcome, record)
