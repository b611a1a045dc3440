"""Where things lie and how long we wait: typed paths and the ZHAOREN_* environment.

Belongs here: what differs between two installations. Does not belong here: what differs between two
districts (schemas/district.yml) or between two rules (schemas/*.yml).
"""

from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One installation. Every path is absolute once read."""

    model_config = SettingsConfigDict(env_prefix="ZHAOREN_", frozen=True)

    project: Path = PROJECT
    """The folder that holds sql/, and schemas/ and expectations/ unless they lie elsewhere."""
    configuration: Path = Path()
    """The folder that holds schemas/ and expectations/; relative to the project."""
    home: Path = Field(default=Path("data"))
    """The folder that holds everything that is not code; relative to the project."""
    business_date: date | None = None
    """A rehearsal's date (演练日期): stands for today wherever the edge would ask the clock."""
    stable_seconds: float = 2.0
    """A file is taken when its size and time did not move for so long."""
    lock_seconds: float = 120.0
    """The longest wait for the ledger's lock."""
    read_seconds: float = Field(default=30.0, gt=0)
    """The longest time for reading one file, for each 64 MiB of it; a file that takes longer is refused."""
    read_mib: int = Field(default=1000, ge=200)
    """The memory in MiB that reading one file may take; a file that needs more is refused."""
    threads: int = 0
    """Threads of DuckDB and rapidfuzz; 0 means every core. Results do not depend on it."""

    @cached_property
    def root(self) -> Path:
        return (self.project / self.home).resolve()

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def receipts(self) -> Path:
        return self.root / "receipts"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def configurations(self) -> Path:
        return self.archive / "configurations"

    @property
    def checks(self) -> Path:
        return self.root / "checks"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger" / "zhaoren.duckdb"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def airflow(self) -> Path:
        return self.root / "airflow"

    @property
    def schemas(self) -> Path:
        return self.project / self.configuration / "schemas"

    @property
    def expectations(self) -> Path:
        return self.project / self.configuration / "expectations"

    @property
    def sql(self) -> Path:
        return self.project / "sql"
