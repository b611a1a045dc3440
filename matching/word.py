"""Drawing Word documents: official fonts, lines and tables, and a file that is the same bytes for the same content.

Belongs here: the look after GB/T 9704 and the zip around a document. Does not belong here: what a document says
(matching.publish, matching.report).
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

EPOCH = (1980, 1, 1, 0, 0, 0)
TITLE, LABEL, TEXT, FOOT = "方正小标宋简体", "黑体", "仿宋_GB2312", "宋体"
SUBSTITUTES = {
    TITLE: "小标宋,FZXiaoBiaoSong-B05S,华文中宋,宋体,Noto Serif CJK SC",
    LABEL: "SimHei,Noto Sans CJK SC",
    TEXT: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    FOOT: "SimSun,Noto Serif CJK SC",
}
BODY_POINTS, LINE_POINTS = 10.5, 14
ROW_POINTS, PADDING_TWIPS = 19, 45
STYLES: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""The styles of a document → name → id."""


def new_document(*, top: float, bottom: float, side: float, points: float) -> Any:
    """An empty A4 document with margins in mm and a size for its text."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(top), Mm(bottom), Mm(side), Mm(side)
    section.footer_distance = Mm(8)
    set_font(document.styles["Normal"].element.get_or_add_rPr(), TEXT)
    document.styles["Normal"].font.size = Pt(points)
    declare_fonts(document)
    return document


def set_font(properties: Any, name: str) -> None:
    """The font of run or style properties, for Latin and Chinese letters alike."""
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def declare_fonts(document: Any) -> None:
    """Name a substitute for each font in the font table, for machines that do not have it."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{"modern" if name == LABEL else "roman"}"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()


def line(
    place: Any, text: str, font: str = TEXT, points: float = BODY_POINTS, align: Any = None, height: float = LINE_POINTS
) -> Any:
    """A new paragraph with a fixed line height."""
    paragraph = place.add_paragraph()
    write(paragraph, text, font, points, align, height)
    return paragraph


def write(paragraph: Any, text: str, font: str, points: float, align: Any, height: float) -> None:
    """Text in a style that says its font, size and line height: whoever edits the document changes it in one place, and a page is
    a third as long as with the look on every run."""
    paragraph._p.style = _style(paragraph.part, font, points, height)
    paragraph.add_run(text)
    paragraph.alignment = align


def _style(part: Any, font: str, points: float, height: float) -> str:
    """The id of such a style. The library looks through all styles of a document for a name; a page asks for one a hundred times."""
    styles = (part._document_part if hasattr(part, "_document_part") else part).styles
    name = f"{font} {points:g}/{height:g}"
    made = STYLES.setdefault(styles.element, {})
    if name not in made:
        made[name] = (styles[name] if name in styles else _add_style(styles, name, font, points, height)).style_id
    return made[name]


def _add_style(styles: Any, name: str, font: str, points: float, height: float) -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    set_font(style.element.get_or_add_rPr(), font)
    style.font.size = Pt(points)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)
    return style


def fill(cell: Any, text: str, font: str, align: Any) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write(cell.paragraphs[0], text, font, BODY_POINTS, align, LINE_POINTS)


def page_number(document: Any) -> None:
    """— 1 —, centred."""
    paragraph = document.sections[0].footer.paragraphs[0]
    write(paragraph, "— ", FOOT, 12, WD_ALIGN_PARAGRAPH.CENTER, 16)
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    paragraph.add_run(" —")


def add_grid(document: Any, widths: Sequence[float]) -> Any:
    """An empty table with ruled cells; widths in mm."""
    table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = "".join(f'<w:{side} w:w="{PADDING_TWIPS}" w:type="dxa"/>' for side in ("top", "bottom"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def add_row(table: Any, widths: Sequence[float]) -> Any:
    """A new row that no page break cuts; returns its cells."""
    row = table.add_row()
    row.height, row.height_rule = Pt(ROW_POINTS), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    return row.cells


def save_package(
    document: Any,
    path: Path,
    *,
    title: str,
    author: str,
    day: date,
    parts: Mapping[str, Iterable[str]] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> None:
    """Save a python-docx document with fixed properties, entries in order of name and one date for all.

    `parts` replaces parts by name (word/document.xml) with text that is made while it is written. `pictures`: PNG files by the id of
    the relation under which the text shows them.
    """
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (Word's own dates have no zone here)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments, about.keywords = title, author, author, "", ""
    about.created = about.modified = noon
    about.revision = 1
    raw = io.BytesIO()
    document.save(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            with target.open(_entry(name, zipfile.ZIP_DEFLATED), "w", force_zip64=True) as stream:
                for text in (parts or {}).get(name) or (_with_pictures(name, source.read(name), pictures or {}),):
                    stream.write(text.encode() if isinstance(text, str) else text)
        for key, picture in (pictures or {}).items():
            target.writestr(_entry(f"word/media/{key}.png", zipfile.ZIP_STORED), picture)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system, entry.external_attr = compression, 3, 0o644 << 16
    return entry


def _with_pictures(name: str, content: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """The list of content types, or of the document's relations, with the pictures on it; any other part as it is."""
    if pictures and name == "[Content_Types].xml" and b'Extension="png"' not in content:
        return content.replace(b"<Default ", b'<Default Extension="png" ContentType="image/png"/><Default ', 1)
    if pictures and name == "word/_rels/document.xml.rels":
        added = "".join(f'<Relationship Id="{key}" Type="{RT.IMAGE}" Target="media/{key}.png"/>' for key in pictures)
        return content.replace(b"</Relationships>", added.encode() + b"</Relationships>")
    return content


def floating_picture(key: str, number: int, *, side: float, top: float, words: str) -> str:
    """A square picture at the right margin, `top` mm below the edge of the page, as XML of a run; side in mm.
    key: as in `save_package`; number: none like it in the document; words: for who cannot see it."""
    size = Mm(side)
    return (
        f'<w:drawing {nsdecls("w", "wp", "a", "pic", "r")}><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{Mm(top)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{size}" cy="{size}"/><wp:wrapNone/><wp:docPr id="{number}" name="{key}" descr="{words}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{key}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{key}"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{size}" cy="{size}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
