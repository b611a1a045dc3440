"""`zhaoren report`: the statistics of a month.

Belongs here: arguments and printing. Does not belong here: counting (matching.pipeline.monthly).
"""

from typing import Annotated

import typer

from matching.installation import open_installation
from matching.terminal import AsJson, emit, table_of

report_app = typer.Typer(no_args_is_help=True, help="统计报表")
COUNTS = {
    "上期结转": "carried",
    "本月转办": "handed",
    "签收": "signed",
    "按时办结": "on_time",
    "逾期办结": "late",
    "在办": "open",
    "超期未办": "overdue",
    "退回": "returned",
    "重办": "again",
}


@report_app.callback()
def report() -> None:
    """统计报表。"""


@report_app.command("monthly")
def report_monthly(
    month: Annotated[str, typer.Option("--month", help="月份,如 2026-10")],
    as_json: AsJson = False,
) -> None:
    """一个月的办结情况: 写月报工作簿和通报稿(放在 outbox/中心/月报/),并打印各单位的数目。"""
    from matching.pipeline.clock import business_day
    from matching.pipeline.monthly import write_monthly
    from matching.report import percent

    installation = open_installation()
    told = write_monthly(installation, month, business_day(installation.settings))
    table = table_of(
        f"{told['title']} · 截至 {told['as_of']} · {' · '.join(told['files'])}",
        "单位",
        *COUNTS,
        "办结率",
        "按时率",
        right=[*COUNTS, "办结率", "按时率"],
    )
    for row in [*told["recipients"], told["total"]]:
        counts = [str(row[field]) for field in COUNTS.values()]
        table.add_row(row["name"], *counts, percent(row["done_share"]), percent(row["on_time_share"]))
    emit(told, as_json, table)
