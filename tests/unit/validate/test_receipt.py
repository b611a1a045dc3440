"""The receipt and the correction workbook, opened again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from matching.contracts import FeedContract
from matching.drops import Drop
from matching.findings import Finding, Severity, Verdict
from matching.installation import Installation
from matching.validate.check import check
from matching.validate.checked import Checked
from matching.validate.papers.corrections import HOW, HOW_WHOLE
from matching.validate.papers.pages import mask_numbers, safe
from matching.validate.papers.receipt import not_agreed, write_notice, write_receipt
from matching.validate.table.office import instructs
from tests.tables import as_book

Make = Callable[..., list[list[str]]]
Write = Callable[..., Path]
Judge = Callable[..., Checked]


def _texts(path: Path, sheet: str) -> list[list[str]]:
    page = openpyxl.load_workbook(path)[sheet]
    return [[str(cell) for cell in row if cell] for row in page.iter_rows(values_only=True)]


def test_what_goes_back_stands_before_hints(
    health: FeedContract, judge: Judge, drop_of: Callable[..., Drop], installation: Installation
) -> None:
    kinds = [
        ("A", Severity.WARNING),
        ("SHEET_OF_PEOPLE", Severity.WARNING),
        ("DUPLICATE_ROW", Severity.ROW),
        ("B", Severity.ROW),
        ("C", Severity.FILE),
    ]
    found = tuple(Finding(rule, severity, f"问题{rule}", "怎么办") for rule, severity in kinds)
    checked = Checked(Verdict.REJECTED, "2026-10", found)
    receipt, *_ = write_receipt(checked, drop_of(health, "住院10月.xlsx"), health, installation, installation.settings.receipts)
    effects = [line[0] for line in _texts(receipt, "回执") if line]
    assert effects[effects.index("处理") + 1 :] == ["退回整份", "退回该行", "未读取", "未重复登记", "提示"]


@pytest.mark.parametrize("sentence", [*HOW, *HOW_WHOLE])
def test_what_the_correction_workbook_explains_is_nobody_when_it_comes_back(sentence: str) -> None:
    assert instructs(sentence)


def _all(path: Path) -> str:
    return "".join(text for line in _texts(path, "回执") for text in line)


@pytest.fixture
def health(installation: Installation) -> FeedContract:
    return installation.feeds["health_inpatient"]


@pytest.fixture
def partly(
    health: FeedContract, table: Make, write: Write, judge: Judge, drop_of: Callable[..., Drop], installation: Installation
) -> tuple[Checked, Drop, list[Path]]:
    change = {(1, "id_number"): "3.70399E+17", (1, "diagnosis"): "=1+1", (2, "burden"): "100"}
    checked, drop = judge(write(table(health, 4, change)), health), drop_of(health, "住院10月.xlsx")
    return checked, drop, write_receipt(checked, drop, health, installation, installation.settings.receipts)


def test_names_and_places(partly: tuple[Checked, Drop, list[Path]], installation: Installation) -> None:
    folder = installation.settings.receipts / "区卫生健康局" / "住院高额费用人员"
    assert [path.name for path in partly[2]] == [
        "回执_20261104-1000_住院10月_部分接收_012345.xlsx",
        "待更正_20261104-1000_住院10月_012345.xlsx",
    ]
    assert {path.parent for path in partly[2]} == {folder}
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in partly[2])


def test_the_receipt_says_what_happened_and_what_to_do(partly: tuple[Checked, Drop, list[Path]]) -> None:
    lines = _texts(partly[2][0], "回执")
    facts = {line[0]: line[1] for line in lines if len(line) == 2}
    assert facts["处理结果"] == "部分接收"
    assert (facts["报送行数"], facts["接收行数"]) == ("4", "2")
    assert facts["退回行数"] == "2"
    assert facts["所属时段"] == "2026年10月"
    assert partly[2][1].name in facts["怎么办"]
    assert "区卫生健康局/住院高额费用人员" in facts["怎么办"]
    problems = _texts(partly[2][0], "问题清单")
    assert problems[1][:2] == ["3", "身份证号"]
    assert "请将身份证号列设为文本格式后重新报送" in problems[1]
    assert problems[2][:2] == ["4", "个人负担合规费用"]


def test_people_on_another_sheet_leave_something_to_do(
    health: FeedContract, table: Make, tmp_path: Path, judge: Judge, drop_of: Callable[..., Drop], installation: Installation
) -> None:
    path = tmp_path / "two.xlsx"
    path.write_bytes(as_book({"一院": table(health, 3), "二院": table(health, 2)[1:]}))
    checked, drop = judge(path, health), drop_of(health, "住院10月.xlsx")
    (receipt,) = write_receipt(checked, drop, health, installation, installation.settings.receipts)
    facts = {line[0]: line[1] for line in _texts(receipt, "回执") if len(line) == 2}
    assert facts["处理结果"] == "部分接收"
    assert facts["怎么办"] == "3 行已接收，不必再报。另有工作表没有读取，其中可能有人员：请看下面「未读取」的说明。"
    assert ["未读取", "工作表「二院」里像是有人员数据，但没有约定的表头，未读取"] in [
        line[:2] for line in _texts(receipt, "回执")
    ]


def test_the_correction_workbook_holds_just_the_failing_rows(
    partly: tuple[Checked, Drop, list[Path]], health: FeedContract, table: Make
) -> None:
    page = openpyxl.load_workbook(partly[2][1])["待更正"]
    headings = [column.header for column in health.columns]
    assert [cell.value for cell in page[1]] == [*headings, "更正或撤回", "撤回原因", "回执编号", "原行号", "退回原因"]
    assert page.max_row == 3
    cell = page.cell(2, headings.index("身份证号") + 1)
    assert cell.value == "3.70399E+17"
    assert cell.number_format == "@"
    assert cell.fill.start_color.rgb == "FFFFC7CE"
    assert cell.comment is not None
    assert "文本格式" in cell.comment.text
    assert page.cell(2, headings.index("诊断") + 1).value == "'=1+1"
    assert page.cell(2, headings.index("姓名") + 1).comment is None
    names = [[page.cell(row, len(headings) + n).value for n in (3, 4)] for row in (2, 3)]
    assert names == [["0123456789abcdef", "3"], ["0123456789abcdef", "4"]]
    identity = page.cell(3, headings.index("身份证号") + 1)
    assert (len(identity.value), identity.data_type) == (18, "s")


def test_red_must_be_corrected_and_yellow_looked_at(
    health: FeedContract, installation: Installation, table: Make, write: Write, judge: Judge, drop_of: Callable[..., Drop]
) -> None:
    checked = judge(write(table(health, 2, {(1, "burden"): "1", (1, "phone"): "123"})), health)
    drop = drop_of(health)
    page = openpyxl.load_workbook(write_receipt(checked, drop, health, installation, installation.settings.receipts)[1])["待更正"]
    colours = {page.cell(1, cell.column).value: cell.fill.start_color.rgb for cell in page[2] if cell.comment}
    assert colours == {"个人负担合规费用": "FFFFC7CE", "联系电话": "FFFFEB9C"}
    assert "提示：电话号码的位数不对" in page.cell(2, page.max_column).value
    assert page.row_dimensions[2].height >= 34


def test_corrected_rows_come_back_whole(
    partly: tuple[Checked, Drop, list[Path]], health: FeedContract, judge: Judge, table: Make, write: Write
) -> None:
    book = openpyxl.load_workbook(partly[2][1])
    good = table(health, 4)
    headings = [cell.value for cell in book["待更正"][1]]
    book["待更正"].cell(2, headings.index("身份证号") + 1).value = good[2][headings.index("身份证号")]
    book["待更正"].cell(3, headings.index("个人负担合规费用") + 1).value = "20500"
    book.save(partly[2][1])
    again = judge(partly[2][1], health, partly[2][1].name)
    assert (again.verdict, again.rows_accepted, again.dropped_columns) == (Verdict.ACCEPTED, 2, ())
    assert again.records["origin"].to_pylist() == ["0123456789abcdef-000003", "0123456789abcdef-000004"]
    assert '"diagnosis": "=1+1"' in again.records["values"][0].as_py()


def test_the_same_receipt_is_the_same_bytes(
    partly: tuple[Checked, Drop, list[Path]], health: FeedContract, installation: Installation, tmp_path: Path
) -> None:
    again = write_receipt(partly[0], partly[1], health, installation, tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in partly[2]]


def test_a_correction_of_a_correction_keeps_its_name_short(
    partly: tuple[Checked, Drop, list[Path]], health: FeedContract, installation: Installation, tmp_path: Path
) -> None:
    drop = replace(partly[1], name=partly[2][1].name)
    assert write_receipt(partly[0], drop, health, installation, tmp_path)[1].name == partly[2][1].name


def test_numbers_in_names_are_masked_and_names_are_safe(
    health: FeedContract, installation: Installation, drop_of: Callable[..., Drop], tmp_path: Path
) -> None:
    drop = drop_of(health, "张三370399196001100011 a:*b.xlsx")
    (path,) = write_notice(Verdict.DUPLICATE, drop, installation, tmp_path)
    assert path.name == "回执_20261104-1000_张三370399_0011_a_b_重复报送_012345.xlsx"
    assert "196001100011" not in _all(path)


@pytest.mark.parametrize("verdict", [Verdict.DUPLICATE, Verdict.WAITING, Verdict.MISPLACED])
def test_notices_of_the_pipelines_own_verdicts(
    verdict: Verdict, health: FeedContract, installation: Installation, drop_of: Callable[..., Drop], tmp_path: Path
) -> None:
    drop = replace(drop_of(health), table=None, folder="别处") if verdict is Verdict.MISPLACED else drop_of(health)
    findings = (not_agreed(["区残联/新认定残疾人员"]),) if verdict is Verdict.MISPLACED else ()
    (path,) = write_notice(verdict, drop, installation, tmp_path, findings)
    assert verdict.chinese[:2] in path.name
    told = _all(path)
    assert verdict.chinese in told
    assert ("区残联/新认定残疾人员" in told) == (verdict is Verdict.MISPLACED)


def test_a_townships_receipt_lies_in_its_own_folder(
    installation: Installation, table: Make, write: Write, drop_of: Callable[..., Drop], tmp_path: Path
) -> None:
    contract = installation.feeds["township_patrol"]
    drop = drop_of(contract, unit="370304102")
    checked = check(write(table(contract)), drop, contract, installation)
    (path,) = write_receipt(checked, drop, contract, installation, tmp_path)
    assert path.parent == tmp_path / "镇街" / "域城镇" / "巡查发现"
    assert ["报送单位", "域城镇"] in _texts(path, "回执")


def test_a_roll_is_corrected_in_the_whole_roll(
    installation: Installation, table: Make, write: Write, judge: Judge, drop_of: Callable[..., Drop], tmp_path: Path
) -> None:
    roll = installation.roll
    checked = judge(write(table(roll, 2, {(0, "id_number"): "3.70399E+17"})), roll)
    receipt, part = write_receipt(checked, drop_of(roll), roll, installation, tmp_path)
    assert "再把名册整份放回" in _all(receipt)
    assert "请勿单独报送" in "".join(text for line in _texts(part, "填写说明") for text in line)
    again = judge(part, roll)
    assert (again.verdict, again.rows_accepted) == (Verdict.REJECTED, 0)
    assert [item.rule for item in again.findings] == ["PART_OF_ROLL"]


def test_a_refused_file_needs_no_correction_workbook(
    health: FeedContract, installation: Installation, drop_of: Callable[..., Drop], tmp_path: Path
) -> None:
    finding = Finding("FILE_BROKEN", Severity.FILE, "文件已损坏", "请重新报送")
    paths = write_receipt(Checked(Verdict.REJECTED, "2026-10", (finding,)), drop_of(health), health, installation, tmp_path)
    assert len(paths) == 1
    assert _texts(paths[0], "问题清单")[1] == ["整份文件", "文件已损坏", "请重新报送", "退回整份"]


def test_masks_and_neutralised_cells() -> None:
    assert mask_numbers("x370399196001100011y") == "x370399********0011y"
    assert mask_numbers("20261104 13800000000") == "20261104 13800000000"
    assert [safe(text) for text in ("=1", "+1", "-1", "@a", "\tx", "甲=1")] == ["'=1", "'+1", "'-1", "'@a", "'\tx", "甲=1"]
