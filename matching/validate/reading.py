"""Archived bytes → sheets of text.

Belongs here: telling the format by its first bytes (never by the extension). Does not belong here: the formats
themselves (workbooks, textfiles) and what the cells mean (headers, values).
"""

import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from matching.findings import Finding, Severity
from matching.validate.sheets import RESAVE, Book, Refused, broken, locked, too_large
from matching.validate.textfiles import read_text_file
from matching.validate.workbooks import guard_zip, read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
OTHER_FORMATS = {
    b"%PDF": "PDF 文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "RTF 文档",
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
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Refused("FILE_FORMAT", "这是网页（HTML/XML）格式的文件，不是真正的表格", RESAVE)
    return read_text_file(path)


def _read_zip(path: Path) -> Book:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = _zip_kind(names)
            guard_zip(archive)
    except BROKEN_ZIP as error:
        raise broken() from error
    if kind is None:
        raise Refused("FILE_FORMAT", "这是压缩包或其他文档，不是表格文件", "请解压或转换为 xlsx 表格后重新报送")
    notices: tuple[Finding, ...] = ()
    if "xl/vbaProject.bin" in names:
        notices = (
            Finding("MACROS_IGNORED", Severity.WARNING, "工作簿带有宏，宏未运行，只读取了数据", "下次请另存为不带宏的 .xlsx"),
        )
    return Book(read_workbook(path), notices)


def _zip_kind(names: set[str]) -> str | None:
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "excel"
    return "ods" if {"content.xml", "mimetype"} <= names else None


def _read_ole(path: Path) -> Book:
    if ENCRYPTED_STREAM in path.read_bytes():
        raise locked()
    return Book(read_workbook(path))
