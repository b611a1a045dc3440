"""The two families of failure, and the exit code of each.

Belongs here: exception classes. Does not belong here: anything about a single row of a
department's file; that is a `matching.findings.Finding`, which is data and goes back to the sender.

No message of an exception may hold personal data: name the feed, the row and the rule, never the value.
"""


class ZhaorenError(Exception):
    """Root of every error this package raises on purpose; `exit_code` is what the command line returns."""

    exit_code = 20


class UsageError(ZhaorenError):
    """The call itself is wrong: an unknown feed, a date that cannot be read, a missing file."""

    exit_code = 2


class RejectedInput(ZhaorenError):
    """A file was refused as a whole; the sender must act."""

    exit_code = 10


class ProcessingError(ZhaorenError):
    """Our own failure; we must act and nothing may be published."""

    exit_code = 20


class ConfigurationError(ProcessingError):
    """A file under schemas/, expectations/ or sql/ is wrong; the message names file and key."""


class CalendarMissing(ProcessingError):
    """A deadline needs the State Council's calendar of a year that is not known yet; `source`: the file to fill in."""

    def __init__(self, year: int, source: str) -> None:
        super().__init__(year, source)
        self.year, self.source = year, source

    def __str__(self) -> str:
        return f"{self.year} 年的工作日安排尚未录入: 请在 {self.source} 填写该年的放假与调休日期 (year={self.year})"


class LedgerBusy(ProcessingError):
    """The ledger's lock could not be had within the bounded wait."""


class LedgerTooOld(ProcessingError):
    """The ledger was begun by a version whose runs this one cannot read on; the message says in Chinese what to do."""


class ReleaseBlocked(ProcessingError):
    """A batch may not go out: its check found something, which the message says in Chinese."""


class CheckFailed(ProcessingError):
    """A sentence under sql/checks/ does not hold; the transaction was rolled back."""


class ChainBroken(ProcessingError):
    """The audit chain is broken, or does not reach an anchor; the message says in Chinese where first."""
