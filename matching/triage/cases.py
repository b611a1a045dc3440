"""The case view: what triage rules see, in an in-memory DuckDB.

Belongs here: opening sql/triage/create_case_view.sql over a batch and asking it. Does not belong here: which
conditions exist (schemas/triage.yml) and what a fired rule means (matching.triage.levels).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from matching.errors import ProcessingError
from matching.installation import Installation
from matching.memory import connect
from matching.shapes import RECORDS, STANDARD
from matching.statements import statement

SHUT_OFF = ("SET enable_external_access = false",)
"""A condition is text of a rule's author: it reads no file and loads nothing."""
CONTEXT = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("record_id", "case_id", "kind", "cadence", "event_date", "amount", "age")],
        *[pa.field(name, pa.bool_()) for name in ("is_plea", "is_shock", "closed_before", "on_roll", "on_roll_household")],
        pa.field("household_groups", pa.list_(pa.string())),
    ]
)
"""One row a record: what the row itself does not say."""

EVENTS = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("record_id", "feed", "kind")],
        pa.field("event_date", pa.date32()),
        pa.field("admitted_on", pa.date32()),
        pa.field("stay_burden", pa.string()),
        *[pa.field(name, pa.bool_()) for name in ("is_plea", "is_shock", "recent")],
    ]
)
"""One row a record of the run or of an earlier one. stay_burden: of a single stay in hospital, yuan; recent: within twelve months."""
TIES = pa.schema([(name, pa.string()) for name in ("case_id", "record_id", "whose")])
"""The records that speak of a case: whose is own or household."""


@dataclass(frozen=True)
class CaseTables:
    """What the case view is made of: RECORDS and STANDARD of the run, CONTEXT, EVENTS, TIES."""

    records: pa.Table = field(default_factory=RECORDS.empty_table)
    people: pa.Table = field(default_factory=STANDARD.empty_table)
    context: pa.Table = field(default_factory=CONTEXT.empty_table)
    events: pa.Table = field(default_factory=EVENTS.empty_table)
    ties: pa.Table = field(default_factory=TIES.empty_table)


class CaseView:
    """An open case_view. Made by `open_cases`."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        described = connection.execute("DESCRIBE case_view").fetchall()
        self.columns: dict[str, str] = {name: kind for name, kind, *_ in described}

    def fault_of(self, condition: str) -> str | None:
        """Why the condition cannot be asked, or None. On an empty view the answer holds nobody's data."""
        try:
            relation = self._one(f"SELECT ({condition}) AS fired FROM case_view")
        except duckdb.Error as error:
            return str(error).splitlines()[0]
        return None if str(relation.types[0]) == "BOOLEAN" else f"is {relation.types[0]}, not yes or no"

    def ask(self, conditions: Sequence[tuple[str, str]], columns: Iterable[str]) -> list[dict[str, Any]]:
        """For every record, by id: `fired`, the names of the conditions that hold, and the asked columns.

        One statement for all conditions. Raises ProcessingError naming the rule that broke, never a value.
        """
        wanted = sorted({"record_id", *columns})
        fired = ", ".join(f"CASE WHEN ({condition}) THEN '{name}' END" for name, condition in conditions)
        query = f"""SELECT {", ".join(f'"{name}"' for name in wanted)},
            list_filter([{fired}]::VARCHAR[], lambda name: name IS NOT NULL) AS fired
            FROM case_view ORDER BY record_id"""
        try:
            answer: list[dict[str, Any]] = self._one(query).to_arrow_table().to_pylist()
        except duckdb.Error as error:
            raise ProcessingError(f"triage rules broke: {self._broken(conditions) or type(error).__name__}") from None
        return answer

    def _one(self, query: str) -> Any:
        """The relation of one SELECT; a condition that smuggles in a second statement is refused."""
        if len(self._connection.extract_statements(query)) != 1:
            raise duckdb.ParserException("more than one statement")
        return self._connection.sql(query)

    def _broken(self, conditions: Sequence[tuple[str, str]]) -> str:
        return ", ".join(name for name, condition in conditions if self._breaks(condition))

    def _breaks(self, condition: str) -> bool:
        try:
            self._one(f"SELECT count_if({condition}) FROM case_view").fetchall()
        except duckdb.Error:
            return True
        return False


@contextmanager
def open_cases(installation: Installation, tables: CaseTables) -> Iterator[CaseView]:
    """The case view of a batch; without tables that of nobody, for checking rules."""
    settings = installation.settings
    connection = connect(settings.threads, SHUT_OFF)
    try:
        for name, table in vars(tables).items():
            connection.register(name, table)
        connection.execute(statement(settings.sql, "triage/create_case_view"))
        yield CaseView(connection)
    finally:
        connection.close()
