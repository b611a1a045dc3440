"""`zhaoren explain`: why a record was decided as it was, drawn on the terminal.

Belongs here: arguments, tables and bars on the terminal. Does not belong here: explaining (matching.link.explain) and
finding the record (matching.pipeline.explain).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from matching.errors import UsageError
from matching.installation import open_installation
from matching.terminal import AsJson, emit, err, moment_of, out

if TYPE_CHECKING:
    from matching.link.explain import Explanation
    from matching.link.page import Section
    from matching.link.waterfall import Pair

BAR = 24
COLOURS = {"match": "green", "review": "yellow", "new": "blue"}

RunId = Annotated[str | None, typer.Option("--run", help="批次,如 weekly-2026-12-14-01")]
Feed = Annotated[Path | None, typer.Option("--feed", help="报送名单 Parquet")]
Rolls = Annotated[Path | None, typer.Option("--rolls", help="名册 Parquet")]
Pairs = Annotated[int, typer.Option("--pairs", min=1, help="列出比过的几人")]
Html = Annotated[Path | None, typer.Option("--html", help="另存为网页(不联网也能看)")]


def explain(
    record: Annotated[str, typer.Option("--record", help="记录编号,或批次开出的线索编号")],
    run: RunId = None,
    feed: Feed = None,
    rolls: Rolls = None,
    pairs: Pairs = 1,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """说明一条记录为什么这样判定: 批次里的记录(--run),或两张表里的记录(--feed 和 --rolls)。"""
    from matching.pipeline.explain import explain_files, explain_run, write_page
    from matching.pipeline.looks import log_look

    installation = open_installation()
    with err.status("重新比对这一条"):
        if run and not (feed or rolls):
            answer = explain_run(installation, run, record, pairs)
            log_look(installation, "explain", record, moment_of(installation, None))
        elif feed and rolls and not run:
            answer = explain_files(feed, rolls, record, installation, pairs)
        else:
            raise UsageError("either --run, or --feed with --rolls")
        if html:
            write_page(answer, html, installation)
    if as_json:
        emit(answer.as_json(), as_json)
        return
    for name, value in answer.facts:
        out.print(f"{name}  {value}", highlight=False, markup=False)
    for section in answer.sections:
        _print_section(section)


def _print_section(section: "Section") -> None:
    from matching.link.reasons import reasons, verdict

    told = section.explanation
    head = Text.assemble(
        f"\n与{section.title}比对  ", (verdict(told), f"bold {COLOURS[told.decision]}"), f"  {told.person_id or ''}"
    )
    out.print(head, Text(f"规则 {told.rule}  {told.sentence}"), *([section.note] if section.note else []), sep="\n")
    if told.own:
        out.print(
            "报送的资料(已清洗): " + " · ".join(f"{title} {said}" for title, said in told.own), highlight=False, markup=False
        )
    for line in reasons(told):
        out.print(f" · {line}", highlight=False, markup=False)
    for place, pair in enumerate(told.pairs, start=1):
        out.print(_waterfall(pair, told, place))
    out.print(_blocking(told))


def _waterfall(pair: "Pair", whole: "Explanation", place: int) -> Table:
    from matching.link.spoken import chance, signed

    line = f"{pair.person_id}  分数 {signed(pair.match_weight)} 比特  只看这一对的分数可能 {chance(pair)}  研判线 {signed(whole.review_weight)}\n规则 {pair.rule}  {pair.sentence}"
    table = Table(
        title=f"{'据以判定的一人' if place == 1 and whole.rule != 'TIE' else f'比过的第 {place} 人'}: {line}",
        title_justify="left",
    )
    for heading in ("", "比较项", "结果", "比特"):
        table.add_column(heading, justify="right" if heading == "比特" else "left", overflow="fold")
    table.add_column("累计", min_width=BAR, no_wrap=True)
    scale = _Scale([0.0, *_sums(pair)])
    table.add_row("", "起点", "任意两人", signed(pair.prior), scale.bar(0.0, pair.prior))
    reached = pair.prior
    for step in pair.steps:
        values = f"报送 {step.left} · 对方 {step.right}" if step.left else ""
        told = Text("\n".join(filter(None, (step.phrase, values, step.note))))
        bits = signed(step.bits) if step.bits else "0"
        bits += f"\n(常见程度 {signed(step.by_frequency)})" if step.by_frequency else ""
        bar = scale.bar(reached, reached + step.bits) if step.bits else Text()
        reached += step.bits
        table.add_row("●" if step.in_rule else "", step.title, told, bits, bar)
    table.add_row("", "合计", "", signed(pair.match_weight), scale.bar(0.0, pair.match_weight, "cyan"), style="bold")
    return table


def _sums(pair: "Pair") -> list[float]:
    """Where the sum stands after each line."""
    sums = [pair.prior]
    for step in pair.steps:
        sums.append(sums[-1] + step.bits)
    return sums


class _Scale:
    """Bits drawn over a fixed number of characters."""

    def __init__(self, reached: list[float]) -> None:
        self._low, self._unit = min(reached), (max(reached) - min(reached)) / BAR

    def bar(self, begin: float, end: float, colour: str = "") -> Text:
        left, right = sorted(round((value - self._low) / self._unit) for value in (begin, end))
        return Text(" " * left + "█" * max(right - left, 1), style=colour or ("green" if end > begin else "red"))


def _blocking(told: "Explanation") -> Table:
    from matching.link.searched import found, number

    table = Table(title="跟谁比过", title_justify="left")
    for heading in ("条件", "结果", "人数"):
        table.add_column(heading, justify="right" if heading == "人数" else "left", overflow="fold")
    for item in told.blocking:
        table.add_row(item.phrase, found(item), str(number(item) or ""))
    return table
