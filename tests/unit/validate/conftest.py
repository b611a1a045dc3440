"""Fixtures of the validate tests: sample rows of any contract, and one table in every format a department sends."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
import xlwt
from stdnum.cn.ric import calc_check_digit

from matching.contracts import Column, TableContract
from matching.drops import Drop
from matching.installation import Installation
from matching.validate.check import check
from matching.validate.checked import Checked

RECEIVED = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
Rows = list[list[str]]
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
        "money": str(int(column.min or 0) + 20500 + n),
        "integer": "3",
        "phone": f"138{n:08d}",
        "name": f"张三{chr(0x4E00 + n)}",
        "unit": "城东街道",
        "address": f"城东街道双山路{n}号",
    }
    return named.get(column.name) or cells.get(column.type) or f"{column.header}内容甲乙丙{n}"


@pytest.fixture
def table() -> Callable[..., Rows]:
    """Heading row and `count` good rows of a contract; `change` sets cells: {(row from 0, column name): text}."""

    def make(contract: TableContract, count: int = 3, change: dict[tuple[int, str], str] | None = None) -> Rows:
        pupils = contract.code == "education_aid"
        rows = [[sample(column, n, pupils) for column in contract.columns] for n in range(count)]
        names = [column.name for column in contract.columns]
        for (n, name), text in (change or {}).items():
            rows[n][names.index(name)] = text
        return [[column.header for column in contract.columns], *rows]

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of text in a format (one of FORMATS) and return the path."""

    def save(rows: Rows, kind: str = "xlsx", name: str = "table") -> Path:
        path = tmp_path / f"{name}.{kind}"
        if kind == "xlsx":
            path.write_bytes(as_xlsx(rows))
        elif kind == "xls":
            book = xlwt.Workbook(encoding="utf-8")
            page = book.add_sheet("数据")
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    page.write(r, c, cell)
            book.save(str(path))
        elif kind == "ods":
            path.write_bytes(as_ods(rows))
        else:
            with path.open("w", encoding="utf-8" if kind == "tsv" else kind, newline="") as stream:
                csv.writer(stream, delimiter="\t" if kind == "tsv" else ",").writerows(rows)
        return path

    return save


def as_xlsx(rows: list[list[object]] | Rows, hidden: Rows | None = None) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    for title, content in (("数据", rows), ("隐藏", hidden)):
        if content is not None:
            page = book.add_worksheet(title)
            for r, row in enumerate(content):
                for c, cell in enumerate(row):
                    page.write(r, c, cell)
            if title == "隐藏":
                page.hide()
    book.close()
    return stream.getvalue()


def as_ods(rows: Rows) -> bytes:
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
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


@pytest.fixture
def drop_of(installation: Installation) -> Callable[..., Drop]:
    """A drop of a table received on 4 November 2026; its id does not depend on the bytes."""

    def make(contract: TableContract, name: str = "报送.xlsx", unit: str | None = None) -> Drop:
        folder = f"{installation.district.department(contract.department).name}/{contract.title}"
        if contract.per_unit:
            unit = unit or installation.district.units[0].code
            folder = f"镇街/{installation.district.unit(unit).name}/{contract.title}"
        return Drop("0123456789abcdef", "0" * 64, 1, contract.code, unit, folder, name, 0, RECEIVED)

    return make


@pytest.fixture
def judge(installation: Installation, drop_of: Callable[..., Drop]) -> Callable[..., Checked]:
    """Check a file as a delivery of a contract."""

    def run(path: Path, contract: TableContract, name: str = "报送.xlsx") -> Checked:
        return check(path, drop_of(contract, name), contract, installation)

    return run
