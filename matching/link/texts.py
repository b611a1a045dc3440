"""Texts of the model as SQL: literals, and phrases with their places filled.

Belongs here: quoting and filling. Does not belong here: which phrase is told when (matching.link.phrases).
"""

import re


def text(value: str) -> str:
    """An SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def filled(template: str) -> str:
    """A phrase with its places as an SQL expression: {l.name_clean} or {r.name_clean} is a value; {lacks:id_clean} says which
    side has none, {lacks:born_said|born} where the two sides' columns differ."""
    pieces = re.split(r"\{([^{}]+)\}", template)
    parts = [_place(piece) if place % 2 else text(piece) for place, piece in enumerate(pieces) if piece]
    return f"concat({', '.join(parts)})"


def _place(name: str) -> str:
    if not name.startswith("lacks:"):
        return name
    left, right = sides(name.removeprefix("lacks:"))
    return f"CASE WHEN l.{left} IS NOT NULL THEN '对方没有' WHEN r.{right} IS NOT NULL THEN '报送没有' ELSE '双方都没有' END"


def sides(columns: str) -> tuple[str, str]:
    """born_said|born: the column of l and that of r; one name stands for both."""
    left, _, right = columns.partition("|")
    return left, right or left
