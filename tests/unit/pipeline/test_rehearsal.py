"""The mark of a rehearsal's home: it fixes the date, and people are told."""

import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import structlog

from matching.cli import main
from matching.errors import UsageError
from matching.pipeline.clock import business_day
from matching.pipeline.rehearsal import Mark, mark_file, read_mark
from matching.settings import Settings

DAY = date(2026, 12, 18)
MOMENT = datetime.fromisoformat("2027-03-01T10:00:00+08:00")


def mark(settings: Settings, text: str = "") -> None:
    settings.root.mkdir(parents=True, exist_ok=True)
    mark_file(settings).write_text(text or Mark(business_date=DAY).model_dump_json(), encoding="utf-8")


def test_without_a_mark_today_is_today(settings: Settings) -> None:
    assert read_mark(settings) is None
    assert business_day(settings, MOMENT) == date(2027, 3, 1)


def test_the_mark_fixes_the_date_for_whoever_asks(settings: Settings) -> None:
    mark(settings)
    assert business_day(settings, MOMENT) == DAY


def test_a_date_in_the_environment_wins(settings: Settings) -> None:
    mark(settings)
    assert business_day(settings.model_copy(update={"business_date": date(2026, 12, 21)}), MOMENT) == date(2026, 12, 21)


def test_a_mark_that_cannot_be_read_stops_whoever_asks(settings: Settings) -> None:
    mark(settings, '{"drops": null}')
    with pytest.raises(UsageError, match="读不懂"):
        business_day(settings, MOMENT)


@pytest.mark.parametrize(("marked", "words", "told"), [(True, [], True), (True, ["--json"], False), (False, [], False)])
def test_the_command_line_tells_people_and_not_machines(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    marked: bool,
    words: list[str],
    told: bool,
) -> None:
    monkeypatch.setenv("ZHAOREN_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["zhaoren", "contracts", "check", *words])
    if marked:
        mark(Settings())
    with pytest.raises(SystemExit) as stop:
        main()
    structlog.reset_defaults()
    assert not stop.value.code
    assert ("make begin" in capsys.readouterr().err) is told
