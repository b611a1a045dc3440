"""A file as sheets of text, whatever it was before.

Belongs here: the shape every reader makes (all text, blank = "") and the refusal of a file that has none.
Does not belong here: reading a format (workbooks, textfiles) and what a column means (headers).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Severity

MAX_COLUMNS = 500
MAX_ROWS = 1_200_000
RESAVE = "请在 Excel 或 WPS 中打开后「另存为」.xlsx 工作簿，再重新报送"
NOISE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]"
"""Characters that nobody typed: control characters, zero-width characters, stray byte order marks."""


class Refused(Exception):
    """A file that cannot be read as a table. Always caught in matching.validate.check; the finding goes to the sender."""

    def __init__(self, rule: str, message: str, cure: str) -> None:
        super().__init__(rule)
        self.finding = Finding(rule, Severity.FILE, message, cure)


@dataclass(frozen=True)
class Sheet:
    """One visible sheet. `cells` has string columns without nulls, trimmed; its row i is row i + 1 of the sender's sheet."""

    name: str
    cells: pa.Table

    def rows(self, start: int, stop: int) -> list[list[str]]:
        """Rows from `start` (0-based) up to `stop`, as lists of text."""
        columns = [column.to_pylist() for column in self.cells.slice(start, max(stop - start, 0)).columns]
        return [list(row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Book:
    """All visible sheets of a file, and what the sender should know about the file itself."""

    sheets: tuple[Sheet, ...]
    notices: tuple[Finding, ...] = ()


def sheet_of(name: str, chunks: Iterable[Sequence[Sequence[str]]]) -> Sheet:
    """A sheet from blocks of rows of any width. Raises Refused for a sheet beyond MAX_ROWS or MAX_COLUMNS."""
    blocks: list[list[pa.Array]] = []
    height = 0
    for chunk in chunks:
        height += len(chunk)
        columns = [pa.array(column, pa.string()) for column in zip_longest(*chunk, fillvalue="")]
        if height > MAX_ROWS or len(columns) > MAX_COLUMNS:
            raise too_large()
        blocks.append([_tidy(column) for column in columns] or [pa.array([""] * len(chunk), pa.string())])
    width = max((len(block) for block in blocks), default=0)
    columns = [
        pa.chunked_array(
            [block[n] if n < len(block) else pa.array([""] * len(block[0]), pa.string()) for block in blocks], pa.string()
        )
        for n in range(width)
    ]
    return Sheet(name, pa.table(columns, names=[f"c{n}" for n in range(width)]))


def too_large() -> Refused:
    return Refused(
        "FILE_TOO_LARGE",
        f"文件过大：超过 {MAX_ROWS // 10000} 万行或 {MAX_COLUMNS} 列，或解压后的内容异常庞大",
        "请删除数据区以外的空白行列，或将表格拆分为几个文件后重新报送",
    )


def broken() -> Refused:
    return Refused("FILE_BROKEN", "文件已损坏或没有传输完整，无法读取", RESAVE)


def locked() -> Refused:
    return Refused("FILE_PASSWORD", "文件设有打开密码，无法读取", "请取消密码保护后重新报送")


def _tidy(column: pa.Array) -> pa.Array:
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(column, NOISE, ""))
