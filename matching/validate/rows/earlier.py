"""What a delivery says again, and what it corrects, of what its sender delivered before.

Belongs here: comparing a checked drop with earlier deliveries of the same table. Does not belong here: finding those (the
pipeline asks the ledger) and rows repeated inside one file (repeats). Rules: a row that says what is here already is not
entered twice; one that says something else of the same thing and the same person takes the place of the earlier one, and
both are kept. A row that may be somebody else's is entered as new: two visits cost less than a family nobody visits.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.shapes import UNENTERED
from matching.validate.checked import Checked, verdict_of
from matching.validate.values.identity import IdStatus, classify

EARLIER = pa.schema([pa.field(name, pa.string()) for name in ("record_id", "earlier_id", "earlier_values", "how")])
"""An earlier record that may be about the same thing as a new one, the likeliest first: `how` is key (the same row_key), place (the
same but for the address, and one number) or origin (the same row set aside, corrected twice)."""
WORDS = {
    "REPLACES_EARLIER": (
        "此前报送过同一件事，内容有变化，以本次为准（原来的一行留存备查）",
        "如其实是两件事，请补充可以区分的内容后重新报送本行",
    ),
    "PERHAPS_ANOTHER": (
        "编号和姓名与此前报送的一行相同，但号码、电话、住址都不同，按另一人登记",
        "如其实是更正，请在下次报送时说明；无需重报",
    ),
    "ORIGIN_TWICE": ("「回执编号」「原行号」与上面的一行相同，本行按新数据登记", "新增人员请另起一行，这两列留空"),
    "ORIGIN_UNKNOWN": ("「回执编号」「原行号」与以往的回执对不上，本行按新数据登记", "今后更正时请勿改动这两列"),
}
TRACES = ("id_number", "phone", "address", "register_address", "guardian_id", "birth_date")
"""Fields of the person that tell two people of one name apart."""


@dataclass
class _Settled:
    """By record_id: the earlier record that says the same; the one whose place is taken. `doubtful`: records that another
    one might have replaced, were it not somebody else's."""

    same: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def settle(checked: Checked, earlier: pa.Table, known_origins: set[str], contract: TableContract) -> Checked:
    """The checked drop with repeats left out and corrections tied to what they correct.

    `earlier`: EARLIER; `known_origins`: which of the records' origins the ledger knows."""
    records, strangers = _with_known_origins(checked.records, known_origins)
    records, copies = _with_own_origins(records)
    found = _settle(records, earlier, contract)
    names = records["record_id"].to_pylist()
    replaces = pa.array([found.replaces.get(name) for name in names], pa.string())
    records = records.set_column(records.schema.get_field_index("replaces"), "replaces", replaces)
    repeats = pa.array([name in found.same for name in names], pa.bool_())
    fresh = records.filter(pc.invert(repeats))
    unentered = pa.concat_tables([checked.unentered, _repeated(records.filter(repeats), found.same)]).sort_by("row")
    settled = replace(checked, records=fresh, unentered=unentered)
    told = _findings(fresh, settled.rows_repeated - checked.rows_repeated, strangers, copies, found.doubtful)
    findings = (*checked.findings, *told)
    verdict = verdict_of(fresh.num_rows, settled.rows_repeated, settled.rows_rejected, findings)
    return replace(settled, findings=findings, verdict=verdict)


def place_columns(contract: TableContract) -> list[str]:
    """The columns of contract.unique without the address, and the person's number; none where it holds no address. A row that
    agrees on all of them is about the same thing at another address: its sender corrected that."""
    fixed = [name for name in contract.unique if contract.column(name).type != "address"]
    return [*fixed, contract.person.id_number] if contract.person.id_number and len(fixed) < len(contract.unique) else []


def _settle(records: pa.Table, earlier: pa.Table, contract: TableContract) -> _Settled:
    """Which earlier record each row repeats or replaces: repeats first, then by key, by place, by origin. An earlier record that
    is repeated here stands, and none is replaced twice. By place only a whole, valid number will do."""
    found = _Settled()
    candidates: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in earlier.to_pylist():
        candidates[row["record_id"]].append(row)
    said = {
        name: text
        for name, text in zip(records["record_id"].to_pylist(), records["values"].to_pylist(), strict=True)
        if name in candidates
    }
    for name, text in said.items():
        same = next((row["earlier_id"] for row in candidates[name] if row["earlier_values"] == text), None)
        if same is not None:
            found.same[name] = same
    taken = set(found.same.values())
    for how in ("key", "place", "origin"):
        for name, text in said.items():
            if name in found.same or name in found.replaces:
                continue
            open_ones = [row for row in candidates[name] if row["how"] == how and row["earlier_id"] not in taken]
            alike = [row for row in open_ones if _one_person(json.loads(text), json.loads(row["earlier_values"]), how, contract)]
            if alike:
                found.replaces[name] = alike[0]["earlier_id"]
                taken.add(alike[0]["earlier_id"])
            elif open_ones and how != "place":
                found.doubtful.add(name)
    found.doubtful -= set(found.replaces)
    return found


def _one_person(now: dict[str, str], before: dict[str, str], how: str, contract: TableContract) -> bool:
    """True unless all that both rows say of the person differs. A row that answers one set aside must keep its number, or its
    name to a character: the form may have been used for somebody else."""
    person = contract.person.used()
    if how == "place":
        return classify(now[person["id_number"]]) is IdStatus.VALID
    if how == "origin":
        same_number = _agreement(now, before, [person["id_number"]]) if "id_number" in person else None
        named = person.get("name", "")
        return same_number or OSA.distance(now.get(named, ""), before.get(named, "")) <= (same_number is None)
    fixed = [name for name in contract.unique if contract.column(name).type in ("id_number", "disability_card", "address")]
    return bool(fixed) or _agreement(now, before, [person[name] for name in TRACES if name in person]) is not False


def _agreement(now: dict[str, str], before: dict[str, str], columns: Iterable[str]) -> bool | None:
    """True if any of the columns says the same in both rows, False if all that both say differs, None if nothing can be compared."""
    both = [now[name] == before[name] for name in columns if now.get(name) and before.get(name)]
    return any(both) if both else None


def _with_own_origins(records: pa.Table) -> tuple[pa.Table, list[int]]:
    """Of rows that say they correct the same row only the first does; the others were copied from it. Returns their rows."""
    seen: set[str] = set()
    kept, copies = [], []
    for origin, row in zip(records["origin"].to_pylist(), records["row"].to_pylist(), strict=True):
        if origin is not None and origin in seen:
            copies.append(row)
        kept.append(None if origin in seen else origin)
        seen |= {origin} - {None}
    return records.set_column(records.schema.get_field_index("origin"), "origin", pa.array(kept, pa.string())), copies


def _with_known_origins(records: pa.Table, known: set[str]) -> tuple[pa.Table, list[int]]:
    """The records without origins that the ledger does not know, and the rows of those."""
    origins = records["origin"].to_pylist()
    strange = [origin is not None and origin not in known for origin in origins]
    kept = pa.array([None if unknown else origin for origin, unknown in zip(origins, strange, strict=True)], pa.string())
    rows = records["row"].filter(pa.array(strange, pa.bool_())).to_pylist()
    return records.set_column(records.schema.get_field_index("origin"), "origin", kept), rows


def _repeated(records: pa.Table, same: dict[str, str]) -> pa.Table:
    names = records["record_id"].to_pylist()
    columns = {
        "drop_id": records["drop_id"],
        "row": records["row"],
        "fate": pa.array(["repeated"] * len(names), pa.string()),
        "origin": records["origin"],
        "same_as": pa.array([same[name] for name in names], pa.string()),
        "said": pa.nulls(len(names), pa.string()),
    }
    return pa.table(columns, schema=UNENTERED)


def _findings(fresh: pa.Table, repeated: int, strangers: list[int], copies: list[int], doubtful: set[str]) -> list[Finding]:
    told = []
    if repeated:
        message = f"共 {repeated} 行此前已报送并接收，内容完全相同，未重复登记"
        told.append(Finding("ALREADY_DELIVERED", Severity.WARNING, message, "无需处理"))
    rows = dict(zip(fresh["record_id"].to_pylist(), fresh["row"].to_pylist(), strict=True))
    for rule, found in (
        ("REPLACES_EARLIER", fresh.filter(pc.is_valid(fresh["replaces"]))["row"].to_pylist()),
        ("PERHAPS_ANOTHER", sorted(rows[name] for name in doubtful if name in rows)),
        ("ORIGIN_TWICE", copies),
        ("ORIGIN_UNKNOWN", strangers),
    ):
        told += [Finding(rule, Severity.WARNING, *WORDS[rule], row) for row in found]
    return told
