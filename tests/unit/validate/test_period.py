"""Which period a file is for."""

from datetime import date

import pytest

from matching.contracts import Cadence
from matching.installation import Installation
from matching.validate.rows.period import period_before, period_by_name, period_by_rows, period_of_file


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


def test_by_rows_the_later_of_equals() -> None:
    assert period_by_rows(["2026-10", "2026-11", "2026-10"]) == "2026-10"
    assert period_by_rows(["2026-10", "2026-11"]) == "2026-11"
    assert period_by_rows([]) is None


def test_a_roll_is_of_its_month(installation: Installation) -> None:
    assert period_of_file(installation.roll, "名册.xlsx", date(2026, 11, 4)) == "2026-11"
    assert period_of_file(installation.roll, "名册2026年9月.xlsx", date(2026, 11, 4)) == "2026-09"
