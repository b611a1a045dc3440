"""Which rows may answer the row set aside that they name.

Belongs here: comparing what a row says with what is known of the one that it claims to correct, and
what is told of those that nobody answered. Does not belong here: reading
the claim (origins) and rows that were entered before (earlier). A row that is somebody else's loses its claim: the row set
aside stays open, and this one is entered as a row of its own.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
from rapidfuzz.distance import OSA

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.validate.rows.repeats import SERIAL

TRACES = ("id_number", "phone", "address", "register_address", "guardian_id", "birth_date")
"""Fields of the person that tell two people of one name apart."""
SHORTEST_ALIKE = 3
"""Names of fewer characters that differ in one (张伟, 王伟) are those of two people."""
HOUSE = re.compile(r"\d|[一二三四五六七八九十](?:号|栋|幢|室|户)")
"""An address without it names a village or a road: of a thousand people."""
STILL_OPEN = "ROWS_STILL_OPEN"
"""The rule of rows set aside that did not come back with the others of their correction workbook."""


@dataclass(frozen=True)
class Claims:
    """The records with the claims that stand, and the rows that lost theirs: the ledger does not know the row set aside; it
    is another person's; a row above answers it already."""

    records: pa.Table
    unknown: list[int]
    of_another: list[int]
    twice: list[int]


def settle_claims(records: pa.Table, known: Mapping[str, str | None], contract: TableContract) -> Claims:
    """`known`: the rows set aside that the ledger knows → what they said beside their faults (RECORDS.values), if that names anybody."""
    unknown: list[int] = []
    of_another: list[int] = []
    twice: list[int] = []
    kept: list[str | None] = []
    columns = (records[name].to_pylist() for name in ("origin", "row", "values"))
    for origin, row, values in zip(*columns, strict=True):
        lost = None
        if origin is not None and origin not in known:
            lost = unknown
        elif origin is not None and origin in kept:
            lost = twice
        elif origin is not None and of_somebody_else(json.loads(values), json.loads(known[origin] or "{}"), contract):
            lost = of_another
        if lost is not None:
            lost.append(row)
        kept.append(origin if lost is None else None)
    place = records.schema.get_field_index("origin")
    return Claims(records.set_column(place, "origin", pa.array(kept, pa.string())), unknown, of_another, twice)


def of_somebody_else(now: dict[str, str], before: dict[str, str], contract: TableContract) -> bool:
    """True if a corrected row is not of the person that the row set aside names: another name and another number, or another
    name and nothing of the person that is the same. A name that is only alike needs something of the row beside it."""
    person = contract.person.used()
    named, numbered = person.get("name", ""), person.get("id_number", "")
    same_number = agreement(now, before, [numbered])
    if same_number or agreement(now, before, [named]):
        return False
    same_person = traced(now, before, contract)
    if not (now.get(named) and before.get(named)):
        return same_person is False
    if same_number is False or same_person:
        return same_number is False
    return not (alike(now[named], before[named]) and _tied(now, before, contract))


def _tied(now: dict[str, str], before: dict[str, str], contract: TableContract) -> bool:
    """True unless both rows name cases, days or places, and none of them is the same. A number that only counts the rows says
    nothing."""
    columns = {*contract.unique, *_traces(contract)} - {contract.person.name}
    return agreement(now, before, [name for name in columns if not re.match(SERIAL, now.get(name, ""))]) is not False


def traced(now: dict[str, str], before: dict[str, str], contract: TableContract, but: Iterable[str] = ()) -> bool | None:
    """True if the rows share something that only one person has, False if all of that which both say differs, None if they
    do not tell. `but`: columns that are not looked at."""
    both = [name for name in _traces(contract) if name not in but and now.get(name) and before.get(name)]
    same = [name for name in both if now[name] == before[name]]
    if any(tells(name, now[name], contract) for name in same):
        return True
    return False if both and not same else None


def tells(column: str, value: str | None, contract: TableContract) -> bool:
    """True for a filled value that points to one person or house; a village or a road does not."""
    return bool(value) and (contract.column(column).type != "address" or HOUSE.search(value or "") is not None)


def tells_anything(said: dict[str, str], contract: TableContract) -> bool:
    """True if a row says something of its person beside the name."""
    return any(tells(name, said.get(name), contract) for name in _traces(contract))


def _traces(contract: TableContract) -> list[str]:
    person = contract.person.used()
    return [person[name] for name in TRACES if name in person]


def alike(name: str, other: str) -> bool:
    """True for names that differ in a character and are long enough to be one person's all the same."""
    return name == other or (min(len(name), len(other)) >= SHORTEST_ALIKE and OSA.distance(name, other) <= 1)


def agreement(now: dict[str, str], before: dict[str, str], columns: Iterable[str]) -> bool | None:
    """True if any of the columns says the same in both rows, False if all that both say differs, None if nothing can be compared."""
    both = [now[name] == before[name] for name in columns if now.get(name) and before.get(name)]
    return any(both) if both else None


def still_open(count: int) -> Finding:
    """What the sender of a correction workbook is told of its rows that are not in it any more."""
    message = f"原来退回的行中，还有 {count} 行仍待更正，不在本文件里"
    cure = "请在回执文件夹里原来的待更正工作簿中改好这些行，放回报送文件夹；不应报送的行，请选「撤回」并写明原因"
    return Finding(STILL_OPEN, Severity.WARNING, message, cure)
