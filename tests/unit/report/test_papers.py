"""The reminder and the centre's workbook, opened again."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from matching.installation import Installation
from matching.report import EventRecords, Notice, NoticeLine, Recipient, measure, write_letter, write_overview
from tests.unit.report.deliveries import START, got

DUE = date(2026, 10, 8)
FEDERATION = Notice(
    Recipient("department", "disability"),
    date(2026, 10, 16),
    (
        NoticeLine("disability_new", "2026-W40", DUE, 7, 2, "已收到1份文件但均被退回，请按回执更正后重报"),
        NoticeLine("disability_new", "2026-W41", date(2026, 10, 12), 4, 1, ""),
    ),
)
TOWNSHIP = Notice(Recipient("unit", "370304112"), date(2026, 10, 9), (NoticeLine("township_patrol", "2026-09", DUE, 1, 1, ""),))


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_reminder_says_what_is_missing_where_to_put_it_and_who_asks(installation: Installation, tmp_path: Path) -> None:
    path = write_letter(FEDERATION, installation, tmp_path)
    assert path == tmp_path / "区残联" / "催报通知_20261016.docx"
    document = Document(str(path))
    (table,) = document.tables
    rows = [[cell.text.replace("\n", "") for cell in row.cells] for row in table.rows]
    assert rows == [
        ["序号", "报送名称", "时段", "应报日期", "逾期工作日", "催报次数", "说明"],
        [
            "1",
            "新认定残疾人员",
            "2026年第40周（9月28日至10月4日）",
            "2026-10-08",
            "7",
            "2",
            "已收到1份文件但均被退回，请按回执更正后重报",
        ],
        ["2", "新认定残疾人员", "2026年第41周（10月5日至10月11日）", "2026-10-12", "4", "1", ""],
    ]
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert words[:2] == ["催 报 通 知", "区残联："]
    assert words[-2:] == [installation.district.centre, "2026年10月16日"]
    assert any("inbox/区残联/新认定残疾人员。" in text for text in words)
    assert any("“2026年第40周零报告”" in text for text in words)


def test_a_townships_reminder_lies_in_its_own_folder(installation: Installation, tmp_path: Path) -> None:
    path = write_letter(TOWNSHIP, installation, tmp_path)
    assert path == tmp_path / "镇街" / "池上镇" / "催报通知_20261009.docx"
    assert any("inbox/镇街/池上镇/巡查发现" in paragraph.text for paragraph in Document(str(path)).paragraphs)
    assert [item.name for item in tmp_path.rglob("*") if item.is_file()] == [path.name]


def test_the_same_reminder_is_the_same_bytes(installation: Installation, tmp_path: Path) -> None:
    assert sha(write_letter(FEDERATION, installation, tmp_path / "a")) == sha(
        write_letter(FEDERATION, installation, tmp_path / "b")
    )


def test_the_workbook_holds_every_line_with_colours_and_filters(only: Callable[..., Installation], tmp_path: Path) -> None:
    installation = only("disability_new", "fire_loss")
    deliveries = [
        got("disability_new", "2026-W36", "zero", "2026-09-07"),
        got("disability_new", "2026-W37", "partly", "2026-09-16", 5, 2),
        got("fire_loss", "2026-09-01", "accepted", "2026-09-10", 3),
    ]
    events = [EventRecords("fire_loss", None, date(2026, 9, 10), date(2026, 9, 1), 3)]
    found = measure(installation, deliveries, events, START, date(2026, 9, 22))
    path = write_overview(tmp_path / "a.xlsx", found, installation)
    assert sha(path) == sha(write_overview(tmp_path / "b.xlsx", found, installation))
    book = load_workbook(path)
    assert book.sheetnames == ["单位考评", "报送明细", "即时报送", "撤回的行"]
    assert all(sheet.auto_filter.ref and sheet.freeze_panes == "C4" for sheet in book)
    lines = book["报送明细"]
    columns = {cell.value.replace("\n", ""): cell.column - 1 for cell in lines[3]}
    shown = [(row[columns["状态"]].value, row[columns["状态"]].fill.fgColor.rgb) for row in lines.iter_rows(min_row=4)]
    assert shown == [
        ("零报告（按时）", "FFC6EFCE"),
        ("逾期已报", "FFFFEB9C"),
        ("逾期未报", "FFFFC7CE"),
        ("未到期", "FFFFFFFF"),
    ]
    second = {name: lines[5][place].value for name, place in columns.items()}
    assert (second["首次报送"], second["逾期工作日"], second["待更正行数"]) == (datetime(2026, 9, 16), 2, 2)  # noqa: DTZ001
    scores = {row[0]: row[2:] for row in book["单位考评"].iter_rows(min_row=4, values_only=True)}
    assert scores["区残联"][:6] == (3, 1, 1, 1, 1, 1 / 3)
    assert scores["区消防救援大队"][6:] == (3, 3, 1)
    assert [cell.value for cell in book["即时报送"][4]] == ["区消防救援大队", "火灾损失人员", "2026年9月", 3, 1, 3, 3, 4, 0]


def test_a_workbook_before_anything_came(only: Callable[..., Installation], tmp_path: Path) -> None:
    found = measure(only("disability_new"), [], [], None, date(2026, 9, 22))
    book = load_workbook(write_overview(tmp_path / "a.xlsx", found, only("disability_new")))
    assert "尚无任何报送" in book["报送明细"]["A2"].value
    assert (book["报送明细"].max_row, book["报送明细"]["A4"].value) == (4, "（无）")
