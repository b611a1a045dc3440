"""The correction workbook is read back as the table that it was made from."""

import json
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from matching.contracts import FeedContract, TableContract, read_feeds
from matching.drops import Drop
from matching.installation import Installation
from matching.settings import PROJECT
from matching.validate.check import check
from matching.validate.checked import Checked
from matching.validate.papers.receipt import write_receipt
from tests.tables import Rows, as_book, as_xlsx, sample_rows

FEEDS = read_feeds(PROJECT / "schemas")
MONEY = [(code, column.name) for code, feed in FEEDS.items() for column in feed.columns if column.type == "money"]
UNITS = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
Judge = Callable[..., Checked]
DropOf = Callable[..., Drop]
Values = list[dict[str, str]]
FAULTY = "不清楚"


@pytest.fixture
def there_and_back(installation: Installation, drop_of: DropOf, tmp_path: Path) -> Callable[[Rows, FeedContract], Values]:
    """What is read of rows whose day is faulty, once they come back in the correction workbook with `day` in its place."""

    def run(rows: Rows, contract: FeedContract) -> Values:
        drop = drop_of(contract)
        path = tmp_path / "bytes"
        path.write_bytes(as_xlsx(rows))
        checked = check(path, drop, contract, installation)
        assert [row for row in checked.failing.rows if not row.faults] == []
        _, book = write_receipt(checked, drop, contract, installation, tmp_path / "receipts")
        with CalamineWorkbook.from_path(str(book)) as opened:
            cells = [[str(cell) for cell in row] for row in opened.get_sheet_by_name("待更正").to_python(skip_empty_area=False)]
        assert any(FAULTY in row for row in cells)
        mended = [[("2026-10-27" if cell == FAULTY else cell) for cell in row] for row in cells]
        path.write_bytes(as_book({"待更正": mended}))
        return _values(check(path, drop_of(contract, book.name), contract, installation))

    return run


def _values(checked: Checked) -> Values:
    return [json.loads(text) for text in checked.records["values"].to_pylist()]


def _expected(rows: Rows, contract: FeedContract, judge: Judge, tmp_path: Path) -> Values:
    """What is read of the rows had their day been good from the beginning."""
    path = tmp_path / "good"
    path.write_bytes(as_xlsx([["2026-10-27" if cell == FAULTY else cell for cell in row] for row in rows]))
    values = _values(judge(path, contract))
    assert values
    return values


def _faulty(contract: FeedContract, change: dict[tuple[int, str], str] | None = None) -> list[list[str]]:
    days = {(n, contract.period_column): FAULTY for n in range(2)}
    return sample_rows(contract, 2, {**days, **(change or {})})


def _place(contract: TableContract, name: str) -> int:
    return [column.name for column in contract.columns].index(name)


def _above(rows: list[list[str]], unit: str, at: int) -> list[list[str]]:
    return [[f"金额单位：{unit}", *[""] * (len(rows[0]) - 1)], *rows]


def _below(rows: list[list[str]], unit: str, at: int) -> list[list[str]]:
    return [rows[0], [f"（{unit}）" if n == at else "" for n in range(len(rows[0]))], *rows[1:]]


def _behind(rows: list[list[str]], unit: str, at: int) -> list[list[str]]:
    return [[f"{title}（{unit}）" if n == at else title for n, title in enumerate(rows[0])], *rows[1:]]


def _group(rows: list[list[str]], unit: str, at: int) -> list[list[str]]:
    upper = [f"情况（{unit}）" if n == at else title for n, title in enumerate(rows[0])]
    return [upper, [title if n == at else "" for n, title in enumerate(rows[0])], *rows[1:]]


@pytest.mark.parametrize(("code", "column"), MONEY)
@given(unit=st.sampled_from(sorted(UNITS)), where=st.sampled_from([_above, _below, _behind, _group]), more=st.integers(1, 50_000))
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_amount_keeps_its_unit(
    there_and_back: Callable[[Rows, FeedContract], Values],
    judge: Judge,
    tmp_path: Path,
    code: str,
    column: str,
    unit: str,
    where: Callable[[list[list[str]], str, int], list[list[str]]],
    more: int,
) -> None:
    """Whatever the unit and wherever it is said, a row that comes back says what it would have said at once."""
    contract = FEEDS[code]
    amounts = {other.name: "90500元" for other in contract.columns if other.type == "money"}
    amount = (Decimal(contract.column(column).min or 0) + more) / UNITS[unit]
    change = {(n, name): cell for n in range(2) for name, cell in {**amounts, column: f"{amount:f}"}.items()}
    rows = where(_faulty(contract, change), unit, _place(contract, column))
    expected = _expected(rows, contract, judge, tmp_path)
    assert {values[column] for values in expected} == {f"{Decimal(contract.column(column).min or 0) + more:f}"}
    assert there_and_back(rows, contract) == expected


@pytest.mark.parametrize("code", sorted(FEEDS))
def test_a_heading_in_one_row_comes_back_as_it_was(
    there_and_back: Callable[[Rows, FeedContract], Values], judge: Judge, tmp_path: Path, code: str
) -> None:
    rows = _faulty(FEEDS[code])
    assert there_and_back(rows, FEEDS[code]) == _expected(rows, FEEDS[code], judge, tmp_path)


@pytest.mark.parametrize("code", sorted(FEEDS))
def test_a_heading_in_two_rows_comes_back_in_one(
    there_and_back: Callable[[Rows, FeedContract], Values], judge: Judge, tmp_path: Path, code: str
) -> None:
    """The second half of the columns stands under a group that says nothing; so does a column that nobody agreed on."""
    titles, *body = _faulty(FEEDS[code])
    half = len(titles) // 2
    upper = [*titles[:half], "基础", *[""] * (len(titles) - half)]
    lower = [*[""] * half, *titles[half:], "备用列"]
    rows = [upper, lower, *([*row, "x"] for row in body)]
    assert there_and_back(rows, FEEDS[code]) == _expected(rows, FEEDS[code], judge, tmp_path)


def test_a_copied_column_does_not_come_back_twice(
    there_and_back: Callable[[Rows, FeedContract], Values], judge: Judge, tmp_path: Path
) -> None:
    """Two equal columns are one to the reader; sent back both, the clerk would correct one of them."""
    contract = FEEDS["health_inpatient"]
    rows = [[*row, row[_place(contract, "id_number")]] for row in _faulty(contract)]
    assert there_and_back(rows, contract) == _expected(rows, contract, judge, tmp_path)


def test_titles_keep_the_senders_words_and_order(judge: Judge, tmp_path: Path) -> None:
    contract = FEEDS["fire_loss"]
    rows = _faulty(contract)
    rows[0][_place(contract, "phone")] = "手机号码"
    rows[0][_place(contract, "cause")] = "谁都不认识的列"
    path = tmp_path / "bytes"
    path.write_bytes(as_xlsx([["单位：万元", *[""] * 7], *([list(reversed(row)) for row in rows])]))
    titles = judge(path, contract).failing.titles
    assert titles == ("损失金额（万元）", "家庭人口", "谁都不认识的列", "手机号码", "户主身份证号", "户主", "地址", "时间")


def test_faults_stand_in_the_column_that_was_read(judge: Judge, tmp_path: Path) -> None:
    """Of two columns with one title the empty one is left out, and the fault is told where the number stands."""
    contract = FEEDS["health_inpatient"]
    rows = sample_rows(contract, 1, {(0, "id_number"): "3.70399E+17"})
    path = tmp_path / "bytes"
    path.write_bytes(as_xlsx([[row[0], filler, *row[1:]] for row, filler in zip(rows, ("身份证号", ""), strict=True)]))
    failing = judge(path, contract).failing
    (row,) = failing.rows
    assert [row.cells[n] for n in row.faults] == ["3.70399E+17"]
    assert failing.titles.count("身份证号") == 1
    assert all(first != second for first, second in pairwise(failing.titles))
