"""`zhaoren audit`: whether what was written down still is as it was, what is destroyed when its time is over, what is held of a person, blind samples.

Belongs here: arguments and printing. Does not belong here: looking (matching.pipeline.verifying), the anchor (matching.pipeline.anchoring), files
whose time is over (retention), a person's data (subjects), drawing and the form (sampling), how linkage went (measuring).
Exit code of its own: 1 something is not as it was.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from matching.installation import open_installation
from matching.shapes import Bucket
from matching.terminal import AsJson, Day, day_of, emit, err, moment_of, progress, table_of

if TYPE_CHECKING:
    from matching.audit import Verified
    from matching.pipeline.sampling import Row

audit_app = typer.Typer(no_args_is_help=True, help="审计: 核验、封存、到期销毁、个人信息查询、抽样核查")


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


@audit_app.command("expire")
def audit_expire(
    by: Annotated[str, typer.Option("--by", help="经办人;不写只列出到期的,不销毁")] = "",
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """保管期满(schemas/district.yml 的 retention)的原件和批次文件: 列出;写明经办人时销毁,并记入台账和审计记录。"""
    from matching.pipeline.retention import due, expire

    installation = open_installation()
    day = day_of(installation, as_of)
    if by:
        done = expire(installation, day, day_of(installation, None), by)
        table = table_of(f"{day} 已销毁", "规则", "文件", right=["文件"])
        for rule, files in done["files"].items():
            table.add_row(rule, str(files))
        emit(done, as_json, table)
        return
    found = due(installation, day)
    table = table_of(f"{day} 到期 {len(found)} 个,尚未销毁", "规则", "文件")
    for one in found:
        table.add_row(one.rule, one.path)
    emit([one._asdict() for one in found], as_json, table)


@audit_app.command("subject")
def audit_subject(
    out: Annotated[Path, typer.Option("--out", help="导出到哪个 zip 文件")],
    reason: Annotated[str, typer.Option("--reason", help="为什么查,如 本人申请")],
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """一个人的全部信息: 问证件号码(不写在命令里),找出所有记录并导出。每次都记入审计记录。"""
    from matching.pipeline.subjects import export_subject

    installation = open_installation()
    number = typer.prompt("证件号码", err=True)
    day, moment = day_of(installation, as_of), moment_of(installation, None)
    with err.status("查找、导出"):
        done = export_subject(installation, number, day, moment, reason, out)
    table = Table(show_header=False)
    for name, told in (("名册记载", done["roll"]), ("报送记录", done["rows"]), ("线索", done["clues"]), ("导出", done["file"])):
        table.add_row(name, str(told))
    emit(done, as_json, table)


@audit_app.command("quality")
def audit_quality(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="批次,如 weekly-2026-12-14-01")], as_json: AsJson = False
) -> None:
    """一个批次的匹配质量(比对人数、分数、研判和已在册占比、没有身份证号的占比)与此前同频次批次相比;偏离过大的不能自动签发。"""
    from matching.pipeline.measuring import quality, shown

    rows = quality(open_installation(), run_id)
    table = table_of(
        f"{run_id} 匹配质量", "项目", "本批", "记录", "此前", "批次", "界限", "结论", right=["本批", "记录", "此前", "批次"]
    )
    for row in rows:
        if row["before"] is None:
            table.add_row(row["title"], shown(row["measure"], row["value"]), str(row["of"]), "", "", "", "不够比")
            continue
        value, before, low, high = (shown(row["measure"], row[name]) for name in ("value", "before", "low", "high"))
        table.add_row(
            row["title"],
            value,
            str(row["of"]),
            before,
            str(row["runs"]),
            f"{low}—{high}",
            "偏离过大" if row["broken"] else "正常",
        )
    emit(rows, as_json, table)


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


def _found(told: "Row") -> Table:
    title = f"{told['sample_no']} · {told['scope']} · 共 {told['pairs']} 对 · {told['file'] or '没有可抽的人'}"
    names = {"总数": "population", "抽取": "drawn", "已判": "judged", "判错": "wrong", "无法判断": "unsure", "未交回": "waiting"}
    table = table_of(title, "比对结果", *names, "估计判错", "95%区间", right=[*names, "估计判错"])
    for row in told["found"]:
        estimate = () if row["estimate"] is None else (f"{row['estimate']:.1f}", f"{row['low']:.0f}—{row['high']:.0f}")
        table.add_row(Bucket(row["bucket"]).chinese, *(str(row[field]) for field in names.values()), *estimate)
    return table
