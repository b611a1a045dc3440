"""`zhaoren feeds`: which deliveries have come, are late or are missing, and the reminders.

Belongs here: arguments and tables on the terminal. Does not belong here: judging (matching.report) and writing
reminders down (matching.pipeline.punctuality).
"""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from matching.calendar import period_in_chinese
from matching.installation import open_installation
from matching.terminal import AsJson, Day, day_of, emit, table_of

if TYPE_CHECKING:
    from matching.report import State

feeds_app = typer.Typer(no_args_is_help=True, help="报送情况与催报")

Period = Annotated[str | None, typer.Option("--period", help="只看一个时段,如 2026-W50、2026-11、2026")]
Late = Annotated[bool, typer.Option("--late", help="只看逾期的")]
RIGHT = frozenset({"逾期", "次数", "接收", "待更正", "撤回", "人数", "其中逾期", "最长逾期"})


@feeds_app.command("status")
def feeds_status(as_of: Day = None, period: Period = None, late: Late = False, as_json: AsJson = False) -> None:
    """各项报送在某一天的情况: 应报、按时、逾期、零报告。"""
    from matching.pipeline.punctuality import punctuality
    from matching.report import as_json as plain

    installation = open_installation()
    found = punctuality(installation, day_of(installation, as_of)).narrowed(period, late)
    content = plain(found, installation)
    emit(content, as_json, _lines_table(content), _events_table(content))


@feeds_app.command("remind")
def feeds_remind(as_of: Day = None, as_json: AsJson = False) -> None:
    """写报送情况表; 工作日给逾期未报的单位写催报通知(同日再运行不会重发)。"""
    from matching.pipeline.clock import business_day
    from matching.pipeline.punctuality import daily

    installation = open_installation()
    content = daily(installation, day_of(installation, as_of), business_day(installation.settings))
    table = table_of(f"催报通知 {content['as_of']} · 报送情况表 {content['workbook']}", "单位", "未报项数", "文件")
    for notice in content["notices"]:
        table.add_row(notice["recipient"], str(notice["lines"]), notice["file"])
    emit(content, as_json, table)


def _lines_table(content: dict[str, Any]) -> Table:
    from matching.report import State

    headings = ("单位", "报送", "时段", "应报日期", "状态", "首次报送", "逾期", "次数", "接收", "待更正", "撤回", "说明")
    table = table_of(f"报送情况 截至 {content['as_of']}（逾期: 工作日）", *headings, right=RIGHT)
    for line in content["feeds"]:
        state = State(line["state"])
        numbers = [_number(line[key]) for key in ("deliveries", "rows", "rows_to_correct", "rows_withdrawn")]
        table.add_row(
            *(line["sender"], line["title"], period_in_chinese(line["period"]), line["due_on"] or "未定"),
            f"[{_colour(state)}]{state.chinese}[/]",
            *(line["delivered_on"] or "", "" if line["late_working_days"] is None else str(line["late_working_days"])),
            *numbers,
            line["note"],
        )
    return table


def _events_table(content: dict[str, Any]) -> Table:
    headings = ("单位", "报送", "月份", "次数", "人数", "其中逾期", "最长逾期")
    table = table_of("即时报送（按收到的月份）", *headings, right=RIGHT)
    for month in content["events"]:
        late = f"[red]{month['late']}[/]" if month["late"] else ""
        counts = (str(month["deliveries"]), str(month["records"]), late, _number(month["worst"]))
        table.add_row(month["sender"], month["title"], month["month"], *counts)
    return table


def _number(count: int) -> str:
    return str(count) if count else ""


def _colour(state: "State") -> str:
    return {
        "pending": "dim",
        "on_time": "green",
        "zero_on_time": "green",
        "late": "yellow",
        "zero_late": "yellow",
        "missing": "bold red",
        "extra": "dim",
        "unknown": "magenta",
    }[state.value]
