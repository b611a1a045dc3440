"""A file as sheets of text, whatever it was before.

Belongs here: the shape every reader makes (all text, blank = "") and the refusal of a file that has none.
Does not belong here: reading a format (workbooks, textfiles) and what a column means (headers).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from mmap import MADV_DONTNEED, mmap

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.findings import Finding, Severity

MAX_COLUMNS = 500
MAX_ROWS = 1_200_000
MAX_TALL = 500_000
"""Merged areas of several rows on one sheet."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an old workbook (.xls) begins, and one with a password."""
RESAVE = "请在 Excel 或 WPS 中打开后「另存为」.xlsx 工作簿，再重新报送"
NOISE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
"""Characters that nobody typed: control characters, zero-width characters, stray byte order marks."""
SUSPECTS = np.zeros(256, dtype=bool)
"""First bytes of noise in UTF-8; two of them also begin what everybody types."""
SUSPECTS[[*range(9), 11, 12, *range(14, 32), 0x7F, 0xE2, 0xEF]] = True
OFTEN = (0xE2, 0xEF)
RARE_NOISE = tuple(
    mark.encode()
    for mark in (
        *map(chr, range(0x200B, 0x2010)),
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2060, 0x2070)),
        *"\ufeff\ufffe\uffff",
    )
)
NO_RESULT = "#公式无结果"
"""Stands in a cell whose formula was never calculated."""
CELL_ERRORS = frozenset(
    {NO_RESULT, "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
Range = tuple[tuple[int, int], tuple[int, int]]
"""0-based (row, column) of the first and of the last cell of an area."""


class Refused(Exception):
    """A file that cannot be read as a table. Always caught in matching.validate.check; the finding goes to the sender."""

    def __init__(self, rule: str, message: str, cure: str) -> None:
        super().__init__(rule)
        self.finding = Finding(rule, Severity.FILE, message, cure)


@dataclass(frozen=True)
class Sheet:
    """One sheet. `cells` has string columns without nulls, trimmed; its row i is row i + 1 of the sender's sheet."""

    name: str
    cells: pa.Table
    pages: mmap | None = field(default=None, compare=False, repr=False)
    """Where the cells lie, if in a file and not in memory."""
    delimited: str = ""
    """Of text: the delimiter, which cuts a cell in two if it stands within it."""
    merged: tuple[Range, ...] = ()
    """Areas of several rows over which one cell was merged: its text stands in each of them."""

    def rest(self) -> None:
        """Nobody looks at the cells for a while: pages of a file need not stay in memory."""
        if self.pages is not None:
            self.pages.madvise(MADV_DONTNEED)

    def pick(self, columns: list[int], rows: Sequence[int]) -> Iterator[tuple[str, ...]]:
        """Some columns of some rows (all 0-based, rows ascending), row by row."""
        start = 0
        for batch in self.cells.select(columns).to_batches():
            wanted = rows[bisect_left(rows, start) : bisect_left(rows, start + batch.num_rows)]
            if wanted:
                taken = batch.take(pa.array([n - start for n in wanted], pa.int64()))
                yield from zip(*(column.to_pylist() for column in taken.columns), strict=True)
            start += batch.num_rows
        self.rest()

    def rows(self, start: int, stop: int) -> list[list[str]]:
        """Rows from `start` (0-based) up to `stop`, as lists of text."""
        columns = [column.to_pylist() for column in self.cells.slice(start, max(stop - start, 0)).columns]
        return [list(row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Book:
    """The sheets of a file, and what the sender should know about the file itself."""

    sheets: tuple[Sheet, ...]
    notices: tuple[Finding, ...] = ()
    hidden: tuple[Sheet, ...] = ()
    """Hidden sheets: nothing on them is taken, but people there are told."""


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


def tall(areas: Iterable[Range]) -> tuple[Range, ...]:
    """Those of some merged areas that reach over several rows, in order. Raises Refused for more than MAX_TALL."""
    found = sorted(area for area in areas if area[1][0] > area[0][0])
    if len(found) > MAX_TALL:
        raise too_large()
    return tuple(found)


def sheet_of_batches(name: str, batches: Iterable[pa.RecordBatch]) -> Sheet:
    """A sheet from batches of string columns, all of one width. Raises Refused for a sheet beyond MAX_ROWS."""
    tidy: list[pa.RecordBatch] = []
    height = 0
    for batch in batches:
        height += batch.num_rows
        if height > MAX_ROWS:
            raise too_large()
        tidy.append(pa.record_batch([_tidy(column) for column in batch.columns], names=batch.schema.names))
    return Sheet(name, pa.Table.from_batches(tidy) if tidy else pa.table({}))


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


def too_slow() -> Refused:
    return Refused(
        "FILE_TOO_SLOW",
        "文件结构异常复杂，在规定时间内没有读完",
        "请只保留需要报送的数据，复制到新建的工作簿中另存为 .xlsx，再重新报送",
    )


def _tidy(column: pa.Array) -> pa.Array:
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(column, NOISE, "") if _noisy(column) else column)


def _noisy(column: pa.Array) -> bool:
    """False if no cell can hold noise: a look at the bytes, many times faster than the pattern."""
    letters = column.buffers()[2]
    if letters is None:
        return False
    seen = np.frombuffer(letters, dtype=np.uint8)
    counts = np.bincount(seen[SUSPECTS[seen]], minlength=256)
    often = counts[list(OFTEN)].sum()
    return bool(counts.sum() > often or (often and any(mark in letters.to_pybytes() for mark in RARE_NOISE)))
