"""What a drop comes to: verdicts, findings with the sender's rows and headings, records of the rest."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from matching.contracts import FeedContract
from matching.drops import Drop
from matching.findings import Severity, Verdict
from matching.installation import Installation
from matching.shapes import RECORDS
from matching.validate.check import check
from matching.validate.checked import Checked

Make = Callable[..., list[list[str]]]
Write = Callable[..., Path]
Judge = Callable[..., Checked]


@pytest.fixture
def health(installation: Installation) -> FeedContract:
    return installation.feeds["health_inpatient"]


def _rules(checked: Checked) -> set[tuple[str, str, int | None]]:
    return {(item.rule, item.severity.value, item.row) for item in checked.findings}


def test_records_carry_row_period_and_json_with_sorted_keys(
    health: FeedContract, table: Make, write: Write, judge: Judge
) -> None:
    rows = table(health, 2, {(0, "diagnosis"): "", (1, "burden"): "2.3万", (0, "phone"): "无"})
    checked = judge(write(rows), health)
    assert checked.records.schema.equals(RECORDS)
    first, second = checked.records.to_pylist()
    assert (first["record_id"], first["row"], first["feed"], first["period"]) == (
        "0123456789abcdef-000002",
        2,
        "health_inpatient",
        "2026-10",
    )
    content = json.loads(first["values"])
    assert list(content) == sorted(content)
    assert "diagnosis" not in content
    assert "phone" not in content
    assert json.loads(second["values"])["burden"] == "23000"


@pytest.mark.parametrize(
    ("change", "rule", "column"),
    [
        ({(1, "burden"): "19999.99"}, "BELOW_THRESHOLD", "个人负担合规费用"),
        ({(1, "id_number"): "3.70399E+17"}, "ID_DAMAGED", "身份证号"),
        ({(1, "discharged_on"): "2026-11-05"}, "DATE_IN_FUTURE", "出院日期"),
        ({(1, "discharged_on"): "03/04/26"}, "DATE_AMBIGUOUS", "出院日期"),
        ({(1, "discharged_on"): "昨天"}, "DATE_UNREADABLE", "出院日期"),
        ({(1, "burden"): "约三万"}, "MONEY_UNREADABLE", "个人负担合规费用"),
        ({(1, "name"): ""}, "REQUIRED_BLANK", "姓名"),
        ({(1, "admitted_on"): "2026-10-30"}, "STAY_ENDS_BEFORE_IT_BEGINS", "出院日期"),
    ],
)
def test_what_sets_a_row_aside(
    health: FeedContract, table: Make, write: Write, judge: Judge, change: dict[tuple[int, str], str], rule: str, column: str
) -> None:
    checked = judge(write(table(health, 3, change)), health)
    assert checked.verdict is Verdict.PARTLY
    set_aside = [(item.rule, item.row, item.column) for item in checked.findings if item.severity is Severity.ROW]
    assert set_aside == [(rule, 3, column)]
    assert checked.records["row"].to_pylist() == [2, 4]
    assert (checked.rows_in, checked.rows_accepted, checked.rows_rejected) == (3, 2, 1)
    failing = checked.failing.rows[0]
    assert failing.row == 3
    assert list(failing.faults) == [checked.failing.titles.index(column)]


def test_yi_shang_includes_the_number(health: FeedContract, table: Make, write: Write, judge: Judge) -> None:
    checked = judge(write(table(health, 2, {(0, "burden"): "20,000.00元", (1, "burden"): "2万"})), health)
    assert (checked.verdict, checked.findings) == (Verdict.ACCEPTED, ())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({(1, "id_number"): "370399196001100012"}, "ID_CHECKSUM"),
        ({(1, "id_number"): "37039919600110"}, "ID_MALFORMED"),
        ({(1, "admitted_on"): "昨天"}, "DATE_UNREADABLE"),
        ({(1, "total_cost"): "100"}, "BURDEN_OVER_TOTAL"),
        ({(1, "discharged_on"): "2026-09-30", (1, "admitted_on"): "2026-09-01"}, "OTHER_PERIOD"),
    ],
)
def test_what_is_only_told(
    health: FeedContract, table: Make, write: Write, judge: Judge, change: dict[tuple[int, str], str], rule: str
) -> None:
    checked = judge(write(table(health, 3, change)), health)
    assert checked.verdict is Verdict.ACCEPTED
    assert (rule, "warning", 3) in _rules(checked)
    assert all(item.severity is Severity.WARNING for item in checked.findings)


def test_masked_and_missing_numbers_are_counted_not_listed(health: FeedContract, table: Make, write: Write, judge: Judge) -> None:
    change = {(0, "id_number"): "370399********0011", (1, "id_number"): "", (2, "id_number"): "/"}
    checked = judge(write(table(health, 5, change)), health)
    assert checked.verdict is Verdict.ACCEPTED
    assert _rules(checked) == {("ID_MASKED", "warning", None), ("ID_MISSING", "warning", None)}
    assert any(item.message.startswith("共 2 行") for item in checked.findings)


def test_a_number_that_looks_cut_is_not_believed_beside_one_that_is(
    health: FeedContract, table: Make, write: Write, judge: Judge
) -> None:
    lucky = next(f"37039919{n:07d}000" for n in range(6001101, 6001129) if _valid(f"37039919{n:07d}000"))
    alone = judge(write(table(health, 2, {(0, "id_number"): lucky}), name="a"), health)
    beside = judge(write(table(health, 2, {(0, "id_number"): lucky, (1, "id_number"): "3.70399E+17"}), name="b"), health)
    assert alone.verdict is Verdict.ACCEPTED
    assert beside.verdict is Verdict.REJECTED


def _valid(number: str) -> bool:
    from matching.validate.values.identity import classify

    return classify(number) == "valid"


def test_the_later_of_two_equal_rows_is_set_aside(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    contract = installation.feeds["citizen_complaint"]
    rows = table(contract, 2)
    checked = judge(write([*rows, rows[1]]), contract)
    assert _rules(checked) == {("DUPLICATE_ROW", "row", 4)}
    assert checked.failing.rows == ()


def test_two_people_without_numbers_are_not_one(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    roll = installation.roll
    change = {(n, "id_number"): "" for n in (0, 1)} | {(n, "name"): "王芳" for n in (0, 1)}
    assert judge(write(table(roll, 3, change)), roll).verdict is Verdict.ACCEPTED


def test_an_unknown_word_in_an_enum(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    contract = installation.feeds["traffic_accident"]
    checked = judge(write(table(contract, 2, {(0, "injury"): "失踪"})), contract)
    assert _rules(checked) == {("ENUM_UNKNOWN", "row", 2)}
    assert "死亡、重伤" in checked.findings[0].cure


def test_ten_thousand_yuan_in_the_heading_counts(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    contract = installation.feeds["fire_loss"]
    rows = table(contract, 1, {(0, "loss"): "2.3"})
    rows[0][rows[0].index("损失金额")] = "损失金额（万元）"
    assert json.loads(judge(write(rows), contract).records["values"][0].as_py())["loss"] == "23000"


def test_more_rows_than_usual_are_told(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    contract = installation.feeds["fire_loss"]
    checked = judge(write(table(contract, 101)), contract)
    assert checked.verdict is Verdict.ACCEPTED
    assert ("MANY_ROWS", "warning", None) in _rules(checked)


def test_a_missing_column_refuses_the_file_and_names_the_nearest(
    health: FeedContract, table: Make, write: Write, judge: Judge
) -> None:
    rows = table(health)
    rows[0][rows[0].index("个人负担合规费用")] = "个人承担合规金额"
    checked = judge(write(rows), health)
    assert (checked.verdict, checked.rows_in) == (Verdict.REJECTED, 0)
    assert [item.rule for item in checked.findings] == ["COLUMN_MISSING"]
    assert "个人承担合规金额" in checked.findings[0].cure


def test_undeclared_columns_are_dropped_and_listed(health: FeedContract, table: Make, write: Write, judge: Judge) -> None:
    rows = [[*row, extra] for row, extra in zip(table(health), ["银行账号", "1", "2", "3"], strict=True)]
    checked = judge(write(rows), health)
    assert checked.dropped_columns == ("银行账号",)
    assert "银行账号" not in "".join(checked.records["values"].to_pylist())


@pytest.mark.parametrize("last", [[], ["零报告"], ["本期无新增人员，零报告"], ["无"], ["1"]])
def test_an_empty_table_is_a_zero_report(health: FeedContract, table: Make, write: Write, judge: Judge, last: list[str]) -> None:
    rows = [["序号", *table(health)[0]]]
    rows += [["", *last]] if last and last != ["1"] else [last] if last else []
    checked = judge(write(rows), health, "住院2026年9月.xlsx")
    assert (checked.verdict, checked.period, checked.records.num_rows) == (Verdict.ZERO, "2026-09", 0)


def test_a_file_that_only_says_zero_report(health: FeedContract, write: Write, judge: Judge) -> None:
    assert judge(write([["2026年10月零报告"]]), health).verdict is Verdict.ZERO
    assert judge(write([["本月无新增"]], "gb18030"), health).period == "2026-10"


def test_an_empty_roll_is_no_zero_report(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    checked = judge(write(table(installation.roll)[:1]), installation.roll)
    assert (checked.verdict, checked.findings[0].rule) == (Verdict.REJECTED, "TOO_FEW_ROWS")


def test_another_tables_file_is_sent_to_its_folder(installation: Installation, table: Make, write: Write, judge: Judge) -> None:
    path = write(table(installation.feeds["disability_new"]))
    checked = judge(path, installation.feeds["fire_loss"])
    assert (checked.verdict, checked.records.num_rows) == (Verdict.MISPLACED, 0)
    assert "区残联/新认定残疾人员" in checked.findings[-1].cure
    patrol = judge(write(table(installation.feeds["township_patrol"]), name="p"), installation.feeds["disability_new"])
    assert "镇街/（本单位）/巡查发现" in patrol.findings[-1].cure


def test_the_rolls_own_table_is_not_its_weekly_change(
    installation: Installation, table: Make, write: Write, judge: Judge
) -> None:
    checked = judge(write(table(installation.roll)), installation.feeds["civil_affairs_new"])
    assert checked.verdict is Verdict.MISPLACED
    assert "区民政局/救助对象名册" in checked.findings[-1].cure


def test_the_sheet_that_fits_is_read_and_its_twin_is_told(
    tmp_path: Path, health: FeedContract, table: Make, judge: Judge
) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "two.xlsx"))
    for title, rows in (("说明", [["填表说明", ""]]), ("一院", table(health, 3)), ("二院", table(health, 2))):
        page = book.add_worksheet(title)
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    book.close()
    checked = judge(tmp_path / "two.xlsx", health)
    assert (checked.sheet, checked.rows_in) == ("一院", 3)
    assert [item.rule for item in checked.findings] == ["OTHER_SHEET_NOT_READ"]
    assert (checked.verdict, checked.rows_accepted) == (Verdict.PARTLY, 3)


def test_a_broken_file_is_a_verdict(tmp_path: Path, health: FeedContract, judge: Judge) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04...")
    checked = judge(tmp_path / "x.xlsx", health, "住院202609.xlsx")
    assert (checked.verdict, checked.period) == (Verdict.REJECTED, "2026-09")
    assert checked.findings[0].rule == "FILE_BROKEN"


def test_no_finding_holds_a_value(health: FeedContract, table: Make, write: Write, judge: Judge) -> None:
    change = {(0, "id_number"): "3.70399E+17", (1, "discharged_on"): "03/04/26", (2, "burden"): "外科八床"}
    checked = judge(write(table(health, 3, change)), health)
    told = "".join(f"{item.message}{item.cure}" for item in checked.findings)
    assert not any(value in told for value in ("3.70399", "03/04/26", "外科八床"))


def test_the_townships_own_file_carries_its_unit(
    installation: Installation, table: Make, write: Write, drop_of: Callable[..., Drop]
) -> None:
    contract = installation.feeds["township_patrol"]
    drop = replace(drop_of(contract), unit="370304102")
    checked = check(write(table(contract)), drop, contract, installation)
    assert checked.records["source_unit"].to_pylist() == ["370304102"] * 3
