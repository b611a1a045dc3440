"""The correction workbook: just the rows set aside, ready to be corrected and dropped again.

Belongs here: drawing it, in the sender's own headings and order. It goes back to the sender only, so numbers are whole.
Does not belong here: which rows these are (check).
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from matching.validate.checked import HINT, Failing, FailingRow
from matching.validate.papers.pages import safe, width_of, workbook
from matching.validate.rows.withdrawn import ANSWERS, CORRECTED, WITHDRAWN
from matching.validate.table.layout import (
    ADDED_TITLES,
    ANSWER_TITLE,
    ORIGIN_TITLES,
    REASON_TITLE,
    RECEIPT_TITLE,
    WITHDRAWAL_TITLE,
)
from matching.validate.values.cells import shortened

LINE = 17
"""Height of a line of text in points."""
WIDTHS = {ANSWER_TITLE: 12, WITHDRAWAL_TITLE: 24, RECEIPT_TITLE: 18, REASON_TITLE: 60}
LAST_LINE = 1_048_575
REASON_CHARACTERS = 28
"""Chinese characters that fit a line of the last column."""
HOW_CHARACTERS = 44
"""Those that fit a line of what to do."""
HOW = (
    "一、本文件只含需要更正的行，其余各行请勿重复报送。",
    "二、标红的单元格必须更正，标黄的请核对；鼠标停在上面可看到原因，最后一列也写明了原因。",
    "三、请直接在「待更正」工作表中改正。单元格已设为文本格式，身份证号等长数字可直接填写。",
    "四、改好后保存，把本文件放回原来的报送文件夹即可。最后三列（回执编号、原行号、退回原因）请保持原样。",
    f"五、确定不再报送的行，请在「{ANSWER_TITLE}」一列选「{WITHDRAWN}」，并在「{WITHDRAWAL_TITLE}」一列写明原因；这一行不用改，也不要删。没有写原因的不算撤回。",
    "六、要增加新的人员，请在最下面另起一行填写，最后三列留空；请勿改写或复制退回的行，否则会与原来的人混在一起。",
)

HOW_WHOLE = (
    "一、本文件列出名册中需要更正的行，仅供对照，请勿单独报送。",
    "二、标红的单元格必须更正，标黄的请核对；鼠标停在上面可看到原因，最后一列也写明了原因。",
    "三、请在完整的名册中更正这些行（「原行号」是名册中的行号），再把名册整份放回原来的报送文件夹。",
)


def write_corrections(failing: Failing, path: Path, created: datetime, whole: bool = False) -> None:
    """Write the rows set aside to `path`, every cell as text, offending cells coloured and commented.
    `whole`: the table must be delivered whole (a roll), so these rows are corrected in the sender's own file."""
    with workbook(path, created) as (book, formats):
        page = book.add_worksheet("待更正")
        how = book.add_worksheet("填写说明")
        how.set_column(0, 0, 72)
        how.set_paper(9)
        how.fit_to_pages(1, 0)
        for n, sentence in enumerate(HOW_WHOLE if whole else HOW):
            how.set_row(n, LINE * (1 + len(sentence) // HOW_CHARACTERS))
            how.write_string(n, 0, sentence, book.add_format({"text_wrap": True, "valign": "top"}))
        added = ORIGIN_TITLES if whole else ADDED_TITLES
        titles = [*failing.titles, *added]
        for n, title in enumerate(titles):
            page.write_string(0, n, safe(title), formats["head"])
            cells = [row.cells[n] for row in failing.rows[:200]] if n < len(failing.titles) else []
            page.set_column(n, n, WIDTHS.get(title) or width_of([title, *cells]), None, {"hidden": title in failing.hidden})
            if title == ANSWER_TITLE:
                page.data_validation(1, n, LAST_LINE, n, {"validate": "list", "source": list(ANSWERS)})
        for line, row in enumerate(failing.rows, start=1):
            _write_row(page, line, row, formats, len(added) - len(ORIGIN_TITLES))
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_row(page: Any, line: int, row: FailingRow, formats: dict[str, Any], answers: int) -> None:
    """`answers`: how many columns stand open for the sender's answer, before those that name the row."""
    width = len(row.cells)
    for n, text in enumerate(row.cells):
        page.write_string(line, n, safe(shortened(text)), formats[_style(row.faults.get(n))])
        if n in row.faults:
            page.write_comment(line, n, row.faults[n], {"x_scale": 2, "author": "找人"})
    for n, text in enumerate((CORRECTED, "")[:answers], start=width):
        page.write_string(line, n, text, formats["plain"])
    width += answers
    receipt, _, number = row.origin.rpartition("-")
    page.write_string(line, width, receipt, formats["plain"])
    page.write_string(line, width + 1, str(int(number)), formats["plain"])
    reasons = "\n".join(row.faults[n] for n in sorted(row.faults)).split("\n")
    page.set_row(line, LINE * sum(1 + len(reason) // REASON_CHARACTERS for reason in reasons))
    page.write_string(line, width + 2, "\n".join(reasons), formats["reason"])


def _style(fault: str | None) -> str:
    """Red for what must be corrected, yellow for what should be looked at."""
    if fault is None:
        return "plain"
    return "hint" if all(line.startswith(HINT) for line in fault.split("\n")) else "fault"
