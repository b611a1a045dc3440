"""What a zipped workbook (xlsx, xlsm, ods) holds beside the values that calamine hands out.

Belongs here: the bound on what a workbook unfolds to, cells that show an error, formulas without a stored result, and
merged cells of ods. Does not belong here: the values themselves (workbooks). No part is ever built as a whole.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import IO
from xml.parsers import expat

from matching.validate.reading.sheets import NO_RESULT, Range, broken, too_large

MAX_UNPACKED = 1 << 30
READ = 1 << 20
OVERLAP = 8192
MARKED = (b't="e"', b"t='e'", b"<f", b":f>", b":f ")
CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]{0,300})>((?:(?!</(?:\w+:)?c>).){0,6000}?)</(?:\w+:)?c>", re.DOTALL)
PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
TYPE = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
RESULT = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)</")
SPANNED = re.compile(rb"number-(?:rows|columns)-spanned\s*=\s*[\"'](?!1[\"'])")
ODS_ERROR = re.compile(rb"value-type\s*=\s*[\"']error[\"']")
TABLE_SPACE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
MOST_REPEATED = 1 << 21
Started = Callable[[str, dict[str, str]], None]
Told = Callable[[str], None]


@dataclass
class Extras:
    """Of one sheet, by 0-based (row, column): texts that must stand in cells, and areas that are merged."""

    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)


def unfold(archive: zipfile.ZipFile) -> dict[str, Extras]:
    """Unpack every part once, in blocks and into nothing, so that its size and its sum are known to be true. Returns what
    was seen by the sheet's name. Raises Refused if the parts are beyond bounds, BadZipFile if one lies about itself."""
    parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".bin", ".rels"))]
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise too_large()
    seen: dict[str, Extras] = {}
    for part in parts:
        with archive.open(part) as stream:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                seen[part.filename] = Extras(_marks(_blocks(stream)))
            elif part.filename == "content.xml":
                peculiar = [bool(SPANNED.search(block) or ODS_ERROR.search(block)) for block in _blocks(stream)]
                seen[part.filename] = Extras({(0, 0): ""} if any(peculiar) else {})
            else:
                for _ in _blocks(stream):
                    continue
    if "content.xml" in seen:
        return _Content().read(archive) if seen["content.xml"].marks else {}
    return {name: seen[part] for name, part in _sheet_parts(archive).items() if part in seen and seen[part].marks}


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in blocks that overlap a little, so that no cell is cut."""
    tail = b""
    while block := stream.read(READ):
        yield tail + block
        tail = block[-OVERLAP:]


def _marks(blocks: Iterator[bytes]) -> dict[tuple[int, int], str]:
    """Cells of a worksheet that show an error, and formulas of which no result is stored (written by a program)."""
    marks: dict[tuple[int, int], str] = {}
    for block in blocks:
        if not any(mark in block for mark in MARKED):
            continue
        for attributes, content in CELL.findall(block):
            kind = TYPE.search(attributes)
            error = kind is not None and kind.group(1) == b"e"
            if not error and (kind is not None or not FORMULA.search(content)):
                continue
            place, result = PLACE.search(attributes), RESULT.search(content)
            if place and (error or result is None):
                text = unescape(result.group(1).decode("utf-8", "replace")) if result else NO_RESULT
                marks[int(place.group(2)) - 1, _column(place.group(1))] = text
    return marks


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → name of its part in the archive."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}
    for attributes in _elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship"):
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for attributes in _elements(archive.read("xl/workbook.xml"), "sheet"):
        key = next((value for name, value in attributes.items() if name.split(":")[-1] == "id"), "")
        sheets[attributes.get("name", "")] = targets.get(key, "")
    return sheets


def _elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    """Attributes of all elements of a name, whatever their namespace."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.split(":")[-1] == wanted:
            found.append(attributes)

    _parse(content, start)
    return found


def _parse(
    content: bytes | IO[bytes], start: Started, end: Told | None = None, text: Told | None = None, spaces: bool = False
) -> None:
    """Run expat over a part. A document type has no place in a workbook: whoever declares one wants to unfold entities."""
    parser = expat.ParserCreate(namespace_separator=" " if spaces else None)

    def refuse(*_: object) -> None:
        raise broken()

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        if isinstance(content, bytes):
            parser.Parse(content, True)
        else:
            parser.ParseFile(content)
    except (expat.ExpatError, LookupError) as error:  # LookupError: of an encoding that nobody knows
        raise broken() from error


class _Content:
    """content.xml of an ods, cell by cell: read only where it has merged cells or errors, which calamine does not tell."""

    def __init__(self) -> None:
        self.sheets: dict[str, Extras] = defaultdict(Extras)
        self._sheet = Extras()
        self._row = self._column = 0
        self._row_times = self._times = 1
        self._error: list[str] | None = None

    def read(self, archive: zipfile.ZipFile) -> dict[str, Extras]:
        with archive.open("content.xml") as stream:
            _parse(stream, self._start, self._end, self._text, spaces=True)
        return dict(self.sheets)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not name.startswith(TABLE_SPACE):
            return
        kind = name.rsplit(" ", 1)[-1]
        if kind == "table":
            self._sheet = self.sheets[attributes.get(f"{TABLE_SPACE} name", "")]
            self._row = 0
        elif kind == "table-row":
            self._column, self._row_times = 0, _times(attributes, "number-rows-repeated")
        elif kind in ("table-cell", "covered-table-cell"):
            self._times = _times(attributes, "number-columns-repeated")
            down, right = _times(attributes, "number-rows-spanned"), _times(attributes, "number-columns-spanned")
            if down * right > 1:
                area = (self._row, self._column), (self._row + down - 1, self._column + right - 1)
                self._sheet.merged.append(area)
            if any(key.endswith(" value-type") and value == "error" for key, value in attributes.items()):
                self._error = []

    def _end(self, name: str) -> None:
        if not name.startswith(TABLE_SPACE):
            return
        kind = name.rsplit(" ", 1)[-1]
        if kind in ("table-cell", "covered-table-cell"):
            if self._error is not None:
                self._sheet.marks[self._row, self._column] = "".join(self._error).strip() or NO_RESULT
                self._error = None
            self._column += self._times
        elif kind == "table-row":
            self._row += self._row_times

    def _text(self, text: str) -> None:
        if self._error is not None:
            self._error.append(text)


def _times(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(f"{TABLE_SPACE} {name}", "1")
    return max(min(int(written), MOST_REPEATED), 1) if written.isascii() and written.isdigit() else 1
