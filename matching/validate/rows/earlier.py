"""What a delivery says again, and what it corrects, of what its sender delivered before.

Belongs here: comparing a checked drop with earlier deliveries of the same table. Does not belong here: finding those (the
pipeline asks the ledger), rows repeated inside one file (repeats), and whether a row may answer the one it names (claims). Rules: a row that says what is here already is not
entered twice; one that says something else of the same thing and the same person takes the place of the earlier one, and
both are kept. A row that may be somebody else's is entered as new: two visits cost less than a family nobody visits.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.shapes import UNENTERED
from matching.validate.checked import Checked, verdict_of
from matching.validate.rows.claims import Claims, agreement, alike, settle_claims, tells, tells_anything, traced
from matching.validate.values.identity import IdStatus, classify

EARLIER = pa.schema([pa.field(name, pa.string()) for name in ("record_id", "earlier_id", "earlier_values", "how")])
"""An earlier record that may be about the same thing as a new one, the likeliest first: `how` is key (the same row_key), place (the
same but for the address, and one number) or origin (the same row set aside, corrected twice)."""
OWN = ("id_number", "disability_card", "address")
"""Types of columns of a key that name one person or house."""
WORDS = {
    "REPLACES_EARLIER": (
        "此前报送过同一件事，内容有变化，以本次为准（原来的一行留存备查）",
        "如其实是两件事，请补充可以区分的内容后重新报送本行",
    ),
    "PERHAPS_ANOTHER": (
        "与此前报送的一行是同一编号（或同日、同址）、同名，但身份证号不同（或本次未填），或电话、住址等都不同，按另一人登记",
        "如其实是更正，请在下次报送时说明；无需重报",
    ),
    "ORIGIN_TWICE": ("「回执编号」「原行号」与上面的一行相同，本行按新数据登记", "新增人员请另起一行，这两列留空"),
    "ORIGIN_OF_ANOTHER": (
        "「回执编号」「原行号」是另一个人那一行的（姓名、号码都对不上），本行按新增人员登记，原来退回的那一行不算已更正",
        "新增人员请另起一行，这两列留空；原来的那一行还没有更正的，请更正后重新报送",
    ),
    "ORIGIN_UNKNOWN": ("「回执编号」「原行号」与以往的回执对不上，本行按新数据登记", "今后更正时请勿改动这两列"),
}


@dataclass
class Settled:
    """By record_id: the earlier record that says the same; the one whose place is taken. `doubtful`: records that another
    one might have replaced, were it not somebody else's."""

    same: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def settle(checked: Checked, earlier: pa.Table, known_origins: Mapping[str, str | None], contract: TableContract) -> Checked:
    """The checked drop with repeats left out and corrections tied to what they correct.

    `earlier`: EARLIER; `known_origins`: those of the records' origins that the ledger knows → what they said."""
    claims = settle_claims(checked.records, known_origins, contract)
    records = claims.records
    found = settled_by_earlier(records, earlier, contract)
    names = records["record_id"].to_pylist()
    replaces = pa.array([found.replaces.get(name) for name in names], pa.string())
    records = records.set_column(records.schema.get_field_index("replaces"), "replaces", replaces)
    repeats = pa.array([name in found.same for name in names], pa.bool_())
    fresh = records.filter(pc.invert(repeats))
    unentered = pa.concat_tables([checked.unentered, _repeated(records.filter(repeats), found.same)]).sort_by("row")
    settled = replace(checked, records=fresh, unentered=unentered)
    told = _findings(fresh, settled.rows_repeated - checked.rows_repeated, claims, found.doubtful)
    findings = (*checked.findings, *told)
    verdict = verdict_of(fresh.num_rows, settled.rows_repeated, settled.rows_rejected, findings, settled.rows_withdrawn)
    return replace(settled, findings=findings, verdict=verdict)


def place_columns(contract: TableContract) -> list[str]:
    """The columns of contract.unique without the address, and the person's number; none where it holds no address. A row that
    agrees on all of them is about the same thing at another address: its sender corrected that."""
    fixed = [name for name in contract.unique if contract.column(name).type != "address"]
    return [*fixed, contract.person.id_number] if contract.person.id_number and len(fixed) < len(contract.unique) else []


def settled_by_earlier(records: pa.Table, earlier: pa.Table, contract: TableContract) -> Settled:
    """Which earlier record each row repeats or replaces: repeats first, then by key, by place, by origin. An earlier record that
    is repeated here stands, and none is replaced twice. By place only a whole, valid number will do."""
    found = Settled()
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
    """True unless all that both rows say of the person differs, two valid numbers do, or the new row keeps silent of what
    the earlier one told. A row that answers one set aside must keep its number, or without one its name to a character: the
    form may have been used for somebody else."""
    person = contract.person.used()
    number, named = person.get("id_number", ""), person.get("name", "")
    if how == "place":
        return classify(now[number]) is IdStatus.VALID
    same_number = agreement(now, before, [number])
    if how == "origin":
        ours, theirs = now.get(named, ""), before.get(named, "")
        return same_number or ours == theirs or (same_number is None and alike(ours, theirs))
    valid = [classify(said.get(number, "")) is IdStatus.VALID for said in (before, now)]
    if all(valid) and not same_number:
        return False
    kinds = {name: contract.column(name).type for name in contract.unique}
    if any(kind in OWN and tells(name, now.get(name), contract) for name, kind in kinds.items()):
        return True
    if "address" in kinds.values() and (valid[0] or (tells_anything(before, contract) and not tells_anything(now, contract))):
        return bool(same_number)
    return traced(now, before, contract, but=contract.unique) is not False


def _repeated(records: pa.Table, same: dict[str, str]) -> pa.Table:
    names = records["record_id"].to_pylist()
    columns = {
        "drop_id": records["drop_id"],
        "row": records["row"],
        "fate": pa.array(["repeated"] * len(names), pa.string()),
        "origin": records["origin"],
        "same_as": pa.array([same[name] for name in names], pa.string()),
        "said": pa.nulls(len(names), pa.string()),
        "reason": pa.nulls(len(names), pa.string()),
    }
    return pa.table(columns, schema=UNENTERED)


def _findings(fresh: pa.Table, repeated: int, claims: Claims, doubtful: set[str]) -> list[Finding]:
    told = []
    if repeated:
        message = f"共 {repeated} 行此前已报送并接收，内容完全相同，未重复登记"
        told.append(Finding("ALREADY_DELIVERED", Severity.WARNING, message, "无需处理"))
    rows = dict(zip(fresh["record_id"].to_pylist(), fresh["row"].to_pylist(), strict=True))
    for rule, found in (
        ("REPLACES_EARLIER", fresh.filter(pc.is_valid(fresh["replaces"]))["row"].to_pylist()),
        ("PERHAPS_ANOTHER", sorted(rows[name] for name in doubtful if name in rows)),
        ("ORIGIN_OF_ANOTHER", claims.of_another),
        ("ORIGIN_TWICE", claims.twice),
        ("ORIGIN_UNKNOWN", claims.unknown),
    ):
        told += [Finding(rule, Severity.WARNING, *WORDS[rule], row) for row in found]
    return told
