"""The centre's workbook 报送情况: who is punctual, every feed and period, the event feeds by month, rows given up.

Belongs here: its sheets and their look. Does not belong here: what stands in them (judge, events, scores).
The same lines give the same bytes.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from matching.books import open_book
from matching.calendar import period_in_chinese
from matching.cells import neutral
from matching.installation import Installation
from matching.report.lines import Recipient, State
from matching.report.measure import Punctuality

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
GOOD, WAIT, WARN, BAD, GREY = (
    ("#C6EFCE", "#006100"),
    ("#FFFFFF", "#595959"),
    ("#FFEB9C", "#7F6000"),
    ("#FFC7CE", "#9C0006"),
    ("#EDEDED", "#595959"),
)
COLOURS = {
    State.PENDING: WAIT,
    State.ON_TIME: GOOD,
    State.ZERO_ON_TIME: GOOD,
    State.LATE: WARN,
    State.ZERO_LATE: WARN,
    State.MISSING: BAD,
    State.EXTRA: GREY,
    State.UNKNOWN: GREY,
}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "align": "center"},
    "about": {"font_color": "#595959", "align": "center"},
    "head": {"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "align": "center"},
    "text": {"border": 1, "text_wrap": True},
    "centre": {"border": 1, "align": "center"},
    "day": {"border": 1, "align": "center", "num_format": "yyyy-mm-dd"},
    "count": {"border": 1, "align": "center", "num_format": "#,##0"},
    "some": {"border": 1, "align": "center", "num_format": "#,##0;;"},
    "warn": {"border": 1, "align": "center", "num_format": "#,##0;;", "bg_color": WARN[0], "font_color": WARN[1]},
    "bad": {"border": 1, "align": "center", "num_format": "#,##0;;", "bg_color": BAD[0], "font_color": BAD[1], "bold": True},
    "share": {"border": 1, "align": "center", "num_format": "0%"},
    **{
        state.value: {"border": 1, "align": "center", "bg_color": back, "font_color": front}
        for state, (back, front) in COLOURS.items()
    },
}
HEAD_ROW = 2
ABOUT = "截至{as_of} · {start} · 逾期按工作日计算 · 零报告算已报送，被退回的文件不算"


class Column(NamedTuple):
    """One column of a sheet: heading, width, and for a row its value and its style."""

    heading: str
    width: float
    cell: Callable[[Any], tuple[Any, str]]


def write_overview(path: Path, found: Punctuality, installation: Installation) -> Path:
    """Write the workbook, all at once."""
    day = found.as_of
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (a workbook's dates have no zone)
    about = ABOUT.format(as_of=day, start=f"{found.start}起报送" if found.start else "尚无任何报送")
    with open_book(path, noon, FONT, STYLES) as (book, formats):
        sheets = (
            ("单位考评", "报送单位考评", _score_columns(installation), found.scores),
            ("报送明细", "各项报送情况", _line_columns(installation), found.lines),
            ("即时报送", "即时报送情况（按收到的月份）", _month_columns(installation), found.months),
            ("撤回的行", "退回后由报送单位撤回、不再报送的行", _withdrawn_columns(installation), found.withdrawn),
        )
        for name, title, columns, rows in sheets:
            _draw(book.add_worksheet(name), f"{installation.district.name}{title}", about, columns, rows, formats)
    return path


def _draw(sheet: Any, title: str, about: str, columns: Sequence[Column], rows: Sequence[Any], formats: dict[str, Any]) -> None:
    last = len(columns) - 1
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    sheet.merge_range(1, 0, 1, last, about, formats["about"])
    sheet.set_row(HEAD_ROW, 32)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(HEAD_ROW, place, column.heading, formats["head"])
    for number, row in enumerate(rows, start=HEAD_ROW + 1):
        for place, column in enumerate(columns):
            value, style = column.cell(row)
            _write(sheet, number, place, value, formats[style])
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(len(rows), 1), last)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页  共 &N 页")


def _write(sheet: Any, number: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(number, place, None, form)
    elif isinstance(value, date):
        sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
    elif isinstance(value, str):
        sheet.write_string(number, place, neutral(value), form)
    else:
        sheet.write_number(number, place, value, form)


def _score_columns(installation: Installation) -> list[Column]:
    return [
        Column("报送单位", 24, lambda row: (row.recipient.name(installation.district), "text")),
        Column("类别", 9, lambda row: ("镇街" if row.recipient.kind == "unit" else "部门", "centre")),
        Column("应报", 8, lambda row: (row.expected, "some")),
        Column("按时", 8, lambda row: (row.on_time, "count" if row.expected else "some")),
        Column("逾期已报", 10, lambda row: (row.late, "warn" if row.late else "some")),
        Column("逾期未报", 10, lambda row: (row.missing, "bad" if row.missing else "some")),
        Column("未到期", 8, lambda row: (row.pending, "some")),
        Column("按时率", 9, lambda row: (row.on_time_share, "share")),
        Column("即时报送\n人数", 11, lambda row: (row.records, "some")),
        Column("其中逾期", 10, lambda row: (row.records_late, "warn" if row.records_late else "some")),
        Column("逾期占比", 10, lambda row: (row.late_share, "share")),
    ]


def _line_columns(installation: Installation) -> list[Column]:
    feeds, district = installation.feeds, installation.district
    return [
        Column("报送单位", 22, lambda row: (Recipient.of(feeds[row.feed], row.unit).name(district), "text")),
        Column("报送名称", 22, lambda row: (feeds[row.feed].title, "text")),
        Column("频次", 7, lambda row: (feeds[row.feed].cadence.chinese, "centre")),
        Column("时段", 32, lambda row: (period_in_chinese(row.period), "text")),
        Column("应报日期", 12, lambda row: (row.due_on, "day")),
        Column("状态", 15, lambda row: (row.state.chinese, row.state.value)),
        Column("首次报送", 12, lambda row: (row.delivered_on, "day")),
        Column("逾期\n工作日", 8, lambda row: (row.late, "count")),
        Column("报送\n次数", 7, lambda row: (row.deliveries, "some")),
        Column("退回\n次数", 7, lambda row: (row.refused, "some")),
        Column("接收行数", 10, lambda row: (row.rows, "some")),
        Column("待更正\n行数", 9, lambda row: (row.rows_to_correct, "warn" if row.rows_to_correct else "some")),
        Column("撤回\n行数", 8, lambda row: (row.rows_withdrawn, "some")),
        Column("说明", 40, lambda row: (row.note, "text")),
    ]


def _withdrawn_columns(installation: Installation) -> list[Column]:
    feeds, district = installation.feeds, installation.district
    return [
        Column("报送单位", 22, lambda row: (Recipient.of(feeds[row.feed], row.unit).name(district), "text")),
        Column("报送名称", 22, lambda row: (feeds[row.feed].title, "text")),
        Column("时段", 26, lambda row: (period_in_chinese(row.period) if row.period else "", "text")),
        Column("回执编号", 19, lambda row: (row.drop_id, "centre")),
        Column("原行号", 8, lambda row: (row.row, "count")),
        Column("姓名", 12, lambda row: (row.name, "centre")),
        Column("退回原因", 40, lambda row: (row.faults, "text")),
        Column("撤回日期", 12, lambda row: (row.withdrawn_on, "day")),
        Column("撤回原因", 40, lambda row: (row.reason, "text")),
    ]


def _month_columns(installation: Installation) -> list[Column]:
    feeds, district = installation.feeds, installation.district
    return [
        Column("报送单位", 22, lambda row: (Recipient.of(feeds[row.feed], row.unit).name(district), "text")),
        Column("报送名称", 22, lambda row: (feeds[row.feed].title, "text")),
        Column("月份", 14, lambda row: (period_in_chinese(row.month), "centre")),
        Column("时限\n（工作日）", 11, lambda row: (feeds[row.feed].deadline.working_days or 0, "count")),
        Column("报送次数", 10, lambda row: (row.deliveries, "count")),
        Column("人数", 8, lambda row: (row.records, "count")),
        Column("其中逾期", 10, lambda row: (row.late, "warn" if row.late else "some")),
        Column("最长逾期\n（工作日）", 11, lambda row: (row.worst, "some")),
        Column("无法计算", 10, lambda row: (row.uncounted, "some")),
    ]
