"""A simulated year through the real drop folders: every identity of the completion table in every month, every notice of every day, and every
answer to every file, against a count of the test's own."""

import ast
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
import structlog

from matching.pipeline.monthly import monthly
from tests.year import count, slips
from tests.year.play import YEAR, Year

log = structlog.get_logger()
SMALL, USUAL = 2500, 5000
"""People in the district."""


@pytest.mark.parametrize("module", [count, slips])
def test_the_count_is_the_tests_own(module: ModuleType) -> None:
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert [name for name in imported if name.split(".")[0] in ("matching", "zhaoren_airflow", "tests")] in (
        [],
        ["tests.year.slips"],
    )


@pytest.mark.thorough
def test_a_month_and_the_first_of_the_next(tmp_path: Path) -> None:
    year = Year(tmp_path, SMALL, date(YEAR, 2, 3))
    year.play(date(YEAR, 3, 1))
    year.compare_slips()
    assert year.compared["letters"] > 5
    assert {"反馈", "逾期反馈"} <= set(year.count.taken)
    assert year.compared["centre: redirect"]


@pytest.mark.thorough
@pytest.mark.timeout(2400)
def test_a_year(tmp_path: Path) -> None:
    year = Year(tmp_path, USUAL, date(YEAR, 1, 1))
    year.play(date(YEAR + 1, 1, 1))
    year.compare_slips()
    log.info("a_year", slips=len(year.count.slips), refused=year.count.refused, **year.compared, **year.count.taken)
    assert {"反馈", "逾期反馈", "更正", "延期", "退回"} <= set(year.count.taken)
    assert {"提醒", "催办", "督办", "通报", "centre: again", "centre: redirect", "centre: withdraw"} <= set(year.compared)
    assert any(one.again and one.answers for slip in year.count.slips.values() for one in slip.rounds)
    assert any(not one.content and one.visited for slip in year.count.slips.values() for one in slip.rounds)
    for month, told in year.months.items():
        again = monthly(year.installation, month, date(YEAR + 1, 1, 1) + timedelta(days=60))
        assert again == {name: told[name] for name in again}, "a month reads the same for ever"
