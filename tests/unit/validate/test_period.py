"""Which period a file is for."""

from datetime import date

import pytest

from matching.contracts import Cadence
from matching.findings import Severity
from matching.installation import Installation
from matching.validate.rows.period import period_before, period_by_name, period_by_rows, period_of_file, zero_too_early


@pytest.mark.parametrize(
    ("cadence", "name", "period"),
    [
        (Cadence.WEEKLY, "新认定残疾人员2026年第47周.xlsx", "2026-W47"),
        (Cadence.WEEKLY, "名单2026-W07.csv", "2026-W07"),
        (Cadence.WEEKLY, "名单20261116.csv", "2026-W47"),
        (Cadence.WEEKLY, "名单2026年第60周.xlsx", None),
        (Cadence.MONTHLY, "住院2026年11月.xls", "2026-11"),
        (Cadence.MONTHLY, "住院202611.xls", "2026-11"),
        (Cadence.MONTHLY, "住院2026-11.xls", "2026-11"),
        (Cadence.MONTHLY, "住院20261105.xls", "2026-11"),
        (Cadence.MONTHLY, "住院202613.xls", None),
        (Cadence.ANNUAL, "年度2026年.xlsx", "2026"),
        (Cadence.EVENT, "火灾2026-11-03.xlsx", "2026-11-03"),
        (Cadence.EVENT, "火灾.xlsx", None),
        (Cadence.EVENT, "火灾20260230.xlsx", None),
    ],
)
def test_by_name(cadence: Cadence, name: str, period: str | None) -> None:
    assert period_by_name(cadence, name) == period


@pytest.mark.parametrize(
    ("cadence", "day", "period"),
    [
        (Cadence.EVENT, date(2026, 11, 4), "2026-11-04"),
        (Cadence.WEEKLY, date(2026, 11, 23), "2026-W47"),
        (Cadence.MONTHLY, date(2027, 1, 5), "2026-12"),
        (Cadence.ANNUAL, date(2026, 12, 30), "2026"),
        (Cadence.ANNUAL, date(2027, 1, 4), "2026"),
    ],
)
def test_by_the_day_of_receipt(cadence: Cadence, day: date, period: str) -> None:
    assert period_before(cadence, day) == period


@pytest.mark.parametrize(
    ("periods", "period"),
    [
        (["2026-10", "2026-11", "2026-10"], "2026-10"),
        (["2026-10", "2026-11"], "2026-11"),
        (["2026-11", "2027-11", "2027-11"], "2026-11"),  # a year mistyped forwards
        (["2026-11", "2025-11", "2025-11"], "2026-11"),  # and backwards
        (["2026-12", "2026-11", "2026-11"], "2026-11"),
        (["2027-11"], "2027-11"),  # nothing else to go by
        ([], None),
    ],
)
def test_by_rows_the_later_of_equals_and_no_mistyped_year(periods: list[str], period: str | None) -> None:
    assert period_by_rows(periods, Cadence.MONTHLY, date(2026, 12, 4)) == period


@pytest.mark.parametrize(
    ("code", "period", "told"),
    [
        ("health_inpatient", "2026-11", None),
        ("health_inpatient", "2026-12", ("ZERO_EARLY", Severity.WARNING)),
        ("health_inpatient", "2027-01", ("ZERO_AHEAD", Severity.FILE)),
        ("disability_new", "2026-W48", None),
        ("disability_new", "2026-W49", ("ZERO_EARLY", Severity.WARNING)),
        ("education_aid", "2026", None),
        ("education_aid", "2027", ("ZERO_AHEAD", Severity.FILE)),
        ("fire_loss", "2026-12-02", None),
    ],
)
def test_a_zero_report_before_its_time(
    installation: Installation, code: str, period: str, told: tuple[str, Severity] | None
) -> None:
    early = zero_too_early(installation.feeds[code], period, date(2026, 12, 2))
    assert (early and (early.rule, early.severity)) == told


def test_a_roll_is_of_its_month(installation: Installation) -> None:
    assert period_of_file(installation.roll, "名册.xlsx", date(2026, 11, 4)) == "2026-11"
    assert period_of_file(installation.roll, "名册2026年9月.xlsx", date(2026, 11, 4)) == "2026-09"
