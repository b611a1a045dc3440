"""`zhaoren why`: the lineage of a row, a person of the roll, a slip or a clue, on the terminal, as JSON, on paper.

Belongs here: arguments and tables on the terminal. Does not belong here: finding it (matching.pipeline.lineage), its words
(matching.pipeline.telling), the paper (matching.audit.passages).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.errors import UsageError
from matching.installation import open_installation
from matching.terminal import AsJson, Day, day_of, emit, err, moment_of, table_of

if TYPE_CHECKING:
    from matching.pipeline.lineage import Kind

Full = Annotated[bool, typer.Option("--full", help="号码不遮盖")]
Docx = Annotated[Path | None, typer.Option("--docx", help="另存为可打印的 Word 文件,供归档")]


def why(
    record: Annotated[str | None, typer.Option("--record", help="记录编号(报送的一行)")] = None,
    person: Annotated[str | None, typer.Option("--person", help="名册人员编号,如 P0123456789abcde")] = None,
    slip: Annotated[str | None, typer.Option("--slip", help="转办单文号,或二维码下的数字")] = None,
    clue: Annotated[str | None, typer.Option("--clue", help="线索编号")] = None,
    full: Full = False,
    docx: Docx = None,
    as_of: Day = None,
    as_json: AsJson = False,
) -> None:
    """一条记录、一个人、一张转办单或一条线索的来龙去脉: 从报送的那一行到办结,以及为什么这样判定。每次查阅都记入审计记录。"""
    from matching.pipeline.lineage import lineage
    from matching.pipeline.looks import log_look
    from matching.pipeline.telling import file_lineage, passages

    named: dict[Kind, str | None] = {"record": record, "person": person, "slip": slip, "clue": clue}
    asked = [(kind, which) for kind, which in named.items() if which]
    if len(asked) != 1:
        raise UsageError("请用 --record、--person、--slip、--clue 中的一个说明要查什么")
    installation = open_installation()
    ((kind, which),) = asked
    with err.status("查找、重新比对"):
        told = lineage(installation, kind, which, day_of(installation, as_of), full)
        log_look(installation, "why", which, moment_of(installation, None))
        if docx:
            file_lineage(installation, told, docx)
    tables = []
    if not as_json:
        err.print(f"截至 {told.as_of} 所知", highlight=False)
    for part in () if as_json else passages(installation, told):
        table = table_of(part.title, *part.headings)
        for row in part.rows:
            table.add_row(*row)
        tables.append(table)
    emit(told.as_json(), as_json, *tables)
