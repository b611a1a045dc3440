"""The receipt as a workbook: its two pages.

Belongs here: lines, colours and columns of the receipt. Does not belong here: its text and its name (receipt) and the correction workbook (corrections).
"""

from collections import Counter
from pathlib import Path
from typing import Any

from matching.drops import Drop
from matching.findings import Severity, Verdict
from matching.validate.checked import UNREAD, Checked
from matching.validate.papers.pages import mask_numbers, safe, workbook
from matching.validate.rows.repeats import REPEATED

FILE_BACK, ROW_BACK, UNREAD_SHEET, ENTERED_ONCE, HINT = ORDER = ("退回整份", "退回该行", "未读取", "未重复登记", "提示")
"""What findings do, the worst first."""
COLOURS = {
    Verdict.ACCEPTED: "good",
    Verdict.ZERO: "good",
    Verdict.PARTLY: "mixed",
    Verdict.DUPLICATE: "mixed",
    Verdict.WAITING: "mixed",
    Verdict.WITHDRAWN: "mixed",
}
MOST_LINES = 100_000


def draw_receipt(path: Path, checked: Checked, drop: Drop, facts: list[tuple[str, str]], todo: str) -> None:
    with workbook(path, drop.received_at) as (book, formats):
        page = book.add_worksheet("回执")
        page.set_column(0, 0, 14)
        page.set_column(1, 1, 46)
        page.set_column(2, 2, 10)
        page.set_column(3, 3, 46)
        page.merge_range(0, 0, 0, 3, "报 送 回 执", formats["title"])
        page.set_row(0, 34)
        line = _pair(page, 1, "处理结果", checked.verdict.chinese, formats, COLOURS.get(checked.verdict, "bad"), 26)
        line = _pair(page, line, "怎么办", todo, formats, "todo", 20 * (1 + len(todo) // 44))
        for label, value in facts:
            line = _pair(page, line, label, value, formats, "value", 20 * (1 + len(value) // 48))
        if checked.findings:
            _summary(page, line + 1, checked, formats)
            _list(book.add_worksheet("问题清单"), checked, formats)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)


def _pair(page: Any, line: int, label: str, value: str, formats: dict[str, Any], style: str, height: int) -> int:
    page.set_row(line, height)
    page.write_string(line, 0, label, formats["label"])
    page.merge_range(line, 1, line, 3, safe(value), formats[style])
    return line + 1


def _summary(page: Any, line: int, checked: Checked, formats: dict[str, Any]) -> None:
    """One line a kind of finding, with how often it was found: what is refused or sent back first, hints last."""
    for n, title in enumerate(("处理", "问题", "处数", "怎么办")):
        page.write_string(line, n, title, formats["head"])
    kinds = Counter((item.severity, item.rule, item.message, item.cure, item.column) for item in checked.findings)
    for (severity, rule, message, cure, column), count in sorted(kinds.items(), key=lambda kind: _place(*kind[0][:2])):
        line += 1
        told = f"「{column}」：{message}" if column and column not in message else message
        page.set_row(line, 18 * max(1 + len(told) // 22, 1 + len(cure) // 22))
        page.write_string(line, 0, _effect(severity, rule), formats["centre"])
        page.write_string(line, 1, safe(told), formats["value"])
        page.write_number(line, 2, count, formats["number"])
        page.write_string(line, 3, safe(cure), formats["value"])


def _place(severity: Severity, rule: str) -> int:
    """The place of a kind of finding in the summary, by what it does."""
    return ORDER.index(_effect(severity, rule))


def _effect(severity: Severity, rule: str) -> str:
    if rule == REPEATED:
        return ENTERED_ONCE
    if rule in UNREAD and severity is Severity.WARNING:
        return UNREAD_SHEET
    return {Severity.FILE: FILE_BACK, Severity.ROW: ROW_BACK, Severity.WARNING: HINT}[severity]


def _list(page: Any, checked: Checked, formats: dict[str, Any]) -> None:
    """Every finding with the row of the sender's own sheet."""
    bad = {item.row for item in checked.findings if item.severity is Severity.ROW and item.rule != REPEATED}
    titles = ("行号", "列", "问题", "怎么办", "处理")
    page.set_row(0, 22)
    for n, (title, width) in enumerate(zip(titles, (10, 22, 50, 50, 22), strict=True)):
        page.write_string(0, n, title, formats["head"])
        page.set_column(n, n, width)
    for line, item in enumerate(checked.findings[:MOST_LINES], start=1):
        effect = _effect(item.severity, item.rule)
        if item.severity is Severity.WARNING and item.row is not None:
            effect = "提示（本行因其他问题退回）" if item.row in bad else "提示（本行已接收）"
        cells = (str(item.row) if item.row else "整份文件", item.column or "", item.message, item.cure, effect)
        for n, text in enumerate(cells):
            page.write_string(line, n, safe(mask_numbers(text)), formats["value" if n in (2, 3) else "centre"])
    if len(checked.findings) > MOST_LINES:
        page.write_string(MOST_LINES + 1, 2, f"共 {len(checked.findings)} 处，以上只列出前 {MOST_LINES} 处", formats["value"])
    page.autofilter(0, 0, min(len(checked.findings), MOST_LINES), len(titles) - 1)
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
