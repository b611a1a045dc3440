"""Opening a workbook that is the same bytes for the same content and never seen half-written.

Belongs here: the file around the sheets. Does not belong here: cell styles and what is written (matching.validate,
matching.report), and the text of a cell (matching.cells).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter


@contextmanager
def open_book(
    path: Path, created: datetime, font: Mapping[str, Any], styles: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A workbook with a cell format for each of `styles`, laid over `font`; put in place when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.tmp")
    try:
        book = xlsxwriter.Workbook(str(aside), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": created.replace(tzinfo=None), "author": "找人", "company": ""})
        yield book, {name: book.add_format({**font, **style}) for name, style in styles.items()}
        book.close()
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
