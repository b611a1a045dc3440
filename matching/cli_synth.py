"""`zhaoren synth`: a synthetic district, and how its offices answer.

Belongs here: arguments and printing. Does not belong here: making people and files (matching.synthetic), dropping (matching.pipeline.answering).
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from matching.errors import UsageError
from matching.installation import open_installation
from matching.terminal import AsJson, Day, day_of, emit, pairs_of, progress

synth_app = typer.Typer(invoke_without_command=True, help="虚构的区: 生成家庭、名册和一年的报送文件; 演练时代各单位填写反馈")
Seed = Annotated[int, typer.Option("--seed", help="种子: 相同的种子生成相同的内容")]


@synth_app.callback()
def synth(
    context: typer.Context,
    target: Annotated[Path | None, typer.Option("--out", help="写到哪个文件夹")] = None,
    people: int = 40000,
    seed: Seed = 1,
    year: int = 2026,
    as_json: AsJson = False,
) -> None:
    """生成一个虚构的区: 家庭、名册、一年的报送文件,真值另存。"""
    from matching.synthetic import synthesise

    if context.invoked_subcommand is not None:
        return
    if target is None:
        raise UsageError("--out: 请写明写到哪个文件夹")
    with progress() as report:
        summary = synthesise(open_installation(), target, people=people, seed=seed, year=year, progress=report)
    emit(asdict(summary), as_json, pairs_of(asdict(summary)))


@synth_app.command("answers")
def synth_answers(as_of: Day = None, seed: Seed = 1, as_json: AsJson = False) -> None:
    """演练时代替各单位填写收到的反馈表, 有晚报、错报、退回、延期、不报的, 放进报送文件夹。只能在演练的文件夹里用。"""
    from matching.pipeline.answering import hand_in

    installation = open_installation()
    day = day_of(installation, as_of)
    files = hand_in(installation, day, seed)
    table = Table(title=f"{day} 报送 {len(files)} 份", show_header=False, title_justify="left")
    for file in files:
        table.add_row(f"inbox/{file}")
    emit({"day": day.isoformat(), "files": files}, as_json, table)
