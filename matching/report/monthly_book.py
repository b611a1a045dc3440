"""The workbook of a month (月报): completion, results, what became of each source and rule, with charts of Excel's own.

Belongs here: its sheets and their look. Does not belong here: counting (matching.casework.completion, matching.pipeline.monthly). The same
content gives the same bytes.
"""

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from matching.books import open_book
from matching.report import insight_sheets as more
from matching.sheets import FONT, HEAD_ROW, STYLES, Column, draw

Row = dict[str, Any]
NO_SHARE = "—"
ENDED = "截至{day} · 本月办结的转办单按最后一次反馈的处理结果计"
CONVERTED = "截至{day} · 本月办结的主办件 · 救助率 = 给予救助 ÷ 办结"
CHART_SIZE, GRID_LINES = {"width": 900, "height": 360}, 8


SOURCE = Column("来源", 34, lambda row: (row["name"], "text"))


class Page(NamedTuple):
    """One sheet; charted: the headings of the columns that a chart shows."""

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    charted: tuple[str, ...] = ()


def write_book(path: Path, content: Row, district: str) -> Path:
    """Write the workbook of a month's content (matching.pipeline.monthly), all at once; returns its path."""
    day, month, results = date.fromisoformat(content["as_of"]), content["title"], content["results"]
    about = f"截至{day} · 上期结转 + 本月转办 = 办结 + 在办 + 退回 · 退回含作废、改派，办结率不计 · 按时率 = 按时办结 ÷（办结 + 超期未办）"
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (a workbook's dates have no zone)
    everybody = [*content["recipients"], content["total"]]
    ends = ("给予救助", "不符合", "其他")
    sheets: tuple[Page, ...] = (
        Page("办结情况", "线索办结情况", about, _completion(), everybody, ("按时\n办结", "逾期\n办结", "在办", "退回")),
        Page("办理结果", "线索办理结果", ENDED.format(day=day), _results(results), everybody, tuple(results)),
        Page("来源转化", "各来源线索的办理结果", CONVERTED.format(day=day), _conversion(SOURCE), content["feeds"], ends),
        Page("规则转化", "各分级规则的办理结果", CONVERTED.format(day=day), _conversion(*more.rule()), content["rules"], ends),
        Page("报送质量", "各单位报送的时限和质量", more.SENDERS, more.senders(), content["senders"]),
        Page("发现情况", "各镇街线索发现情况", more.DETECTION, more.detection(), content["detection"]),
        Page("漏派估计", "漏派抽样核查和估计", more.MISSED, more.missed(), content["samples"]),
        Page("规则建议", "分级规则的办理结果和建议", more.ADVICE, more.advice(), content["advice"]),
        Page("研判线试算", "人工研判线试算", more.LINES, more.lines(), content["lines"]),
    )
    with open_book(path, noon, FONT, STYLES) as (book, formats):
        for page in sheets:
            sheet = book.add_worksheet(page.name)
            draw(sheet, f"{district}{month}{page.title}", page.about, page.columns, page.rows, formats)
            if page.rows and page.charted:
                _chart(book, sheet, page.columns, page.rows, page.charted)
    return path


def _completion() -> list[Column]:
    return [
        Column("单位", 18, lambda row: (row["name"], "text")),
        Column("类别", 8, lambda row: (row["kind"], "centre")),
        _count("上期\n结转", "carried"),
        _count("本月\n转办", "handed"),
        _count("其中自\n主发现", "found"),
        _count("签收", "signed"),
        _count("按时\n办结", "on_time"),
        _count("逾期\n办结", "late"),
        _count("在办", "open"),
        Column("其中超\n期未办", 8, lambda row: (row["overdue"], "bad" if row["overdue"] else "count")),
        _count("退回", "returned"),
        _count("其中\n作废", "withdrawn"),
        _count("其中\n改派", "redirected"),
        _share("办结率", "done_share"),
        _share("按时率", "on_time_share"),
        _count("重办", "again"),
        _count("回访数", "visited"),
        _share("满意率", "content_share"),
    ]


def _results(results: Sequence[str]) -> list[Column]:
    return [
        Column("单位", 18, lambda row: (row["name"], "text")),
        Column("类别", 8, lambda row: (row["kind"], "centre")),
        *map(_result, results),
        _count("办结合计", "done"),
    ]


def _conversion(*what: Column) -> list[Column]:
    return [
        *what,
        _count("办结", "done"),
        _count("给予救助", "aided"),
        _share("救助率", "aided_share"),
        _count("不符合", "unfit"),
        _count("其他", "other"),
    ]


def _count(heading: str, field: str) -> Column:
    return Column(heading, 8, lambda row: (row[field], "count"))


def _result(word: str) -> Column:
    return Column(word, 10, lambda row: (row["results"].get(word, 0), "count"))


def _share(heading: str, field: str) -> Column:
    return Column(heading, 9, lambda row: (NO_SHARE, "centre") if row[field] is None else (row[field], "share"))


def _chart(book: Any, sheet: Any, columns: Sequence[Column], rows: Sequence[Row], charted: Sequence[str]) -> None:
    """The charted columns on top of each other, one column a row, below the table; sums are not drawn. Its axis counts in whole slips."""
    drawn = [row for row in rows if not row.get("is_total")]
    chart, last = book.add_chart({"type": "column", "subtype": "stacked"}), HEAD_ROW + len(drawn)
    highest = max(sum(column.cell(row)[0] for column in columns if column.heading in charted) for row in drawn)
    for place, column in enumerate(columns):
        if column.heading in charted:
            chart.add_series(
                {
                    "name": column.heading.replace("\n", ""),
                    "categories": [sheet.name, HEAD_ROW + 1, 0, last, 0],
                    "values": [sheet.name, HEAD_ROW + 1, place, last, place],
                    "gap": 60,
                }
            )
    chart.set_y_axis({"min": 0, "major_unit": max(1, ceil(highest / GRID_LINES)), "num_format": "0"})
    chart.set_legend({"position": "bottom"})
    chart.set_size(CHART_SIZE)
    sheet.insert_chart(HEAD_ROW + len(rows) + 3, 0, chart)
    sheet.fit_to_pages(1, 1)  # a page break would cut the chart
