"""`zhaoren review`: open pairs of clerical review, one by one.

Belongs here: showing both sides with what differs, asking, the list for machines. Does not belong here: what is open and what
becomes of an answer (matching.pipeline.asking).
"""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from matching.differences import differences
from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.terminal import AsJson, Day, day_of, emit, moment_of, out

KEYS = {"1": "同一人", "2": "不是", "3": "无法判断"}
SKIP, QUIT = "s", "q"
By = Annotated[str | None, typer.Option("--by", help="研判人姓名,逐对研判时必填")]
Weight = Annotated[bool, typer.Option("--weight", help="显示匹配权重(默认不显示,以免先入为主)")]


def review(by: By = None, weight: Weight = False, as_of: Day = None, as_json: AsJson = False) -> None:
    """人工研判: 逐对判断是否同一人(与交回人工研判表一样登记); --json 只列出待判的对。"""
    from matching.pipeline.asking import open_pairs

    installation = open_installation()
    pairs = open_pairs(installation, day_of(installation, as_of))
    if not weight:
        pairs = [{name: value for name, value in pair.items() if name != "match_weight"} for pair in pairs]
    if as_json:
        emit(pairs, True)
    elif not pairs:
        out.print("没有待研判的对。")
    elif not (by or "").strip():
        raise UsageError("逐对研判须写明研判人: zhaoren review --by 姓名 (只看清单: --json)")
    else:
        _enter(installation, _ask_all(pairs), str(by).strip(), moment_of(installation, as_of))


def _ask_all(pairs: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The answers given until the end or until the judge stops; what was answered counts, however it ended."""
    answers: list[tuple[str, str, str]] = []
    try:
        for number, pair in enumerate(pairs, start=1):
            beside = sum(other["record_id"] == pair["record_id"] for other in pairs)
            out.print(_shown(pair, f"{number}/{len(pairs)}  {pair['pair_no']}", beside))
            key = _ask()
            if key == QUIT:
                break
            if key != SKIP:
                answers.append((pair["pair_no"], KEYS[key], typer.prompt("备注(可不填)", default="", show_default=False)))
    except (typer.Abort, KeyboardInterrupt):
        out.print()
    return answers


def _ask() -> str:
    choices = "  ".join([*(f"{key} {word}" for key, word in KEYS.items()), f"{SKIP} 跳过", f"{QUIT} 结束"])
    while True:
        key = str(typer.prompt(choices)).strip().lower()
        if key in (*KEYS, SKIP, QUIT):
            return key
        out.print("请输入 1、2、3、s 或 q。")


def _shown(pair: dict[str, Any], title: str, beside: int) -> Table:
    """Both sides of a pair; what differs is red."""
    from matching.pipeline.asking import SIDES

    several = f"  同一来源共有 {beside} 对,请一并比较" if beside > 1 else ""
    score = f"  权重 {pair['match_weight']:.1f}" if pair.get("match_weight") is not None else ""
    table = Table("", "来源", "名册", title=f"{title}{several}", title_justify="left")
    table.caption = f"{pair['reason']}\n请于 {pair['answer_by']} 前研判{score}"
    table.caption_justify = "left"
    for side, word in SIDES.items():
        texts = (pair["source"][side] or "", pair["roll"][side] or "")
        table.add_row(word, *(_coloured(pieces) for pieces in differences(*texts)))
    return table


def _coloured(pieces: list[Any]) -> Text:
    return Text.assemble(*((piece.text, "bold red underline" if piece.differs else "") for piece in pieces))


def _enter(installation: Installation, answers: list[tuple[str, str, str]], by: str, moment: Any) -> None:
    from matching.pipeline.asking import answer

    if not answers:
        out.print("没有登记任何结论。")
        return
    result = answer(installation, answers, by, moment)
    out.print(f"已登记 {result['rows_accepted']} 对,退回 {result['rows_rejected']} 对。回执: {result['receipt']}", soft_wrap=True)
