"""The drawn table of tests/spec/hardships.md, as data: what the policy asks for each hardship of the synthetic year.

Belongs here: reading the table, and which of its rows a true row is. Does not belong here: any comparing.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("hardships.md")
Row = dict[str, Any]


def expectations(installation: Any) -> list[Row]:
    """The rows of the table; each with its feed and its conditions as (column, sign, value)."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    feeds = {feed.title: feed for feed in installation.feeds.values()}
    rows = [dict(zip(head, row, strict=True)) for row in body]
    for row in rows:
        feed = feeds[row["报送"]]
        names = {column.header: column.name for column in feed.columns}
        sign = next((sign for sign in "≥=~" if sign in row["困难"]), None)
        header, _, value = row["困难"].partition(sign or "=")
        row |= {"feed": feed.code, "condition": (names[header], sign, value) if sign else None}
    return rows


def holds(expected: Row, truth: Row) -> bool:
    if expected["feed"] != truth["feed"] or expected["condition"] is None:
        return bool(expected["feed"] == truth["feed"])
    name, sign, value = expected["condition"]
    said = json.loads(truth["values"]).get(name)
    return (
        said is not None
        and {
            "=": lambda: said == value,
            "~": lambda: value in said,
            "≥": lambda: Decimal(said) >= Decimal(value),
        }[sign]()
    )


def listed(text: str) -> set[str]:
    return set() if text == "—" else set(text.split("、"))
