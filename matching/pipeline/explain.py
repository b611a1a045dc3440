"""Why one record was decided as it was: of a run, from its frozen folder, or of two files.

Belongs here: fetching the two tables, a run's under the configuration it was made with, and refusing to explain a decision that today's
code does not make. Does not belong here: the explanation (matching.link.explain) and how it looks (matching.link.page, matching.cli_explain).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.judging import judged, key_numbers, key_subjects
from matching.link import read_linkage
from matching.link.corrections import RULE as CORRECTION
from matching.link.explain import Explainer, Explanation
from matching.link.page import Section, render
from matching.link.reasons import reasons
from matching.pipeline import in_force, run_folder
from matching.pipeline.match import read_sides
from matching.pipeline.people import roll_people
from matching.run import Run, write_text
from matching.shapes import Bucket
from matching.standardise import standardise

ROLL, CLUES = "救助对象名册", "在办线索"
ONE_ROW = "名册里一人有多条的,先合成一条再找: 几条不同的(如两个电话),只用其中一个"


@dataclass(frozen=True)
class Answer:
    """A record's explanation: what is known of it (pairs of words), and a section for each table it was compared with."""

    record_id: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        sections = [
            {"against": item.title, "note": item.note, "reasons": reasons(item.explanation), **asdict(item.explanation)}
            for item in self.sections
        ]
        return {"record_id": self.record_id, "facts": dict(self.facts), "sections": sections}


def explain_run(installation: Installation, run_id: str, record_id: str, pairs: int = 1) -> Answer:
    """Explain a record of a run, against the roll and against the open clues that the run was frozen with. In place of
    the record, the clue may be named that it opened. Raises as RunExplainer does."""
    with RunExplainer(installation, run_id) as run:
        return run.explain(record_id, pairs)


class RunExplainer:
    """Explains records of one run, each as the run decided it; what the run compared is loaded once. Use as a context manager.

    Raises UsageError for a run or record that is not there, ProcessingError if the run decided otherwise than the code of today does
    under the same configuration: then only the version of the manifest can explain it.
    """

    def __init__(self, installation: Installation, run_id: str) -> None:
        self._folder = folder = installation.settings.runs / Run.parse(run_id).run_id
        if not (folder / "open_decisions.parquet").exists():
            raise UsageError(f"没有这个批次,或它还没有比对: {run_id}")
        own = in_force.of_run(installation, folder)
        self._model = read_linkage(own.settings.schemas)
        batch = run_folder.standard_people(folder)
        roll = standardise(roll_people(pq.read_table(folder / "inputs" / "roll.parquet")), own)
        evidence = pq.read_table(folder / "inputs" / "open_clues.parquet")
        clues = standardise(evidence.drop_columns(["clue_id"]), own)
        verdicts = pq.read_table(folder / "inputs" / "judgements.parquet")
        said = judged(key_subjects(batch, own.settings.threads), verdicts, key_numbers(batch))
        options: dict[str, Any] = {"labels": _labels(own), "threads": own.settings.threads}
        self._sides = {(ROLL, "roll_decisions"): Explainer(batch, roll, self._model, judgements=said, **options)}
        if clues.num_rows:
            entities = evidence["clue_id"]
            self._sides[CLUES, "open_decisions"] = Explainer(
                batch, clues, self._model, entities=entities, against=CLUES, **options
            )

    def __enter__(self) -> "RunExplainer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for side in self._sides.values():
            side.__exit__(kind, error, trace)

    def explain(self, record_id: str, pairs: int = 1) -> Answer:
        """Explain one record, or the one that opened the clue of that name, with its best `pairs`."""
        run_id, record_id, sections = self._folder.name, _opening_record(self._folder, record_id), []
        for (title, name), side in self._sides.items():
            explanation = side.explain(record_id, pairs)
            note = _note(asdict(explanation), _row(self._folder / f"{name}.parquet", record_id), f"run={run_id}")
            sections.append(Section(title, explanation, "\n".join(filter(None, (note, _one_row(title, explanation))))))
        facts = [("批次", run_id), ("记录", record_id), *_outcome(self._folder, record_id), ("模型版本", self._model.version)]
        return Answer(record_id, tuple(facts), tuple(sections))


def explain_files(feed: Path, rolls: Path, record_id: str, installation: Installation, pairs: int = 1) -> Answer:
    """Explain a record of a feed against rolls, the same files as for match_files. Raises UsageError as that does."""
    left, right = read_sides(feed, rolls, installation, lambda stage, done, total: None)
    model = read_linkage(installation.settings.schemas)
    with Explainer(left, right, model, labels=_labels(installation), threads=installation.settings.threads) as explainer:
        explanation = explainer.explain(record_id, pairs)
    return Answer(
        record_id, (("记录", record_id), ("模型版本", model.version)), (Section(ROLL, explanation, _one_row(ROLL, explanation)),)
    )


def write_page(answer: Answer, path: Path, installation: Installation) -> None:
    """Write the explanation as one web page; the same bytes for the same answer."""
    templates = installation.settings.schemas / "templates" / "explain"
    write_text(render("比对说明", answer.facts, answer.sections, templates), path)


def _labels(installation: Installation) -> dict[str, str]:
    return {unit.code: unit.name for unit in installation.district.units}


def _row(path: Path, record_id: str) -> dict[str, Any]:
    table = pq.read_table(path)
    rows: list[dict[str, Any]] = table.filter(pc.equal(table["record_id"], pa.scalar(record_id))).to_pylist()
    return rows[0]


def _one_row(against: str, explanation: Explanation) -> str:
    """What somebody who was not found on a roll has to know of it; empty for others."""
    return ONE_ROW if against == ROLL and explanation.decision == "new" else ""


def _note(explained: Mapping[str, Any], recorded: Mapping[str, Any], place: str) -> str:
    """Empty if the explained decision is the recorded one. A decision that the sender's own correction made is told."""
    if recorded["rule"] == CORRECTION:
        return f"本批的结论不是由比对得出的: {recorded['explanation']}(规则 {recorded['rule']})。以下只是资料本身的比对情况。"
    if any(explained[name] != value for name, value in recorded.items()):
        raise ProcessingError(
            f"{place}: the code of today decides this record otherwise than the run did (then {recorded['rule']}, "
            f"now {explained['rule']}); manifest.json holds the version that can explain it"
        )
    return ""


def _opening_record(folder: Path, name: str) -> str:
    """The record that opened the clue of that name; the name itself if the run opened no such clue."""
    if not (folder / "clues.parquet").exists():
        return name
    clues = pq.read_table(folder / "clues.parquet")
    opened: list[str] = clues.filter(pc.equal(clues["clue_id"], name))["record_id"].to_pylist()
    return opened[0] if opened else name


def _outcome(folder: Path, record_id: str) -> list[tuple[str, str]]:
    if not (folder / "outcomes.parquet").exists():
        return []
    row = _row(folder / "outcomes.parquet", record_id)
    return [("去向", Bucket(row["bucket"]).chinese), ("去向的规则", row["rule"] or ""), ("去向的理由", row["reason"] or "")]
