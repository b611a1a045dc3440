"""What the rows of a weekly change did to the roll, told in words: who is new, left, died, moved, changed benefit or amount.

Belongs here: comparing a changed row with what the roll said before. Does not belong here: changing the roll (matching.pipeline.rolls),
benefits that exclude each other (matching.triage.categories).
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matching.installation import Installation
from matching.ledger import Ledger
from matching.pipeline.entries import entries
from matching.shapes import ROLL_CHANGES
from matching.triage.categories import Categories, read_categories

Row = dict[str, Any]
GRAVEST_FIRST = ("died", "ended", "added", "moved", "category", "amount", "same")
DIED = ("死亡", "去世", "病故", "已故", "身故")


def roll_changes(ledger: Ledger, installation: Installation, records: pa.Table) -> pa.Table:
    """ROLL_CHANGES of those RECORDS that change the roll, by record_id."""
    changed = [
        row
        for feed in installation.feeds.values()
        if feed.role == "roll_changes"
        for row in _changed(ledger, installation, records, feed.code)
    ]
    if not changed:
        return ROLL_CHANGES.empty_table()
    said: dict[str, list[Row]] = defaultdict(list)
    for row in changed:
        said[row["record_id"]].append(row)
    columns = ("record_id", "person_id", "drop_id", "day")
    firsts = [said[key][0] for key in sorted(said)]
    asked = pa.table({name: [row[name] for row in firsts] for name in columns})
    before: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.query("rolls/list_entries_before", {"changed": asked}).to_pylist():
        before[row["record_id"]].append(row)
    categories = read_categories(installation.settings.schemas)
    rows = []
    for key in sorted(said):
        told = {one: None for row in said[key] for one in _changes(row, before[key], installation, categories)}
        found = sorted(told, key=lambda one: GRAVEST_FIRST.index(one[0]))
        rows.append({"record_id": key, "change": found[0][0], "told": ";".join(text for _, text in found)})
    return pa.Table.from_pylist(rows, ROLL_CHANGES)


def _changed(ledger: Ledger, installation: Installation, records: pa.Table, feed: str) -> Iterator[Row]:
    """The benefits that the rows of a feed name, each with its person and the day it came."""
    of_feed = records.filter(pc.equal(records["feed"], feed))
    days = {
        row["drop_id"]: row["received_on"] for row in ledger.query("rolls/list_days_of_drops", {"taken": of_feed}).to_pylist()
    }
    for drop_id in sorted(days):
        rows = of_feed.filter(pc.equal(of_feed["drop_id"], drop_id))
        by_row = {record["row"]: record for record in rows.to_pylist()}
        for entry in entries(installation, installation.feeds[feed], rows).to_pylist():
            record = by_row[entry["row"]]
            words = "".join(json.loads(record["values"]).values())
            yield entry | {"record_id": record["record_id"], "drop_id": drop_id, "day": days[drop_id], "words": words}


def _changes(row: Row, before: list[Row], installation: Installation, categories: Categories) -> Iterator[tuple[str, str]]:
    name, day = row["category"], row["day"]
    if row["valid_to"] and row["valid_to"] < f"{day:%Y-%m}":
        died = any(word in row["words"] for word in DIED)
        yield ("died", f"死亡,{name}停止") if died else ("ended", f"退出{name}")
        return
    if not before:
        yield "added", f"新纳入{name}"
        return
    same = [entry for entry in before if categories.name_of(entry["category"]) == name]
    units = {
        installation.district.unit_names.get((entry["township"] or "").strip(), entry["township"]) for entry in same or before
    }
    unit = installation.district.unit_names.get((row["township"] or "").strip(), row["township"])
    if unit and units - {None, unit}:
        names = {one.code: one.name for one in installation.district.units}
        earlier = "、".join(sorted(names.get(str(code), str(code)) for code in units - {None, unit}))
        yield "moved", f"迁移:{earlier}→{names.get(unit, unit)}"
    if not same:
        yield "category", f"类别变更:{'、'.join(sorted({categories.name_of(entry['category']) for entry in before}))}→{name}"
    amounts = {entry["monthly_amount"] for entry in same} - {None, row["monthly_amount"]}
    if same and row["monthly_amount"] and amounts:
        yield "amount", "保障金额变更"
    if same and not (units - {None, unit}) and not amounts:
        yield "same", f"{name}无变化"
