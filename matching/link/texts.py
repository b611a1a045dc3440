"""Texts of the model as SQL: literals, and phrases with their places filled.

Belongs here: quoting and filling. Does not belong here: which phrase is told when (matching.link.phrases).
"""

import re


def text(value: str) -> str:
    """An SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def filled(template: str) -> str:
    """A phrase with its places as an SQL expression: {l.name_clean} or {r.name_clean} is a value; {lacks:id_clean} says which
    side has none, {lacks:born_said|born} where the two sides' columns differ, {lacks:id_clean?number_unread=认不出号码} also why the
    record's cannot be used if it has something; {whose:@.number_lost} of whom that holds, @ being either side."""
    pieces = re.split(r"\{([^{}]+)\}", template)
    parts = [_place(piece) if place % 2 else text(piece) for place, piece in enumerate(pieces) if piece]
    return f"concat({', '.join(parts)})"


def _place(name: str) -> str:
    kind, _, asked = name.partition(":")
    told = {"lacks": _lacks, "whose": _whose}.get(kind)
    return told(asked) if told else name


def _lacks(asked: str) -> str:
    columns, *reasons = asked.split("?")
    left, right = sides(columns)
    if not reasons:
        return f"CASE WHEN l.{left} IS NOT NULL THEN '对方没有' WHEN r.{right} IS NOT NULL THEN '报送没有' ELSE '双方都没有' END"
    unread = " ".join(f"WHEN l.{test} THEN {text(f'报送的{why}')}" for test, _, why in (item.partition("=") for item in reasons))
    own = f"CASE {unread} ELSE '报送没有' END"
    return (
        f"CASE WHEN l.{left} IS NOT NULL THEN '对方没有可用的' WHEN r.{right} IS NOT NULL THEN {own} "
        f"WHEN {own} = '报送没有' THEN '双方都没有可用的' ELSE {own} || ',对方没有可用的' END"
    )


def _whose(test: str) -> str:
    left, right = (f"coalesce({test.replace('@', side)}, false)" for side in "lr")
    return f"CASE WHEN {left} AND {right} THEN '双方的' WHEN {left} THEN '报送的' ELSE '对方的' END"


def sides(columns: str) -> tuple[str, str]:
    """born_said|born: the column of l and that of r; one name stands for both."""
    left, _, right = columns.partition("|")
    return left, right or left
