"""`zhaoren clues` and `zhaoren clue`: the clues of a day, and the whole story of one.

Belongs here: arguments and tables on the terminal. Does not belong here: fetching (matching.pipeline.clues).
"""

from datetime import date
from typing import Annotated, Any

import typer
from rich.table import Table

from matching.installation import open_installation
from matching.shapes import Bucket
from matching.terminal import AsJson, Day, day_of, emit, moment_of, out, table_of

clues_app = typer.Typer(no_args_is_help=True, help="线索")
clue_app = typer.Typer(no_args_is_help=True, help="一条线索")
LEVELS = {"红": "bold white on red", "橙": "red", "黄": "yellow", "蓝": "blue"}
PERSON = {"name": "姓名", "sex": "性别", "age": "年龄", "id_number": "身份证号", "phone": "电话", "address": "居住地",
          "register_address": "户籍地", "household": "家庭", "benefits": "在享待遇"}  # fmt: skip
DECISIONS = {"match": "认定同一人", "review": "须人工判定", "new": "没有找到"}

Unit = Annotated[str | None, typer.Option("--unit", help="只看一个镇街")]
Open = Annotated[bool, typer.Option("--open", help="只看没有办结的")]
Full = Annotated[bool, typer.Option("--full", help="号码不遮盖,并列出来源行的全部内容")]


@clues_app.callback()
def clues() -> None:
    """线索。"""


@clues_app.command("list")
def clues_list(as_of: Day = None, unit: Unit = None, only_open: Open = False, as_json: AsJson = False) -> None:
    """某一天的全部线索(不含个人信息): 等级、单位、期限、文号。"""
    from matching.pipeline.clues import list_clues

    installation = open_installation()
    day = day_of(installation, as_of)
    found = list_clues(installation, day, unit, only_open)
    headings = ("线索", "等级", "类型", "承办单位", "立案", "期限", "办结", "证据", "文号")
    table = table_of(f"截至 {day} 共 {len(found)} 条", *headings, right=["证据"])
    for row in found:
        dates = (row["opened_on"], row["due_on"] or "", _closed(row))
        told = (str(row["evidence"]), "\n".join([*row["slips"], *filter(None, [row["roll_news"]])]))
        table.add_row(row["clue_id"], _level(row), row["kind"], row["unit_name"], *dates, *told)
    emit(found, as_json, table)


@clue_app.callback()
def clue() -> None:
    """一条线索。"""


@clue_app.command("show")
def clue_show(
    clue_id: Annotated[str, typer.Argument(help="线索编号,如 XS-0123456789")],
    full: Full = False,
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """一条线索的来龙去脉: 来源行、比对、规则、补充、转办单、经过和反馈。含个人信息,请按内部资料保管。"""
    from matching.pipeline.clues import clue_story
    from matching.pipeline.looks import log_look

    installation = open_installation()
    day = day_of(installation, as_of)
    story = clue_story(installation, clue_id, full, day)
    log_look(installation, "clue show", clue_id, moment_of(installation, None))
    if as_json:
        emit(story, True)
        return
    out.print(_head(story, day), _evidence(story), _reasons(story), _slips(story), _events(story), sep="\n")


def _level(row: dict[str, Any]) -> str:
    rose = f" (原{row['level_at_first']})" if row["level"] != row["level_at_first"] else ""
    return f"[{LEVELS[row['level']]}]{row['level']}[/]{rose}"


def _closed(row: dict[str, Any]) -> str:
    """When a clue was closed, and by what if nobody answered; "" for an open one."""
    return " ".join(filter(None, (row["closed_on"], row["closed_by"] if row["closed_by"] != "办结" else None)))


def _head(story: dict[str, Any], day: date) -> Table:
    told = story["clue"]
    table = table_of(f"线索 {told['clue_id']} · 截至 {day}", "项目", "内容")
    state = f"{told['closed_on']} {told['closed_by']}" if told["closed_on"] else "在办"
    lines = {
        "等级": _level(told),
        "状态": f"{state} · {told['opened_on']} 立案 · 批次 {told['run_id']}",
        "承办单位": told["unit_name"],
        "名册变动": told["roll_news"],
        "此前的线索": told["follows"],
        "后来的线索": told["followed_by"],
        **{word: story["person"][name] for name, word in PERSON.items()},
        "困难情形": told["hardship"],
        "建议救助": "、".join(told["aid"] or []),
        "比对依据": told["basis"],
    }
    for word, text in lines.items():
        if text:
            table.add_row(word, text)
    return table


def _evidence(story: dict[str, Any]) -> Table:
    table = table_of("来源和比对", "来源行", "文件", "收到", "去向", "规则", "说明")
    for row in story["evidence"]:
        told = [row["reason"] or ""]
        told += [f"对名册: {DECISIONS[row['roll_decision']]}({row['roll_rule']})"] if row["roll_decision"] else []
        told += [f"对在办线索: {DECISIONS[row['clue_decision']]}({row['clue_rule']})"] if row["clue_decision"] else []
        told += [f"{header}: {text}" for header, text in row.get("values", {}).items()]
        where = (row["source"], f"{row['folder']}/{row['file']}", row["received_on"])
        table.add_row(*where, Bucket(row["bucket"]).chinese, row["rule"], "\n".join(told))
    return table


def _reasons(story: dict[str, Any]) -> Table:
    table = table_of("分级规则", "日期", "等级", "理由")
    told = story["clue"]
    table.add_row(told["opened_on"], told["level_at_first"], "\n".join(told["reasons"]))
    for row in story["supplements"]:
        table.add_row(row["on_day"], f"{row['level_before']} → {row['level']}", "\n".join(row["reasons"]))
    return table


def _slips(story: dict[str, Any]) -> Table:
    table = table_of("转办单", "文号", "承办/协办", "单位", "目前状态", "转办", "期限")
    for row in story["slips"]:
        table.add_row(row["slip_no"], row["role"], row["recipient_name"], row["state"], row["issued_on"], row["due_on"])
    return table


def _events(story: dict[str, Any]) -> Table:
    from matching.pipeline.telling import said

    table = table_of("经过和反馈", "日期", "事项", "文号", "内容")
    for row in story["events"]:
        table.add_row(row["on_day"], row["event"], row["slip_no"] or "", said(row))
    return table
