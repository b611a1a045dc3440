"""Periods: last week, last month, this year; late on purpose, late by mistake, early, of the future."""

from tests.corpus.cases import Case, column, line, table, xlsx

DAY = {"health_inpatient": "discharged_on", "disability_new": "certified_on", "medins_annual": "last_discharged_on", "fire_loss": "occurred_on",
       "township_patrol": "found_on"}  # fmt: skip
TITLE = {"health_inpatient": "出院日期", "disability_new": "初次申领日期", "medins_annual": "末次出院日期"}


def _of(code: str, *days: str) -> list[list[object]]:
    rows = column(code, DAY[code], days)
    return [[cell for n, cell in enumerate(row) if rows[0][n] != "入院日期"] for row in rows]


LATE = [(None, None, "LATE_PERIOD", "warning")]
WRONG = [(None, None, "WRONG_PERIOD", "file")]

CASES = (
    Case("month_before_last", "September's stays in November: late, taken and told.", "health_inpatient", xlsx(_of("health_inpatient", "2026-09-03", "2026-09-30")),
         "accepted", (2, 2), told=LATE, period="2026-09"),
    Case("month_of_last_year", "October of last year: refused, and told how to send it if it is meant.", "health_inpatient",
         xlsx(_of("health_inpatient", "2025-10-03", "2025-10-30")), "rejected", (2, 0), told=WRONG, period="2025-10", cure="补报"),
    Case("month_of_last_year_named", "The same, and the file is called 2025年10月.", "health_inpatient",
         xlsx(_of("health_inpatient", "2025-10-03", "2025-10-30")), "accepted", (2, 2), told=LATE, period="2025-10", file="住院2025年10月.xlsx"),
    Case("month_of_last_year_late_on_purpose", "The same, and the title says 补报.", "health_inpatient",
         xlsx([line(_of("health_inpatient", "x"), "住院高额费用人员（补报）"), *_of("health_inpatient", "2025-10-03")]), "accepted", (1, 1), told=LATE),
    Case("corrected_rows_of_last_year", "Rows that come back corrected keep their period.", "health_inpatient",
         xlsx([[*row, *extra] for row, extra in zip(_of("health_inpatient", "2025-10-03"), (["原行号", "退回原因"], ["5", "x"]), strict=True)]),
         "accepted", (1, 1), period="2025-10", dropped=()),
    Case("one_row_of_another_month", "One row of September among October's: told, taken.", "health_inpatient",
         xlsx(_of("health_inpatient", "2026-10-03", "2026-09-30", "2026-10-31")), "accepted", (3, 3),
         told=[(3, "出院日期", "OTHER_PERIOD", "warning")], period="2026-10"),
    Case("year_mistyped_once", "One row of 2025 among those of 2026.", "health_inpatient", xlsx(_of("health_inpatient", "2026-10-03", "2025-10-30", "2026-10-31")),
         "accepted", (3, 3), told=[(3, "出院日期", "OTHER_PERIOD", "warning")]),
    Case("running_month", "November's first days, sent before the month is over: early, not wrong.", "health_inpatient",
         xlsx(_of("health_inpatient", "2026-11-01", "2026-11-03")), "accepted", (2, 2), period="2026-11"),
    Case("month_to_come", "December: every row lies in the future.", "health_inpatient", xlsx(_of("health_inpatient", "2026-12-01", "2026-12-03")),
         "rejected", (2, 0), told=[(n, "出院日期", "DATE_IN_FUTURE", "row") for n in (2, 3)]),
    Case("week_before_last", "The week before last.", "disability_new", xlsx(_of("disability_new", "2026-10-20", "2026-10-21")), "accepted", (2, 2), told=LATE,
         period="2026-W43"),
    Case("week_of_the_spring", "A week of May, in November.", "disability_new", xlsx(_of("disability_new", "2026-05-19", "2026-05-20")), "rejected", (2, 0),
         told=WRONG, cure="本期数据"),
    Case("week_of_the_spring_named", "The same, called 2026年第21周.", "disability_new", xlsx(_of("disability_new", "2026-05-19", "2026-05-20")), "accepted", (2, 2),
         told=LATE, file="新认定残疾人员2026年第21周.xlsx", period="2026-W21"),
    Case("last_year", "Last year's list among this year's.", "medins_annual", xlsx(_of("medins_annual", "2025-12-30", "2025-06-01")), "rejected", (2, 0), told=WRONG,
         cure="2025年"),
    Case("last_year_named", "The same, called 2025年度.", "medins_annual", xlsx(_of("medins_annual", "2025-12-30", "2025-06-01")), "accepted", (2, 2), told=LATE,
         file="2025年度累计.xlsx"),
    Case("this_year", "This year's list.", "medins_annual", xlsx(_of("medins_annual", "2026-01-30", "2026-10-01")), "accepted", (2, 2), period="2026"),
    Case("event_long_ago", "A fire of 2024 beside one of last week.", "fire_loss", xlsx(_of("fire_loss", "2026-10-27", "2024-10-27")), "accepted", (2, 2),
         told=[(3, "时间", "DATE_LONG_AGO", "warning")]),
    Case("all_events_long_ago", "Nothing but fires of 2024.", "fire_loss", xlsx(_of("fire_loss", "2024-10-27", "2024-10-28")), "rejected", (2, 0),
         told=[*WRONG, *((n, "时间", "DATE_LONG_AGO", "warning") for n in (2, 3))]),
    Case("all_events_long_ago_on_purpose", "The same, called 补录.", "fire_loss", xlsx(_of("fire_loss", "2024-10-27")), "accepted", (1, 1),
         told=[*LATE, (2, "时间", "DATE_LONG_AGO", "warning")], file="火灾补录.xlsx"),
    Case("single_find_of_today", "A patrol's single find, sent the same day.", "township_patrol", xlsx(_of("township_patrol", "2026-11-04")), "accepted", (1, 1),
         period="2026-11"),
    Case("many_rows", "A hundred and one fires in a day.", "fire_loss", xlsx(table("fire_loss", 101)), "accepted", (101, 101),
         told=[(None, None, "MANY_ROWS", "warning")]),
    Case("corrections_of_a_roll", "A roll's correction workbook alone would end everybody else's benefits.", "roll",
         xlsx([[*row, *extra] for row, extra in zip(table("roll", 1), (["原行号", "退回原因"], ["5", "x"]), strict=True)]), "rejected",
         told=[(None, None, "PART_OF_ROLL", "file")], cure="整份"),
)  # fmt: skip
