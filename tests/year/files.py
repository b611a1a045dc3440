"""Reading the files of a played year as anybody could: tables, and the letters of supervision."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from python_calamine import CalamineWorkbook

HEADS = {"红色督办": "督办", "黄色催办": "催办", "蓝色提醒": "提醒"}
Row = dict[str, Any]


def table(path: Path, heading: str) -> list[Row]:
    """The rows of the first sheet below the line that holds a heading."""
    rows = _text(path) if path.suffix == ".csv" else CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = next(number for number, row in enumerate(rows) if heading in row)
    found = [dict(zip(rows[place], map(_cell, row), strict=True)) for row in rows[place + 1 :]]
    return [row for row in found if any(row.values())]


def _text(path: Path) -> list[list[Any]]:
    content = path.read_bytes()
    text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030")
    return list(csv.reader(text.splitlines()))


def _cell(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    return str(int(cell)) if isinstance(cell, float) else cell


def letter(path: Path) -> list[tuple[str, str, date, date, int]]:
    """Step, number, day handed over, deadline, working days after it, of every line of a letter of supervision."""
    document, step, told = Document(str(path)), "", []
    for element in document.element.body:
        if element.tag.endswith("}p"):
            step = HEADS.get(Paragraph(element, document).text[:4], step)
        elif element.tag.endswith("}tbl"):
            for row in Table(element, document).rows[1:]:
                _, number, _, opened, due, _, late = (cell.text for cell in row.cells)
                told.append(
                    (step, number, date.fromisoformat(opened), date.fromisoformat(due), int(late) if late.isdigit() else 0)
                )
    return told


def circular(path: Path) -> set[tuple[str, str]]:
    """Recipient and number of every line of the list of those to be named."""
    (only,) = Document(str(path)).tables
    return {(row.cells[1].text, row.cells[2].text) for row in only.rows[1:]}
