"""The check of a run's batch before it goes out: what would make a person stop.

Belongs here: counts that must agree, sensitive values, one person twice, the age of the rolls; each problem a Chinese
sentence that names feeds, columns and clues, never a person or a value. Does not belong here: what happens then
(matching.pipeline.releasing).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching.audit import Watched
from matching.columns import Column
from matching.contracts import FeedContract
from matching.errors import ProcessingError
from matching.installation import Installation
from matching.ledger import Ledger
from matching.pipeline import run_folder
from matching.pipeline.measuring import measure_title, measures, shown, watched
from matching.shapes import Bucket
from matching.standardise import identify

Row = dict[str, Any]
SAID = ("kind", "hardship", "reasons", "aid", "source", "before", "household", "benefits", "basis", "reason")
"""Columns of clues, outcomes and supplements that tell in words."""
WHOLE = re.compile(r"[^*□]{2,}")
"""A name of which nothing is hidden, and more than a surname."""


def left_behind(ledger: Ledger) -> frozenset[str]:
    """The clues that stay open on purpose after a correction moved their person to another unit."""
    return frozenset(ledger.query("runs/list_clues_left_behind")["clue_id"].to_pylist())


def inspect(installation: Installation, folder: Path, left: frozenset[str]) -> list[str]:
    """What is wrong with the tables of a committed run. `left`: the clues left behind."""
    records = run_folder.records_of(folder)
    outcomes, clues, raised = (pq.read_table(folder / f"{name}.parquet") for name in ("outcomes", "clues", "supplements"))
    open_clues = pq.read_table(folder / "inputs" / "open_clues.parquet")
    return [
        *_counts(records, outcomes, clues),
        *_sensitive(
            installation,
            records,
            outcomes,
            [row for table in (clues, raised, run_folder.read_requests(folder)) for row in table.to_pylist()],
        ),
        *_twice(installation, clues, open_clues, left),
        *_strayed(installation, watched(installation, folder, measures(folder))),
    ]


def roll_problem(ledger: Ledger, installation: Installation, day: date) -> list[str]:
    """That the rolls are too old on that day, or nothing."""
    limit = installation.district.limits.roll_stale_days
    changes = [code for code, feed in installation.feeds.items() if feed.role == "roll_changes"]
    told = ledger.query("runs/select_roll_news", codes=[installation.roll.code, *changes], as_of=day)["received_on"][0].as_py()
    age = (day - date.fromisoformat(told)).days if told else None
    if age is None or age <= limit:
        return []
    return [f"救助名册已经 {age} 天没有更新（上次 {told}），超过 {limit} 天；请区民政局报送名册或名册变更。"]


def require_fresh_rolls(ledger: Ledger, installation: Installation, day: date) -> None:
    """Raises ProcessingError if nobody may be compared with the rolls on that day, because they are too old."""
    if problem := roll_problem(ledger, installation, day):
        raise ProcessingError(problem[0])


def _counts(records: pa.Table, outcomes: pa.Table, clues: pa.Table) -> Iterator[str]:
    placed, opened = outcomes.num_rows, pc.sum(pc.equal(outcomes["bucket"], Bucket.NEW.value)).as_py() or 0
    if set(records["record_id"].to_pylist()) != set(outcomes["record_id"].to_pylist()) or placed != records.num_rows:
        yield f"来源 {records.num_rows} 条，有去向的 {placed} 条，对不上。"
    if opened != clues.num_rows:
        yield f"新增 {opened} 人，线索 {clues.num_rows} 条，对不上。"


def _twice(installation: Installation, clues: pa.Table, open_clues: pa.Table, left: frozenset[str]) -> Iterator[str]:
    """One whole name with one valid number on a clue of this run and on another open one. 李* is no whole name: a family has several."""
    named = pa.concat_tables([table.select(["clue_id", "name", "id_number"]) for table in (clues, open_clues)])
    who = identify(named, installation).append_column("clue_id", named["clue_id"])
    seen: dict[tuple[str, str], set[str]] = {}
    for row in who.to_pylist():
        if row["id_status"] == "valid" and WHOLE.fullmatch(row["name_key"] or "") and row["clue_id"] not in left:
            seen.setdefault((row["id_clean"], row["name_key"]), set()).add(row["clue_id"])
    own = set(clues["clue_id"].to_pylist())
    double = sorted("、".join(sorted(ids)) for ids in seen.values() if len(ids) > 1 and ids & own)
    if double:
        yield f"同一人有两条在办线索: {'；'.join(double)}。"


def _strayed(installation: Installation, seen: tuple[Watched, ...]) -> Iterator[str]:
    """What linkage did otherwise than in the runs before."""
    for one in seen:
        if one.broken:
            yield (
                f"匹配质量: {measure_title(installation, one.now)}本批为 {shown(one.now.measure, one.now.value)}"
                f"（{one.now.count}/{one.now.of}），前 {one.runs} 批为 {shown(one.now.measure, one.before)}，偏离过大；请看过名单和来源再签发。"
            )


def _sensitive(installation: Installation, records: pa.Table, outcomes: pa.Table, sent: list[Row]) -> Iterator[str]:
    """Values of sensitive columns that stand in words which go out, though the feed's hardship does not name the column. `sent`: the
    clues, and what is added to open clues."""
    hidden = {code: _hidden(feed) for code, feed in installation.feeds.items()}
    values = {row["record_id"]: (row["feed"], json.loads(row["values"])) for row in records.to_pylist()}
    said = {row["record_id"]: _words(row) for row in outcomes.to_pylist()}
    groups = [([one for one in row["evidence"] if one in said], _words(row)) for row in sent]
    in_clue = {record_id for evidence, _ in groups for record_id in evidence}
    groups += [([record_id], "") for record_id in said if record_id not in in_clue]
    leaks: Counter[tuple[str, str]] = Counter()
    for evidence, words in groups:
        held = [values[record_id] for record_id in evidence]
        text = words + "\n".join(said[record_id] for record_id in evidence)
        told = "\n".join(value for feed, row in held for name, value in row.items() if name not in hidden[feed])
        for feed, row in held:
            kept = [(column, row[name]) for name, column in hidden[feed].items() if row.get(name)]
            leaks.update(
                (installation.feeds[feed].title, column.header)
                for column, value in kept
                if value not in told and _stands_in(column, value, text)
            )
    for (title, header), count in sorted(leaks.items()):
        yield f"清单中出现了不应转出的内容: 《{title}》的{header}（{count} 条）。"


def _hidden(feed: FeedContract) -> dict[str, Column]:
    """The sensitive columns that nobody is told of. Dates and codes are left out: they stand in a text by chance."""
    told = set(re.findall(r"\{(\w+)", feed.clue.hardship))
    return {
        column.name: column
        for column in feed.columns
        if column.sensitivity == "sensitive" and column.type in ("text", "money") and column.name not in told
    }


def _words(row: Row) -> str:
    texts = [row[name] for name in SAID if row.get(name)]
    return "\n".join(text if isinstance(text, str) else "\n".join(text) for text in texts)


def _stands_in(column: Column, value: str, text: str) -> bool:
    if column.type == "text":
        return value in text
    amount = f"{Decimal(value):,}"
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d.])", text) for form in {value, amount})
