"""`zhaoren cases`: where the slips stand, which are overdue, sending one out again, handing one on.

Belongs here: arguments and printing. Does not belong here: states and deadlines (matching.casework, matching.pipeline.cases).
"""

from typing import Annotated, Any

import typer
from rich.table import Table

from matching.installation import open_installation
from matching.terminal import AsJson, Day, day_of, emit, table_of

SLIP = {"文号": "slip_no", "单位": "recipient", "主办/协办": "role", "等级": "level"}
OVERDUE = SLIP | {"状态": "state", "时限": "due_on", "超期工作日": "days"}
UNDECIDED = SLIP | {"退回": "returned_on", "已等工作日": "days", "退回理由": "reason"}
cases_app = typer.Typer(no_args_is_help=True, help="转办单办理: 进度、超期、重办、改派")


@cases_app.command("status")
def cases_status(as_of: Day = None, as_json: AsJson = False) -> None:
    """各单位的转办单各在哪一步,几件超期。"""
    from matching.pipeline import cases

    installation = open_installation()
    told = cases.cases_status(installation, day_of(installation, as_of))
    states = list(told["states"])
    table = table_of(
        f"{told['as_of']} · 待签发线索 {told['waiting']}",
        *("单位", "转办单", *states, "超期未办", "逾期反馈"),
        right=("转办单", *states, "超期未办", "逾期反馈"),
    )
    for name, own in [*told["recipients"].items(), ("合计", told)]:
        table.add_row(name, *_numbers(own, states))
    emit(told, as_json, table)


def _numbers(own: dict[str, Any], states: list[str]) -> list[str]:
    return [str(own["slips"]), *(str(own["states"].get(state, 0)) for state in states), str(own["overdue"]), str(own["late"])]


@cases_app.command("overdue")
def cases_overdue(as_of: Day = None, as_json: AsJson = False) -> None:
    """过了时限还没有反馈的转办单,超得最久的在前;退回后等中心决定的转办单,等级高的、等得久的在前。"""
    from matching.pipeline.cases import overdue, undecided

    installation = open_installation()
    day = day_of(installation, as_of)
    lines, returned = overdue(installation, day), undecided(installation, day)
    limit, late = installation.district.casework.supervision.decide_working_days, sum(line["late"] for line in returned)
    title = f"退回待中心核定 {len(returned)} 件,超过 {limit} 个工作日 {late} 件"
    tables = _lines(f"{day} · 超期未办 {len(lines)} 件", OVERDUE, lines), _lines(title, UNDECIDED, returned)
    emit({"overdue": lines, "undecided": returned}, as_json, *tables)


def _lines(title: str, columns: dict[str, str], lines: list[dict[str, Any]]) -> Table:
    table = table_of(title, *columns, right=[heading for heading, name in columns.items() if name == "days"])
    for line in lines:
        table.add_row(*(str(line[name]) for name in columns.values()))
    return table


@cases_app.command("supervise")
def cases_supervise(as_of: Day = None, as_json: AsJson = False) -> None:
    """给到期未反馈的单位写提醒、催办和督办,每单位每天最多一份(同日再运行不会重发)。"""
    from matching.pipeline.clock import business_day
    from matching.pipeline.supervision import supervise

    installation = open_installation()
    told = supervise(installation, day_of(installation, as_of), business_day(installation.settings))
    waiting = "退回待中心核定 {slips} 件,超过时限 {late} 件".format(**told["undecided"])
    table = table_of(
        f"督办 {told['as_of']} · 通报名单 {told['circular'] or '无'} · {waiting}", "单位", "件数", "文件", right=("件数",)
    )
    for notice in told["notices"]:
        table.add_row(notice["recipient"], str(notice["lines"]), notice["file"])
    emit(told, as_json, table)


@cases_app.command("visits")
def cases_visits(month: Annotated[str, typer.Option("--month", help="月份,如 2026-10")], as_json: AsJson = False) -> None:
    """抽取一个月的回访对象,写回访表(outbox/中心/回访/); 填好后放回 inbox/中心/回访/。再运行名单不变。"""
    from matching.pipeline.clock import business_day
    from matching.pipeline.visiting import draw_visits

    installation = open_installation()
    told = draw_visits(installation, month, business_day(installation.settings))
    table = Table(show_header=False)
    table.add_row(told["month"], f"回访 {told['listed']} 件 · 本次直接办结 {told['done']} 件", told["file"] or "")
    emit(told, as_json, table)


@cases_app.command("again")
def cases_again(
    number: Annotated[str, typer.Argument(metavar="NO", help="文号,或二维码里的十一位数字")],
    reason: Annotated[str, typer.Option("--reason", help="为什么重办")],
    by: Annotated[str, typer.Option("--by", help="谁决定重办")],
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """重办: 退回的或已反馈的转办单再交同一单位办理,时限从今天重新计算。"""
    from matching.pipeline.cases import send_again

    installation = open_installation()
    line = send_again(installation, number, reason, by, day_of(installation, as_of))
    table = Table(show_header=False)
    table.add_row(line["slip_no"], f"{line['state']} · 时限 {line['due_on']}")
    emit(line, as_json, table)


@cases_app.command("redirect")
def cases_redirect(
    number: Annotated[str, typer.Argument(metavar="NO", help="文号,或二维码里的十一位数字")],
    to: Annotated[str, typer.Option("--to", help="改派给哪个镇街(全称、简称或编码)")],
    reason: Annotated[str, typer.Option("--reason", help="为什么改派")],
    by: Annotated[str, typer.Option("--by", help="谁决定改派")],
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """改派: 没有反馈的或退回的主办转办单转给另一个镇街,编新文号,时限从今天重新计算。再运行不会再改派一次。"""
    from matching.pipeline.redirecting import redirect

    installation = open_installation()
    line = redirect(installation, number, to, reason, by, day_of(installation, as_of))
    table = Table(show_header=False)
    table.add_row(line["follows"], f"已改派给{line['recipient']}")
    table.add_row(line["slip_no"], f"{line['state']} · 时限 {line['due_on']}")
    for file in line["files"]:
        table.add_row("", file)
    emit(line, as_json, table)
