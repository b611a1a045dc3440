"""`zhaoren triage`: the check of the triage rules.

Belongs here: arguments and tables on the terminal. Does not belong here: checking (matching.pipeline.triage_check).
"""

from pathlib import Path
from typing import Annotated

import typer

from matching.errors import ConfigurationError
from matching.installation import open_installation
from matching.terminal import AsJson, emit, table_of

triage_app = typer.Typer(no_args_is_help=True, help="分级规则")
Cases = Annotated[Path | None, typer.Option("--cases", help="规则对照表(默认 tests/spec/triage.md)")]


@triage_app.callback()
def triage() -> None:
    """分级规则。"""


@triage_app.command("check")
def triage_check(cases: Cases = None, as_json: AsJson = False) -> None:
    """逐条检查分级规则: 能运行、有依据、对照表里有触发和不触发的例子。"""
    from matching.pipeline.triage_check import check_triage
    from matching.triage.examples import TABLE

    checked = check_triage(open_installation(), cases or TABLE)
    table = table_of(None, "规则", "等级", "建议救助", "依据", "生效", "截止", "触发例", "不触发例", right=["触发例", "不触发例"])
    for line in checked["rules"]:
        counts = (str(line["fires"] or "[red]无[/]"), str(line["silent"] or "[red]无[/]"))
        table.add_row(
            line["rule"],
            line["level"],
            "、".join(line["aid"]),
            line["clause"],
            line["effective"] or "",
            line["until"] or "",
            *counts,
        )
    emit(checked, as_json, table)
    if checked["uncovered"]:
        raise ConfigurationError(
            f"triage: rules without a case that fires and one that does not: {', '.join(checked['uncovered'])}"
        )
