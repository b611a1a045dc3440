"""Delimited text (csv, tsv, txt) → a sheet of text.

Belongs here: which delimiter, and cutting the text into cells. Does not belong here: which encoding the bytes are in (encodings).
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO, TextIOWrapper
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from matching.findings import Finding, Severity
from matching.validate.reading.encodings import BROKEN, MARKING, SAMPLE, detect_encoding
from matching.validate.reading.sheets import MAX_COLUMNS, RESAVE, Book, Refused, Sheet, sheet_of, sheet_of_batches

BLOCK = 20_000
SAMPLE_ROWS = 50
DELIMITERS = (",", "\t", ";", "|", "\uff0c")
BINARY_SHARE = 0.02
BYTES_BROKEN = Finding(
    "BYTES_BROKEN",
    Severity.WARNING,
    f"文件中有几处字节已损坏（多半是传输或截断造成），读不出原来的字，读到的地方标着「{BROKEN}」",
    "有这个标记的行已退回，其余各行照常登记；标题、表头或表下文字里有这个标记的，请核对是否漏了内容",
)


def read_text_file(path: Path) -> Book:
    """The file as one sheet. Raises Refused if it is no text, in no known encoding, or its quotes do not close."""
    encoding, simple, whole = detect_encoding(path)
    notices: tuple[Finding, ...] = () if whole else (BYTES_BROKEN,)
    with path.open(encoding=encoding, errors=MARKING, newline="") as stream:
        sample = stream.read(SAMPLE)
    if sum(1 for character in sample if character < " " and character not in "\t\r\n\x00") > BINARY_SHARE * len(sample):
        raise Refused("FILE_FORMAT", "这不是表格文件（内容不是文字）", "请报送 xlsx、xls、ods 或 csv 格式的表格")
    if "\x00" in sample:
        notices = (*notices, Finding("NUL_CHARACTERS", Severity.WARNING, "文件中夹有空字符（NUL），已略去", RESAVE))
    delimiter = detect_delimiter(sample)
    sheet = _even(path, encoding, delimiter) if simple and len(delimiter.encode()) == 1 else None
    if sheet is None:
        with path.open(encoding=encoding, errors=MARKING, newline="") as stream:
            sheet = sheet_of("", _blocks(stream, delimiter, _width(sample, delimiter)))
    return Book((replace(sheet, delimited=delimiter),), notices)


def detect_delimiter(sample: str) -> str:
    """The delimiter that cuts the most rows into the same number (more than one) of fields; a comma if none does. One that
    only cuts the rows below a heading stands within their texts: then the one that cuts the heading too."""
    found = {delimiter: _cut_alike(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: found[delimiter][0])
    for delimiter in DELIMITERS:
        rows, texts = found[delimiter][1], found[best][1]
        if rows and texts and min(rows) < min(texts) and min(texts) in rows and len(texts - rows) * 10 <= len(texts):
            best = delimiter
    return best


def _cut_alike(sample: str, delimiter: str) -> tuple[int, frozenset[int]]:
    """(score, rows) of the width that speaks most for a delimiter."""
    reader = csv.reader(sample.splitlines(), delimiter=delimiter)
    rows = [len(row) for row, _ in zip(reader, range(SAMPLE_ROWS), strict=False)]
    widths = Counter(width for width in rows if width > 1)
    score, width = max(((count * min(width, 12), width) for width, count in widths.items()), default=(0, 0))
    return score, frozenset(n for n, found in enumerate(rows) if found == width)


def _even(path: Path, encoding: str, delimiter: str) -> Sheet | None:
    """The sheet of a text without quotes whose lines all have as many fields; None if they have not. Without quotes there
    is but one way to read it, so that this gives what `_blocks` gives, several times faster."""
    with path.open(encoding=encoding, newline="") as stream:
        width = stream.readline(SAMPLE).count(delimiter) + 1
    if not 1 < width <= MAX_COLUMNS:
        return None
    names = [f"c{n}" for n in range(width)]
    try:
        batches = arrow_csv.open_csv(
            path,
            arrow_csv.ReadOptions(use_threads=False, block_size=SAMPLE * 64, column_names=names, encoding=_plain(encoding)),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
        return sheet_of_batches("", batches)
    except pa.ArrowInvalid:
        return None


def _plain(encoding: str) -> str:
    """The encoding's name without the mark that Arrow drops by itself."""
    return "utf8" if encoding in ("utf-8", "utf-8-sig") else encoding


def _width(sample: str, delimiter: str) -> int:
    """How many fields most rows have."""
    rows = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    widths = Counter(len(row) for row, _ in zip(rows, range(SAMPLE_ROWS), strict=False) if len(row) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _blocks(stream: TextIOWrapper, delimiter: str, width: int) -> Iterator[list[list[str]]]:
    taken: list[str] = []
    reader = csv.reader(_noted(stream, taken), delimiter=delimiter, strict=True)
    block: list[list[str]] = []
    try:
        for row in reader:
            if len(taken) > 1 and sum(line.count(delimiter) + 1 >= max(width, 2) for line in taken) > 1:
                raise _unpaired(reader.line_num)
            taken.clear()
            block.append(row)
            if len(block) == BLOCK:
                yield block
                block = []
    except csv.Error as error:
        raise _unpaired(reader.line_num) from error
    yield block


def _noted(stream: TextIOWrapper, taken: list[str]) -> Iterator[str]:
    """The lines, each also put into `taken`: a row of several lines that each look like a row has swallowed them."""
    for line in stream:
        taken.append(line)
        yield line.replace("\x00", "")


def _unpaired(line: int) -> Refused:
    return Refused("FILE_QUOTES", f"第 {line} 行附近的双引号不成对，无法分清各列", RESAVE)
