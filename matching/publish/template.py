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

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from matching.word import BODY_POINTS, LABEL, TEXT, TITLE, add_grid, add_row, fill, line, new_document, page_number, save_package

WIDTHS = (24, 34, 14, 18, 26, 44)
"""Of the six columns, in mm."""

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
    (("办理时限", "{{ slip.due_on }}前（{{ slip.working_days }}个工作日）"), ("签 发 人", "{{ slip.signed_by }}")),
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
    document = new_document(top=18, bottom=16, side=25, points=BODY_POINTS)
    line(document, "{%p for slip in slips %}")
    title = line(document, "{{ slip.qr }}{{ district }}困难群众线索转办单", TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, 34)
    title.paragraph_format.page_break_before = True
    number = line(
        document, "主送：{{ slip.recipient }}（{{ slip.role }}）\t{{ slip.number }}  校验码{{ slip.check }}", TEXT, 12, None, 20
    )
    number.paragraph_format.tab_stops.add_tab_stop(Mm(sum(WIDTHS)), WD_ALIGN_PARAGRAPH.RIGHT)
    _table(document)
    line(document, NOTE, TEXT, 9, None, 13)
    line(document, "{%p endfor %}")
    page_number(document)
    save_package(document, path, title="线索转办单", author="", day=date(2026, 1, 1))
    return path


def _table(document: Any) -> None:
    table = add_grid(document, WIDTHS)
    for row in HEAD_ROWS:
        _row(table, row)
    _band(table, "以下由承办单位填写")
    for row in ANSWER_ROWS:
        _row(table, row)


def _row(table: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    """Labels and texts; the text before the last pair takes the columns that are left over."""
    cells = add_row(table, WIDTHS)
    starts = {1: (0,), 2: (0, 2) if pairs[-1][0] == "回访" else (0, 4), 3: (0, 2, 4)}[len(pairs)]
    for start, end, (label, text) in zip(starts, (*starts[1:], len(WIDTHS)), pairs, strict=True):
        fill(cells[start], label, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
        value = cells[start + 1].merge(cells[end - 1]) if end - 1 > start + 1 else cells[start + 1]
        fill(value, text, LABEL if "due_on" in text else TEXT, None)


def _band(table: Any, text: str) -> None:
    cells = add_row(table, WIDTHS)
    cell = cells[0].merge(cells[-1])
    fill(cell, text, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
    cell._element.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EDEDED"/>'))
