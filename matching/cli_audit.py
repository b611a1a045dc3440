"""`zhaoren audit`: whether what was written down still is as it was.

Belongs here: arguments and printing. Does not belong here: looking (matching.pipeline.verifying), the anchor (matching.pipeline.anchoring).
Exit code of its own: 1 something is not as it was.
"""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from matching.installation import open_installation
from matching.terminal import AsJson, day_of, emit, progress, table_of

if TYPE_CHECKING:
    from matching.audit import Verified

audit_app = typer.Typer(no_args_is_help=True, help="审计: 核验、封存")


@audit_app.callback()
def audit() -> None:
    """审计。"""


@audit_app.command("verify")
def audit_verify(
    anchor: Annotated[str | None, typer.Option("--anchor", help="纸面封存单上的行号和封存码,如 1234:0123abcd…")] = None,
    as_json: AsJson = False,
) -> None:
    """核验审计记录、台账、存档和各批次文件,指出第一处断开和每一处被改动、缺失的地方。有问题时退出码为 1。"""
    from matching.pipeline.anchoring import typed_anchor
    from matching.pipeline.verifying import verify

    kept = typed_anchor(anchor) if anchor else None
    with progress() as report:
        found = verify(open_installation(), kept, report)
    emit(found.as_json(), as_json, *_tables(found))
    raise typer.Exit(1 if found.faults else 0)


@audit_app.command("anchor")
def audit_anchor(as_json: AsJson = False) -> None:
    """写当天的审计封存单(outbox/中心/审计封存),供打印保管; 每天一份,已有的不改。"""
    from matching.pipeline.anchoring import write_anchor

    installation = open_installation()
    path = write_anchor(installation, day_of(installation, None))
    table = Table(show_header=False)
    table.add_row("封存单", str(path) if path else "台账里还没有记录")
    emit({"file": path and str(path)}, as_json, table)


def _tables(found: "Verified") -> list[Table]:
    verdict = f"有问题 {len(found.faults)} 处" if found.faults else "全部完好"
    counts = table_of(
        f"{verdict} · 审计记录 {found.lines} 行 · 封存码 {found.head[:16]}…", "核验", "数量", "问题", right=["数量", "问题"]
    )
    for place, size, wrong in found.counts():
        counts.add_row(place.chinese, str(size or ""), str(wrong or ""))
    counts.caption = "\n".join(found.notes) or None
    if not found.faults:
        return [counts]
    faults = table_of("问题", "在哪里", "哪一个", "怎么了")
    for one in found.faults:
        faults.add_row(one.place.chinese, one.which, one.told)
    return [counts, faults]
