"""The default Word template of the transfer slip, made from code.

Belongs here: layout of the slip as the centre gets it with the software. Does not belong here: filling it
(matching.publish.document). Staff edit schemas/templates/线索转办单.docx in Word or WPS; this module makes a
fresh one when theirs is beyond repair: `build_default_template(path)`.
Layout after GB/T 9704: title 方正小标宋简体 二号, labels 黑体, text 仿宋_GB2312, page number 宋体; every font has a
substitute in the font table. Lines have a fixed height, so that another font moves nothing to a second page.
"""

from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from matching.publish.package import save_package

TITLE, LABEL, TEXT, FOOT = "方正小标宋简体", "黑体", "仿宋_GB2312", "宋体"
SUBSTITUTES = {
    TITLE: "小标宋,FZXiaoBiaoSong-B05S,华文中宋,宋体,Noto Serif CJK SC",
    LABEL: "SimHei,Noto Sans CJK SC",
    TEXT: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    FOOT: "SimSun,Noto Serif CJK SC",
}
WIDTHS = (24, 34, 14, 18, 26, 44)
"""Of the six columns, in mm."""
BODY_POINTS, LINE_POINTS = 10.5, 14
ROW_POINTS, PADDING_TWIPS = 19, 45

HEAD_ROWS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("线索编号", "{{ slip.clue_id }}"), ("转办日期", "{{ slip.issued_on }}")),
    (("承办单位", "{{ slip.lead_unit }}"), ("协办单位", "{{ slip.support_units }}")),
    (("线索来源", "{{ slip.source }}"),),
    (("姓    名", "{{ slip.name }}"), ("性别", "{{ slip.sex }}"), ("年    龄", "{{ slip.age }}")),
    (("身份证号", "{{ slip.id_number }}"), ("联系电话", "{{ slip.phone }}")),
    (("户 籍 地", "{{ slip.register_address }}"),),
    (("居 住 地", "{{ slip.address }}"),),
    (("家庭情况", "{{ slip.household }}"),),
    (("困难情形", "{{ slip.hardship }}"),),
    (("在享待遇", "{{ slip.benefits }}"),),
    (("比对依据", "{{ slip.basis }}"),),
    (("致困类型", "{{ slip.kind }}"), ("风险等级", "{{ slip.level }}色")),
    (("判定理由", "{{ slip.reasons }}"),),
    (("建议救助", "{{ slip.aid }}"),),
    (("办理时限", "{{ slip.due_on }}前（{{ slip.working_days }}个工作日）"), ("签 发 人", "")),
)
RESULTS = "☐纳入低保 ☐纳入特困 ☐临时救助 ☐专项救助 ☐不符合条件\n☐已在册   ☐查无此人 ☐转外区"
ANSWER_ROWS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("签 收 人", ""), ("签收时间", "      年   月   日")),
    (("调查情况", "{{ slip.room }}"),),
    (("处理结果", RESULTS),),
    (("未纳入原因", ""),),
    (("承 办 人", ""), ("负责人盖章", "")),
    (("反馈日期", "     年  月  日"), ("回访", "☐满意    ☐基本满意    ☐不满意    回访人：")),
)
NOTE = "所列等级和救助类型是依据规则的建议，待入户核实，不是救助决定。内有个人信息，请妥善保管。"


def build_default_template(path: Path) -> Path:
    """Write the default template of the slip batch to `path`; the same bytes every time."""
    document = Document()
    _set_page(document)
    _declare_fonts(document)
    _line(document, "{%p for slip in slips %}")
    title = _line(document, "{{ district }}困难群众线索转办单", TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, 34)
    title.paragraph_format.page_break_before = True
    number = _line(document, "主送：{{ slip.recipient }}（{{ slip.role }}）\t{{ slip.number }}", TEXT, 12, None, 20)
    number.paragraph_format.tab_stops.add_tab_stop(Mm(sum(WIDTHS)), WD_ALIGN_PARAGRAPH.RIGHT)
    _table(document)
    _line(document, NOTE, TEXT, 9, None, 13)
    _line(document, "{%p endfor %}")
    _footer(document)
    save_package(document, path, title="线索转办单", author="", day=date(2026, 1, 1))
    return path


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(18), Mm(16), Mm(25), Mm(25)
    section.footer_distance = Mm(8)
    _font(document.styles["Normal"].element.get_or_add_rPr(), TEXT)
    document.styles["Normal"].font.size = Pt(BODY_POINTS)


def _font(properties: Any, name: str) -> None:
    """The font of run or style properties, for Latin and Chinese letters alike."""
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _declare_fonts(document: Any) -> None:
    """Name a substitute for each font in the font table, for machines that do not have it."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{"modern" if name == LABEL else "roman"}"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()


def _line(
    place: Any, text: str, font: str = TEXT, points: float = BODY_POINTS, align: Any = None, height: float = LINE_POINTS
) -> Any:
    """A new paragraph with a fixed line height."""
    paragraph = place.add_paragraph()
    _write(paragraph, text, font, points, align, height)
    return paragraph


def _write(paragraph: Any, text: str, font: str, points: float, align: Any, height: float) -> None:
    run = paragraph.add_run(text)
    _font(run._element.get_or_add_rPr(), font)
    run.font.size = Pt(points)
    paragraph.alignment = align
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)


def _table(document: Any) -> None:
    table = document.add_table(rows=0, cols=len(WIDTHS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = "".join(f'<w:{side} w:w="{PADDING_TWIPS}" w:type="dxa"/>' for side in ("top", "bottom"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for row in HEAD_ROWS:
        _row(table, row)
    _band(table, "以下由承办单位填写")
    for row in ANSWER_ROWS:
        _row(table, row)


def _row(table: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    """Labels and texts; the text before the last pair takes the columns that are left over."""
    cells = _new_row(table)
    starts = {1: (0,), 2: (0, 2) if pairs[-1][0] == "回访" else (0, 4), 3: (0, 2, 4)}[len(pairs)]
    for start, end, (label, text) in zip(starts, (*starts[1:], len(WIDTHS)), pairs, strict=True):
        _fill(cells[start], label, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
        value = cells[start + 1].merge(cells[end - 1]) if end - 1 > start + 1 else cells[start + 1]
        _fill(value, text, LABEL if "due_on" in text else TEXT, None)


def _band(table: Any, text: str) -> None:
    cells = _new_row(table)
    cell = cells[0].merge(cells[-1])
    _fill(cell, text, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
    cell._element.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EDEDED"/>'))


def _new_row(table: Any) -> Any:
    row = table.add_row()
    row.height, row.height_rule = Pt(ROW_POINTS), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, WIDTHS, strict=True):
        cell.width = Mm(width)
    return row.cells


def _fill(cell: Any, text: str, font: str, align: Any) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _write(cell.paragraphs[0], text, font, BODY_POINTS, align, LINE_POINTS)


def _footer(document: Any) -> None:
    """— 1 —, centred."""
    paragraph = document.sections[0].footer.paragraphs[0]
    _write(paragraph, "— ", FOOT, 12, WD_ALIGN_PARAGRAPH.CENTER, 16)
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    run = paragraph.add_run(" —")
    _font(run._element.get_or_add_rPr(), FOOT)
    run.font.size = Pt(12)
