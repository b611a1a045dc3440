"""Workbooks that unfold without bounds are refused before anything is built from them."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import PasswordError

from matching.validate.reading import unfold, workbooks
from matching.validate.reading.formats import read
from matching.validate.reading.sheets import Refused


def _xlsx(path: Path, sheet: bytes) -> Path:
    """A workbook whose only sheet has this XML."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("x").write(0, 0, "甲")
    book.close()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, sheet if part.filename.endswith("sheet1.xml") else source.read(part))
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    return refused.value.finding.rule


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>',
    ],
)
def test_a_far_corner_is_not_unfolded(tmp_path: Path, rows: bytes) -> None:
    assert _refusal(_xlsx(tmp_path / "far.xlsx", SHEET % rows)) == "FILE_TOO_LARGE"


def test_far_cells_that_only_have_a_format_are_no_data(tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert [sheet.cells.shape for sheet in read(_xlsx(tmp_path / "far.xlsx", SHEET % rows)).sheets] == [(1, 1)]


def test_a_bomb_of_blanks_is_refused_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfold, "MAX_UNPACKED", 1 << 20)
    assert _refusal(_xlsx(tmp_path / "bomb.xlsx", SHEET % (b" " * (2 << 20)))) == "FILE_TOO_LARGE"


def test_a_part_that_lies_about_itself_is_broken(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "lie.xlsx", SHEET % b"")
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    raw[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    assert _refusal(path) == "FILE_BROKEN"


@pytest.mark.parametrize("encoding", ["U0F-8", "gb18030"])
def test_a_part_in_an_encoding_that_nobody_reads_is_broken(tmp_path: Path, encoding: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<?xml version="1.0" encoding="{encoding}"?><x number-columns-spanned="2"/>')
    assert _refusal(tmp_path / "x.ods") == "FILE_BROKEN"


def test_other_zips_are_no_tables(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert _refusal(tmp_path / "x.xlsx") == "FILE_FORMAT"


def test_macros_do_not_run_and_are_told(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "m.xlsm", SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert [notice.rule for notice in read(path).notices] == ["MACROS_IGNORED"]


def test_a_text_file_with_nul_characters_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_bytes("姓名,电话\n张\x00三,1\n".encode())
    book = read(tmp_path / "n.csv")
    assert book.sheets[0].rows(1, 2) == [["张三", "1"]]
    assert [notice.rule for notice in book.notices] == ["NUL_CHARACTERS"]


def test_a_chart_sheet_holds_nothing(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "c.xlsx"))
    book.add_worksheet("数据").write(0, 0, "1")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=数据!$A$1:$A$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    assert [(sheet.name, sheet.cells.num_rows) for sheet in read(tmp_path / "c.xlsx").sheets] == [("数据", 1), ("图", 0)]


class PanicException(BaseException):
    """What the reader's engine raises when it gives up."""


@pytest.mark.parametrize(("error", "rule"), [(PanicException(), "FILE_BROKEN"), (PasswordError(), "FILE_PASSWORD")])
def test_an_engine_that_gives_up_is_a_broken_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, rule: str
) -> None:
    class Engine:
        @staticmethod
        def from_path(path: str) -> None:
            raise error

    monkeypatch.setattr(workbooks, "CalamineWorkbook", Engine)
    assert _refusal(_xlsx(tmp_path / "x.xlsx", SHEET % b"")) == rule


def test_an_interrupt_is_not_taken_for_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Engine:
        @staticmethod
        def from_path(path: str) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(workbooks, "CalamineWorkbook", Engine)
    with pytest.raises(KeyboardInterrupt):
        read(_xlsx(tmp_path / "x.xlsx", SHEET % b""))


def test_overlapping_merged_areas_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_MERGED", 50)
    rows = [["甲", ""], ["", ""]]
    merged = workbooks._Merged([((0, 0), (9, 0)), ((5, 5), (9, 9))])
    for n, row in enumerate(rows):
        merged.spread(n, row)
    assert rows == [["甲", ""], ["甲", ""]]
    with pytest.raises(Refused):
        workbooks._Merged([((0, 0), (1, 1))] * 20)
