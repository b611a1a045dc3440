"""Saving a Word document so that the same content gives the same bytes.

Belongs here: the zip around a document. Does not belong here: its content.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

EPOCH = (1980, 1, 1, 0, 0, 0)


def save_package(
    document: Any, path: Path, *, title: str, author: str, day: date, parts: Mapping[str, Iterable[str]] | None = None
) -> None:
    """Save a python-docx document with fixed properties, entries in order of name and one date for all.

    `parts` replaces parts by name (word/document.xml) with text that is made while it is written.
    """
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (Word's own dates have no zone here)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments, about.keywords = title, author, author, "", ""
    about.created = about.modified = noon
    about.revision = 1
    raw = io.BytesIO()
    document.save(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            with target.open(entry, "w", force_zip64=True) as stream:
                for text in (parts or {}).get(name) or (source.read(name),):
                    stream.write(text.encode() if isinstance(text, str) else text)
