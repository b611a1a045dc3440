"""Web pages and SpreadsheetML under the name .xls are read as the tables they are; nothing in them unfolds or is fetched."""

from pathlib import Path

import pytest

from matching.validate.reading.formats import read
from matching.validate.reading.sheets import Refused

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><style>td {x:y}</style></head><body>
<table border=1><tr><td colspan=3>火灾损失人员</td></tr><tr><th>户主</th><th>身份证号</th><th>住址</th></tr>
<tr><td>张三&nbsp;</td><td style='mso-number-format:"\\@"'>370399196001100011</td><td rowspan=2>双山路<br>1号</td></tr>
<tr><td>李四</td><td x:num="370399196001100">3.70399E+14</td></tr></table><script>alert(1)</script></body></html>"""
BOOK = """<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="名单"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">张三</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">370399196001100011</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="DateTime">2026-10-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">20500</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String"><B>粗</B>体</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="隐藏"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">' for n in range(12))


def save(tmp_path: Path, text: str, encoding: str) -> Path:
    path = tmp_path / "x.xls"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_page_is_read_as_its_table(tmp_path: Path, encoding: str) -> None:
    book = read(save(tmp_path, PAGE, encoding))
    (sheet,) = book.sheets
    assert sheet.rows(0, 4) == [
        ["火灾损失人员"] * 3,
        ["户主", "身份证号", "住址"],
        ["张三", "370399196001100011", "双山路\n1号"],
        ["李四", "370399196001100", "双山路\n1号"],
    ]
    assert [notice.rule for notice in book.notices] == ["FILE_IS_HTML"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_spreadsheetml_is_read_with_its_gaps_and_merged_cells(tmp_path: Path, encoding: str) -> None:
    book = read(save(tmp_path, BOOK, encoding))
    assert [sheet.name for sheet in book.sheets] == ["名单"]
    assert book.sheets[0].rows(0, 5) == [
        ["标题"] * 3,
        ["", "", ""],
        ["张三", "", "370399196001100011"],
        ["2026-10-01", "20500", ""],
        ["2026-10-01", "粗体", ""],
    ]
    assert [notice.rule for notice in book.notices] == ["FILE_IS_HTML"]


def test_several_tables_are_several_sheets_and_a_table_in_a_cell_is_none(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲<table><tr><td>内</td></tr></table></td></tr></table><table><tr><td>乙</table>"
    assert [sheet.rows(0, 9) for sheet in read(save(tmp_path, inner, "utf-8")).sheets] == [[["甲内"]], [["乙"]]]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<html><p>没有表格</p></html>", "FILE_FORMAT"),
        ("<", "FILE_FORMAT"),
        ("<?xml version='1.0'?>", "FILE_FORMAT"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "FILE_FORMAT"),
        (BOOK[:900], "FILE_BROKEN"),
        (BOOK.replace("?><?mso", f"?><!DOCTYPE x [{LAUGHS}]><?mso").replace("标题", "&l11;"), "FILE_BROKEN"),
        (
            BOOK.replace("?><?mso", "?><!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><?mso").replace("标题", "&f;"),
            "FILE_BROKEN",
        ),
        (BOOK.replace('ss:Index="3"><Cell>', 'ss:Index="9999999"><Cell>'), "FILE_TOO_LARGE"),
        (BOOK.replace('ss:MergeAcross="2"', 'ss:MergeAcross="9999"'), "FILE_TOO_LARGE"),
        ("<table><tr><td colspan=9999>x</table>", "FILE_TOO_LARGE"),
        ("<table><tr><td>x</table>" * 60, "FILE_TOO_LARGE"),
    ],
)
def test_what_holds_no_table_or_unfolds_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read(save(tmp_path, text, "utf-8"))
    assert refused.value.finding.rule == rule


def test_a_page_knows_no_entities_of_its_own(tmp_path: Path) -> None:
    page = f"<!DOCTYPE html [{LAUGHS}<!ENTITY f SYSTEM 'file:///etc/passwd'>]><table><tr><td>&l11;&f;</td></tr></table>"
    (sheet,) = read(save(tmp_path, page, "utf-8")).sheets
    assert "root" not in str(sheet.rows(0, 9))
    assert len(str(sheet.rows(0, 9))) < 100


def test_a_long_rowspan_is_cut_at_the_end_of_the_table(tmp_path: Path) -> None:
    (sheet,) = read(save(tmp_path, "<table><tr><td rowspan=999999>甲<td>1<tr><td>2</table>", "utf-8")).sheets
    assert sheet.rows(0, 9) == [["甲", "1"], ["甲", "2"]]
