"""Whatever bytes lie in the inbox: the sweep ends, each file is archived and answered, and the good file beside them is read."""

import csv
import hashlib
import io
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.findings import Verdict
from matching.installation import open_installation
from matching.pipeline import checking, reception
from matching.settings import Settings
from tests.tables import as_ods

MOMENT = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
ROWS = [
    ["时间", "地址", "户主", "损失金额"],
    ["2026-10-01", "双山路1号", "张三", "20000"],
    ["2026-10-02", "双山路2号", "李四", "30000"],
]
PLACES = ("区消防救援大队/火灾损失人员", "区政府市民投诉中心/家庭困难诉求人员", "区残联/别处")


def _xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("x")
        for line, row in enumerate(ROWS):
            page.write_row(line, 0, row)
        page.merge_range(5, 0, 6, 1, "合")
        page.write_formula(7, 0, "=1/0", None, "#DIV/0!")
    return stream.getvalue()


def _xls() -> bytes:
    stream = io.BytesIO()
    book = xlwt.Workbook()
    page = book.add_sheet("x")
    for line, row in enumerate(ROWS):
        for n, cell in enumerate(row):
            page.write(line, n, cell)
    book.save(stream)
    return stream.getvalue()


def _csv(encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(ROWS)
    return text.getvalue().encode(encoding)


PAGE = ("<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS) + "</table>").encode()
REAL = [_xlsx(), _xls(), as_ods(ROWS), _csv("gb18030"), _csv("utf-16"), _csv("utf-8-sig"), PAGE]


@st.composite
def damaged(draw: Callable[..., object]) -> bytes:
    """A real file with some bytes changed, cut off, or written twice."""
    raw = bytearray(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(raw) - 1))
        piece = draw(st.binary(min_size=1, max_size=4))
        raw[at : at + len(piece)] = piece
    return bytes(raw[: draw(st.integers(0, len(raw)))] if draw(st.booleans()) else raw)


@pytest.mark.timeout(180)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.binary(max_size=3000), damaged()), min_size=1, max_size=6, unique=True))
def test_no_bytes_stop_a_sweep_or_lose_another_file(contents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as home:
        installation = open_installation(Settings(home=Path(home), stable_seconds=0, read_seconds=10))
        inbox, archive = installation.settings.inbox, installation.settings.archive
        for n, content in enumerate(contents):
            path = inbox / PLACES[n % len(PLACES)] / f"{n}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        good = inbox / PLACES[0] / "good.csv"
        good.parent.mkdir(parents=True, exist_ok=True)
        good.write_bytes(_csv("gb18030") + "2026-10-03,双山路3号,王五,9000\n".encode("gb18030"))
        swept = reception.sweep(installation, MOMENT)
        answers = {answer["file"]: answer for answer in swept.answers}
        for group in swept.groups:
            for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]:
                assert drop["file"] not in answers
                answers[drop["file"]] = drop
        assert set(answers) == {"good.csv", *(f"{n}.xlsx" for n in range(len(contents)))}
        assert answers["good.csv"]["rows_in"] == 3
        assert answers["good.csv"]["verdict"] != Verdict.REJECTED
        assert all((Path(home) / answer["receipt"]).is_file() for answer in answers.values())
        for content in contents:
            digest = hashlib.sha256(content).hexdigest()
            assert (archive / "drops" / digest[:2] / digest).read_bytes() == content
        assert not [path for path in inbox.rglob("*") if path.is_file()]
