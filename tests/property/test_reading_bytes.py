"""Whatever bytes a file holds: reading ends with sheets or with a refusal that was foreseen, never with an error of ours.

The reading process serves one file after another, so hundreds of them are tried in one run; test_sweep_bytes.py takes a few
through the whole sweep.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.findings import Finding, Severity
from matching.settings import Settings
from matching.validate.reading import apart
from matching.validate.reading.sheets import Book, Refused, Sheet
from tests.tables import as_book, as_ods, as_text, as_xls

ROWS = [["时间", "地址", "户主", "损失金额"], ["2026-10-01", "双山路1号", "张三", "20000"], ["", "双山路2号", "李四", "3万"]]
MERGED = [(1, 1, 2, 1)]
PAGE = (
    "<table>" + "".join("<tr>" + "".join(f"<td colspan='1'>{cell}</td>" for cell in row) + "</tr>" for row in ROWS) + "</table>"
)
SPREADSHEETML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="x"><Table>'
    + "".join(
        f'<Row ss:Index="{n}">'
        + "".join(
            f'<Cell ss:Index="{m}" ss:MergeAcross="0"><Data ss:Type="String">{cell}</Data></Cell>'
            for m, cell in enumerate(row, 1)
        )
        + "</Row>"
        for n, row in enumerate(ROWS, 1)
    )
    + "</Table></Worksheet></Workbook>"
)
ZIPPED = [as_book({"数据": ROWS, "二": ROWS}, merged=MERGED), as_ods(ROWS, MERGED)]
REAL = [
    *ZIPPED,
    as_xls(ROWS, MERGED),
    *(as_text(ROWS, encoding) for encoding in ("gb18030", "utf-16", "utf-8-sig")),
    as_text(ROWS, "utf-8", "\t"),
    PAGE.encode(),
    SPREADSHEETML.encode(),
]
MAGIC = [
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x09\x08",
    b"<",
    b"<?xml ",
    b"{\\rtf",
]
SNIPPETS = [
    *(
        b"0",
        b"-1",
        b"99999999999",
        b"1048577",
        b"NaN",
        b"\x00",
        b"\xff\xff",
        b"\xff\xff\xff\xff",
        b'"',
        b"'",
        b"<",
        b">",
        b"&",
        b"]]>",
    ),
    *(b'r="XFD1048576"', b' r="A0"', b' t="s"', b' t="e"', b"<v>99999</v>", b"<f>", b"<!ENTITY x 'y'>", b"<table>", b"</td>"),
    *(b' colspan="1000000"', b' rowspan="0"', b' ss:Index="99999999"', b' ss:MergeDown="-3"', b' x:num="1E+400"'),
    *(b' table:number-columns-repeated="99999999"', b' table:number-rows-repeated="1048576"', b' office:value="1e999"'),
]


@st.composite
def mangled(draw: Callable[..., int], raw: bytes) -> bytes:
    """Bytes of which some are changed, put in, taken out or doubled, and perhaps the end cut off."""
    content = raw
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(content))), draw(st.sampled_from([1, 2, 8, 64, 512]))
        piece = draw(st.one_of(st.sampled_from(SNIPPETS), st.binary(min_size=1, max_size=4)))
        before, meant, after = content[:at], content[at : at + length], content[at + length :]
        how = draw(st.sampled_from(["change", "put", "take", "double", "cut"]))
        changed = {
            "change": before + piece + content[at + len(piece) :],
            "put": before + piece + meant + after,
            "take": before + after,
            "double": before + meant + meant + after,
            "cut": before,
        }
        content = changed[how]
    return content


@st.composite
def repacked(draw: Callable[..., object]) -> bytes:
    """A zipped workbook of which one part is mangled, and the zip itself is whole."""
    with zipfile.ZipFile(io.BytesIO(draw(st.sampled_from(ZIPPED)))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(mangled(parts[name]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


FILES = st.one_of(
    st.builds(bytes.__add__, st.sampled_from([b"", *MAGIC]), st.binary(max_size=2000)),
    st.sampled_from(REAL).flatmap(mangled),
    repacked(),
)


@pytest.fixture(scope="module")
def room() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as home:
        yield Settings(home=Path(home), read_seconds=20)
        apart.stop()


def outcome(room: Settings, content: bytes) -> Book | Finding:
    """The sheets of a file, or why it is refused."""
    path = room.home / "file"
    path.write_bytes(content)
    try:
        return apart.read_apart(path, room)
    except Refused as refusal:
        return refusal.finding


@pytest.mark.timeout(240)
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=FILES)
def test_no_bytes_bring_about_an_error_that_nobody_foresaw(room: Settings, content: bytes) -> None:
    with structlog.testing.capture_logs() as said:
        came = outcome(room, content)
    assert not [line for line in said if line.keys() & {"failed", "too_slow"}]
    if any("died" in line for line in said):
        assert isinstance(came, Finding)
        assert came.rule == "FILE_BROKEN"
    if isinstance(came, Finding):
        assert (came.severity, bool(came.message), bool(came.cure)) == (Severity.FILE, True, True)
    else:
        assert all(len(cells_of(sheet)) == sheet.cells.num_rows for sheet in came.sheets)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.sampled_from(ZIPPED), data=st.data())
def test_a_changed_byte_of_a_zipped_workbook_never_changes_a_cell(room: Settings, raw: bytes, data: st.DataObject) -> None:
    whole = outcome(room, raw)
    changed = bytearray(raw)
    changed[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    came = outcome(room, bytes(changed))
    assert isinstance(whole, Book)
    if isinstance(came, Book):
        assert [cells_of(sheet) for sheet in came.sheets] == [cells_of(sheet) for sheet in whole.sheets]


def cells_of(sheet: Sheet) -> list[Sequence[str]]:
    return list(sheet.rows(0, sheet.cells.num_rows))


def test_the_files_are_read_before_they_are_mangled(room: Settings) -> None:
    for content in REAL:
        book = outcome(room, content)
        assert isinstance(book, Book)
        assert book.sheets[0].rows(0, 2) == ROWS[:2]
