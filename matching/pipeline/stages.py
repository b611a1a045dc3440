"""The steps of one run, each a function of its run folder alone.

Belongs here: which tables a step reads from the folder and which it leaves there. Does not belong here: the
ledger (matching.pipeline.runs). Because a step knows only the folder, running it again on the same inputs,
here or in a scratch folder, gives the same bytes; each step replaces its tables all at once.
"""

import json
import shutil
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.pipeline.people import raw_people, roll_people
from matching.pipeline.run_folder import read_inputs, read_release, read_requests, records_of, standard_people
from matching.run import Run, sha256_file, write_table, write_text
from matching.shapes import RAW_PEOPLE, RECORDS

if TYPE_CHECKING:
    from matching.judging import Known
    from matching.publish import PublishBatch


def standardise_feed(installation: Installation, folder: Path, feed: str) -> int:
    """inputs/records/<feed> → standard/<feed>. Returns the number of records."""
    from matching.standardise import standardise

    records = pq.read_table(folder / "inputs" / "records" / f"{feed}.parquet")
    people = standardise(raw_people(records, installation.tables[feed]), installation)
    write_table(people, folder / "standard" / f"{feed}.parquet")
    return int(people.num_rows)


def link(installation: Installation, folder: Path) -> dict[str, int]:
    """standard/* against the roll, against open clues, and inside the batch."""
    from matching.judging import judged, key_numbers, key_subjects, questions
    from matching.link import cluster, follow_corrections, link_people, read_linkage

    model = read_linkage(installation.settings.schemas)
    threads = installation.settings.threads
    batch = standard_people(folder)
    evidence = pq.read_table(folder / "inputs" / "open_clues.parquet")
    raw_roll = roll_people(pq.read_table(folder / "inputs" / "roll.parquet"))
    raw_clues, raw_history = evidence.select(RAW_PEOPLE.names).cast(RAW_PEOPLE), _raw_history(installation, folder)
    roll, open_clues, earlier = _standardised(installation, raw_roll, raw_clues, raw_history)
    earlier = earlier.sort_by("record_id")
    keys, known = key_subjects(batch, threads), _known(installation, folder)
    said = judged(keys, known.verdicts, key_numbers(batch))
    on_roll = link_people(batch, roll, model, judgements=said, threads=threads)
    write_table(questions(keys, on_roll.candidates, known), folder / "questions.parquet")
    on_clue = link_people(batch, open_clues, model, entities=evidence["clue_id"], threads=threads)
    write_table(on_roll.pairs, folder / "pairs.parquet")
    write_table(on_roll.decisions, folder / "roll_decisions.parquet")
    ties = pq.read_table(folder / "inputs" / "corrected_clues.parquet")
    write_table(follow_corrections(on_clue.decisions, ties), folder / "open_decisions.parquet")
    in_batch: dict[str, dict[str, int]] = {}
    clusters = cluster(batch, model, threads=threads, blocking=in_batch)
    write_table(clusters, folder / "clusters.parquet")
    in_history: dict[str, dict[str, int]] = {}
    if earlier.num_rows:
        whole = pa.concat_tables([batch, earlier]).sort_by("record_id")
        clusters = cluster(whole, model, threads=threads, blocking=in_history)
    write_table(earlier, folder / "history_people.parquet")
    write_table(clusters, folder / "history_clusters.parquet")
    blocking = {"roll": on_roll.blocking, "open_clues": on_clue.blocking, "batch": in_batch, "history": in_history}
    write_text(json.dumps({"model": model.version, "blocking": blocking}, sort_keys=True), folder / "linkage.json")
    return {"records": batch.num_rows, "roll": roll.num_rows, "pairs": on_roll.pairs.num_rows}


def _standardised(installation: Installation, *people: pa.Table) -> list[pa.Table]:
    """RAW_PEOPLE → STANDARD of several tables in one go: a small table costs as much as its statements."""
    from matching.standardise import standardise

    whole = standardise(pa.concat_tables(people), installation)
    ends = accumulate(table.num_rows for table in people)
    return [whole.slice(end - table.num_rows, table.num_rows) for end, table in zip(ends, people, strict=True)]


def _raw_history(installation: Installation, folder: Path) -> pa.Table:
    """RAW_PEOPLE of the records that earlier runs placed."""
    history = pq.read_table(folder / "inputs" / "history.parquet").select(RECORDS.names)
    feeds = sorted(set(history["feed"].to_pylist()))
    raw = [raw_people(history.filter(pc.equal(history["feed"], feed)), installation.tables[feed]) for feed in feeds]
    return pa.concat_tables([RAW_PEOPLE.empty_table(), *raw])


def _known(installation: Installation, folder: Path) -> "Known":
    """What people said of pairs before this run, and until when its own questions can be answered."""
    from matching.judging import Known

    as_of, days = Run.parse(read_inputs(folder)["run_id"]).as_of, installation.district.limits.review_working_days
    verdicts, asked = (pq.read_table(folder / "inputs" / f"{name}.parquet") for name in ("judgements", "asked_pairs"))
    return Known(as_of, installation.calendar.add(as_of, days), verdicts, asked)


def standard_roll(installation: Installation, folder: Path, persons: list[str]) -> pa.Table:
    """STANDARD people of the run's roll, of these person ids."""
    from matching.standardise import standardise

    roll = pq.read_table(folder / "inputs" / "roll.parquet")
    return standardise(roll_people(roll.filter(pc.is_in(roll["person_id"], pa.array(persons, pa.string())))), installation)


def triage(installation: Installation, folder: Path) -> dict[str, int]:
    """Decisions → outcomes (one a record) and new clues."""
    from matching.triage import History, TriageInput, read_rules
    from matching.triage import triage as judge

    triaged = judge(
        TriageInput(
            run=Run.parse(read_inputs(folder)["run_id"]),
            installation=installation,
            records=records_of(folder),
            people=standard_people(folder),
            roll_decisions=pq.read_table(folder / "roll_decisions.parquet"),
            open_decisions=pq.read_table(folder / "open_decisions.parquet"),
            clusters=pq.read_table(folder / "clusters.parquet"),
            roll=pq.read_table(folder / "inputs" / "roll.parquet"),
            rules=read_rules(installation.settings.schemas),
            questions=pq.read_table(folder / "questions.parquet"),
            corrected=pq.read_table(folder / "inputs" / "corrected_clues.parquet"),
            assignments=pq.read_table(folder / "inputs" / "assignments.parquet"),
            roll_changes=pq.read_table(folder / "inputs" / "roll_changes.parquet"),
            clue_states=pq.read_table(folder / "inputs" / "clue_states.parquet"),
            history=History(
                records=pq.read_table(folder / "inputs" / "history.parquet"),
                people=pq.read_table(folder / "history_people.parquet"),
                clusters=pq.read_table(folder / "history_clusters.parquet"),
            ),
        )
    )
    write_table(_review_pairs(installation, folder, triaged.outcomes), folder / "review_pairs.parquet")
    write_table(triaged.outcomes, folder / "outcomes.parquet")
    write_table(triaged.clues, folder / "clues.parquet")
    write_table(triaged.supplements, folder / "supplements.parquet")
    write_table(triaged.requests, folder / "requests.parquet")
    write_table(triaged.overlaps, folder / "overlaps.parquet")
    return {"outcomes": triaged.outcomes.num_rows, "clues": triaged.clues.num_rows}


def _review_pairs(installation: Installation, folder: Path, outcomes: pa.Table) -> pa.Table:
    """What the records in review are asked."""
    from matching.judging import key_subjects, review_pairs

    people = standard_people(folder)

    def read_roll(persons: list[str]) -> pa.Table:
        return standard_roll(installation, folder, persons)

    clusters, asked = (pq.read_table(folder / f"{name}.parquet") for name in ("clusters", "questions"))
    keys = key_subjects(people, installation.settings.threads)
    answer_by = _known(installation, folder).answer_by
    return review_pairs(people, outcomes, clusters, asked, keys, answer_by, read_roll, installation.district)


def publish(installation: Installation, folder: Path) -> None:
    """Outcomes, clues, pairs → published/: the centre's list and form."""
    from matching.publish import publish_centre

    batch = _batch(installation, folder)
    _all_at_once(folder / "published", lambda aside: publish_centre(batch, aside))


def release(installation: Installation, folder: Path) -> None:
    """Clues, slips, release.json → released/: lists, slips, registers and forms of the recipients."""
    from matching.publish import publish_slips

    batch, released = _batch(installation, folder), read_release(folder)
    if released is None:
        raise ProcessingError(f"{folder.name}: not released")
    slips = pq.read_table(folder / "slips.parquet")
    _all_at_once(folder / "released", lambda aside: publish_slips(batch, released, slips, aside))


def _batch(installation: Installation, folder: Path) -> "PublishBatch":
    from matching.publish import PublishBatch

    return PublishBatch(
        run=Run.parse(read_inputs(folder)["run_id"]),
        installation=installation,
        records=records_of(folder),
        people=standard_people(folder),
        outcomes=pq.read_table(folder / "outcomes.parquet"),
        clues=pq.read_table(folder / "clues.parquet"),
        roll=pq.read_table(folder / "inputs" / "roll.parquet"),
        review_pairs=pq.read_table(folder / "review_pairs.parquet"),
        supplements=pq.read_table(folder / "supplements.parquet"),
        requests=read_requests(folder),
        overlaps=pq.read_table(folder / "overlaps.parquet"),
        fingerprint=sha256_file(folder / "outcomes.parquet"),
    )


def _all_at_once(target: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a folder aside, then put it in the target's place."""
    aside = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    write(aside)
    shutil.rmtree(target, ignore_errors=True)
    aside.replace(target)
