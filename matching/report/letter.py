"""The reminder on paper: 催报通知, one Word document for one sender.

Belongs here: its words and layout. Does not belong here: whom it is for and what is missing (reminders).
The same notice gives the same bytes.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from matching.calendar import period_in_chinese
from matching.installation import Installation
from matching.report.reminders import Notice, NoticeLine
from matching.word import LABEL, TEXT, TITLE, add_grid, add_row, fill, line, new_document, page_number, save_package

HEADINGS = ("序\n号", "报送名称", "时段", "应报日期", "逾期\n工作日", "催报\n次数", "说明")
WIDTHS = (9, 31, 53, 28, 15, 12, 22)
"""In mm."""
POINTS, LINE, INDENT = 14, 26, 28
OPENING = "按照主动发现困难群众工作的报送安排，贵单位下列名单已过应报日期，截至{day}我中心尚未收到。请尽快报送，以免有困难的群众得不到及时帮助。"
HOW = (
    "一、请把名单放入报送文件夹：{folders}。",
    "二、该时段没有人员的，请报送零报告，并在文件名里写明时段，如“{example}零报告”；零报告视同已报送。",
    "三、文件被退回的不算报送，请按 receipts 文件夹中的回执更正后重新报送；部分接收的算已报送。",
    "四、本通知发出前后刚刚报送的，请以回执为准，不必理会本通知。",
)
CLOSING = "如有困难或疑问，请与我中心联系。感谢支持！"


def write_letter(notice: Notice, installation: Installation, receipts: Path) -> Path:
    """Write a reminder into its sender's own folder below `receipts`, all at once; returns its path."""
    name = notice.recipient.name(installation.district)
    folder = receipts / _group(notice, installation) / name if notice.recipient.kind == "unit" else receipts / name
    path = folder / f"催报通知_{notice.issued_on:%Y%m%d}.docx"
    aside = path.with_name(f".{path.name}.tmp")
    try:
        save_package(
            _document(notice, name, installation),
            aside,
            title="催报通知",
            author=installation.district.centre,
            day=notice.issued_on,
        )
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def _group(notice: Notice, installation: Installation) -> str:
    """The folder that holds the units' folders."""
    contract = installation.feeds[notice.lines[0].feed]
    return installation.district.department(contract.department).name


def _document(notice: Notice, name: str, installation: Installation) -> Any:
    document = new_document(top=30, bottom=25, side=20, points=POINTS)
    line(document, "催 报 通 知", TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER, 40)
    line(document, "", height=14)
    line(document, f"{name}：", TEXT, POINTS, None, LINE)
    _paragraph(document, OPENING.format(day=_day(notice.issued_on)))
    line(document, "", height=8)
    _table(document, notice.lines, installation)
    line(document, "", height=10)
    folders = "、".join(_folders(notice, name, installation))
    example = period_in_chinese(notice.lines[0].period).split("（")[0]
    for sentence in HOW:
        _paragraph(document, sentence.format(folders=folders, example=example))
    _paragraph(document, CLOSING)
    line(document, "", height=20)
    for text in (installation.district.centre, _day(notice.issued_on)):
        signed = line(document, text, TEXT, POINTS, WD_ALIGN_PARAGRAPH.RIGHT, LINE)
        signed.paragraph_format.keep_together = True
        signed.paragraph_format.right_indent = Pt(INDENT)
    page_number(document)
    return document


def _folders(notice: Notice, name: str, installation: Installation) -> list[str]:
    group = f"{_group(notice, installation)}/" if notice.recipient.kind == "unit" else ""
    titles = dict.fromkeys(installation.feeds[item.feed].title for item in notice.lines)
    return [f"inbox/{group}{name}/{title}" for title in titles]


def _paragraph(document: Any, text: str) -> None:
    paragraph = line(document, text, TEXT, POINTS, WD_ALIGN_PARAGRAPH.LEFT, LINE)
    paragraph.paragraph_format.first_line_indent = Pt(2 * POINTS)


def _table(document: Any, lines: Sequence[NoticeLine], installation: Installation) -> None:
    table = add_grid(document, WIDTHS)
    for cell, heading in zip(add_row(table, WIDTHS), HEADINGS, strict=True):
        fill(cell, heading, LABEL, WD_ALIGN_PARAGRAPH.CENTER)
    for number, item in enumerate(lines, start=1):
        texts = (
            str(number),
            installation.feeds[item.feed].title,
            period_in_chinese(item.period).replace("（", "\n（"),
            item.due_on.isoformat(),
            str(item.late),
            str(item.times),
            item.note,
        )
        for place, (cell, text) in enumerate(zip(add_row(table, WIDTHS), texts, strict=True)):
            fill(cell, text, TEXT, WD_ALIGN_PARAGRAPH.LEFT if place in (1, 6) else WD_ALIGN_PARAGRAPH.CENTER)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
