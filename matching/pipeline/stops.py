"""What the rows that end a benefit mean on the roll: which entries they close, hold, or leave open, and what the sender is told of it.

Belongs here: finding the entries of such rows before the file is written, and the hints of a weekly change about them. Does not belong
here: the keys of an entry (entries) and writing roll_entries (rolls).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.installation import Installation
from matching.ledger import Ledger
from matching.triage.categories import read_categories

HOW = {"key": "此人", "number": "此身份证号", "householder": "此户主身份证号", "name": "姓名、镇街相同的人"}
OTHER_BENEFITS = 2
"""From this level on a row has found no entry of the benefit that it names."""


@dataclass(frozen=True)
class Stops:
    """replaced: open entries that the file's own rows replace. meant: what the rows that end a benefit mean (rolls/list_stops_meant).
    members: row, entry and end of household members of whom the file says nothing. held: entry and end of all that is held."""

    replaced: pa.Table
    meant: pa.Table
    members: pa.Table
    held: pa.Table


def groups(installation: Installation) -> pa.Table:
    """Every declared spelling of a category with its name and group, and whether it is a benefit of whole households."""
    declared = read_categories(installation.settings.schemas).categories
    rows = [
        {
            "spelling": spelling,
            "name": category.name,
            "group": category.group,
            "general": category.general,
            "household": category.bearer == "household",
        }
        for category in declared
        for spelling in (category.name, *category.aliases)
    ]
    return pa.Table.from_pylist(rows)


def contradictions(ledger: Ledger, incoming: pa.Table) -> pa.Table:
    """Entries of a file that end what another row of it leaves in force, with that row (`against`). Who wrote both has to say which counts."""
    return ledger.query("rolls/list_contradictions", {"incoming": incoming})


def stops(ledger: Ledger, installation: Installation, incoming: pa.Table, ending: pa.Table, full: bool, month: str) -> Stops:
    """What the entries of a file (`incoming`), and of its rows set aside (`ending`), do to the roll in force. Asked before the file is written."""
    heads, declared = list(installation.roll.heads), groups(installation)
    contrary = contradictions(ledger, incoming).drop_columns(["against"])
    tables = {"incoming": incoming, "groups": declared}
    replaced = ledger.query("rolls/list_entries_replaced", tables, full=full)
    tables |= {"replaced": replaced, "ending": ending, "contrary": contrary}
    meant = ledger.query("rolls/list_stops_meant", tables, heads=heads, full=full, month=month)
    known = {"meant": meant, "incoming": incoming, "groups": declared}
    members = ledger.query("rolls/list_members_to_hold", known, heads=heads)
    members = members.slice(0, 0) if full else members
    return Stops(replaced, meant, members, ledger.query("rolls/list_entries_to_hold", {"meant": meant, "members": members}))


def stop_hints(
    ledger: Ledger, installation: Installation, contract: TableContract, incoming: pa.Table, ending: pa.Table, month: str
) -> Iterator[Finding]:
    """Of a weekly change one finding for each row that holds entries, that stops nothing, or that stops a householder alone."""
    said = stops(ledger, installation, incoming, ending, False, month)
    unsure = [item for item in said.meant.to_pylist() if item["level"] > 0 and item["kind"] != "contrary"]
    by_row: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for item in unsure:
        if item["stands"] and item["runs"]:
            by_row[item["row"]].setdefault(item["entry_id"], item)
    set_aside = {item["row"] for item in ending.to_pylist() if item["valid_to"]}
    unknown = ledger.query("rolls/list_stops_without_entry", {"incoming": incoming, "meant": said.meant}, month=month)
    nothing = ({item["row"] for item in unsure} | set_aside | set(unknown["row"].to_pylist())) - set(by_row)
    column = contract.column(installation.roll.benefit_to).header
    yield from (_holds(row, list(found.values()), row in set_aside) for row, found in sorted(by_row.items()))
    yield from (_stops_nothing(row, row in set_aside, column) for row in sorted(nothing))
    yield from _stops_head_alone(said.members["row"].to_pylist())


def _holds(row: int, found: list[dict[str, Any]], set_aside: bool) -> Finding:
    """`found`: the entries that the row holds, with how it found them."""
    begins = "本行写明或可能表示救助已停止" if set_aside else "本行停止的救助，姓名、身份证号或救助类型与名册不一致"
    which = "救助（名册上没有本行所写的救助类型）" if found[0]["level"] in (OTHER_BENEFITS, OTHER_BENEFITS + 1) else "这项救助"
    message = f"{begins}；更正以前，名册上{HOW[found[0]['way']]}的{which}共 {len(found)} 条不算在册"
    return Finding("HELD_UNTIL_CORRECTED", Severity.WARNING, message, "请与名册核对，尽快更正后重新报送本行", row)


def _stops_nothing(row: int, set_aside: bool, column: str) -> Finding:
    if set_aside:
        message = "本行写明或可能表示救助已停止，但现有名册中没有找到此人仍在享受的这项救助，没有停止任何人的救助"
        return Finding(
            "STOPS_NOTHING", Severity.WARNING, message, "请与名册核对姓名、身份证号和救助类型，更正后重新报送本行", row
        )
    message = "这一行停止的救助，在现有名册中没有找到（姓名、身份证号或救助类型与名册不一致），没有停止任何人的救助"
    cure = "请与名册核对：确已停止的，请按名册的写法改正后重新报送本行；新纳入的有期限的救助不必处理"
    return Finding("STOPS_NOTHING", Severity.WARNING, message, cure, row, column)


def _stops_head_alone(rows: list[int]) -> Iterator[Finding]:
    """`rows`: one for each entry that is held."""
    cure = "请在每周变更里把同户人员逐人列上：一同停止的写明停止月份，仍在享受的停止月份留空；整份名册下次报送时，以名册为准"
    for row, count in sorted(Counter(rows).items()):
        message = f"本行停止（或可能停止）户主的救助，同户其他人的同类救助还有 {count} 条没有说明；说明以前，停止月份之后不算在册"
        yield Finding("STOPS_HEAD_ALONE", Severity.WARNING, message, cure, row)
