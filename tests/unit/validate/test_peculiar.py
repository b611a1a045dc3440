"""Peculiar files that departments really send: what is read of them, and what is refused."""

import datetime
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from matching.findings import Verdict
from matching.installation import Installation
from matching.validate.checked import Checked
from matching.validate.reading import formats as reading
from matching.validate.reading.formats import read
from matching.validate.reading.sheets import NO_RESULT, Book, Refused
from tests.tables import as_ods, as_xlsx

BOM = "\ufeff"
ROWS = [["姓名", "住址"], ["张三", "双山路1号"], ["李四", "双山路2号"]]


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    return refused.value.finding.rule


def repack(path: Path, content: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """A zipped file with each part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, change(part.filename, source.read(part)))
        for name, added in (extra or {}).items():
            target.writestr(name, added)
    return path


def test_cells_that_show_an_error_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "e.xlsx") as book:
        page = book.add_worksheet("甲 & 乙")
        page.write_row(0, 0, ["姓名", "住址", "金额"])
        page.write(1, 0, "张三")
        page.write_formula(1, 1, "=VLOOKUP(1,A1,1)", None, "#REF!")
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        page.write_formula(2, 0, '=IF(1,"","x")', None, "")
        page.write_formula(2, 2, "=1+1", None, 2)
    as_excel_writes = repack(
        tmp_path / "f.xlsx",
        (tmp_path / "e.xlsx").read_bytes(),
        lambda _, part: part.replace(b'<c r="A3"><f>', b'<c r="A3" t="str"><f>'),
    )
    book = read(as_excel_writes)
    assert book.sheets[0].rows(1, 3) == [["张三", "#REF!", "#DIV/0!"], ["", "", "2"]]
    assert [notice.rule for notice in book.notices] == ["CELL_WITHOUT_VALUE"] * 2
    assert "第 2 行" in book.notices[0].message


def test_a_formula_that_was_never_calculated_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["姓名", "金额"])
    page.append(["张三", "=10000+10500"])
    page.append([None, "=SUM(B2:B2)"])
    book.save(tmp_path / "f.xlsx")
    read_book = read(tmp_path / "f.xlsx")
    assert read_book.sheets[0].rows(1, 3)[0] == ["张三", NO_RESULT]
    assert [notice.rule for notice in read_book.notices] == ["CELL_WITHOUT_VALUE"]


def test_a_row_whose_needed_cell_has_no_value_goes_back(
    tmp_path: Path, installation: Installation, table: Callable[..., list[list[str]]], judge: Callable[..., Checked]
) -> None:
    contract = installation.feeds["health_inpatient"]
    rows = table(contract, 2)
    burden = [column.name for column in contract.columns].index("burden")
    with xlsxwriter.Workbook(tmp_path / "e.xlsx") as book:
        page = book.add_worksheet()
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
        page.write_formula(2, burden, "=1/0", None, "#DIV/0!")
    checked = judge(tmp_path / "e.xlsx", contract)
    assert checked.verdict is Verdict.PARTLY
    assert {(finding.rule, finding.row) for finding in checked.findings} == {("CELL_WITHOUT_VALUE", None), ("REQUIRED_BLANK", 3)}


def test_merged_cells_of_every_kind_of_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("x")
    page.write_merge(1, 2, 0, 0, "双山村")
    page.write(1, 1, "甲")
    page.write(2, 1, "乙")
    book.save(str(tmp_path / "m.xls"))
    assert read(tmp_path / "m.xls").sheets[0].rows(1, 3) == [["双山村", "甲"], ["双山村", "乙"]]
    spanned = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/></table:table-row>'
        '<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>双山村</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell xmlns:calcext="urn:x" calcext:value-type="error" office:value-type="string" office:string-value="">'
        '<text:p>#REF!</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>丙</text:p></table:table-cell></table:table-row>'
    ).encode()
    start, end = b'<table:table table:name="\xe6\x95\xb0\xe6\x8d\xae">', b"</table:table>"
    path = repack(
        tmp_path / "m.ods",
        as_ods([["x"]]),
        lambda name, part: (
            part[: part.index(start) + len(start)] + spanned + part[part.index(end) :] if name == "content.xml" else part
        ),
    )
    found = read(path)
    assert found.sheets[0].rows(2, 5) == [["双山村", "甲"], ["双山村", "乙"], ["#REF!", "丙"]]
    assert [notice.rule for notice in found.notices] == ["CELL_WITHOUT_VALUE"]


def test_repeated_cells_and_dates_of_ods(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="string">'
        '<text:p>甲</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-05-03"><text:p>5月3日</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    ).encode()
    path = repack(
        tmp_path / "r.ods",
        as_ods([["x"]]),
        lambda name, part: (
            part.replace(part[part.index(b"<table:table-row>") : part.index(b"</table:table>")], row)
            if name == "content.xml"
            else part
        ),
    )
    assert read(path).sheets[0].rows(0, 9) == [["甲", "甲", "2026-05-03"]] * 2


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ('yyyy"年"m"月"d"日"', "2021-05-03"),
        ('[$-804]yyyy"年"m"月"', "2021-05-03"),
        ('[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2021-05-03"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2021-05-03"),
        ("m/d", "2021-05-03"),
        ('0"天"', "44319"),
        ("aaaa", "44319"),
        ('#,##0.00"元"', "44319"),
        ("@", "44319"),
    ],
)
def test_chinese_number_formats(tmp_path: Path, form: str, text: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "d.xlsx") as book:
        book.add_worksheet().write_number(0, 0, 44319, book.add_format({"num_format": form}))
    style = xlwt.easyxf(num_format_str=form)
    old = xlwt.Workbook()
    old.add_sheet("x").write(0, 0, 44319, style)
    old.save(str(tmp_path / "d.xls"))
    assert [read(tmp_path / name).sheets[0].rows(0, 1) for name in ("d.xlsx", "d.xls")] == [[[text]]] * 2


def test_dates_that_count_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = datetime.date(2026, 5, 3)
    book.save(tmp_path / "d.xlsx")
    old = xlwt.Workbook()
    old.dates_1904 = True
    old.add_sheet("x").write(0, 0, datetime.date(2026, 5, 3), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    old.save(str(tmp_path / "d.xls"))
    assert [read(tmp_path / name).sheets[0].rows(0, 1) for name in ("d.xlsx", "d.xls")] == [[["2026-05-03"]]] * 2


def test_strict_ooxml_is_the_same_table(tmp_path: Path) -> None:
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }

    def change(_: str, part: bytes) -> bytes:
        for old, new in strict.items():
            part = part.replace(old, new)
        return part

    assert read(repack(tmp_path / "s.xlsx", as_xlsx(ROWS), change)).sheets[0].rows(0, 9) == ROWS


def test_numbers_of_seventeen_digits_show_that_they_are_lost(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "n.xlsx") as book:
        page = book.add_worksheet()
        page.write_number(0, 0, 370399198001010011)
        page.write_string(0, 1, "370399198001010011")
        page.write_rich_string(0, 2, "370399", book.add_format({"bold": True}), "198001010011")
    assert read(tmp_path / "n.xlsx").sheets[0].rows(0, 1) == [
        ["3.70399198001010E+17", "370399198001010011", "370399198001010011"]
    ]


def test_hidden_rows_and_columns_are_data_and_very_hidden_sheets_are_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("很隐藏").sheet_state = "veryHidden"
    book.save(tmp_path / "h.xlsx")
    assert [sheet.rows(0, 9) for sheet in read(tmp_path / "h.xlsx").sheets] == [ROWS]


def test_an_empty_margin_keeps_row_and_column_numbers(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "o.xlsx") as book:
        page = book.add_worksheet()
        page.write(2, 1, "甲")
        page.write(3, 2, "乙")
    assert read(tmp_path / "o.xlsx").sheets[0].rows(0, 9) == [["", "", ""], ["", "", ""], ["", "甲", ""], ["", "", "乙"]]


ENCRYPTED = b"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>"""


def test_locked_workbooks_are_named_as_such(tmp_path: Path) -> None:
    locked = repack(
        tmp_path / "p.ods",
        as_ods(ROWS),
        lambda name, part: ENCRYPTED if name.endswith("manifest.xml") else b"\x8f" * 90 if name == "content.xml" else part,
    )
    assert refusal(locked) == "FILE_PASSWORD"
    old = xlwt.Workbook()
    old.add_sheet("x").write(0, 0, "甲")
    old.save(str(tmp_path / "p.xls"))
    raw = (tmp_path / "p.xls").read_bytes()
    start = raw.index(b"\x09\x08\x10\x00")
    filepass = b"\x2f\x00\x36\x00\x01\x00\x01\x00\x01\x00" + b"\x11" * 48
    (tmp_path / "p.xls").write_bytes(raw[: start + 20] + filepass + raw[start + 20 + len(filepass) :])
    assert refusal(tmp_path / "p.xls") == "FILE_PASSWORD"


LAUGHS = b"<!DOCTYPE x [%s]>" % b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha" * 100) for n in range(12)
)
OUTSIDE = b"<!DOCTYPE x [<!ENTITY l11 SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("prologue", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "content.xml"])
def test_entities_of_workbooks_never_unfold(tmp_path: Path, part: str, prologue: bytes) -> None:
    content = as_ods(ROWS) if part == "content.xml" else as_xlsx(ROWS)

    def change(name: str, old: bytes) -> bytes:
        if name != part:
            return old
        head, mark, rest = old.partition(b"?>")
        return head + mark + prologue + rest.replace("张三".encode(), b"&l11;").replace("数据".encode(), b"&l11;")

    path, told = repack(tmp_path / "x", content, change), ""
    with suppress(Refused):
        told = str([sheet.rows(0, 9) for sheet in read(path).sheets])
    assert "root:" not in told
    assert len(told) < 1000


def test_a_zip_in_a_zip_is_no_table(tmp_path: Path) -> None:
    inner = repack(tmp_path / "inner.zip", as_xlsx(ROWS), lambda _, part: part).read_bytes()
    assert (
        refusal(repack(tmp_path / "x.xlsx", as_xlsx([["x"]]), lambda name, part: inner if name == "xl/workbook.xml" else part))
        == "FILE_BROKEN"
    )
    with zipfile.ZipFile(tmp_path / "y.xlsx", "w") as outer:
        outer.writestr("名单.xlsx", inner)
    assert refusal(tmp_path / "y.xlsx") == "FILE_FORMAT"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_truncated_workbooks_are_broken(tmp_path: Path, write: Callable[..., Path], kind: str, share: float) -> None:
    raw = write(ROWS, kind).read_bytes()
    (tmp_path / "t").write_bytes(raw[: int(len(raw) * share)])
    assert refusal(tmp_path / "t") == "FILE_BROKEN"


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_text_in_every_encoding_and_with_every_delimiter(tmp_path: Path, delimiter: str, encoding: str, mark: bool) -> None:
    lines = ["名单", *(delimiter.join(row) for row in ROWS)]
    content = (BOM if mark and encoding.startswith("utf") else "") + "\r\n".join(lines) + "\r\n"
    (tmp_path / "t.txt").write_bytes(content.encode(encoding))
    assert read(tmp_path / "t.txt").sheets[0].rows(0, 9) == [["名单", ""], *ROWS]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_both_ways_to_read_text_agree(tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from matching.validate.reading import textfiles

    lines = [*(",".join(row) for row in ROWS), " 王 五 ,\u200b\u3000双山路3号", ",", "'x,=1"]
    path = tmp_path / "t.csv"
    path.write_bytes(end.join(lines).encode("gb18030"))
    fast = read(path).sheets[0].cells
    monkeypatch.setattr(textfiles, "_even", lambda *_: None)
    assert fast.equals(read(path).sheets[0].cells)
    assert fast.num_rows == len(lines)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.csv").open("wb") as stream:
        stream.write("姓名,住址\n".encode())
        stream.truncate(500 << 20)
    assert refusal(tmp_path / "big.csv") == "FILE_TOO_LARGE"


def test_a_binary_workbook_is_told_what_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x00" * 20)
    assert refusal(tmp_path / "b.xlsb") == "FILE_BROKEN"
    monkeypatch.setattr(reading, "read_workbook", lambda *_: Book(()))
    assert [notice.rule for notice in read(tmp_path / "b.xlsb").notices] == ["BINARY_WORKBOOK"]
