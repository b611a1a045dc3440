"""Days and months in every spelling, and those that have two readings."""

from datetime import date, datetime

from tests.corpus.cases import Case, column, csv, table, xlsx
from tests.tables import as_book, as_xls

DAY, MONTH = "2026-10-27", "2026-10"
GOOD = [
    "2026.10.27", "20261027", "2026年10月27日", "2026/10/27", "2026-10-27", "２０２６－１０－２７", "2026年10月27号", "2026 年 10 月 27 日",
    "46322", "46322.0", "46322.6041667", "2026-10-27 14:22", "2026-10-27 14:22:05", "2026-10-27T14:22:05", "20261027142205", "202610271422",
    "2026/10/27 下午 2:22", "2026年10月27日14时22分", "2026年10月27日14时许", "2026年10月27日晚", "2026年10月27日（星期二）", "2026-10-27 周二 14:00",
    "10/27/2026", "27.10.2026", "2026,10,27", "2026。10。27", "2026、10、27", "2026.10.27.", "二〇二六年十月二十七日", "二零二六年十月二十七日",
    "'2026-10-27", '="2026-10-27"', " 2026-10-27 ", "2026-10-27\n", "2026_10_27", "2026-10-27 14:22:05.123", "2026-10-27 2:22 PM",
]  # fmt: skip
AMBIGUOUS = ["05/03/26", "03/04/26", "26.10.27", "10/11/2026", "11-10-2026", "27/10/26", "20265", "26年10月27日"]
UNREADABLE = [
    "2026-02-30", "20261301", "10月27日", "2026年10月", "202610", "昨天", "上周三", "2026.10", "2026-10-27至2026-10-29", "2026.10.27-29", "2026.10.2①",
    "1900-01-00", "1900-01-01", "1899-12-30", "0000-00-00", "9999-99-99", "261027", "27-Oct-26", "#VALUE", "2026-10-27 2026-10-28", "3026-10-27",
    "待核实", "见附件", "44319年", "2026.20.27", "2026-10-32", "20.26-10-27",
]  # fmt: skip


def _told(rule: str, count: int, title: str = "时间", start: int = 2) -> list[tuple[int, str, str, str]]:
    return [(n + start, title, rule, "row") for n in range(count)]


def _typed(date_1904: bool) -> bytes:
    cells = [date(2026, 10, 27), datetime(2026, 10, 27, 14, 22), "2026-10-27"]  # noqa: DTZ001  a cell has no zone
    return as_book({"表": column("fire_loss", "occurred_on", cells)}, date_1904=date_1904)


CASES = (
    Case(
        "dates_in_every_spelling",
        "Thirty-seven spellings of one day.",
        "fire_loss",
        xlsx(column("fire_loss", "occurred_on", GOOD)),
        "accepted", (len(GOOD), len(GOOD)),
        values={n + 2: {"occurred_on": DAY} for n in range(len(GOOD))},
        period=DAY,
    ),
    Case(
        "dates_of_two_readings",
        "Two digits for the year, month and day exchangeable, a serial that may be a month: findings, never a guess.",
        "fire_loss",
        xlsx(column("fire_loss", "occurred_on", AMBIGUOUS)),
        "rejected", (len(AMBIGUOUS), 0),
        told=_told("DATE_AMBIGUOUS", len(AMBIGUOUS)),
        cure="年份写四位",
    ),
    Case(
        "dates_that_are_none",
        "Days that do not exist, half days, ranges, words, footnote marks.",
        "fire_loss",
        xlsx(column("fire_loss", "occurred_on", UNREADABLE)),
        "rejected", (len(UNREADABLE), 0),
        told=_told("DATE_UNREADABLE", len(UNREADABLE)),
        cure="2026-05-03",
    ),
    Case(
        "date_zones",
        "Moments with a zone: the day in China, where it is the same one.",
        "fire_loss",
        xlsx(column("fire_loss", "occurred_on", ["2026-10-27T14:22:05+08:00", "2026-10-27T10:00:00Z", "2026-10-27 09:00:00 +0800",
                                                 "2026-10-27T17:30:00Z", "2026-10-27T20:00:00-05:00"])),
        "partly", (5, 3),
        told=[(5, "时间", "DATE_AMBIGUOUS", "row"), (6, "时间", "DATE_AMBIGUOUS", "row")],
        values={2: {"occurred_on": DAY}, 3: {"occurred_on": DAY}, 4: {"occurred_on": DAY}},
    ),
    Case("date_cells", "Cells that hold a date and a moment, not text.", "fire_loss", lambda: _typed(date_1904=False), "accepted", (3, 3),
         values={n: {"occurred_on": DAY} for n in (2, 3, 4)}),
    Case("date_cells_1904", "The same in a workbook that counts from 1904.", "fire_loss", lambda: _typed(date_1904=True), "accepted", (3, 3),
         values={n: {"occurred_on": DAY} for n in (2, 3, 4)}),
    Case("date_cells_xls", "The same in the old format.", "fire_loss",
         lambda: as_xls(column("fire_loss", "occurred_on", [date(2026, 10, 27), "2026-10-27"])), "accepted", (2, 2),
         values={n: {"occurred_on": DAY} for n in (2, 3)}),
    Case("date_serials_as_numbers", "Serial numbers in cells without a date format.", "fire_loss",
         xlsx(column("fire_loss", "occurred_on", [46322, 46322.5, 46322.0])), "accepted", (3, 3),
         values={n: {"occurred_on": DAY} for n in (2, 3, 4)}),
    Case("dates_blank", "The day of the event is missing, or a stroke or 不详 stands for it.", "fire_loss",
         xlsx(column("fire_loss", "occurred_on", [DAY, "", "/", "不详"])), "partly", (4, 1), told=_told("REQUIRED_BLANK", 3, start=3)),
    Case("dates_in_the_future", "Tomorrow, next year; today is no future.", "fire_loss",
         xlsx(column("fire_loss", "occurred_on", ["2026-11-04", "2026-11-05", "2027-10-27"])), "partly", (3, 1),
         told=_told("DATE_IN_FUTURE", 2, start=3), values={2: {"occurred_on": "2026-11-04"}}),
    Case("date_that_decides_nothing", "An unreadable day of admission is told and left blank; the row counts.", "health_inpatient",
         xlsx(column("health_inpatient", "admitted_on", ["05/03/26", "昨天", "2026-10-20"])), "accepted", (3, 3),
         told=[(2, "入院日期", "DATE_AMBIGUOUS", "warning"), (3, "入院日期", "DATE_UNREADABLE", "warning")],
         values={2: {"admitted_on": None}, 4: {"admitted_on": "2026-10-20"}}),
    Case("discharged_before_admitted", "Discharge before admission sets the row aside; the same day does not.", "health_inpatient",
         xlsx(table("health_inpatient", 2, {(0, "admitted_on"): "2026-10-28", (0, "discharged_on"): "2026-10-27",
                                            (1, "admitted_on"): "2026-10-27", (1, "discharged_on"): "2026-10-27"})),
         "partly", (2, 1), told=[(2, "出院日期", "STAY_ENDS_BEFORE_IT_BEGINS", "row")]),
    Case("months", "Months in every spelling.", "roll",
         csv(column("roll", "benefit_from", ["2026-05", "2026.5", "202605", "2026年5月", "2026年5月份", "2026/05/01", "20260531", "2026 - 5"])),
         "accepted", (8, 8), values={n: {"benefit_from": "2026-05"} for n in range(2, 10)}),
    Case("months_of_two_readings", "2026.1 is what is left of 2026.10, too.", "roll",
         csv(column("roll", "benefit_from", ["2026.1", "2026.10", "5/6/2026"])), "accepted", (3, 3),
         told=[(2, "最初享受月份", "MONTH_AMBIGUOUS", "warning"), (4, "最初享受月份", "MONTH_AMBIGUOUS", "warning"),
               (3, "停止月份", "BENEFIT_ENDS_BEFORE_IT_BEGINS", "warning")],
         values={2: {"benefit_from": "2026-10"}, 3: {"benefit_from": "2026-10"}, 4: {"benefit_from": "9999-99"}}),
    Case("ends_of_a_benefit", "An end that cannot be read sets the row aside: it must not read as a benefit that goes on.", "roll",
         csv(column("roll", "benefit_to", ["2026年11月底", "长期", "2026.1", "已停发", "停"])), "partly", (5, 2),
         told=[(4, "停止月份", "MONTH_AMBIGUOUS", "row"), (5, "停止月份", "MONTH_UNREADABLE", "row"), (6, "停止月份", "MONTH_UNREADABLE", "row"),
               *((row, None, "HELD_UNTIL_CORRECTED", "warning") for row in (4, 5, 6))],
         values={2: {"benefit_to": "2026-11"}, 3: {"benefit_to": None}}),
    Case("months_that_are_none", "A thirteenth month, a word.", "roll", csv(column("roll", "benefit_from", ["2026-13", "长期", "2026-05"])),
         "accepted", (3, 3),
         told=[(2, "最初享受月份", "MONTH_UNREADABLE", "warning"), (3, "最初享受月份", "MONTH_UNREADABLE", "warning")]),
)  # fmt: skip
