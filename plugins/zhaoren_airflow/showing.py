"""What a rehearsal found, on the terminal, and whether anything is missing.

Belongs here: counts and places of files. Does not belong here: people; nothing shown here names one.
"""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from matching.contracts import Cadence
from matching.installation import Installation
from matching.shapes import Bucket

LEAST_UNITS = 8


def show(installation: Installation, console: Console) -> None:
    """Per cadence what was found, per recipient how many slips and where they lie."""
    found, outbox = _status(installation), installation.settings.outbox
    console.print(_runs_table(found["runs"]))
    table = Table(title="清单与转办单", title_justify="left")
    for heading in ("承办单位", "转办单", "文件夹"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "转办单" else "left")
    for name, slips in {**found["units"], **found["departments"]}.items():
        if slips:
            folder = _folder(outbox, name, name in found["units"])
            table.add_row(name, str(sum(slips.values())), str(folder.relative_to(installation.settings.root)))
    console.print(table)
    if installation.district.release.automatic:
        words = "、".join(cadence.chinese for cadence in installation.district.release.automatic)
        console.print(
            f"以上批次是自动签发的 ({words}); 哪些频次要人签发, 在 schemas/district.yml 的 release.automatic 里改",
            highlight=False,
        )
    if found["unreleased"]:
        console.print(f"等人签发的批次: {'、'.join(run['run_id'] for run in found['unreleased'])}", highlight=False)
    console.print(f"以上文件夹都在 {installation.settings.root}; 回执在 receipts/, 中心总表在 outbox/中心/", highlight=False)


def _runs_table(runs: list[dict[str, Any]]) -> Table:
    table = Table(title="找到的人", title_justify="left")
    table.add_column("频次")
    for heading in ("运行", "人次", *(bucket.chinese for bucket in Bucket), "线索", "转办单"):
        table.add_column(heading, justify="right", overflow="fold")
    for cadence in Cadence:
        of_cadence = [run for run in runs if run["cadence"] == cadence.value]
        buckets = [sum(feed[bucket.value] for run in of_cadence for feed in run["feeds"].values()) for bucket in Bucket]
        sums = [sum(run[key] for run in of_cadence) for key in ("rows_in", "clues", "slips")]
        table.add_row(cadence.chinese, *(str(number) for number in (len(of_cadence), sums[0], *buckets, *sums[1:])))
    return table


def missing(installation: Installation) -> list[str]:
    """Chinese sentences, one for each thing a full rehearsal must leave and this one did not."""
    found = _status(installation)
    worked = {run["cadence"] for run in found["runs"] if run["rows_in"]}
    served = [name for name in found["units"] if _has_papers(_folder(installation.settings.outbox, name, True))]
    return [
        *(f"{cadence.chinese}没有比对任何人" for cadence in Cadence if cadence.value not in worked),
        *([f"只有 {len(served)} 个镇街有清单和转办单, 应至少 {LEAST_UNITS} 个"] if len(served) < LEAST_UNITS else []),
    ]


def _folder(outbox: Path, name: str, unit: bool) -> Path:
    from matching.publish.batch import UNITS

    return outbox / UNITS / name if unit else outbox / name


def _has_papers(folder: Path) -> bool:
    return any(folder.rglob("*.xlsx")) and any(folder.rglob("*.docx"))


def _status(installation: Installation) -> dict[str, Any]:
    from matching.pipeline.status import status

    return status(installation)
