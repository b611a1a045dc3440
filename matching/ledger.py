"""The ledger: one DuckDB file, one process at a time, short transactions, SQL by name.

Belongs here: opening, locking, running a named statement, the audit chain, the checks before a commit.
Does not belong here: what the statements say (sql/<stage>/<verb>_<noun>.sql) and heavy work, which runs in
an in-memory DuckDB and needs no lock. DuckDB lets one process write and keeps all others out, readers too;
therefore readers and writers alike take the lock file, with a bounded wait.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout
from tenacity import RetryError, Retrying, retry_if_exception, stop_after_delay, wait_fixed

from matching import chain
from matching.errors import CheckFailed, LedgerBusy, LedgerTooOld
from matching.memory import memory
from matching.settings import Settings
from matching.statements import statement

NAME = "ledger"
"""What the file is called among the databases of the process."""


class Ledger:
    """An open transaction. Made by `writing` and `reading`, closed by them."""

    def __init__(self, connection: Any, sql: Path) -> None:
        self._connection = connection
        self._sql = sql
        self._before: dict[str, int] = {}

    def query(self, name: str, tables: Mapping[str, pa.Table] | None = None, **parameters: Any) -> pa.Table:
        """Run sql/<name>.sql with $parameters over the ledger and the given tables; its rows as an Arrow table."""
        for table_name, table in (tables or {}).items():
            self._connection.register(table_name, table)
        try:
            relation = self._connection.sql(statement(self._sql, name), params=parameters or None)
            return relation.to_arrow_table() if relation is not None else pa.table({})
        finally:
            for table_name in tables or {}:
                self._connection.unregister(table_name)

    def append(self, table: str, rows: pa.Table) -> None:
        """Append rows to a table, column by name; columns that the table does not have are an error."""
        if table not in self._before:
            self._before[table] = chain.size(self._connection, table)
        if rows.num_rows:
            self._connection.register("appended", rows)
            self._connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM appended')
            self._connection.unregister("appended")

    def audit(self, action: str, subject: str, **detail: Any) -> None:
        """Add a line to the audit chain. `detail` holds counts, rules and hashes, never personal values."""
        chain.add_line(self._connection, action, subject, detail)

    def cover(self) -> None:
        """Add a line to the audit chain that covers every row appended so far."""
        chain.cover(self._connection, chain.COVER, self._before, chain.LOCAL_ROWS)

    def row_hashes(self, table: str, columns: int) -> list[str]:
        """The hash of each row over so many columns, as covers count them; none for a table that is not there."""
        return chain.row_hashes(self._connection, table, columns) if table in self.tables() else []

    def filled(self, table: str) -> str:
        """One hash over what was filled into the rows of a table later, as covers count it."""
        return chain.filled(self._connection, table)

    def tables(self) -> set[str]:
        """The tables of whose rows the chain keeps covers."""
        return set(self.query("ledger/list_tables")["table_name"].to_pylist()) - chain.UNCOVERED

    def broken(self) -> dict[str, int]:
        """The sentences under sql/checks/ that do not hold: name → rows that say so."""
        names = (path.stem for path in sorted((self._sql / "checks").glob("assert_*.sql")))
        return {name: rows for name in names if (rows := self._failing(name))}

    def _failing(self, name: str) -> int:
        return len(self._connection.execute(statement(self._sql, f"checks/{name}")).fetchall())

    def check(self) -> None:
        """Raises CheckFailed naming the sentences that do not hold."""
        if broken := self.broken():
            raise CheckFailed("; ".join(f"{name} ({rows} rows)" for name, rows in broken.items()))


def _is_held(error: BaseException) -> bool:
    return isinstance(error, duckdb.IOException) and "lock" in str(error).lower()


def _attach(connection: Any, settings: Settings) -> None:
    """Open the file. A program that does not take our lock (a database browser) may hold it: wait, then LedgerBusy."""
    file = str(settings.ledger).replace("'", "''")
    patience = Retrying(retry=retry_if_exception(_is_held), stop=stop_after_delay(settings.lock_seconds), wait=wait_fixed(0.2))
    try:
        patience(connection.execute, f"ATTACH '{file}' AS {NAME}")
    except RetryError as error:
        raise LedgerBusy(
            f"台账文件被其他程序占用超过 {settings.lock_seconds:.0f} 秒，请关闭打开它的程序: {settings.ledger.name}"
        ) from error


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """Hold the lock file beside the ledger. Raises LedgerBusy after `settings.lock_seconds`."""
    settings.ledger.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.ledger.with_suffix(".lock"), timeout=settings.lock_seconds):
            yield
    except Timeout as error:
        raise LedgerBusy(f"the ledger was in use for more than {settings.lock_seconds:.0f} s") from error


def _tables(connection: Any, settings: Settings) -> set[str]:
    return {name for (name,) in connection.execute(statement(settings.sql, "ledger/list_tables")).fetchall()}


def _require_casework(connection: Any, settings: Settings) -> None:
    """Raises LedgerTooOld for runs from before the case loop: their slips were numbered with the commit, or have events without an order."""
    tables = _tables(connection, settings)
    if "runs" in tables and "supervisions" not in tables:
        raise LedgerTooOld(
            f"台账 {settings.ledger.name} 由没有“签发”或“反馈”步骤的旧版本建立，本版本不能接着使用，未作任何改动。"
            f"请将数据文件夹“{settings.root.name}”整个改名另存（其中的转办单和反馈仍按旧版本办结），"
            "再新建同名的空文件夹，重新放入最新的救助名册，然后照常接收各部门文件。"
        )


def _lay_out(connection: Any, settings: Settings) -> None:
    """Make the tables, views and macros of this version, unless the ledger was last laid out with just that; what no version before covered
    is covered then. Raises LedgerTooOld."""
    _require_casework(connection, settings)
    tables = statement(settings.sql, "ledger/create_tables")
    version = hashlib.sha256(tables.encode()).hexdigest()
    connection.execute(statement(settings.sql, "ledger/create_layout"))
    if connection.execute("SELECT sha256 FROM layout").fetchall() != [(version,)]:
        connection.begin()
        connection.execute(tables)
        chain.adopt(connection, _tables(connection, settings), settings.runs)
        connection.execute("DELETE FROM layout")
        connection.execute("INSERT INTO layout VALUES (?)", [version])
        connection.commit()


@contextmanager
def _attached(settings: Settings) -> Iterator[Any]:
    """A connection to the file, which is let go in the end; what was not committed is not kept."""
    with memory(settings.threads) as keeper:
        _attach(keeper, settings)
        try:
            with memory(settings.threads) as connection:
                connection.execute(f"USE {NAME}")
                _lay_out(connection, settings)
                yield connection
        finally:
            keeper.execute(f"DETACH {NAME}")


@contextmanager
def writing(settings: Settings) -> Iterator[Ledger]:
    """One write transaction: committed if the block ends and every check holds, rolled back otherwise."""
    with _locked(settings), _attached(settings) as connection:
        connection.begin()
        ledger = Ledger(connection, settings.sql)
        yield ledger
        ledger.check()
        ledger.cover()
        connection.commit()


@contextmanager
def reading(settings: Settings) -> Iterator[Ledger]:
    """One consistent view of the ledger; nothing written in it is kept."""
    with _locked(settings), _attached(settings) as connection:
        connection.begin()
        yield Ledger(connection, settings.sql)


def copy_ledger(settings: Settings, target: Path) -> None:
    """Give people a copy to read, replaced all at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.tmp")
    with _locked(settings):
        with _attached(settings) as connection:
            connection.execute("CHECKPOINT")
        shutil.copyfile(settings.ledger, aside)
    aside.replace(target)
