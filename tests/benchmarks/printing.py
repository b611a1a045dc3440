"""Figures of a benchmark, printed.

Belongs here: the print. Does not belong here: measuring (bench_*).
"""

import json
from collections.abc import Mapping
from typing import Any


def show(figures: Mapping[str, Any], as_json: bool) -> None:
    """Print figures, a line each or as one JSON object."""
    if as_json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))  # noqa: T201
        return
    for name, value in figures.items():
        print(f"{name:20} {value}")  # noqa: T201
