"""One table in every format, with and without title rows and footers, gives the same records byte for byte."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from matching.findings import Verdict
from matching.installation import Installation
from matching.settings import PROJECT
from matching.validate.checked import Checked
from matching.validate.reading.formats import read
from matching.validate.reading.sheets import Refused
from matching.validate.reading.workbooks import number_text
from tests.tables import FORMATS

CODES = [*sorted(path.stem for path in (PROJECT / "schemas" / "feeds").glob("*.yml")), "roll"]
Make = Callable[..., list[list[str]]]


def _dressed(rows: list[list[str]], title: str) -> list[list[str]]:
    """The table below a title and the sender's line, with the heading repeated, blank lines, a sum and signatures."""
    blank = [""] * len(rows[0])
    above = [[f"{title}统计表", *blank[1:]], ["填报单位：某单位", "", "填报日期：2026年11月4日", *blank[3:]], blank]
    below = [blank, ["合计", "3", *blank[2:]], ["填表人：王会计", "审核人：李科长", *blank[2:]]]
    return [*above, *rows[:2], rows[0], blank, *rows[2:], *below]


@pytest.mark.parametrize("code", CODES)
def test_every_format_gives_the_same_records_with_titles_and_footers_and_without(
    code: str, installation: Installation, table: Make, write: Callable[..., Path], judge: Callable[..., Checked]
) -> None:
    """The check itself: once for each format; a dressed table differs in the numbers of its rows only."""
    contract = installation.tables[code]
    rows = table(contract)
    first = judge(write(rows), contract)
    assert (first.verdict, first.findings, first.rows_accepted) == (Verdict.ACCEPTED, (), 3)
    for kind in FORMATS[1:]:
        assert judge(write(rows, kind), contract).records.equals(first.records)
    dressed = judge(write(_dressed(rows, contract.title)), contract)
    assert (dressed.findings, dressed.rows_in) == ((), 3)
    assert dressed.records["row"].to_pylist() == [5, 8, 9]
    assert dressed.records["values"].equals(first.records["values"])
    for kind in FORMATS[1:]:
        assert judge(write(_dressed(rows, contract.title), kind), contract).records.equals(dressed.records)


def test_cells_of_numbers_and_dates_read_like_text(
    tmp_path: Path, installation: Installation, table: Make, write: Callable[..., Path], judge: Callable[..., Checked]
) -> None:
    contract = installation.feeds["fire_loss"]
    rows = table(contract, 1)
    place = [column.name for column in contract.columns].index
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"remove_timezone": True})
    page = book.add_worksheet("x")
    page.write_row(0, 0, rows[0])
    page.write_row(1, 0, rows[1])
    page.write_datetime(1, place("occurred_on"), datetime(2026, 10, 26, tzinfo=UTC), book.add_format({"num_format": "yyyy/m/d"}))
    page.write_number(1, place("loss"), 20500)
    page.write_number(1, place("family_size"), 3)
    page.write_number(1, place("phone"), 13800000000)
    book.close()
    (tmp_path / "typed.xlsx").write_bytes(stream.getvalue())
    typed = judge(tmp_path / "typed.xlsx", contract)
    assert typed.records.equals(judge(write(rows), contract).records)


def test_the_extension_says_nothing(
    installation: Installation, table: Make, write: Callable[..., Path], judge: Callable[..., Checked]
) -> None:
    contract = installation.feeds["fire_loss"]
    rows = table(contract)
    disguised = write(rows, "gb18030").rename(write(rows, "gb18030").with_name("really.xls"))
    assert judge(disguised, contract).rows_accepted == 3


def test_numbers_lose_nothing_and_show_what_is_lost() -> None:
    assert number_text(20000.0) == "20000"
    assert number_text(0.1) == "0.1"
    assert number_text(370399800110001.0) == "370399800110001"
    assert number_text(3.7039919801001e17) == "3.70399198010010E+17"
    assert number_text(float("nan")) == "NAN"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "FILE_EMPTY"),
        (b"%PDF-1.7 ...", "FILE_FORMAT"),
        (b"\x89PNG\r\n\x1a\n", "FILE_FORMAT"),
        (b"<html><p>x</p></html>", "FILE_FORMAT"),
        (b"PK\x03\x04broken", "FILE_BROKEN"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 700, "FILE_BROKEN"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 700, "FILE_PASSWORD"),
        (b"\xff\xfe\xff", "FILE_ENCODING"),
        (b"\x81\xff\xff\x00\x01", "FILE_ENCODING"),
        ('姓名,电话\n张三,"未闭合\n李四,1\n'.encode(), "FILE_QUOTES"),
        (bytes(range(1, 9)) * 40, "FILE_FORMAT"),
    ],
)
def test_what_is_no_table_is_refused_in_chinese(tmp_path: Path, content: bytes, rule: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.finding.rule == rule
    assert refused.value.finding.cure


def test_merged_cells_stand_in_every_row(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "m.xlsx"))
    page = book.add_worksheet("x")
    page.merge_range(1, 0, 2, 0, "双山村")
    page.write_column(1, 1, ["甲", "乙"])
    book.close()
    assert read(tmp_path / "m.xlsx").sheets[0].rows(1, 3) == [["双山村", "甲"], ["双山村", "乙"]]


def test_hidden_sheets_are_kept_apart(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "h.xlsx"))
    book.add_worksheet("看得见").write(0, 0, "甲")
    hidden = book.add_worksheet("看不见")
    hidden.write(0, 0, "乙")
    hidden.hide()
    book.close()
    book_read = read(tmp_path / "h.xlsx")
    assert [sheet.name for sheet in book_read.sheets] == ["看得见"]
    assert [(sheet.name, sheet.rows(0, 1)) for sheet in book_read.hidden] == [("看不见", [["乙"]])]


def test_dates_of_cells_are_iso(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "d.xlsx"), {"remove_timezone": True})
    page = book.add_worksheet("x")
    page.write_datetime(0, 0, date(2026, 5, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
    page.write_datetime(0, 1, datetime(2026, 5, 3, 14, 5, tzinfo=UTC), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    page.write_boolean(0, 2, True)
    book.close()
    assert read(tmp_path / "d.xlsx").sheets[0].rows(0, 1) == [["2026-05-03", "2026-05-03 14:05:00", "TRUE"]]
