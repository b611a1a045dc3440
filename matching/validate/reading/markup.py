"""Tables in markup that are sent under the name .xls: web pages and SpreadsheetML 2003 → sheets of text.

Belongs here: rows, spans and texts of such tables. Does not belong here: zipped XML workbooks (unfold, workbooks).
Nothing is fetched, no entity is unfolded, no script runs.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree
from lxml import html as web

from matching.findings import Finding, Severity
from matching.validate.reading.encodings import MARKING, detect_encoding
from matching.validate.reading.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    RESAVE,
    Book,
    Range,
    Refused,
    Sheet,
    broken,
    sheet_of,
    tall,
    too_large,
)
from matching.validate.reading.textfiles import BYTES_BROKEN

MAX_TEXT = 150 << 20
MAX_TABLES = 50
MAX_SPANNED = 5_000_000
DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
MIDNIGHT = re.compile(r"^(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?$")
ROUNDED = re.compile(r"^(?:[-+]?\d(?:\.\d*)?E[-+]?\d+|#{2,})$", re.IGNORECASE)
"""What a page shows of a number that is too long for its cell; the whole one stands beside it in x:num."""
DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FLAT_ODS = "urn:oasis:names:tc:opendocument:xmlns:office"
IS_FLAT_ODS = ("FILE_FORMAT", "这是单个 XML 文件的 OpenDocument 表格（.fods），不能读取", RESAVE)
NO_TABLE = ("FILE_FORMAT", "这是网页（HTML/XML）格式的文件，里面没有表格", RESAVE)


def read_markup(path: Path) -> Book:
    """Every table of the file as a sheet. Raises Refused if there is none, or if the file declares entities."""
    encoding, _, whole = detect_encoding(path)
    if path.stat().st_size > MAX_TEXT:
        raise too_large()
    text = DECLARATION.sub("", path.read_text(encoding=encoding, errors=MARKING).replace("\x00", ""), count=1)
    if FLAT_ODS in text[:20_000]:
        raise Refused(*IS_FLAT_ODS)
    sheets = _spreadsheet(text) if SPREADSHEET in text[:20_000] and "<html" not in text[:2000].lower() else _page(text)
    filled = tuple(sheet for sheet in sheets if sheet.cells.num_rows)
    if not filled:
        raise Refused(*NO_TABLE)
    kind = "网页（HTML）或 XML 表格"
    notice = Finding("FILE_IS_HTML", Severity.WARNING, f"文件名虽像 Excel，内容其实是{kind}，已按其中的表格读取", f"下次{RESAVE}")
    return Book(filled, (notice,) if whole else (notice, BYTES_BROKEN))


def _page(text: str) -> list[Sheet]:
    try:
        page = web.document_fromstring(text, parser=web.HTMLParser(no_network=True, huge_tree=False, remove_comments=True))
    except (etree.LxmlError, ValueError) as error:
        raise Refused(*NO_TABLE) from error
    tables = [table for table in page.iter("table") if not any(True for _ in table.iterancestors("td", "th"))]
    if len(tables) > MAX_TABLES:
        raise too_large()
    return [_sheet(f"表{n}", _page_rows(table)) for n, table in enumerate(tables, start=1)]


Cell = tuple[str, int, int, int | None]
"""Text, rows and columns it covers, and its 0-based column if the file names one."""


def _page_rows(table: "etree._Element") -> Iterator[tuple[None, list[Cell]]]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            yield (
                None,
                [
                    (_page_text(cell), _count(cell.get("rowspan")), _count(cell.get("colspan")), None)
                    for cell in row.iterchildren("td", "th")
                ],
            )


def _page_text(cell: "etree._Element") -> str:
    for line_break in list(cell.iter("br")):
        line_break.tail = f"\n{line_break.tail or ''}"
    for dead in list(cell.iter("script", "style")):
        dead.text = ""
    text = " ".join(str(cell.text_content()).replace("\xa0", " ").split(" ")).strip()
    whole = cell.get("x:num")
    return whole if whole and ROUNDED.match(text) else text


def _count(written: str | None) -> int:
    digits = (written or "").strip()
    return max(int(digits), 1) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 1


def _sheet(name: str, rows: Iterator[tuple[int | None, list[Cell]]]) -> Sheet:
    areas: list[Range] = []
    return replace(sheet_of(name, [list(_spread(rows, areas))]), merged=tall(areas))


def _spread(rows: Iterator[tuple[int | None, list[Cell]]], areas: list[Range]) -> Iterator[list[str]]:
    """Rows of cells as rows of text; what covers several cells stands in each of them, and is noted in `areas`."""
    reaching: dict[int, tuple[int, str]] = {}
    height = spent = 0
    for place, cells in rows:
        for _ in range(height, place if place is not None else height):
            yield []
            height += 1
        height += 1
        row, reaching = _row(cells, reaching, height - 1, areas)
        spent += len(row)
        if height > MAX_ROWS or spent > 25 * MAX_SPANNED:
            raise too_large()
        yield row


def _row(
    cells: list[Cell], reaching: dict[int, tuple[int, str]], at: int, areas: list[Range]
) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """The texts of the row `at`, and what reaches into the rows below it."""
    filled = {column: text for column, (_, text) in reaching.items()}
    still = {column: (rows - 1, text) for column, (rows, text) in reaching.items() if rows > 1}
    column = 0
    for text, down, right, place in cells:
        column = place if place is not None else column
        while column in filled and place is None:
            column += 1
        if column + right > MAX_COLUMNS:
            raise too_large()
        for n in range(column, column + right):
            filled[n] = text
            if down > 1:
                still[n] = (down - 1, text)
        if down > 1:
            areas.append(((at, column), (at + down - 1, column + right - 1)))
        column += right
    return [filled.get(n, "") for n in range(max(filled, default=-1) + 1)], still


def _spreadsheet(text: str) -> list[Sheet]:
    """SpreadsheetML 2003. It has no use for a document type: whoever declares one wants to unfold entities."""
    if DOCTYPE.search(text):
        raise broken()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        book = etree.fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise broken() from error
    sheets = []
    for page in book.iter(f"{{{SPREADSHEET}}}Worksheet"):
        visible = "".join(node.text or "" for node in page.iter("{urn:schemas-microsoft-com:office:excel}Visible"))
        if visible not in ("SheetHidden", "SheetVeryHidden"):
            sheets.append(_sheet(page.get(f"{{{SPREADSHEET}}}Name", ""), _spreadsheet_rows(page)))
    return sheets


def _spreadsheet_rows(page: "etree._Element") -> Iterator[tuple[int | None, list[Cell]]]:
    for row in page.iter(f"{{{SPREADSHEET}}}Row"):
        cells = [
            (
                _spreadsheet_text(cell),
                1 + _covered(cell, "MergeDown"),
                1 + _covered(cell, "MergeAcross"),
                _index(cell),
            )
            for cell in row.iterchildren(f"{{{SPREADSHEET}}}Cell")
        ]
        yield _index(row), cells


def _index(element: "etree._Element") -> int | None:
    written = element.get(f"{{{SPREADSHEET}}}Index")
    if written is None:
        return None
    place = _count(written)
    if place > MAX_ROWS:
        raise too_large()
    return place - 1


def _covered(cell: "etree._Element", name: str) -> int:
    written = cell.get(f"{{{SPREADSHEET}}}{name}", "0")
    return _count(written) if written.strip() not in ("", "0") else 0


def _spreadsheet_text(cell: "etree._Element") -> str:
    data = cell.find(f"{{{SPREADSHEET}}}Data")
    if data is None:
        return ""
    text = "".join(data.itertext()).strip()
    return MIDNIGHT.sub(r"\1", text)
