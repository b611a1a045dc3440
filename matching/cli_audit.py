"""`zhaoren audit`: blind samples of what runs decided.

Belongs here: arguments and printing. Does not belong here: drawing and the form (matching.pipeline.sampling).
"""

from typing import TYPE_CHECKING, Annotated

import typer

from matching.installation import open_installation
from matching.shapes import Bucket
from matching.terminal import AsJson, day_of, emit, table_of

if TYPE_CHECKING:
    from rich.table import Table

    from matching.pipeline.sampling import Row

audit_app = typer.Typer(no_args_is_help=True, help="审计: 抽样核查")


@audit_app.callback()
def audit() -> None:
    """审计。"""


@audit_app.command("sample")
def audit_sample(
    seed: Annotated[str, typer.Option("--seed", help="种子: 相同的种子抽出相同的样本")],
    bucket: Annotated[
        list[Bucket] | None, typer.Option("--bucket", help="抽哪一类: enrolled 已在册(默认), new 新增(作对照); 可重复写")
    ] = None,
    number: Annotated[int, typer.Option("--n", min=1, help="每类最多抽多少")] = 50,
    run_id: Annotated[str | None, typer.Option("--run", metavar="RUN", help="只抽这一批次")] = None,
    period: Annotated[str | None, typer.Option("--period", help="只抽已结束的一段时间: 2026-W50、2026-11、2026")] = None,
    as_json: AsJson = False,
) -> None:
    """抽取盲核样本,写抽样核查表(outbox/中心/抽样核查/),填好后放回 inbox/中心/人工研判/; 再运行样本不变,并打印已交回的结论和漏派估计。"""
    from matching.pipeline.sampling import draw_sample, scope_of

    installation = open_installation()
    today = day_of(installation, None)
    numbers = dict.fromkeys(bucket or [Bucket.ENROLLED], number)
    told = draw_sample(installation, scope_of(run_id, period, today), numbers, seed, today)
    emit(told, as_json, _found(told))


def _found(told: "Row") -> "Table":
    title = f"{told['sample_no']} · {told['scope']} · 共 {told['pairs']} 对 · {told['file'] or '没有可抽的人'}"
    names = {"总数": "population", "抽取": "drawn", "已判": "judged", "判错": "wrong", "无法判断": "unsure", "未交回": "waiting"}
    table = table_of(title, "比对结果", *names, "估计判错", "95%区间", right=[*names, "估计判错"])
    for row in told["found"]:
        estimate = () if row["estimate"] is None else (f"{row['estimate']:.1f}", f"{row['low']:.0f}—{row['high']:.0f}")
        table.add_row(Bucket(row["bucket"]).chinese, *(str(row[field]) for field in names.values()), *estimate)
    return table
