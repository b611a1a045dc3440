"""Any bytes in any folder come to a verdict: no exception, no row lost between in and out."""

import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.drops import Drop
from matching.findings import Verdict
from matching.installation import Installation, open_installation
from matching.settings import Settings
from matching.validate.check import check
from matching.validate.papers.receipt import write_receipt

INSTALLATION: Installation = open_installation(Settings())
TITLES = sorted(
    {title for table in INSTALLATION.tables.values() for column in table.columns for title in (column.header, *column.aliases)}
)
CALM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
CELLS = st.one_of(st.sampled_from(["", "合计", "无", "2026.5.3", "2.3万", "=1+1", "姓名", "3.7E+17", "'x"]), st.text(max_size=12))


def _good() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.set_properties({"created": datetime(2026, 11, 4, tzinfo=UTC).replace(tzinfo=None)})
    page = book.add_worksheet("x")
    page.write_row(0, 0, ["时间", "地址", "户主", "损失金额"])
    page.write_row(1, 0, ["2026-10-01", "双山路1号", "张三", "20000"])
    book.close()
    return stream.getvalue()


GOOD = _good()


def _check(content: bytes, code: str) -> None:
    contract = INSTALLATION.tables[code]
    drop = Drop(
        "0123456789abcdef", "0" * 64, len(content), code, None, "某局/某表", "x.xlsx", 0, datetime(2026, 11, 4, tzinfo=UTC)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drop"
        path.write_bytes(content)
        checked = check(path, drop, contract, INSTALLATION)
        assert checked.verdict in Verdict
        assert checked.rows_in == checked.rows_accepted + checked.rows_rejected + checked.rows_repeated
        assert checked.verdict is not Verdict.ACCEPTED or checked.rows_rejected == 0
        assert checked.verdict in (Verdict.ACCEPTED, Verdict.PARTLY) or checked.rows_accepted == 0
        assert checked.findings or checked.verdict in (Verdict.ACCEPTED, Verdict.ZERO)
        assert all(paper.stat().st_size for paper in write_receipt(checked, drop, contract, INSTALLATION, Path(folder)))


@CALM
@given(st.binary(max_size=2000))
def test_any_bytes(content: bytes) -> None:
    _check(content, "fire_loss")


@CALM
@given(
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"\x09\x08"]),
    st.binary(max_size=2000),
)
def test_any_bytes_behind_a_known_beginning(magic: bytes, content: bytes) -> None:
    _check(magic + content, "roll")


@CALM
@given(st.data())
def test_any_byte_of_a_good_workbook_changed(data: st.DataObject) -> None:
    raw = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    _check(bytes(raw[: data.draw(st.integers(1, len(raw)))]), "fire_loss")


@CALM
@given(st.sampled_from(sorted(INSTALLATION.tables)), st.lists(st.lists(CELLS, max_size=8), max_size=8), st.data())
def test_any_cells_below_any_headings(code: str, rows: list[list[str]], data: st.DataObject) -> None:
    contract = INSTALLATION.tables[code]
    titles = [column.header for column in contract.columns if column.required or column.filled]
    titles += data.draw(st.lists(st.sampled_from(TITLES), max_size=3))
    text = io.StringIO()
    csv.writer(text).writerows([titles, *rows])
    _check(text.getvalue().encode("utf-8", "replace"), code)
