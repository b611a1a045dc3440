"""Tables as departments make them: sample rows of any contract, and bytes of any format.

Belongs here: what several test folders need. Does not belong here: anything nasty (tests/corpus).
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt
from stdnum.cn.ric import calc_check_digit

from matching.columns import Column
from matching.contracts import TableContract
from matching.drops import Drop
from matching.installation import Installation

RECEIVED = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
"""Wednesday of week 45: last week is 26 October to 1 November, last month October."""
Row = Sequence[Any]
Rows = Sequence[Row]
FORMATS = ("xlsx", "xls", "ods", "utf-8-sig", "utf-8", "gb18030", "gbk", "utf-16", "tsv")


def number(n: int, born: str = "19600110") -> str:
    """A valid synthetic identity number of a man."""
    first = f"370399{born}{2 * n + 1:03d}"
    return first + calc_check_digit(f"{first}?")


def sample(column: Column, n: int, pupils: bool = False) -> str:
    """A cell that the column takes, different for different n where the type allows."""
    if column.type == "enum":
        return next(iter(column.values))
    named = {
        "age": "66",
        "birth_date": "1960-01-10",
        "guardian_id": number(n, "19800110"),
        "total_cost": "99000",
        "link": f"https://example.org/{n}",
    }
    cells = {
        "id_number": number(n, "20120110" if pupils else "19600110"),
        "disability_card": f"{number(n)}11",
        "date": f"2026-10-{n % 5 + 26:02d}",
        "month": "2026-05",
        "start_month": "2026-05",
        "end_month": "2026-05",
        "ended": "未停发",
        "remark": f"患糖尿病{n}年",
        "money": str(int(column.min or 0) + 20500 + n),
        "integer": "3",
        "phone": f"138{n:08d}",
        "name": f"张三{chr(0x4E00 + n)}",
        "unit": "城东街道",
        "address": f"城东街道双山路{n}号",
    }
    return named.get(column.name) or cells.get(column.type) or f"{column.header}内容甲乙丙{n}"


def sample_rows(contract: TableContract, count: int = 3, change: dict[tuple[int, str], Any] | None = None) -> list[list[Any]]:
    """Heading row and `count` good rows of a contract; `change` sets cells: {(row from 0, column name): cell}."""
    pupils = contract.code == "education_aid"
    rows: list[list[Any]] = [[sample(column, n, pupils) for column in contract.columns] for n in range(count)]
    names = [column.name for column in contract.columns]
    for (n, name), cell in (change or {}).items():
        rows[n][names.index(name)] = cell
    return [[column.header for column in contract.columns], *rows]


def drop_of(installation: Installation, contract: TableContract, name: str = "报送.xlsx", unit: str | None = None) -> Drop:
    """A drop of a table received on 4 November 2026; its id does not depend on the bytes."""
    folder = f"{installation.district.department(contract.department).name}/{contract.title}"
    if contract.per_unit:
        unit = unit or installation.district.units[0].code
        folder = f"镇街/{installation.district.unit(unit).name}/{contract.title}"
    return Drop("0123456789abcdef", "0" * 64, 1, contract.code, unit, folder, name, 0, RECEIVED)


def as_format(rows: Rows, kind: str) -> bytes:
    """Rows of text in one of FORMATS."""
    if kind in ("xlsx", "xls", "ods"):
        return {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}[kind](rows)
    return as_text(rows, "utf-8", "\t") if kind == "tsv" else as_text(rows, kind)


def as_text(rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Rows, hidden: Rows | None = None) -> bytes:
    """One visible sheet 数据 and perhaps a hidden one."""
    return as_book({"数据": rows, **({"隐藏": hidden} if hidden is not None else {})}, hidden=("隐藏",))


def as_book(
    pages: dict[str, Rows], hidden: Sequence[str] = (), merged: Sequence[tuple[int, int, int, int]] = (), date_1904: bool = False
) -> bytes:
    """An xlsx of these sheets; `merged`: areas of the first sheet (first row, first column, last row, last column)."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "date_1904": date_1904}
    )
    day = book.add_format({"num_format": "yyyy/m/d"})
    for n, (title, rows) in enumerate(pages.items()):
        page = book.add_worksheet(title)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(r, c, cell, day)
                elif cell != "":
                    page.write(r, c, cell)
        for area in merged if not n else ():
            page.merge_range(*area, rows[area[0]][area[1]])
        if title in hidden:
            page.hide()
    book.close()
    return stream.getvalue()


def as_xls(rows: Rows, merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("数据", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell != "":
                page.write(r, c, cell, *([day] if isinstance(cell, date) else []))
    for top, left, bottom, right in merged:
        page.merge(top, bottom, left, right)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_ods(rows: Rows, merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """`merged`: areas (first row, first column, last row, last column)."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
    body = "".join(
        "<table:table-row>" + "".join(_ods_cell(cell, spans.get((r, c))) for c, cell in enumerate(row)) + "</table:table-row>"
        for r, row in enumerate(rows)
    )
    names = "".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0" '
        for short, full in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="数据">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return stream.getvalue()


def _ods_cell(cell: object, span: tuple[int, int] | None) -> str:
    spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    text = f"<text:p>{escape(str(cell))}</text:p>" if cell != "" else ""
    kind = ' office:value-type="string"' if cell != "" else ""
    return f"<table:table-cell{kind}{spanned}>{text}</table:table-cell>"
