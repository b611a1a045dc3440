"""`zhaoren replay`: runs played back, and what other rules would have done.

Belongs here: arguments and printing. Does not belong here: playing back (matching.pipeline.replay), other rules (matching.pipeline.trial).
Exit codes of its own: 0 all are identical · 1 something differs · 2 a run cannot be played back.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.terminal import AsJson, day_of, emit, progress, table_of

if TYPE_CHECKING:
    from matching.audit import Replay, Trial

SHOWN = 20
"""Differences printed for people; the report and --json hold all."""
Since = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="从哪一天的批次起(与 --all 同用)")]
Until = Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="到哪一天的批次止(与 --all 同用)")]


def replay(
    run_id: Annotated[str | None, typer.Argument(metavar="RUN", help="批次,如 weekly-2026-12-14-01")] = None,
    every: Annotated[bool, typer.Option("--all", help="一段时间的全部批次")] = False,
    since: Since = None,
    until: Until = None,
    rules: Annotated[
        list[str] | None, typer.Option("--with", metavar="名称=文件", help="试算: 换用别的规则,如 triage=新规则.yml")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="报告(工作簿和 JSON)写到哪个文件夹")] = None,
    as_json: AsJson = False,
) -> None:
    """按存档重算批次并逐字节核对; 或换用别的规则试算,看会多找到谁、少找到谁。不读也不写台账。"""
    if every != (since is not None) or (every and rules) or (until and not every):
        raise UsageError("--all 要和 --since(和 --until)一起用, --with 只能用于一个批次")
    from matching.pipeline.replay import chosen

    installation = open_installation()
    if run_id and rules:
        _try(installation, run_id, dict(map(_named, rules)), out, as_json)
        return
    first, last = (day.date() if day else None for day in (since, until))
    raise typer.Exit(_play(installation, chosen(installation.settings, run_id, first, last), out, as_json))


def _named(text: str) -> tuple[str, Path]:
    name, equals, file = text.partition("=")
    if not equals or not file:
        raise UsageError(f"--with {text}: 请写成 triage=新规则.yml 这样")
    return name, Path(file)


def _play(installation: Installation, run_ids: Sequence[str], out: Path | None, as_json: bool) -> int:
    """Play runs back and print what came of it; the exit code."""
    from matching.audit import Verdict, told
    from matching.pipeline.replay import publish_replays, replays

    done = []
    with progress() as report:
        for one in replays(installation, run_ids):
            done.append(one)
            report("重算", len(done), len(run_ids))
    if out:
        name = run_ids[0] if len(run_ids) == 1 else f"{len(run_ids)}批"
        publish_replays(installation, done, name, day_of(installation, None), out)
    counts = told(done)
    emit({"counts": counts, "runs": [one.as_json() for one in done]}, as_json, *_tables(done))
    return 1 if counts[Verdict.DIFFERENT] else 2 if counts[Verdict.CANNOT] else 0


def _tables(done: "Sequence[Replay]") -> list[Table]:
    from matching.audit import say
    from matching.audit.difference import STAGES

    verdicts = table_of(None, "批次", "结论", "表", "文件", "不同之处", "说明", right=["表", "文件", "不同之处"])
    for one in done:
        counts = (str(count) for count in (one.tables, one.papers, len(one.differences)))
        verdicts.add_row(one.run_id, one.verdict.chinese, *counts, say(one))
    lines = [(one.run_id, item) for one in done for item in one.differences]
    if not lines:
        return [verdicts]
    first = table_of(
        f"不同之处(前 {min(SHOWN, len(lines))} 处)", "批次", "环节", "怎样不同", "文件", "记录", "项目", "当时", "重算"
    )
    for run_id, item in lines[:SHOWN]:
        told = (item.file, item.record, item.column, item.then or "", item.now or "")
        first.add_row(run_id, STAGES[item.stage], item.kind.chinese, *told)
    return [verdicts, first]


def _try(installation: Installation, run_id: str, rules: dict[str, Path], out: Path | None, as_json: bool) -> None:
    """Try other rules on a run and print what would be otherwise."""
    from matching.pipeline.trial import publish_trial, try_rules

    trial = try_rules(installation, run_id, rules)
    files = publish_trial(installation, trial, rules, day_of(installation, None), out)
    content: dict[str, Any] = trial.as_json() | {"files": [str(path) for path in files]}
    emit(content, as_json, _trial_table(trial, files))


def _trial_table(trial: "Trial", files: Sequence[Path]) -> Table:
    from matching.audit.changes import HOWS

    table = table_of(
        f"{trial.run_id} · 换用 {'、'.join(trial.rules)} · 新开线索 {trial.clues_then} → {trial.clues_now}", "会怎样不同", "记录"
    )
    for how, count in trial.counts.items():
        table.add_row(HOWS[how], str(count))
    table.caption = "\n".join(map(str, files))
    return table
