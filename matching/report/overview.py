"""The centre's workbook 报送情况: who is punctual, every feed and period, the event feeds by month, rows given up.

Belongs here: its sheets and their look. Does not belong here: what stands in them (judge, events, scores).
The same lines give the same bytes.
"""

from datetime import datetime
from pathlib import Path

from matching.books import open_book
from matching.calendar import period_in_chinese
from matching.installation import Installation
from matching.report.lines import Recipient, State
from matching.report.measure import Punctuality
from matching.sheets import BAD, CENTRED, FONT, GOOD, GREY, WAIT, WARN, Column, draw
from matching.sheets import STYLES as BASE

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
STYLES = BASE | {state.value: {**CENTRED, "bg_color": back, "font_color": front} for state, (back, front) in COLOURS.items()}
ABOUT = "截至{as_of} · {start} · 逾期按工作日计算 · 零报告算已报送，被退回的文件不算"


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
            draw(book.add_worksheet(name), f"{installation.district.name}{title}", about, columns, rows, formats)
    return path


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
