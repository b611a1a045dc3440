"""All that is held of one person (个人信息查询), found by the identity number and exported in full.

Belongs here: the export and its line in the chain. Does not belong here: what belongs to the person (matching.pipeline.lineage) and how it is
told (matching.pipeline.telling). The number itself is never written down.
"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline.lineage import Lineage, lineage
from matching.pipeline.looks import log_look
from matching.pipeline.telling import file_lineage


def export_subject(
    installation: Installation, number: str, as_of: date, moment: datetime, reason: str, path: Path
) -> dict[str, Any]:
    """Export what was known of a person on a day: {"roll", "rows", "clues", "file"}, three of them counts.

    The zip holds a Word document, all of it as JSON, and a list of the places where it lies. Raises UsageError without a reason, for what is no
    number, and if nothing is held; that somebody asked is written down all the same, before anything is handed out.
    """
    number = number.strip().upper()
    if not reason.strip():
        raise UsageError("请用 --reason 写明查询原因")
    if len(number) not in (15, 18):
        raise UsageError("身份证号应为 15 位或 18 位")
    try:
        told = lineage(installation, "subject", number, as_of, full=True)
    except UsageError:
        log_look(installation, "audit subject", "", moment, reason)
        raise
    log_look(installation, "audit subject", "、".join(_ids(told)), moment, reason)
    with tempfile.TemporaryDirectory() as work:
        document = file_lineage(installation, told, Path(work) / "来龙去脉.docx").read_bytes()
    content = json.dumps(told.as_json(), ensure_ascii=False, indent=1, default=str)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in (("来龙去脉.docx", document), ("全部信息.json", content.encode()), ("存放位置.csv", _places(told))):
            target.writestr(zipfile.ZipInfo(name, (as_of.year, as_of.month, as_of.day, 12, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return {"roll": len(told.roll), "rows": len(told.rows), "clues": len(told.clues), "file": str(path)}


def _ids(told: Lineage) -> list[str]:
    return list(dict.fromkeys([*(entry["person_id"] for entry in told.roll), *(row["row_id"] for row in told.rows)]))


def _places(told: Lineage) -> bytes:
    """Where it lies: originals and their rows, runs that read or made something of it, the ledger's rows."""
    text = io.StringIO()
    csv.writer(text).writerows([("位置", "哪一部分"), *dict.fromkeys(_lying(told))])
    return text.getvalue().encode("utf-8-sig")


def _lying(told: Lineage) -> Iterator[tuple[str, str]]:
    for entry in told.roll:
        yield f"archive/drops/{entry['sha256'][:2]}/{entry['sha256']}", f"{entry['folder']}/{entry['file']}"
        yield "ledger/zhaoren.duckdb", f"roll_entries {entry['entry_id']}"
    for row in told.rows:
        source = row["source"]
        yield source["archived"], f"{source['folder']}/{source['file']} 第 {source['row']} 行"
        yield "ledger/zhaoren.duckdb", f"记录 {row['row_id']}"
        for outcome in row["outcomes"]:
            yield f"runs/{outcome['run_id']}/", f"记录 {row['row_id']} 的比对和清单"
        for asked in row["questions"]:
            yield "ledger/zhaoren.duckdb", f"{asked['sample_no'] or '人工研判'} {asked['pair_no']}"
    for story in told.clues:
        for slip in story["slips"]:
            yield f"runs/{slip['run_id']}/released/", f"{slip['slip_no']}（{slip['recipient_name']}）"
