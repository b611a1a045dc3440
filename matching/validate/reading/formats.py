"""Archived bytes → sheets of text.

Belongs here: telling the format by its first bytes (never by the extension). Does not belong here: the formats
themselves (workbooks, textfiles, markup), what the cells mean (headers, values), and reading what a stranger sent without
being brought down by it: only `apart` calls this on a delivery.
"""

import lzma
import mmap
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from matching.findings import Finding, Severity
from matching.validate.reading.markup import read_markup
from matching.validate.reading.sheets import OLE, Book, Refused, broken, locked, too_large
from matching.validate.reading.textfiles import read_text_file
from matching.validate.reading.unfold import unfold
from matching.validate.reading.workbooks import read_workbook

ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
MAX_BYTES = 400 << 20
WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin"}
PECULIAR = {
    "xl/vbaProject.bin": Finding(
        "MACROS_IGNORED", Severity.WARNING, "工作簿带有宏，宏未运行，只读取了数据", "下次请另存为不带宏的 .xlsx"
    ),
    "xl/workbook.bin": Finding(
        "BINARY_WORKBOOK",
        Severity.WARNING,
        "这是二进制工作簿（.xlsb）：合并单元格只读取左上角，出错的公式按未填处理",
        "下次请另存为 .xlsx",
    ),
}
"""Part of a workbook → what its sender should know."""
OTHER_FORMATS = {
    b"%PDF": "PDF 文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "RTF 文档",
    b"MIME-Version:": "网页归档（MHT）",
}


def read(path: Path) -> Book:
    """All visible sheets of a file, as text. Raises Refused with a finding in Chinese for anything that is no table."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise Refused(
            "FILE_EMPTY", "文件是空的（0 字节）", "请检查文件后重新报送；本期没有数据的，请报送只有表头的表格（零报告）"
        )
    if path.stat().st_size > MAX_BYTES:
        raise too_large()
    for magic, kind in OTHER_FORMATS.items():
        if head.startswith(magic):
            raise Refused("FILE_FORMAT", f"这是{kind}，不是表格文件", "请报送 xlsx、xls、ods 或 csv 格式的表格")
    if head.startswith(b"PK\x03\x04"):
        return _read_zip(path)
    if head.startswith(OLE):
        return _read_ole(path)
    if head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return read_markup(path)
    return read_text_file(path)


def _read_zip(path: Path) -> Book:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if not names & WORKBOOK_PARTS and not {"content.xml", "mimetype"} <= names:
                raise Refused("FILE_FORMAT", "这是压缩包或其他文档，不是表格文件", "请解压或转换为 xlsx 表格后重新报送")
            extras = unfold(archive)
    except BROKEN_ZIP as error:
        raise broken() from error
    book = read_workbook(path, extras)
    notices = [notice for part, notice in PECULIAR.items() if part in names]
    return replace(book, notices=(*notices, *book.notices))


def _read_ole(path: Path) -> Book:
    try:
        return read_workbook(path)
    except Refused:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content.find(ENCRYPTED_STREAM) >= 0:
                raise locked() from None
        raise
