"""Benches for triage."""

from collections.abc import Callable

import pytest

from matching.installation import Installation
from tests.triage import Bench


@pytest.fixture
def bench(installation: Installation) -> Bench:
    return Bench(installation)


@pytest.fixture
def new_bench(installation: Installation) -> Callable[[], Bench]:
    return lambda: Bench(installation)
