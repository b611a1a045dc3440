"""Fixtures every test may use: an installation whose home is a fresh folder."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from matching.installation import Installation, open_installation
from matching.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own and no wait for files that stand still."""
    return Settings(home=tmp_path / "home", stable_seconds=0.05, lock_seconds=10)


@pytest.fixture
def installation(settings: Settings) -> Installation:
    """The project's own configuration over a fresh home."""
    return open_installation(settings)


@pytest.fixture
def rehearsal(tmp_path: Path) -> Callable[[date], Installation]:
    """An installation that takes a given day for today."""

    def make(day: date) -> Installation:
        return open_installation(Settings(home=tmp_path / "home", stable_seconds=0.05, lock_seconds=10, business_date=day))

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, so that no worker is left alone with one of them in the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
