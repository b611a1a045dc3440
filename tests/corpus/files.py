"""What is no table, or hardly: other kinds of files, locked, cut off, bombs, broken text. What reading makes of these may
change with the readers; their expectations stand together here."""

import gzip
import io
import zipfile

from tests.corpus.cases import Case, csv, table, xlsx
from tests.tables import Rows, as_book, as_ods, as_text, as_xls, as_xlsx

FIRE = table("fire_loss")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _told(rule: str) -> list[tuple[None, None, str, str]]:
    return [(None, None, rule, "file")]


def _stray_quotes() -> bytes:
    lines = [",".join(row) for row in table("fire_loss", 5)]
    lines[2] = lines[2].replace("城东", '"城东')
    lines[5] = lines[5].replace("号", '号"')
    return "\r\n".join(lines).encode("gb18030")


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _replaced(part: str, content: bytes) -> bytes:
    """A workbook with one part exchanged."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(FIRE))) as source:
        return _zip({**{item: source.read(item) for item in source.namelist()}, part: content})


def _swollen() -> bytes:
    """A workbook of ods in which one row and one cell say that they stand for very many."""
    with zipfile.ZipFile(io.BytesIO(as_ods([["占位"]]))) as source:
        content = source.read("content.xml")
        content = content.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">')
        content = content.replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="1000" ')
        return _zip({**{item: source.read(item) for item in source.namelist()}, "content.xml": content})


def _page(rows: Rows) -> bytes:
    """A web page as old systems export it under the ending .xls."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<html><head><meta charset="gb2312"></head><body><table border=1>{lines}</table></body></html>'.encode("gb18030")


def _no(name: str, about: str, content: bytes, rule: str, file: str = "报送.xlsx", cure: str = "") -> Case:
    """A file that is refused before anybody looks for a heading."""
    return Case(name, about, "fire_loss", lambda: content, "rejected", told=_told(rule), file=file, cure=cure)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]>"
    b"<worksheet><sheetData><row><c><v>&i;</v></c></row></sheetData></worksheet>"
)
REFUSED = (
    _no("pdf", "A scan.", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "FILE_FORMAT", "名单.pdf", "xlsx"),
    _no("pdf_called_xlsx", "A scan under a table's name.", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "FILE_FORMAT"),
    _no("docx", "A letter.", _zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "FILE_FORMAT", "名单.docx"),
    _no("jpg", "A photograph.", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "FILE_FORMAT", "名单.jpg"),
    _no("png", "A screen shot.", b"\x89PNG\r\n\x1a\n" + bytes(64), "FILE_FORMAT", "截图.png"),
    _no("zip", "An archive with the table within.", _zip({"名单.xlsx": as_xlsx(FIRE)}), "FILE_FORMAT", "名单.zip", "解压"),
    _no("rar", "An archive of another kind.", b"Rar!\x1a\x07\x01\x00" + bytes(64), "FILE_FORMAT", "名单.rar"),
    _no("gzip", "A compressed text.", gzip.compress(as_text(FIRE)), "FILE_FORMAT", "名单.csv.gz"),
    _no("rtf", "A text with formats.", b"{\\rtf1\\ansi}", "FILE_FORMAT", "名单.rtf"),
    _no("doc", "An old letter in the old container.", OLE + bytes(2048), "FILE_BROKEN", "名单.doc"),
    _no("noise", "Bytes of nothing.", bytes((n * 7919 + n // 251) % 256 for n in range(4096)), "FILE_ENCODING", "名单.csv"),
    _no("locked", "A workbook with a password.", OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(700), "FILE_PASSWORD", cure="取消密码"),
    _no("cut_off", "A workbook of which half arrived.", as_xlsx(FIRE)[:3000], "FILE_BROKEN"),
    _no("cut_off_xls", "The same of the old format.", as_xls(FIRE)[:1500], "FILE_BROKEN", "报送.xls"),
    _no("sheet_cut_off", "A workbook whose sheet ends in the middle of a tag.", _replaced("xl/worksheets/sheet1.xml", SHEET[:100]),
        "FILE_BROKEN"),
    _no("far_corner", "One cell in the last corner of the sheet.", _replaced("xl/worksheets/sheet1.xml", SHEET % b'<row r="1"><c r="XFD1048576"><v>1</v></c></row>'),
        "FILE_TOO_LARGE"),
    _no("bomb_ods", "A cell that stands for a thousand million.", _swollen(), "FILE_BROKEN", "报送.ods"),
    _no("quotes", "A quotation mark that never closes.", as_text(FIRE) + '"未闭合,1,2\r\n3,4'.encode(), "FILE_QUOTES", "报送.csv"),
    _no("two_encodings", "Half of the file in UTF-8, half in GBK.", as_text(FIRE, "utf-8") + as_text(FIRE, "gbk")[:-9] + b"\xff\xff", "FILE_ENCODING", "报送.csv"),
)  # fmt: skip
READ = (
    Case("macros", "A workbook with macros: they never run, the data counts.", "fire_loss", lambda: _replaced("xl/vbaProject.bin", b"macro"), "accepted", (3, 3),
         told=[(None, None, "MACROS_IGNORED", "warning")], file="报送.xlsm"),
    Case("nuls", "A text with NUL characters in it.", "fire_loss", lambda: as_text(FIRE).replace("张三一".encode(), "张\x00三一".encode()), "accepted", (3, 3),
         told=[(None, None, "NUL_CHARACTERS", "warning")], values={2: {"name": "张三一"}}, file="报送.csv"),
    Case("tabs", "Text with tabs.", "fire_loss", csv(FIRE, "utf-8", "\t"), "accepted", (3, 3), file="报送.txt"),
    Case("full_width_commas_in_texts", "More full-width commas in every plea than columns in the table.", "citizen_complaint",
         csv(table("citizen_complaint", 8, {(n, "content"): "家中失火，无钱看病，孩子上学困难，房屋漏雨，请求救助，盼复，谢谢" for n in range(8)})), "accepted", (8, 8),
         values={2: {"content": "家中失火，无钱看病，孩子上学困难，房屋漏雨，请求救助，盼复，谢谢"}}, file="报送.csv"),
    Case("semicolons_in_texts", "The same with semicolons and bars, in a text with tabs.", "citizen_complaint",
         csv(table("citizen_complaint", 8, {(n, "content"): "家中;失火;无钱;看病;孩子;上学;困难|房|屋" for n in range(8)}), "utf-8", "\t"), "accepted", (8, 8), file="报送.txt"),
    Case("full_width_commas_and_amounts", "Full-width commas divide, ASCII ones stand in amounts and in the title.", "fire_loss",
         lambda: ("火灾损失人员,十月\r\n" + as_text(table("fire_loss", 5, {(n, "loss"): "20.500" for n in range(5)}), "utf-8").decode()
                  .replace(",", "，").replace("20.500", "20,500")).encode("gbk"), "accepted", (5, 5), values={3: {"loss": "20500"}}, file="报送.txt"),
    Case("semicolons", "Text with semicolons.", "fire_loss", csv(FIRE, "gb18030", ";"), "accepted", (3, 3), file="报送.csv"),
    Case("pipes", "Text with bars.", "fire_loss", csv(FIRE, "utf-8-sig", "|"), "accepted", (3, 3), file="报送.txt"),
    Case("full_width_commas", "Text with full-width commas.", "fire_loss", lambda: as_text(FIRE, "utf-8").decode().replace(",", "，").encode("gbk"), "accepted", (3, 3),
         file="报送.txt"),
    Case("quoted_commas", "Commas, quotation marks and line breaks within quoted cells.", "fire_loss",
         csv(table("fire_loss", 2, {(0, "address"): '双山村,"老院"\n东头'})), "accepted", (2, 2), values={2: {"address": '双山村,"老院" 东头'}}, file="报送.csv"),
    Case("old_line_ends", "Lines that end as on old Macs.", "fire_loss", lambda: as_text(FIRE).replace(b"\r\n", b"\r"), "accepted", (3, 3), file="报送.csv"),
    Case("no_last_line_end", "The last line has no end.", "fire_loss", lambda: as_text(FIRE, "gbk").rstrip(), "accepted", (3, 3), file="报送.csv"),
    Case("utf16_be", "UTF-16 with the high byte first.", "fire_loss", lambda: b"\xfe\xff" + as_text(FIRE, "utf-16-be"), "accepted", (3, 3), file="报送.csv"),
    Case("utf16_no_mark", "UTF-16 without a mark.", "fire_loss", csv(FIRE, "utf-16-le"), "accepted", (3, 3), file="报送.csv"),
    Case("sep_line", "A first line sep=, that Excel understands.", "fire_loss", lambda: b"sep=,\r\n" + as_text(FIRE, "gbk"), "accepted", (3, 3), file="报送.csv"),
    Case("xls_called_xlsx", "An old workbook under the new ending.", "fire_loss", lambda: as_xls(FIRE), "accepted", (3, 3)),
    Case("csv_called_xls", "A text under a workbook's ending.", "fire_loss", csv(FIRE, "gbk"), "accepted", (3, 3), file="报送.xls"),
    Case("ods_called_xlsx", "OpenDocument under Excel's ending.", "fire_loss", lambda: as_ods(FIRE), "accepted", (3, 3)),
    Case("entities", "Entities that multiply without end: refused or read as nothing, never unfolded.", "fire_loss",
         lambda: _replaced("xl/worksheets/sheet1.xml", ENTITIES), "rejected", told=_told("HEADER_NOT_FOUND")),
    Case("absurd_name", "A file name of marks that no file system likes.", "fire_loss", xlsx(FIRE), "accepted", (3, 3),
         file="=cmd|'报'‮xslx.exe?*<>:\"|370399196001100011.xlsx"),
    Case("long_name", "A file name of two hundred characters.", "fire_loss", xlsx(FIRE), "accepted", (3, 3), file="火" * 200 + ".xlsx"),
    Case("chart_sheet", "A workbook with a sheet that says only 图.", "fire_loss", lambda: as_book({"图": [], "数据": FIRE}), "accepted", (3, 3), sheet="数据"),
)  # fmt: skip
IS_HTML = [(None, None, "FILE_IS_HTML", "warning")]
MARKUP = (
    Case("html_called_xls", "A web page under a workbook's ending: read, and told.", "fire_loss", lambda: _page(FIRE), "accepted", (3, 3),
         told=IS_HTML, file="报送.xls"),
    Case("html_with_mark", "A page without our table, behind a byte order mark and blanks.", "fire_loss",
         lambda: b"\xef\xbb\xbf \r\n<table><tr><td>x</td></tr></table>", "rejected", told=[*IS_HTML, *_told("HEADER_NOT_FOUND")], file="报送.xls"),
    _no("stray_quotes", "Two stray quotation marks would swallow the rows between them.", _stray_quotes(), "FILE_QUOTES", "报送.csv"),
    _no("flat_ods", "OpenDocument in one file of XML is called by its name.",
        b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>', "FILE_FORMAT", "报送.fods", "另存为"),
    _no("html_without_table", "A page of words.", "<html><p>没有表格</p></html>".encode(), "FILE_FORMAT", "报送.xls"),
    _no("spreadsheetml", "The XML of Excel 2003 without a sheet.", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "FILE_FORMAT", "报送.xls"),
)  # fmt: skip
CASES = (*REFUSED, *READ, *MARKUP)
