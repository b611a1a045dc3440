"""An explanation as one web page that needs no network: sentences, tables and a drawn waterfall.

Belongs here: the geometry of the chart and filling the template (schemas/templates/explain/). Does not belong here: what is
explained (matching.link.explain). The same explanation gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matching.link.explain import Explanation
from matching.link.reasons import reasons, verdict
from matching.link.searched import found, number
from matching.link.spoken import chance, signed
from matching.link.waterfall import Pair

WIDTH, ROW, LABEL, NUMBER = 560, 26, 190, 70


@dataclass(frozen=True)
class Section:
    """What a record was compared with, and how that came out. `note`: what has to be known of the whole, as where something
    else than comparing decided."""

    title: str
    explanation: Explanation
    note: str = ""


@dataclass(frozen=True)
class Span:
    """One bar, in bits."""

    begin: float
    end: float
    kind: str


@dataclass(frozen=True)
class Row:
    """One line of the waterfall."""

    title: str
    bits: float
    spans: list[Span]


def render(heading: str, facts: Sequence[tuple[str, str]], sections: Sequence[Section], templates: Path) -> str:
    """The page. `facts`: what is known of the record beside the comparison, in pairs of words."""
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {
        "signed": signed,
        "chance": chance,
        "found": found,
        "number": number,
        "verdict": verdict,
        "reasons": reasons,
    }
    return environment.get_template("page.html.j2").render(heading=heading, facts=facts, sections=sections, chart=chart)


def chart(pair: Pair, review_weight: float) -> dict[str, Any]:
    """The drawing of a waterfall: a row for the prior, one for each comparison that adds something, one for the sum."""
    rows = _spans(pair)
    ends = [0.0, review_weight, *(end for row in rows for span in row.spans for end in (span.begin, span.end))]
    low: float = min(ends)
    scale: float = WIDTH / (max(ends) - low)

    def place(bits: float) -> float:
        return round(LABEL + (bits - low) * scale, 1)

    def bar(span: Span) -> dict[str, Any]:
        left, right = sorted((place(span.begin), place(span.end)))
        return {"x": left, "width": max(round(right - left, 1), 1.0), "kind": span.kind}

    return {
        "rows": [
            {"title": row.title, "bits": signed(row.bits), "bars": [*map(bar, row.spans)], "joint": place(row.spans[-1].end)}
            for row in rows
        ],
        "row": ROW, "width": LABEL + WIDTH + NUMBER, "height": (len(rows) + 1) * ROW, "label": LABEL - 10,
        "number": LABEL + WIDTH + 8, "zero": place(0), "line": place(review_weight), "line_bits": signed(review_weight),
    }  # fmt: skip


def _spans(pair: Pair) -> list[Row]:
    """From where to where each row reaches, in bits; each begins where the one before ended."""
    adding = [(step.title, (step.bits - step.by_frequency, step.by_frequency)) for step in pair.steps if step.bits]
    rows, reached = [], 0.0
    for title, pieces in (("起点(任意两人)", (pair.prior, 0.0)), *adding):
        spans = []
        for piece, shade in zip(pieces, ("", " frequency"), strict=True):
            if piece:
                spans.append(Span(reached, reached + piece, ("plus" if piece > 0 else "minus") + shade))
                reached += piece
        rows.append(Row(title, sum(pieces), spans))
    return [*rows, Row("合计", pair.match_weight, [Span(0.0, pair.match_weight, "sum")])]
