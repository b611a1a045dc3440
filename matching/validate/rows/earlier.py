"""What a delivery says again, and what it corrects, of what its sender delivered before.

Belongs here: comparing a checked drop with earlier deliveries of the same table. Does not belong here: finding those (the
pipeline asks the ledger) and rows repeated inside one file (frame). Rules: a row that says what is here already is not
entered twice; one that says something else of the same thing takes the place of the earlier one, and both are kept.
"""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Severity
from matching.shapes import UNENTERED
from matching.validate.checked import Checked, verdict_of

EARLIER = pa.schema([pa.field(name, pa.string()) for name in ("record_id", "earlier_id", "earlier_values")])
"""One earlier record for a new one: the same `row_key`, or the same row set aside corrected twice."""


def settle(checked: Checked, earlier: pa.Table, known_origins: set[str]) -> Checked:
    """The checked drop with repeats left out and corrections tied to what they correct.

    `earlier`: EARLIER, at most one line a record; `known_origins`: which of the records' origins the ledger knows."""
    records, strangers = _with_known_origins(checked.records, known_origins)
    twins: dict[str, dict[str, Any]] = {row["record_id"]: row for row in earlier.to_pylist()}
    said = [twins.get(name) for name in records["record_id"].to_pylist()]
    same = [
        twin is not None and twin["earlier_values"] == text
        for twin, text in zip(said, records["values"].to_pylist(), strict=True)
    ]
    replaces = pa.array(
        [twin["earlier_id"] if twin and not again else None for twin, again in zip(said, same, strict=True)], pa.string()
    )
    records = records.set_column(records.schema.get_field_index("replaces"), "replaces", replaces)
    repeats = pa.array(same, pa.bool_())
    fresh = records.filter(pc.invert(repeats))
    unentered = pa.concat_tables([checked.unentered, _repeated(records.filter(repeats), twins)]).sort_by("row")
    settled = replace(checked, records=fresh, unentered=unentered)
    findings = (*checked.findings, *_findings(fresh, settled.rows_repeated - checked.rows_repeated, strangers))
    verdict = verdict_of(fresh.num_rows, settled.rows_repeated, settled.rows_rejected, findings)
    return replace(settled, findings=findings, verdict=verdict)


def _with_known_origins(records: pa.Table, known: set[str]) -> tuple[pa.Table, list[int]]:
    """The records without origins that the ledger does not know, and the rows of those."""
    origins = records["origin"].to_pylist()
    strange = [origin is not None and origin not in known for origin in origins]
    kept = pa.array([None if unknown else origin for origin, unknown in zip(origins, strange, strict=True)], pa.string())
    rows = records["row"].filter(pa.array(strange, pa.bool_())).to_pylist()
    return records.set_column(records.schema.get_field_index("origin"), "origin", kept), rows


def _repeated(records: pa.Table, twins: dict[str, dict[str, Any]]) -> pa.Table:
    names = records["record_id"].to_pylist()
    columns = {
        "drop_id": records["drop_id"],
        "row": records["row"],
        "fate": pa.array(["repeated"] * len(names), pa.string()),
        "origin": records["origin"],
        "same_as": pa.array([twins[name]["earlier_id"] for name in names], pa.string()),
    }
    return pa.table(columns, schema=UNENTERED)


def _findings(fresh: pa.Table, repeated: int, strangers: list[int]) -> list[Finding]:
    told = []
    if repeated:
        message = f"共 {repeated} 行此前已报送并接收，内容完全相同，未重复登记"
        told.append(Finding("ALREADY_DELIVERED", Severity.WARNING, message, "无需处理"))
    message, cure = (
        "此前报送过同一件事，内容有变化，以本次为准（原来的一行留存备查）",
        "如其实是两件事，请补充可以区分的内容后重新报送本行",
    )
    corrections = fresh.filter(pc.is_valid(fresh["replaces"]))["row"].to_pylist()
    told += [Finding("REPLACES_EARLIER", Severity.WARNING, message, cure, row) for row in corrections]
    message, cure = "「回执编号」「原行号」与以往的回执对不上，本行按新数据登记", "今后更正时请勿改动这两列"
    return [*told, *(Finding("ORIGIN_UNKNOWN", Severity.WARNING, message, cure, row) for row in strangers)]
