"""`zhaoren release` and `zhaoren slips`: what goes out, by whose leave, and what is taken back.

Belongs here: arguments and printing. Does not belong here: the check, the numbers, the papers (matching.pipeline.releasing).
"""

from typing import Annotated, Any

import typer
from rich.table import Table

from matching.errors import ReleaseBlocked
from matching.installation import open_installation
from matching.terminal import AsJson, Day, day_of, emit, err

slips_app = typer.Typer(no_args_is_help=True, help="转办单: 查看、作废")


def release(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="批次,如 weekly-2026-12-14-01")],
    by: Annotated[str, typer.Option("--by", help="签发人")] = "",
    check: Annotated[bool, typer.Option("--check", help="只看核对结果,不签发")] = False,
    despite: Annotated[str, typer.Option("--despite", help="核对有问题仍然签发的理由(须写明签发人)")] = "",
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """签发一个批次: 核对、编号、出转办单。已签发的不会重复编号。"""
    from matching.pipeline import releasing

    installation = open_installation()
    day = day_of(installation, as_of)
    if check:
        seen = releasing.look(installation, run_id, day)
        emit(seen, as_json, _seen_table(seen))
        if seen["problems"]:
            raise ReleaseBlocked(" ".join(seen["problems"]))
        return
    with err.status("核对、编号、出单"):
        done = releasing.release(installation, run_id, day, by, despite)
    table = Table(show_header=False)
    table.add_row("批次", done["run_id"])
    table.add_row("签发", f"{done['released_on']} {done['released_by'] or '自动签发'}")
    table.add_row("转办单", str(done["slips"]))
    table.add_row("文件", str(done["files"]))
    emit(done, as_json, table)


def _seen_table(seen: dict[str, Any]) -> Table:
    state = f"已于 {seen['released_on']} 签发" if seen["released_on"] else "待签发"
    table = Table("单位", "转办单", title=f"{seen['run_id']} · {state} · 线索 {seen['clues']} · 转办单 {seen['slips']}")
    for name, slips in seen["recipients"].items():
        table.add_row(name, str(slips))
    return table


@slips_app.command("list")
def slips_list(
    run_id: Annotated[str | None, typer.Option("--run", help="只看一个批次")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="只看作废的")] = False,
    as_json: AsJson = False,
) -> None:
    """转办单登记: 文号、单位、时限,作废的写明原因,改派的写明给了谁。"""
    from matching.pipeline.withdrawing import list_slips

    lines = list_slips(open_installation(), run_id, withdrawn)
    table = Table("文号", "校验", "单位", "主办/协办", "转办", "时限", "状态", "作废或改派")
    for line in lines:
        state = f"[red]{line['state']}[/]" if line["state"] in ("作废", "已改派") else line["state"]
        moved = f"改派为 {line['next_no']}: {line['redirected_why']}" if line["next_no"] else ""
        table.add_row(
            *(line["slip_no"], line["code"][-1], line["recipient"], line["role"], line["issued_on"], line["due_on"]),
            *(state, line["reason"] or moved),
        )
    emit(lines, as_json, table)


@slips_app.command("withdraw")
def slips_withdraw(
    number: Annotated[str, typer.Argument(metavar="NO", help="文号,或二维码里的十一位数字")],
    reason: Annotated[str, typer.Option("--reason", help="作废原因")],
    by: Annotated[str, typer.Option("--by", help="谁决定作废")],
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """作废一张转办单: 文号保留、不再使用;再报来的同一人另立线索。"""
    from matching.pipeline.withdrawing import withdraw

    installation = open_installation()
    line = withdraw(installation, number, reason, by, day_of(installation, as_of))
    table = Table(show_header=False)
    table.add_row(line["slip_no"], f"{line['state']} · {line['withdrawn_on']} · {line['reason']}")
    emit(line, as_json, table)
