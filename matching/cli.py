"""The command line: everything a DAG does, without Airflow, on the same code.

Belongs here: arguments, printing for people or (--json) for machines, exit codes. Does not belong here: any work.
Exit codes: 0 done · 2 usage · 10 rejected input · 20 processing error · 130 interrupted.
"""

import logging
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.markup import escape
from rich.table import Table
from typer.exceptions import TyperException

from matching.cli_audit import audit_app
from matching.cli_cases import cases_app
from matching.cli_clues import clue_app, clues_app
from matching.cli_explain import explain
from matching.cli_feeds import feeds_app
from matching.cli_release import release, slips_app
from matching.cli_replay import replay
from matching.cli_report import report_app
from matching.cli_review import review
from matching.cli_synth import synth_app
from matching.cli_triage import triage_app
from matching.cli_why import why
from matching.contracts import Cadence
from matching.errors import ProcessingError, RejectedInput, UsageError, ZhaorenError
from matching.findings import Verdict
from matching.installation import open_installation
from matching.interrupts import INTERRUPTED, notice
from matching.settings import Settings
from matching.terminal import AsJson, Day, day_of, emit, err, moment_of, pairs_of, progress
from matching.usage import say_usage

app = typer.Typer(no_args_is_help=True, add_completion=False, help="找人: 从各部门报送的名单里找出需要帮助的人。")
contracts_app = typer.Typer(no_args_is_help=True, help="报送合同(schemas/)")
rolls_app = typer.Typer(no_args_is_help=True, help="救助名册")
app.add_typer(contracts_app, name="contracts")
app.add_typer(rolls_app, name="rolls")
app.add_typer(feeds_app, name="feeds")
app.add_typer(triage_app, name="triage")
app.add_typer(clues_app, name="clues")
app.add_typer(clue_app, name="clue")
app.command("explain")(explain)
app.command()(review)
app.command()(release)
app.command()(replay)
app.command()(why)
app.add_typer(slips_app, name="slips")
app.add_typer(cases_app, name="cases")
app.add_typer(report_app, name="report")
app.add_typer(audit_app, name="audit")
app.add_typer(synth_app, name="synth")


def main() -> None:
    """Entry point of the console script: errors of our own, wrong calls and Ctrl-C become one line and an exit code."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.KeyValueRenderer(key_order=["level", "event"])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    pressed = notice()
    try:
        _say_if_rehearsal()
        code = app(standalone_mode=False) or 0
    except ZhaorenError as error:
        code = _say_error(str(error), error.exit_code)
    except TyperException as error:
        silent = type(error).__name__ == "NoArgsIsHelpError"  # the help was printed
        code = error.exit_code if silent else _say_error(say_usage(error), error.exit_code)
    except typer.Abort:  # a question that was not answered
        code = _say_error("已取消", 1)
    except BaseException:
        if not pressed():
            raise
        code = INTERRUPTED
    if pressed():
        code = _say_error("已中断(Ctrl-C): 写了一半的不会留下,再运行一次即可", INTERRUPTED)
    sys.exit(code)


def _say_error(told: str, code: int) -> int:
    err.print("[bold red]错误[/]", escape(told), highlight=False, soft_wrap=True)
    return code


def _say_if_rehearsal() -> None:
    """People are told that nothing in this home is real; machines asked for JSON and get nothing else."""
    from matching.pipeline.rehearsal import read_mark

    settings = Settings()
    if "--json" not in sys.argv and read_mark(settings):
        err.print(
            f"[yellow]演练[/] {settings.root} 里的人员全部是虚构的; 正式使用先运行 make begin", highlight=False, soft_wrap=True
        )


@contracts_app.command("check")
def contracts_check(as_json: AsJson = False) -> None:
    """逐一检查合同、规则与期望文件,每个报送一行。"""
    from matching.pipeline.configuration import check_configuration

    lines = check_configuration(Settings())
    table = Table("报送", "部门", "频次", "列数", "必报列", "期望")
    for line in lines:
        table.add_row(*(str(line[key]) for key in ("title", "department", "cadence", "columns", "required", "expectations")))
    emit(lines, as_json, table)


@rolls_app.command("load")
def rolls_load(file: Path, as_of: Day = None, as_json: AsJson = False) -> None:
    """装载一份完整的救助对象名册(新名册替换旧名册,历史保留)。"""
    from matching.pipeline.reception import load_roll

    installation = open_installation()
    if not file.is_file():
        raise UsageError(f"没有这个文件: {file}")
    with err.status("读取、核对、装载名册"):
        result = load_roll(installation, file, moment_of(installation, as_of))
    emit(
        result,
        as_json,
        pairs_of({key: result[key] for key in ("verdict", "rows_in", "rows_accepted", "rows_rejected", "receipt")}),
    )
    if result["verdict"] in ("rejected", "misplaced"):
        raise RejectedInput(f"名册没有装载,原因见回执: {result['receipt']}")


@app.command()
def intake(as_of: Day = None, as_json: AsJson = False) -> None:
    """清扫所有报送文件夹: 归档、校验、写回执。"""
    from matching.pipeline import checking, reception

    installation = open_installation()
    with progress() as report:
        swept = reception.sweep(installation, moment_of(installation, as_of))
        files = swept.answers
        total, done = sum(len(group["drop_ids"]) for group in swept.groups), 0
        for group in swept.groups:
            for drop_id in group["drop_ids"]:
                files.extend(checking.check(installation, group["table"], [drop_id])["drops"])
                done += 1
                report("校验", done, total)
    table = Table("文件", "报送", "结论", "报送行数", "接收", "退回", "重复", "回执")
    for item in files:
        counts = (str(item[f"rows_{key}"]) for key in ("in", "accepted", "rejected", "repeated"))
        table.add_row(item["file"], item["feed"] or "", Verdict(item["verdict"]).chinese, *counts, item["receipt"] or "")
    emit(files, as_json, table)
    if swept.faults:
        raise ProcessingError(f"sweep: {swept.faults} files could not be archived or answered")


@app.command()
def run(cadence: Annotated[Cadence, typer.Option("--cadence", help="频次")], as_of: Day = None, as_json: AsJson = False) -> None:
    """跑一次比对: 没有新记录时重做当天最近一次并核对字节。"""
    from matching.pipeline import runs

    installation = open_installation()
    with progress() as report:
        summary = runs.run(installation, cadence.value, day_of(installation, as_of), report)
    title = summary["run_id"] or f"{summary['as_of']} 没有等待比对的记录"
    buckets = ("enrolled", "review", "new", "merged", "outside", "unlocated")
    table = Table("报送", "记录", "已在册", "疑似在册", "新增线索", "并入", "非本区", "待定", title=title)
    for feed, counts in summary["feeds"].items():
        table.add_row(installation.feeds[feed].title, *(str(counts[key]) for key in ("rows_in", *buckets)))
    emit(summary, as_json, table)
    if summary["run_id"] and summary["released_on"] is None:
        err.print(f"待签发: zhaoren release {summary['run_id']} --by 签发人", highlight=False, soft_wrap=True)


@app.command()
def match(
    feed: Annotated[Path, typer.Option("--feed", help="报送名单 Parquet")],
    rolls: Annotated[Path, typer.Option("--rolls", help="名册 Parquet")],
    target: Annotated[Path, typer.Option("--out", help="结果文件夹")],
    as_json: AsJson = False,
) -> None:
    """比对两张表(Parquet): 报送名单对名册,不用台账。"""
    from matching.pipeline.match import match_files

    with progress() as report:
        summary = match_files(feed, rolls, target, open_installation(), progress=report)
    emit(summary, as_json, pairs_of(summary))


@app.command()
def train(
    feed: Annotated[Path, typer.Option("--feed", help="报送名单 Parquet")],
    rolls: Annotated[Path, typer.Option("--rolls", help="名册 Parquet")],
    target: Annotated[Path, typer.Option("--out", help="新模型和报告写到哪个文件夹")],
    seed: Annotated[int, typer.Option("--seed", help="随机对的种子")] = 1,
    truth: Annotated[Path | None, typer.Option("--truth", help="真值 Parquet(record_id, person_id),只用于报告")] = None,
    pairs: Annotated[int, typer.Option("--pairs", min=1, help="随机对的数量")] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """训练比对模型(离线): 新的 linkage.yml、人名频率表和训练报告写到一旁,由人看过再启用。"""
    from matching.pipeline.training import train as learn

    for path in (feed, rolls, *([truth] if truth else [])):
        if not path.is_file():
            raise UsageError(f"没有这个文件: {path}")
    with progress() as report:
        summary = learn(feed, rolls, target, open_installation(), seed=seed, random_pairs=pairs, truth=truth, progress=report)
    emit(summary, as_json, pairs_of(summary))


@app.command()
def status(as_json: AsJson = False) -> None:
    """台账概况: 名册、收件、待办、各次比对、各单位转办单。"""
    from matching.pipeline.status import status as count

    installation = open_installation()
    content = count(installation)
    roll = f"名册当前在享 {content['roll']['in_force']} 人(连同已停止的 {content['roll']['people']} 人)"
    table = Table("单位", "转办单", "其中最近一次", title=f"{roll} · 比对 {len(content['runs'])} 次")
    last = content["runs"][-1]["run_id"] if content["runs"] else ""
    for name, slips in {**content["units"], **content["departments"]}.items():
        table.add_row(name, str(sum(slips.values())), str(slips.get(last, 0)))
    if content["unreleased"]:
        table.caption = f"待签发: {'、'.join(waiting['run_id'] for waiting in content['unreleased'])}"
    emit(content, as_json, table)


@app.command()
def datadocs(as_json: AsJson = False) -> None:
    """重做数据质量页面(outbox/中心/数据质量): 每种名单的规则与最近的核验结果;没有变化时不重做。"""
    from matching.pipeline.datadocs import refresh

    with err.status("整理数据质量页面"):
        summary = refresh(open_installation())
    emit(summary, as_json, pairs_of(summary))
